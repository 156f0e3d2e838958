// The time in the corner that the slides leave free: at the end of the line, so on the left beside Arabic.
(function (leafcast) {
  const element = document.getElementById("clock");
  let wanted = false;

  function setup(playlist) {
    wanted = Boolean(playlist.clock);
    if (!wanted) return;
    const { size, x, y } = playlist.clock;
    element.style.setProperty("--size", String(size));
    element.style.setProperty("--x", String(x));
    element.style.setProperty("--y", String(y));
  }

  // No time is better than a wrong one.
  function update(at) {
    element.hidden = !wanted || !at.known;
    if (!element.hidden && element.textContent !== at.time) element.textContent = at.time;
  }

  // Only when a slide changes, so that it never moves by itself.
  function place(direction, shift) {
    element.classList.toggle("at-left", direction === "rtl");
    element.style.transform = "translate(" + shift[0] + "px, " + shift[1] + "px)";
  }

  leafcast.wallClock = { setup, update, place };
})(leafcast);
