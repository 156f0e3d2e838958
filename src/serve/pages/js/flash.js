// A short light on what changed. Who wants no motion gets an outline that goes away by itself.
(function (leafcast) {
  const { dom } = leafcast;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const moving = 600;
  const still = 2000;

  function light(parent, box) {
    const made = dom.element("div", null, { class: "flash" + (calm.matches ? " still" : ""), "aria-hidden": "true" });
    if (box) {
      for (const [side, value] of Object.entries(box)) made.style[side] = value;
    } else {
      made.classList.add("whole");
    }
    parent.append(made);
    setTimeout(() => made.remove(), calm.matches ? still : moving);
  }

  leafcast.flash = { light, calm: () => calm.matches };
})(leafcast);
