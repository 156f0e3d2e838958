// Two layers. The next picture is decoded on the hidden one, laid under the visible one, and only then does the visible
// one fade or go: at every moment one picture is fully there, so nothing flashes.
(function (leafcast) {
  const fade = 0.6;
  const stage = document.getElementById("stage");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let [front, back] = stage.querySelectorAll(".layer");
  let prepared = null; // what the hidden layer holds: { url, ready }
  let fading = null;
  let shown = null;
  let settled = Promise.resolve();

  // A hidden page draws no frames; then a timer must do.
  const frame = () => new Promise((done) => {
    const timer = setTimeout(done, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      done();
    });
  });

  function conceal(layer) {
    layer.classList.remove("shown", "over");
    layer.setAttribute("aria-hidden", "true");
    layer.alt = "";
  }

  function endFade() {
    if (fading) fading.end();
  }

  function prepare(url) {
    if (prepared && prepared.url === url) return prepared.ready;
    endFade();
    back.src = url;
    const mine = { url, ready: back.decode() };
    prepared = mine;
    // Perhaps nobody waits for it. What failed is tried anew when it is wanted again.
    mine.ready.catch(() => {
      if (prepared === mine) prepared = null;
    });
    return mine.ready;
  }

  function dress(layer, view) {
    layer.alt = view.text;
    layer.lang = view.language;
    layer.dir = view.direction;
    layer.style.transform = "translate(" + view.shift[0] + "px, " + view.shift[1] + "px)";
    layer.removeAttribute("aria-hidden");
  }

  // Takes the old picture off the new one. Resolves when it is gone.
  function leave(old, cut) {
    return new Promise((done) => {
      let animation = null;
      let timer = 0;
      const mine = { end };
      fading = mine;

      function end() {
        if (fading !== mine) return;
        fading = null;
        clearTimeout(timer);
        conceal(old);
        if (animation) animation.cancel();
        done();
      }

      async function begin() {
        // Two frames: in the first the new picture is drawn under the old one, in the second it is on the glass.
        await frame();
        await frame();
        if (fading !== mine) return;
        if (cut) return end();
        const length = leafcast.time.milliseconds(fade);
        animation = old.animate([{ opacity: 1 }, { opacity: 0 }], { duration: length, easing: "ease-in-out", fill: "forwards" });
        // By a timer, because animations stand still in a hidden page.
        timer = setTimeout(end, length);
      }
      begin();
    });
  }

  const same = (view) => shown && shown.url === view.url && String(shown.shift) === String(view.shift);

  // Resolves when the new picture is on the glass; the old one may still be fading then. `current` says whether this
  // call is still wanted after the wait for the decoder.
  async function show(view, current) {
    if (same(view)) return dress(front, view);
    await prepare(view.url);
    if (!current()) return;
    endFade();
    const old = front;
    front = back;
    back = old;
    prepared = null;
    const first = shown === null;
    shown = view;
    old.classList.add("over");
    dress(front, view);
    front.classList.add("shown");
    if (first) return conceal(old);
    old.setAttribute("aria-hidden", "true");
    settled = leave(old, view.cut || calm.matches || !old.animate);
  }

  // After a decoder that never answered: a new element in place of the hidden one.
  function renew() {
    endFade();
    const fresh = document.createElement("img");
    fresh.className = "layer";
    conceal(fresh);
    back.replaceWith(fresh);
    back = fresh;
    prepared = null;
  }

  let size = { width: 16, height: 9 };
  function fit() {
    const scale = Math.min(window.innerWidth / size.width, window.innerHeight / size.height);
    const style = document.documentElement.style;
    // Whole pixels, so that at full size a pixel of the slide is a pixel of the screen.
    style.setProperty("--stage-width", Math.round(size.width * scale) + "px");
    style.setProperty("--stage-height", Math.round(size.height * scale) + "px");
    style.setProperty("--scale", String(scale));
  }
  function resize(screen) {
    size = screen;
    fit();
  }
  window.addEventListener("resize", fit);

  const dim = (on) => stage.classList.toggle("dimmed", on);

  leafcast.stage = { prepare, show, settled: () => settled, renew, resize, dim };
})(leafcast);
