// One page: its paper, and the way from a new name of its content to the glass. Nothing here reads the layout.
(function (leafcast) {
  const { dom, sheet, arrivals } = leafcast;
  const again = 400; // milliseconds until a page that could not be had is asked for again
  const watched = new WeakMap();
  // Pages near the window come first; the others when there is time.
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const one = watched.get(entry.target);
      if (one) one.setNear(entry.isIntersecting);
    }
  }, { rootMargin: "100%" });
  const idle = window.requestIdleCallback || ((act) => setTimeout(act, 50));

  // `drawn(page, first)` is called after each change of the picture.
  function make(index, drawn) {
    const host = dom.element("div", null, { class: "sheet", "aria-hidden": "true", inert: "" });
    const element = dom.element("div", [host], { class: "page loading" });
    const picture = sheet.make(host);
    let wanted = null;
    let shown = null;
    let busy = false;
    let close = index < 2;
    let removed = false;
    let size = "";

    const page = { element, want, measure, remove, setNear, shown: () => shown, number: index, title: null };
    watched.set(element, page);
    near.observe(element);

    function measure({ width, height }, unit) {
      const now = width + " " + height + " " + unit;
      if (now === size) return;
      size = now;
      element.style.setProperty("--natural", String(Math.round(width * unit)));
      element.style.setProperty("--ratio", width + " / " + height);
    }

    function want(hash) {
      if (wanted === hash) return;
      wanted = hash;
      if (shown === null) element.dataset.hash = "";
      if (close) load();
      else idle(load, { timeout: 1000 });
    }

    function setNear(now) {
      close = now;
      if (close) load();
    }

    const address = (hash) => "/preview/page/" + hash + ".svg";

    async function load() {
      if (busy || wanted === shown) return;
      const here = arrivals.get(wanted);
      if (here) return show(wanted, here, address(wanted));
      busy = true;
      while (wanted !== shown && !removed) {
        const hash = wanted;
        try {
          const answer = await fetch(address(hash), { priority: "high" });
          if (!answer.ok) throw new Error(answer.status);
          show(hash, await answer.text(), address(hash));
        } catch (error) {
          // Gone already, because a newer one is on its way; or the server is. Both pass.
          if (wanted === hash) await new Promise((done) => setTimeout(done, again));
        }
      }
      busy = false;
    }

    function show(hash, text, address) {
      if (removed) return;
      picture.draw(text, address);
      const first = shown === null;
      shown = hash;
      element.dataset.hash = hash;
      element.classList.remove("loading");
      performance.clearMarks("leafcast:shown");
      performance.mark("leafcast:shown");
      drawn(page, first);
    }

    function remove() {
      removed = true;
      near.unobserve(element);
      element.remove();
    }

    return page;
  }

  leafcast.page = { make };
})(leafcast);
