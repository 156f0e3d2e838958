// The words of every slide that is on now, for who cannot read the screen: to be read by a screen reader, or zoomed.
(function (leafcast) {
  const { dialogs, words, show } = leafcast;
  const { element } = dialogs;

  function part(slide) {
    const language = { lang: slide.language, dir: slide.direction };
    if (!slide.title) return element("section", [element("p", slide.text)], language);
    // The text begins with the title; it is not said twice.
    const rest = slide.text.startsWith(slide.title) ? slide.text.slice(slide.title.length).replace(/^[.:?!\s]+/, "") : slide.text;
    const parts = [element("h3", slide.title)];
    if (rest) parts.push(element("p", rest));
    return element("section", parts, language);
  }

  function content() {
    const { edition, scene } = show.state();
    if (!edition) return [element("p", words.nothing)];
    const ids = new Set(scene.items.map((item) => item.slide));
    if (ids.size === 0) ids.add(edition.playlist.fallback);
    return Array.from(ids, (id) => part(edition.playlist.slides[id]));
  }

  leafcast.transcript = { toggle: () => dialogs.toggle("transcript", words.transcriptTitle, content) };
})(leafcast);
