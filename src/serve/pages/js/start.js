// The start page of the reception: search, language, and a list that is always the newest.
(function (leafcast) {
  const { announce, board, rows, search, stream, words } = leafcast;
  const key = "leafcast:language";
  const { lang, after } = document.body.dataset;
  const query = new URLSearchParams(location.search);
  let timer = 0;

  // The language of the last patient, unless the address names one.
  function remember() {
    try {
      const before = localStorage.getItem(key);
      const there = document.querySelector("[data-code='" + CSS.escape(before || "") + "']");
      if (!query.has("lang") && before && before !== lang && there) return location.replace(there.href);
      if (query.has("lang")) localStorage.setItem(key, lang);
    } catch (error) {
      // Not remembered then.
    }
  }

  function renew() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        if (await rows.renew()) announce.say(words.say("changed"));
      } catch (error) {
        if (error.name !== "AbortError") timer = setTimeout(renew, 2000);
      }
    }, 50);
  }

  remember();
  search.start(query.get("q") || "");
  // Another language keeps what was typed.
  for (const chip of document.querySelectorAll("a.chip")) {
    chip.addEventListener("click", (event) => {
      if (!search.value() || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.assign(chip.href + "&" + new URLSearchParams({ q: search.value() }));
    });
  }
  let ready = null;
  board.on("catalog", renew);
  board.on("status", ({ phase, failing }) => {
    const now = (phase === "starting") + (failing || "");
    if (ready !== now) renew();
    ready = now;
  });
  stream.on("epoch", renew);
  stream.on("lost", (lost) => {
    leafcast.bands.set("lost", lost ? words.say("offline") : "");
    if (!lost) renew();
  });
  stream.open([], after || null);
})(leafcast);
