// Keys. Letters do nothing while somebody writes; arrows belong to what has the focus.
(function (leafcast) {
  const { dom, zoom, choice, problems, chooser, columns, help, card } = leafcast;
  const writing = (element) => Boolean(element.closest("input, select, textarea"));
  const area = (element) => Boolean(element.closest(".region, .card, dialog, .problems"));

  const letters = {
    "/": chooser.focus,
    f: choice.nextFormat,
    p: problems.press,
    n: problems.next,
    s: columns.toggleSync,
    j: () => columns.turn(1),
    k: () => columns.turn(-1),
    "?": help.toggle,
  };
  const sizes = { "+": () => zoom.step(true), "=": () => zoom.step(true), "-": () => zoom.step(false), 0: zoom.fit };
  const slides = { ArrowRight: 1, ArrowLeft: -1 };

  function press(event) {
    const { key, target } = event;
    if (event.defaultPrevented || dom.find("help").open) return;
    if (event.altKey || writing(target)) return;
    if (event.ctrlKey || event.metaKey) {
      // In the bar and the panels the browser's own zoom stays.
      if (!sizes[key] || target.closest(".bar, .problems, .card")) return;
      event.preventDefault();
      return sizes[key]();
    }
    if (key === "Escape") return void card.hide();
    const now = choice.now();
    let act = letters[key.toLowerCase()] || sizes[key];
    if (key >= "1" && key <= "9" && now && now.kind === "leaflet") act = () => {
      const language = choice.languagesOf(now.id)[Number(key) - 1];
      if (language) choice.toggleLanguage(language);
    };
    if (slides[key] && now && now.kind === "screen" && !area(target)) act = () => choice.turnSlide(slides[key]);
    if (!act) return;
    event.preventDefault();
    act();
  }

  leafcast.keyboard = {
    start() {
      document.addEventListener("keydown", press);
      dom.find("help-button").addEventListener("click", help.toggle);
    },
  };
})(leafcast);
