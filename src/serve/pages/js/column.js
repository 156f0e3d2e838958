// One view: its pages one below the other (or the slides of a screen as a grid), and what is to be said about them.
(function (leafcast) {
  const { dom, words, page: pageMaker, regions: regionsMaker, announce, board } = leafcast;

  // A point of paper is 1/72 inch, a pixel of the browser 1/96; slides are measured in pixels.
  const unit = { leaflet: 96 / 72, screen: 1 };

  function make(view, kind, slide) {
    const grid = kind === "screen" && !slide;
    const head = dom.element("h2", "");
    const count = dom.element("span", "", { class: "count" });
    const note = dom.element("div", null, { class: "note", role: "alert" });
    const scroller = dom.element("div", null, { class: "pages" + (grid ? " grid" : "") + (slide ? " single" : ""), tabindex: "0", role: "region" });
    const empty = dom.element("p", words.say("loading"), { class: "empty" });
    scroller.append(empty);
    const element = dom.element("section", [dom.element("header", [head, count], { class: "column-head" }), note, scroller], { class: "column " + kind, "data-view": view, "data-state": "loading" });
    let pages = [];
    let part = { view, pages: [], state: "loading", reason: null };
    let name = view;
    let told = "";
    const fresh = new Set();
    let anew = false; // the server was started anew
    let caught = new Set(); // pages that come anew with it: nobody changed them just now

    const column = { view, kind, element, scroller, update, rename, remove, mark: () => regions.mark(), pages: () => pages, part: () => part, shown: () => pages.map((one) => one.shown() || ""), pageName, name: () => name };
    const regions = regionsMaker.make(column);
    column.regions = regions;

    function pageName(index) {
      const title = part.pages[index] && part.pages[index].title;
      return words.say(title ? "slide_of" : "page_of", { page: index + 1, count: part.pages.length, title: title || "" });
    }

    function drawn(page, first) {
      if (caught.delete(page) || first) regions.wish();
      else {
        regions.changedPage(page);
        fresh.add(pages.indexOf(page) + 1);
        const list = Array.from(fresh).filter((one) => one > 0).sort((a, b) => a - b);
        if (list.length > 0) announce.say(words.say(kind === "screen" ? "updated_slides" : "updated_pages", { name, pages: words.join(list), count: list.length }), "updated " + view);
        clearTimeout(forget);
        forget = setTimeout(() => fresh.clear(), 1000);
      }
    }
    let forget = 0;

    // Slides keep their picture by their name, pages by their number.
    function keys(list) {
      const seen = new Map();
      return list.map(({ title }, index) => {
        if (!title) return "page " + index;
        seen.set(title, (seen.get(title) || 0) + 1);
        return title + " " + seen.get(title);
      });
    }

    function setPages(list) {
      const names = keys(list);
      const same = names.length === pages.length && pages.every((one, index) => one.key === names[index]);
      if (same) {
        list.forEach((one, index) => {
          pages[index].measure(one, unit[kind]);
          pages[index].want(one.hash);
        });
        return;
      }
      const old = new Map(pages.map((one) => [one.key, one]));
      pages = list.map((one, index) => {
        const key = names[index];
        const page = old.get(key) || pageMaker.make(index, drawn);
        old.delete(key);
        page.key = key;
        page.measure(one, unit[kind]);
        page.want(one.hash);
        return page;
      });
      for (const gone of old.values()) gone.remove();
      dom.renew(scroller, pages.map((page) => page.element));
      pages.forEach((page, index) => {
        page.element.setAttribute("role", "group");
        page.element.setAttribute("aria-label", pageName(index));
        page.element.dataset.page = String(index + 1);
        if (grid) caption(page, list[index].title);
      });
    }

    function caption(page, title) {
      let label = page.element.querySelector(".caption");
      if (!label) {
        label = dom.button("", () => leafcast.choice.set({ slide: label.dataset.slide }, true), { class: "caption" });
        page.element.append(label);
      }
      label.dataset.slide = title || "";
      label.textContent = title || "";
      label.title = title || "";
    }

    function setNote() {
      const { state, reason } = part;
      const text = state === "stale" ? words.say("stale") : state === "missing" ? words.say(reason ? "missing" : "gone") : "";
      const key = text + (reason || "");
      if (key === told) return;
      told = key;
      if (!text) return note.replaceChildren();
      const lines = [dom.element("strong", text)];
      if (reason) lines.push(dom.element("span", dom.prose(reason), { class: "reason" }));
      if (state === "stale") lines.push(dom.element("span", words.say("stale_more"), { class: "more" }));
      const show = reason ? [dom.button(words.say("show_problem"), () => leafcast.problems.openFor(view))] : [];
      note.replaceChildren(dom.element("span", "!", { class: "mark", "aria-hidden": "true" }), dom.element("p", lines), ...show);
    }

    // A server that was started anew knows of no last good pages; those on the glass are.
    function kept(next) {
      if (part.pages.length === 0 || next.pages.length > 0) return next;
      anew = true;
      if (next.state === "loading") return { ...next, pages: part.pages };
      return next.state === "missing" && next.reason ? { ...next, state: "stale", pages: part.pages } : next;
    }

    function update(newest) {
      const next = kept(newest);
      const before = part;
      part = next;
      const again = anew && newest.pages.length > 0;
      if (again) caught = new Set(pages);
      setPages(next.pages);
      if (again) caught = new Set(pages.filter((one, index) => caught.has(one) && one.shown() !== next.pages[index].hash));
      if (again) anew = false;
      if (before.pages.length > 0 && before.pages.map(({ hash }) => hash).join() === next.pages.map(({ hash }) => hash).join()) regions.wish();
      if (element.dataset.state !== next.state) element.dataset.state = next.state;
      setNote();
      if (next.state === "missing") regions.none();
      if (before.state === "stale" && next.state === "current") announce.say(words.say("current_again", { name }));
      if (before.pages.length !== next.pages.length || before.state !== next.state) {
        count.textContent = next.pages.length > 0 && !slide ? words.say(kind === "screen" ? "slides" : "pages", { count: next.pages.length }) : "";
        if (next.pages.length === 0) {
          empty.textContent = words.say(next.state === "missing" ? "missing" : "loading");
          scroller.replaceChildren(empty);
        }
      }
    }

    function rename(title, language) {
      name = title;
      if (head.textContent !== title) head.textContent = title;
      if (language) head.lang = language;
      scroller.setAttribute("aria-label", title);
    }

    function remove() {
      regions.stop();
      for (const page of pages) page.remove();
      element.remove();
    }

    const area = (event) => event.target.closest(".region");
    scroller.addEventListener("click", (event) => area(event) && regions.show(area(event)));
    scroller.addEventListener("focusin", (event) => area(event) && regions.focus(area(event)));
    scroller.addEventListener("pointerover", (event) => regions.lit(area(event)));
    scroller.addEventListener("pointerleave", () => regions.lit(null));
    scroller.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !area(event)) return;
      if (regions.step(area(event), event.key)) event.preventDefault();
    });

    const known = board.view(view);
    if (known) update(known);
    return column;
  }

  leafcast.column = { make };
})(leafcast);
