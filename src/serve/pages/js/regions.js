// The texts on the pages of one view: areas over the picture that can be clicked and reached by key. They are asked for
// when the pages are painted, never before.
(function (leafcast) {
  const { dom, words, card, flash, board, source } = leafcast;
  const calm = 150; // milliseconds without a new page before the texts are asked for
  const patience = 1000; // but not later than this
  const again = 300;
  const attempts = 6;
  const many = 12; // more changed texts than this are a changed page

  const percent = (value, whole) => ((value / whole) * 100).toFixed(3) + "%";

  // `column` tells: view, pages() (what is on the glass), part(), name of a page.
  function make(column) {
    let areas = []; // one list for each page: { entry, element, box }
    let known = ""; // hashes that the areas belong to
    let timer = 0;
    let since = 0;
    let tries = 0;
    let asking = null;
    const changed = new Set();
    let waiting = [];

    function wish() {
      const now = performance.now();
      if (!timer) since = now;
      else if (now - since > patience) return;
      clearTimeout(timer);
      tries = 0;
      timer = setTimeout(ask, calm);
    }

    async function ask() {
      timer = 0;
      if (asking) asking.abort();
      const mine = new AbortController();
      asking = mine;
      const shown = column.shown();
      try {
        const answer = await fetch("/preview/regions?" + new URLSearchParams({ view: column.view }), { signal: mine.signal, cache: "no-store" });
        if (!answer.ok) throw new Error(answer.status);
        const regions = await answer.json();
        if (asking !== mine) return;
        if (regions.hashes.join() !== shown.join() || shown.join() !== column.shown().join()) throw new Error("of other pages");
        take(regions);
      } catch (error) {
        if (asking !== mine || ++tries >= attempts) return;
        timer = setTimeout(ask, again);
        since = performance.now();
      }
    }

    function take({ hashes, pages }) {
      const before = areas;
      const showing = column.pages();
      const inside = document.activeElement && document.activeElement.closest(".region");
      const kept = inside && inside.dataset.field;
      areas = pages.map((entries, index) => (showing[index] ? place(showing[index], entries, column.part().pages[index], index) : []));
      if (changed.size > 0 && before.length > 0) for (const page of changed) light(page, showing, before);
      else for (const page of changed) flash.light(page.element);
      changed.clear();
      known = hashes.join();
      mark();
      rove(kept);
      for (const done of waiting.splice(0)) done();
    }

    function place(page, entries, size, index) {
      let layer = page.element.querySelector(".regions");
      if (!layer) {
        layer = dom.element("div", null, { class: "regions", role: "group" });
        page.element.append(layer);
      }
      layer.setAttribute("aria-label", words.say("texts_of", { page: column.pageName(index) }));
      const old = new Map(Array.from(layer.children, (one) => [one.dataset.key, one]));
      const seen = new Map();
      const list = entries.map((entry) => {
        const count = seen.get(entry.field) || 0;
        seen.set(entry.field, count + 1);
        const key = entry.field + " " + count;
        const element = old.get(key) || dom.element(count === 0 ? "button" : "span", null, { class: "region", "data-key": key, "data-field": entry.field });
        if (count === 0) {
          element.type = "button";
          element.tabIndex = -1;
          element.setAttribute("aria-label", (entry.text ? entry.text + " · " : "") + entry.field);
        }
        const box = {
          left: percent(entry.x, size.width), top: percent(entry.y, size.height),
          width: percent(entry.width, size.width), height: percent(entry.height, size.height),
        };
        Object.assign(element.style, box);
        // What lies inside of something larger lies over it.
        element.style.zIndex = String(Math.max(1, 10000 - Math.round((entry.width * entry.height) / 100)));
        return { entry, element, box, page: index };
      });
      dom.renew(layer, list.map(({ element }) => element));
      return list;
    }

    const print = ({ entry }) => [entry.digest || entry.text, entry.width.toFixed(1), entry.height.toFixed(1)].join(" ");

    function prints(list) {
      const all = new Map();
      for (const one of list || []) all.set(one.entry.field, (all.get(one.entry.field) || "") + print(one) + "\n");
      return all;
    }

    // Which texts of a changed page are not what they were?
    function light(page, showing, before) {
      const index = showing.indexOf(page);
      if (index < 0) return;
      const old = prints(before.flat());
      const whole = prints(areas.flat());
      const fields = new Set((areas[index] || []).map(({ entry }) => entry.field).filter((field) => old.get(field) !== whole.get(field)));
      if (fields.size === 0 || fields.size > many) return flash.light(page.element);
      for (const { entry, box } of areas[index]) if (fields.has(entry.field)) flash.light(page.element, box);
    }

    // Texts with problems carry a mark.
    function mark() {
      const all = board.part("problems");
      const worst = new Map();
      for (const { file, field, severity } of all ? all.list : []) {
        const key = file + " " + field;
        if (field && worst.get(key) !== "error") worst.set(key, severity);
      }
      for (const { entry, element } of areas.flat()) {
        const severity = worst.get(entry.file + " " + source.plain(entry.field));
        if (severity) element.dataset.problem = severity;
        else delete element.dataset.problem;
      }
    }

    const buttons = () => areas.flat().filter(({ element }) => element.localName === "button");

    // One of the texts is reached by Tab, the others from there by arrows.
    function rove(field) {
      const all = buttons();
      const chosen = all.find(({ entry }) => entry.field === field) || all.find(({ element }) => element.tabIndex === 0) || all[0];
      for (const one of all) one.element.tabIndex = one === chosen ? 0 : -1;
    }

    const at = (element) => areas.flat().find((one) => one.element === element);

    function step(element, key) {
      const all = buttons();
      const now = all.findIndex((one) => one.element === element);
      const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[key];
      if (next === undefined || !all[next]) return next !== undefined;
      all[next].element.focus({ preventScroll: true });
      all[next].element.scrollIntoView({ block: "nearest" });
      return true;
    }

    // The area of a place in the files: by field, else by line.
    function find({ file, field, line }) {
      const mine = areas.flat().filter(({ entry }) => entry.file === file);
      const below = (inner, outer) => inner === outer || inner.startsWith(outer + ".");
      const name = ({ entry }) => source.plain(entry.field);
      if (field) {
        const close = mine
          .filter((one) => below(field, name(one)) || below(name(one), field))
          .sort((a, b) => Number(name(b) === field) - Number(name(a) === field) || name(b).length - name(a).length);
        // Pages name parts of lists by their ids, problems by their numbers; both know the line.
        return close[0] || mine.find(({ entry }) => entry.line === line) || null;
      }
      const above = mine.filter(({ entry }) => entry.line <= line).sort((a, b) => b.entry.line - a.entry.line);
      return above[0] || null;
    }

    // Resolves when the areas are those of the pages on the glass, or after a while.
    function settled() {
      if (known !== "" && known === column.shown().join() && !timer) return Promise.resolve();
      return new Promise((done) => {
        waiting.push(done);
        setTimeout(done, 4000);
      });
    }

    function changedPage(page) {
      changed.add(page);
      wish();
    }

    function show(element) {
      const area = at(element);
      if (!area) return;
      // The first area of a field is the one that holds the focus.
      const head = buttons().find(({ entry }) => entry.field === area.entry.field) || area;
      rove(area.entry.field);
      card.show(area.entry, head.element);
      leafcast.source.copy(area.entry);
    }

    function lit(element) {
      const field = element && element.dataset.field;
      for (const { entry, element: one } of areas.flat()) one.classList.toggle("lit", entry.field === field);
    }

    // There are no pages to wait for.
    function none() {
      for (const done of waiting.splice(0)) done();
    }

    function stop() {
      clearTimeout(timer);
      if (asking) asking.abort();
      asking = null;
    }

    return { wish, changedPage, find, settled, show, step, lit, mark, none, stop, focus: (element) => rove(element.dataset.field) };
  }

  leafcast.regions = { make };
})(leafcast);
