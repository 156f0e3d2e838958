// Runs in the page before the player: the fast clock, and a witness of everything that happens.
"use strict";
module.exports = function pageSide({ speed, base, anchor, hang, forever }) {
  // After a reload the clock goes on; a test that set it anew finds its setting again.
  const set = JSON.parse(sessionStorage.getItem("test-clock") || "null") || { base, anchor };
  window.leafcastClock = { speed, now: () => set.base + (Date.now() - set.anchor) * speed };

  const witness = { whole: false, seen: [], total: 0, editions: [], blank: 0, blobs: 0, frames: 0, violations: 0 };
  window.witness = witness;
  witness.setClock = (ms) => {
    Object.assign(set, { base: ms, anchor: Date.now() });
    sessionStorage.setItem("test-clock", JSON.stringify(set));
  };
  document.addEventListener("leafcast:slide", ({ detail }) => {
    witness.total++;
    witness.seen.push({ ...detail, whole: witness.whole, real: performance.now() });
    if (witness.seen.length > 400) witness.seen.shift();
  });
  document.addEventListener("leafcast:edition", ({ detail }) => {
    witness.whole = witness.whole || detail.whole;
    witness.editions.push(detail.edition + (detail.whole ? "" : " in part"));
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    witness.violations++;
    console.error("violation of the content security policy: " + event.violatedDirective + " " + event.blockedURI);
  });

  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => (witness.blobs++, createObjectURL.call(URL, blob));
  URL.revokeObjectURL = (url) => (witness.blobs--, revokeObjectURL.call(URL, url));

  // At every frame after the first slide one whole picture must be there, fully opaque.
  const whole = (layer) => {
    const style = getComputedStyle(layer);
    return style.visibility === "visible" && style.opacity === "1" && layer.complete && layer.naturalWidth > 0;
  };
  const look = () => {
    witness.frames++;
    if (witness.total > 0 && !Array.from(document.querySelectorAll(".layer")).some(whole)) witness.blank++;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // A decoder that never answers on the stage, after `hang` slides: once, or from then on.
  if (hang) {
    const { decode } = HTMLImageElement.prototype;
    HTMLImageElement.prototype.decode = function () {
      if (this.isConnected && (forever ? witness.total >= hang : witness.total === hang && !witness.hung)) {
        witness.hung = true;
        return new Promise(() => {});
      }
      return decode.call(this);
    };
  }
};
