// The field in which a leaflet or a screen is chosen: type, arrows, Enter.
(function (leafcast) {
  const { dom, words, text } = leafcast;
  const input = dom.find("choose");
  const list = dom.find("choices");
  let groups = []; // [{ title, items: [{ id, name, language, code, marks, search }] }]
  let shown = [];
  let active = -1;
  let chosen = null;
  let pick = () => {};

  const isOpen = () => !list.hidden;
  const all = () => groups.flatMap(({ items }) => items);

  function option(item, index) {
    const made = dom.element("div", [
      dom.element("span", item.name, { class: "name", lang: item.language, dir: "auto" }),
      ...item.marks.map(([kind, word]) => dom.element("span", word, { class: "tag " + kind })),
      item.code ? dom.element("span", item.code, { class: "code" }) : null,
    ], { class: "choice", role: "option", id: "choice-" + index, "aria-selected": String(item.id === chosen) });
    made.addEventListener("click", () => take(item));
    return made;
  }

  function render() {
    const query = input.dataset.typed === "yes" ? input.value : "";
    shown = [];
    const parts = [];
    groups.forEach(({ title, items }, number) => {
      const found = items.filter(({ search }) => text.matches(search, query));
      if (found.length === 0) return;
      const options = found.map((item) => {
        shown.push(item);
        return option(item, shown.length - 1);
      });
      const id = "choices-" + number;
      parts.push(dom.element("div", [dom.element("p", title, { id, class: "group-title", role: "presentation" }), ...options], { role: "group", "aria-labelledby": id }));
    });
    list.replaceChildren(...(parts.length > 0 ? parts : [dom.element("div", words.say("none_found"), { class: "choice none", role: "option", "aria-disabled": "true", "aria-selected": "false" })]));
    const place = query ? 0 : shown.findIndex(({ id }) => id === chosen);
    setActive(shown.length > 0 ? Math.max(0, place) : -1);
  }

  function setActive(index) {
    active = index;
    list.querySelectorAll(".active").forEach((one) => one.classList.remove("active"));
    const element = index >= 0 ? dom.find("choice-" + index) : null;
    if (!element) return input.removeAttribute("aria-activedescendant");
    element.classList.add("active");
    element.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element.id);
  }

  function open() {
    if (isOpen()) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    render();
  }

  function close() {
    list.hidden = true;
    delete input.dataset.typed;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    const item = all().find(({ id }) => id === chosen);
    input.value = item ? item.name : "";
  }

  function take(item) {
    chosen = item.id;
    close();
    pick(item.id);
  }

  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const last = shown.length - 1;
    const acts = {
      ArrowDown: () => (isOpen() ? setActive(active >= last ? 0 : active + 1) : open()),
      ArrowUp: () => (isOpen() ? setActive(active <= 0 ? last : active - 1) : open()),
      Enter: () => (isOpen() ? shown[active] && take(shown[active]) : open()),
      Escape: () => {
        close();
        input.select();
      },
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  input.addEventListener("keydown", press);
  input.addEventListener("input", () => {
    input.dataset.typed = "yes";
    if (isOpen()) render();
    else open();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", open);
  input.addEventListener("blur", close);
  // A click into the list must not take the focus away before it is a click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());

  function offer(next, id) {
    groups = next;
    chosen = id;
    if (isOpen()) render();
    else close();
  }

  leafcast.chooser = { offer, on: (act) => (pick = act), focus: () => { input.focus(); open(); } };
})(leafcast);
