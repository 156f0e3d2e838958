// Runs in the preview page: marks each page that was drawn anew, and tells who waits for it.
"use strict";
module.exports = function pageSide() {
  const waiting = new Set();
  const bench = {};
  window.bench = bench;

  const observer = new MutationObserver((records) => {
    for (const { target, oldValue } of records) {
      const { hash, page } = target.dataset;
      if (!hash || hash === oldValue) continue;
      performance.mark("bench:drawn " + page + " " + hash);
      for (const one of waiting) {
        if (!one.pages.includes(page)) continue;
        waiting.delete(one);
        one.done(hash);
      }
    }
  });
  observer.observe(document.getElementById("columns"), { subtree: true, attributeFilter: ["data-hash"], attributeOldValue: true });

  // From now on `expected` is the new hash of the first of these pages that changes.
  bench.expect = (pages) => {
    bench.expected = new Promise((done) => waiting.add({ pages, done }));
  };

  // As somebody does who is about to change a text: it is brought into the middle of the window.
  bench.show = (page, y, width) => {
    const element = document.querySelector('.page[data-page="' + page + '"]');
    const scroller = element.closest(".pages");
    const top = element.offsetTop + (y / width) * element.clientWidth - scroller.clientHeight / 2;
    const before = scroller.scrollTop;
    scroller.scrollTop = top;
    return scroller.scrollTop !== before;
  };
};
