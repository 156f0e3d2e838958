// The small card beside a text: its field, its place in the files, and what can be done with it.
(function (leafcast) {
  const { dom, words, source, board } = leafcast;
  const card = dom.find("card");
  const gap = 8;
  const narrow = window.matchMedia("(max-width: 40rem)");
  let target = null;
  let anchor = null;

  const copy = () => source.copy(target);
  const open = () => source.editor() && source.open(target);

  function problems() {
    const all = board.part("problems");
    const mine = all ? all.list.filter((one) => one.file === target.file && one.field && one.field === source.plain(target.field)) : [];
    return mine.map((one) => dom.element("p", dom.prose(one.message), { class: "card-problem " + one.severity }));
  }

  function fill() {
    const actions = [];
    if (source.editor()) actions.push(dom.button(words.say("open"), open, { class: "main", "aria-keyshortcuts": "O" }));
    actions.push(dom.button(words.say("copy"), copy, { "aria-keyshortcuts": "C" }));
    const close = dom.button("×", hide, { class: "icon", "aria-label": words.say("close"), title: words.say("close") });
    card.replaceChildren(
      dom.element("div", [dom.element("h2", words.say("source"), { id: "card-title" }), close], { class: "card-head" }),
      dom.element("dl", [
        dom.element("div", [dom.element("dt", words.say("field")), dom.element("dd", [dom.element("code", target.field)])]),
        dom.element("div", [dom.element("dt", words.say("file")), dom.element("dd", [dom.element("code", target.file + ":" + target.line)])]),
      ]),
      ...problems(),
      dom.element("div", actions, { class: "card-actions" }),
    );
  }

  function settle() {
    if (!anchor) return;
    if (!anchor.isConnected) return hide();
    if (narrow.matches) return void card.removeAttribute("style");
    const box = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const beside = box.right + gap + width + gap <= window.innerWidth;
    const below = box.bottom + gap + height <= window.innerHeight;
    const top = beside ? box.top : below ? box.bottom + gap : box.top - gap - height;
    const left = beside ? box.right + gap : box.left;
    card.style.top = Math.max(gap, Math.min(top, window.innerHeight - height - gap)) + "px";
    card.style.left = Math.max(gap, Math.min(left, window.innerWidth - width - gap)) + "px";
  }

  function show(what, beside) {
    target = what;
    anchor = beside;
    fill();
    card.hidden = false;
    settle();
    card.querySelector(".card-actions button").focus({ preventScroll: true });
  }

  function hide() {
    if (card.hidden) return false;
    const focused = card.contains(document.activeElement);
    card.hidden = true;
    if (focused && anchor && anchor.isConnected) anchor.focus({ preventScroll: true });
    target = anchor = null;
    return true;
  }

  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = { c: copy, o: open }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  document.addEventListener("pointerdown", ({ target: where }) => {
    if (card.hidden || card.contains(where) || where.closest(".region")) return;
    hide();
  });
  document.addEventListener("scroll", settle, { capture: true, passive: true });
  window.addEventListener("resize", settle);
  source.on(() => !card.hidden && fill());

  leafcast.card = { show, hide };
})(leafcast);
