// What happened, for who listens; and for a moment on the glass, for who looks.
(function (leafcast) {
  const { find } = leafcast.dom;
  const region = find("announce");
  const toast = find("toast");
  const pause = 400;
  const shown = 4000;
  let waiting = [];
  let timer = 0;
  let hiding = 0;

  function speak() {
    timer = 0;
    region.textContent = waiting.join(" ");
    waiting = [];
  }

  // A newer message with the same key takes the place of one that was not spoken yet.
  const keys = new Map();
  function say(text, key) {
    if (key && keys.has(key)) waiting = waiting.filter((one) => one !== keys.get(key));
    if (key) keys.set(key, text);
    waiting.push(text);
    if (!timer) timer = setTimeout(speak, pause);
  }

  function show(text) {
    say(text);
    if (!toast) return;
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(() => (toast.hidden = true), shown);
  }

  leafcast.announce = { say, show };
})(leafcast);
