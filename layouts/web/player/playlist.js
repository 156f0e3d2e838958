// Reads a playlist and refuses anything this player does not fully understand. Pure.
(function (leafcast) {
  const known = 1;

  function must(held, what) {
    if (!held) throw new Error("playlist: " + what);
  }

  const text = (value) => typeof value === "string" && value !== "";

  function checkSlide(id, slide) {
    must(slide && typeof slide === "object", "slide " + id);
    // Only files of this folder, named by their content: a playlist can never point anywhere else.
    must(/^slides\/[0-9a-f]{16}\.(svg|png)$/.test(slide.file), "file of slide " + id);
    must(/^[0-9a-f]{64}$/.test(slide.sha256), "digest of slide " + id);
    must(Number.isInteger(slide.bytes) && slide.bytes > 0, "size of slide " + id);
    must(slide.direction === "ltr" || slide.direction === "rtl", "direction of slide " + id);
    must(text(slide.language) && typeof slide.text === "string", "text of slide " + id);
  }

  function checkItems(items, slides, name) {
    must(Array.isArray(items), name);
    const seen = new Set();
    for (const item of items) {
      must(item && text(item.id) && !seen.has(item.id), "id in " + name);
      seen.add(item.id);
      must(Object.hasOwn(slides, item.slide), "slide of " + item.id);
      must(Number.isFinite(item.seconds) && item.seconds > 0, "seconds of " + item.id);
    }
  }

  function read(source) {
    const list = JSON.parse(source);
    must(list && typeof list === "object", "not a table");
    must(list.format === known, "format " + list.format + " is not known");
    must(text(list.edition) && text(list.player), "edition");
    must(text(list.time_zone) && text(list.not_before), "time zone");
    must(list.screen && list.screen.width > 0 && list.screen.height > 0, "screen");
    must(list.slides && typeof list.slides === "object", "slides");
    for (const [id, slide] of Object.entries(list.slides)) checkSlide(id, slide);
    checkItems(list.loop, list.slides, "loop");
    checkItems(list.urgent, list.slides, "urgent");
    must(Object.hasOwn(list.slides, list.fallback), "fallback");
    return list;
  }

  leafcast.playlist = { read };
})(leafcast);
