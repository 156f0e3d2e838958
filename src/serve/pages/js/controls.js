// The bar: what can be chosen, and what is.
(function (leafcast) {
  const { dom, words, board, chooser } = leafcast;
  const languages = dom.find("languages");
  const formats = dom.find("formats");
  const slides = dom.find("slides");

  const catalog = () => board.part("catalog");
  const languageName = (code) => catalog()?.language_names?.[code] || code;

  function title(leaflet) {
    const code = leaflet.titles[words.code] ? words.code : Object.keys(leaflet.titles)[0];
    return [leaflet.titles[code] || leaflet.id, code];
  }

  function offer(choice) {
    const { leaflets, screens } = catalog();
    const leafletItems = leaflets.map((leaflet) => {
      const [name, language] = title(leaflet);
      const marks = [];
      if (leaflet.broken.length > 0) marks.push(["error", words.say("error")]);
      if (leaflet.status !== "approved") marks.push([leaflet.status, words.say(leaflet.status)]);
      return { id: "leaflet:" + leaflet.id, name, language, code: leaflet.code, marks, search: [leaflet.id, leaflet.code, ...Object.values(leaflet.titles)].join(" ") };
    });
    leafletItems.sort((a, b) => a.name.localeCompare(b.name, words.code));
    const screenItems = screens.map(({ id, name, width, height }) => ({ id: "screen:" + id, name, marks: [], code: width + " × " + height, search: id + " " + name }));
    chooser.offer([{ title: words.say("leaflets"), items: leafletItems }, { title: words.say("screens"), items: screenItems }], choice ? choice.kind + ":" + choice.id : null);
  }

  function toggle(parent, key, label, pressed, act, attributes) {
    const old = Array.from(parent.children).find((one) => one.dataset.key === key);
    const made = old || dom.button(label, act, { class: "toggle", "data-key": key, ...attributes });
    if (made.textContent !== label) made.textContent = label;
    made.setAttribute("aria-pressed", String(pressed));
    return made;
  }

  function showLeaflet(choice) {
    const broken = leafcast.choice.leaflet(choice.id)?.broken || [];
    dom.renew(languages, leafcast.choice.languagesOf(choice.id).map((code) => {
      const one = toggle(languages, code, languageName(code), choice.languages.includes(code), () => leafcast.choice.toggleLanguage(code), { lang: code });
      one.classList.toggle("broken", broken.includes(code));
      return one;
    }));
    dom.renew(formats, leafcast.choice.formats().map(([id, names]) =>
      toggle(formats, id, words.pick(names) || id, choice.format === id, () => leafcast.choice.set({ format: id }))));
  }

  function showScreen(choice) {
    const list = leafcast.choice.screen(choice.id)?.slides || [];
    const wanted = JSON.stringify(list);
    if (slides.dataset.list !== wanted) {
      slides.dataset.list = wanted;
      slides.replaceChildren(dom.element("option", words.say("all_slides"), { value: "" }), ...list.map(({ id, title: name, language }, index) =>
        dom.element("option", index + 1 + ". " + (name || id) + (language ? " (" + language + ")" : ""), { value: id, lang: language })));
    }
    slides.value = choice.slide || "";
    dom.find("previous-slide").disabled = slides.selectedIndex <= 0;
    dom.find("next-slide").disabled = slides.selectedIndex === slides.options.length - 1;
  }

  function show() {
    const choice = leafcast.choice.now();
    if (!catalog()) return;
    offer(choice);
    dom.find("leaflet-controls").hidden = !choice || choice.kind !== "leaflet";
    dom.find("screen-controls").hidden = !choice || choice.kind !== "screen";
    if (!choice) return;
    if (choice.kind === "leaflet") showLeaflet(choice);
    else showScreen(choice);
  }

  // For each view what its column is called.
  function columns() {
    const choice = leafcast.choice.now();
    if (!choice) return [];
    if (choice.kind === "screen") {
      const name = leafcast.choice.screen(choice.id)?.name || choice.id;
      return leafcast.choice.views().map((view) => ({ view, kind: "screen", slide: choice.slide, name: choice.slide ? name + " · " + choice.slide : name }));
    }
    const format = words.pick(leafcast.choice.formats().find(([id]) => id === choice.format)?.[1]) || choice.format;
    return leafcast.choice.views().map((view, index) => ({ view, kind: "leaflet", slide: null, name: languageName(choice.languages[index]) + " · " + format }));
  }

  slides.addEventListener("change", () => leafcast.choice.set({ slide: slides.value || null }, true));
  dom.find("previous-slide").addEventListener("click", () => leafcast.choice.turnSlide(-1));
  dom.find("next-slide").addEventListener("click", () => leafcast.choice.turnSlide(1));
  chooser.on((key) => leafcast.choice.open(key));

  leafcast.controls = { show, columns, title };
})(leafcast);
