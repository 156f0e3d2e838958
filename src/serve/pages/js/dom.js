// Making elements.
(function (leafcast) {
  function element(name, content, attributes) {
    const made = document.createElement(name);
    if (typeof content === "string") made.textContent = content;
    else if (content) made.append(...content.filter((one) => one !== null && one !== undefined));
    for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined) made.setAttribute(key, value);
    return made;
  }

  // What the program says: names of fields, files and values stand in backticks.
  function prose(text) {
    return text.split(/`([^`]+)`/).map((piece, index) => (index % 2 ? element("code", piece) : piece));
  }

  function button(label, act, attributes) {
    const made = element("button", label, { type: "button", ...attributes });
    made.addEventListener("click", act);
    return made;
  }

  // A newer list of elements, each with a key, with as little change as possible: what stays keeps focus and place.
  function renew(parent, wanted) {
    let next = parent.firstElementChild;
    for (const one of wanted) {
      if (one === next) next = next.nextElementSibling;
      else parent.insertBefore(one, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
  }

  leafcast.dom = { element, prose, button, renew, find: (id) => document.getElementById(id) };
})(leafcast);
