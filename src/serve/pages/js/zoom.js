// How large the pages are: as wide as there is room, or a percentage of their real size.
(function (leafcast) {
  const { dom, words } = leafcast;
  const steps = [50, 67, 75, 90, 100, 110, 125, 150, 175, 200];
  const room = dom.find("columns");
  const value = dom.find("zoom-fit");
  let zoom = null;
  let changed = () => {};
  let hold = (act) => act();

  // The percentage that is on the glass now.
  function real() {
    if (zoom) return zoom;
    const page = room.querySelector(".page");
    const natural = page ? Number(page.style.getPropertyValue("--natural")) : 0;
    return natural ? Math.round((page.clientWidth / natural) * 100) : 100;
  }

  function show() {
    room.classList.toggle("fit", !zoom);
    room.style.setProperty("--zoom", String((zoom || 100) / 100));
    value.textContent = zoom ? zoom + " %" : words.say("zoom_fit");
    value.setAttribute("aria-pressed", String(!zoom));
    dom.find("zoom-in").disabled = zoom === 200;
    dom.find("zoom-out").disabled = zoom === 50;
  }

  function set(next) {
    if (next === zoom) return;
    hold(() => {
      zoom = next;
      show();
    });
    changed();
  }

  function step(up) {
    const now = real();
    const next = up ? steps.find((one) => one > now + 1) : steps.findLast((one) => one < now - 1);
    set(next || (up ? 200 : 50));
  }

  const fit = () => set(null);

  // `keep` runs a change of size so that what is in the middle stays there; `report` hears of it.
  function start(first, keep, report) {
    zoom = first;
    hold = keep;
    changed = report;
    show();
    dom.find("zoom-in").addEventListener("click", () => step(true));
    dom.find("zoom-out").addEventListener("click", () => step(false));
    value.addEventListener("click", fit);
  }

  leafcast.zoom = { start, step, fit, set, value: () => zoom };
})(leafcast);
