// What is chosen: a leaflet in some languages and one format, or a screen with all its slides or one.
(function (leafcast) {
  const { board, words } = leafcast;
  let choice = null; // { kind: "leaflet", id, languages, format } or { kind: "screen", id, slide }
  let remembered = { languages: [], format: null };
  const listeners = [];

  const catalog = () => board.part("catalog") || { leaflets: [], screens: [], languages: [], language_names: {} };
  const leaflet = (id) => catalog().leaflets.find((one) => one.id === id);
  const screen = (id) => catalog().screens.find((one) => one.id === id);

  // What the server would refuse to hear of is no choice, or there would be no stream at all.
  const idForm = /^(?!-)[a-z0-9-]{1,64}(?<!-)$/;
  const languageForm = /^(?=.{2,35}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;
  const slideForm = /^(?=.{1,200}$)[A-Za-z0-9:-]+(\/[A-Za-z0-9:-]+)*$/;
  function isView([kind, name, ...rest]) {
    if (!name || !idForm.test(name)) return false;
    if (kind === "screen") return rest.length === 0 || slideForm.test(rest.join("/"));
    return kind === "leaflet" && rest.length === 2 && languageForm.test(rest[0]) && idForm.test(rest[1]);
  }

  function fromViews(views) {
    const parts = views.map((view) => view.split("/")).filter(isView);
    const first = parts[0];
    if (first && first[0] === "screen") return { kind: "screen", id: first[1], slide: first.slice(2).join("/") || null };
    if (!first) return null;
    const same = parts.filter(([kind, name, , format]) => kind === "leaflet" && name === first[1] && format === first[3]);
    return { kind: "leaflet", id: first[1], languages: [...new Set(same.map(([, , language]) => language))], format: first[3] };
  }

  function views() {
    if (!choice) return [];
    if (choice.kind === "screen") return ["screen/" + choice.id + (choice.slide ? "/" + choice.slide : "")];
    return choice.languages.map((language) => ["leaflet", choice.id, language, choice.format].join("/"));
  }

  // Every format of any leaflet, in their order: [id, names].
  function formats() {
    const all = new Map();
    for (const { files } of catalog().leaflets) for (const one of files) all.set(one.format, one.format_name);
    if (all.size === 0) all.set((choice && choice.format) || "a4", null);
    return Array.from(all);
  }

  function languagesOf(id) {
    const one = leaflet(id);
    if (one) return one.languages;
    return choice && choice.id === id ? choice.languages || [] : [];
  }

  function leafletChoice(id) {
    const there = languagesOf(id);
    const wanted = remembered.languages.filter((one) => there.includes(one));
    const own = there.includes(words.code) ? words.code : there[0];
    const format = remembered.format && formats().some(([one]) => one === remembered.format) ? remembered.format : formats()[0][0];
    return { kind: "leaflet", id, languages: wanted.length > 0 ? wanted : [own], format };
  }

  function remember() {
    if (choice && choice.kind === "leaflet") remembered = { languages: choice.languages, format: choice.format };
  }

  // `step`: Back leads to what was chosen before.
  function take(next, step) {
    const before = views().join("\n");
    choice = next;
    remember();
    if (views().join("\n") !== before) for (const listener of listeners) listener(step);
  }

  // "leaflet:<id>" or "screen:<id>"
  function open(key) {
    const [kind, id] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
    take(kind === "screen" ? { kind, id, slide: null } : leafletChoice(id), true);
  }

  const set = (change, step) => take({ ...choice, ...change }, step);

  function toggleLanguage(language) {
    if (!choice || choice.kind !== "leaflet") return;
    const order = languagesOf(choice.id);
    const has = choice.languages.includes(language);
    if (has && choice.languages.length === 1) return;
    const next = has ? choice.languages.filter((one) => one !== language) : [...choice.languages, language];
    set({ languages: next.sort((a, b) => order.indexOf(a) - order.indexOf(b)) });
  }

  function nextFormat() {
    if (!choice || choice.kind !== "leaflet") return;
    const all = formats().map(([id]) => id);
    set({ format: all[(all.indexOf(choice.format) + 1) % all.length] });
  }

  function turnSlide(by) {
    if (!choice || choice.kind !== "screen") return;
    const ids = [null, ...(screen(choice.id)?.slides || []).map(({ id }) => id)];
    const next = ids.indexOf(choice.slide) + by;
    if (next >= 0 && next < ids.length) set({ slide: ids[next] }, true);
  }

  // So that a place in a text of a leaflet or notice can be seen. False if nothing shows it.
  function cover({ leaflet: id, language, notice }) {
    if (id && leaflet(id)) {
      const shown = choice && choice.kind === "leaflet" && choice.id === id;
      if (shown && (!language || choice.languages.includes(language))) return true;
      if (shown) toggleLanguage(language);
      else take({ ...leafletChoice(id), ...(language ? { languages: [language] } : {}) }, true);
      return true;
    }
    if (!notice) return Boolean(choice);
    const mine = (one) => one.slides.find((slide) => slide.id === "notice:" + notice || slide.id.startsWith("notice:" + notice + "/"));
    if (choice && choice.kind === "screen" && !choice.slide && screen(choice.id) && mine(screen(choice.id))) return true;
    const found = catalog().screens.find(mine);
    if (!found) return false;
    take({ kind: "screen", id: found.id, slide: mine(found).id }, true);
    return true;
  }

  // An address may name a format that there is not: nothing would ever be shown.
  function settle() {
    if (!choice || choice.kind !== "leaflet" || !leaflet(choice.id)) return;
    const all = formats().map(([one]) => one);
    if (!all.includes(choice.format)) set({ format: all[0] });
  }

  // What to begin with: what has errors, else the first.
  function begin() {
    const { leaflets, screens } = catalog();
    const first = leaflets.find(({ broken }) => broken.length > 0) || leaflets[0];
    if (first) take(leafletChoice(first.id));
    else if (screens[0]) take({ kind: "screen", id: screens[0].id, slide: null });
  }

  leafcast.choice = {
    fromViews, views, formats, languagesOf, take, open, set, toggleLanguage, nextFormat, turnSlide, cover, settle, begin, leaflet, screen,
    now: () => choice, on: (listener) => listeners.push(listener),
  };
})(leafcast);
