// What the panels have in common: one at a time, a heading, a button to close, and the cursor while one is open.
(function (leafcast) {
  let open = null;

  function element(name, content, attributes) {
    const made = document.createElement(name);
    if (typeof content === "string") made.textContent = content;
    else if (content) made.append(...content);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  function close() {
    if (!open) return;
    open.close();
    tidy();
  }

  // Also after Escape, which the browser handles by itself.
  function tidy() {
    if (!open || open.open) return;
    open.replaceChildren();
    open = null;
    document.documentElement.classList.remove("staff");
  }

  // `fill` gives the content; a panel that is asked for again closes.
  function toggle(id, title, fill) {
    const dialog = document.getElementById(id);
    const again = open === dialog;
    close();
    if (again) return null;
    const words = leafcast.words;
    dialog.lang = words.language;
    dialog.dir = words.direction;
    const button = element("button", words.close, { type: "button" });
    button.addEventListener("click", close);
    const head = element("div", [element("h2", title, { id: id + "-title" }), button], { class: "panel-head" });
    const body = element("div", fill(), { class: "panel-body", tabindex: "0", role: "region", "aria-labelledby": id + "-title" });
    dialog.replaceChildren(head, body);
    dialog.onclose = tidy;
    open = dialog;
    document.documentElement.classList.add("staff");
    dialog.showModal();
    body.focus();
    return body;
  }

  leafcast.dialogs = { toggle, close, element, opened: () => Boolean(open && open.open) };
})(leafcast);
