// Views side by side. They scroll together where that is wanted, page by page.
(function (leafcast) {
  const { dom, board, column: columnMaker, words, announce, flash } = leafcast;
  const room = dom.find("columns");
  const button = dom.find("sync");
  let columns = [];
  let together = true;
  const driven = new WeakMap(); // scrollers that were scrolled by another one, and to where

  // Which page is at the upper edge, and how much of it is above?
  function place(column, share) {
    const { scroller } = column;
    const edge = scroller.scrollTop + scroller.clientHeight * share;
    const pages = column.pages();
    for (let index = pages.length - 1; index >= 0; index--) {
      const { offsetTop, offsetHeight } = pages[index].element;
      if (offsetTop <= edge) return { index, part: (edge - offsetTop) / (offsetHeight || 1) };
    }
    return { index: 0, part: 0 };
  }

  function go(column, { index, part }, share) {
    const page = column.pages()[Math.min(index, column.pages().length - 1)];
    if (!page) return;
    const { offsetTop, offsetHeight } = page.element;
    const { scroller } = column;
    scroller.scrollTop = Math.round(offsetTop + part * offsetHeight - scroller.clientHeight * share);
    driven.set(scroller, scroller.scrollTop);
  }

  let waiting = null;
  function follow(event) {
    const { target } = event;
    if (!together || columns.length < 2) return;
    if (driven.get(target) === target.scrollTop) return void driven.delete(target);
    const leader = columns.find(({ scroller }) => scroller === target);
    if (!leader) return;
    if (!waiting) requestAnimationFrame(() => {
      const at = place(waiting, 0.3);
      for (const one of columns) if (one !== waiting) go(one, at, 0.3);
      waiting = null;
    });
    waiting = leader;
  }
  room.addEventListener("scroll", follow, { capture: true, passive: true });

  // Sizes change; what is in the middle of each column stays there.
  function hold(act) {
    const places = columns.map((one) => [one, place(one, 0.5)]);
    act();
    for (const [one, at] of places) go(one, at, 0.5);
  }

  function sync(on) {
    together = on;
    button.setAttribute("aria-pressed", String(on));
  }
  button.addEventListener("click", () => sync(!together));

  // `wanted`: [{ view, kind, slide, name, language }]
  function show(wanted) {
    const old = new Map(columns.map((one) => [one.view, one]));
    columns = wanted.map(({ view, kind, slide }) => {
      const kept = old.get(view);
      old.delete(view);
      return kept || columnMaker.make(view, kind, slide);
    });
    for (const gone of old.values()) gone.remove();
    for (const one of room.querySelectorAll(":scope > .nothing")) one.remove();
    dom.renew(room, columns.map(({ element }) => element));
    rename(wanted);
    room.dataset.count = String(columns.length);
    button.hidden = columns.length < 2;
    leafcast.card.hide();
  }

  function rename(wanted) {
    wanted.forEach(({ name, language }, index) => columns[index].rename(name, language));
  }

  function nothing(text) {
    show([]);
    room.append(dom.element("p", text, { class: "nothing" }));
  }

  // Leads to the place of a problem, in the column where it can be seen.
  async function reveal(target) {
    await Promise.all(columns.map(({ regions }) => regions.settled()));
    for (const one of columns) {
      const area = one.regions.find(target);
      if (!area) continue;
      const page = one.pages()[area.page].element;
      one.element.scrollIntoView({ inline: "center", block: "nearest" });
      area.element.scrollIntoView({ block: "center", inline: "nearest", behavior: flash.calm() ? "auto" : "smooth" });
      area.element.focus({ preventScroll: true });
      flash.light(page, area.box);
      return true;
    }
    announce.show(words.say("not_on_page"));
    return false;
  }

  const current = () => columns.find(({ element }) => element.contains(document.activeElement)) || columns[0];

  function turn(by) {
    const one = current();
    if (!one) return;
    const { index, part } = place(one, 0);
    const next = by > 0 ? index + 1 : part > 0.02 ? index : index - 1;
    if (one.pages()[next]) one.scroller.scrollTop = one.pages()[next].element.offsetTop - 8;
  }

  board.on("view", (part) => {
    const one = columns.find(({ view }) => view === part.view);
    if (one) one.update(part);
  });
  board.on("problems", () => columns.forEach((one) => one.mark()));

  leafcast.columns = { show, rename, nothing, reveal, turn, hold, toggleSync: () => sync(!together), list: () => columns };
})(leafcast);
