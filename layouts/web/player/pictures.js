// The pictures in memory, by digest: an edition that shares slides with the one before does not load them again.
(function (leafcast) {
  const held = new Map();
  const kind = (file) => (file.endsWith(".png") ? "image/png" : "image/svg+xml");

  // Proves that the browser can draw it, before it is counted on.
  async function decode(url) {
    const image = new Image();
    image.src = url;
    try {
      await leafcast.time.within(15, image.decode(), "decoding");
    } finally {
      image.removeAttribute("src");
    }
  }

  async function add(slide, bytes) {
    const blob = new Blob([bytes], { type: kind(slide.file) });
    const picture = { blob, url: URL.createObjectURL(blob) };
    try {
      await decode(picture.url);
    } catch (error) {
      URL.revokeObjectURL(picture.url);
      throw new Error(slide.file + ": not a picture");
    }
    if (held.has(slide.sha256)) URL.revokeObjectURL(picture.url);
    else held.set(slide.sha256, picture);
  }

  async function load(slide) {
    if (held.has(slide.sha256)) return;
    if (leafcast.source.folder) {
      // Bytes of a folder cannot be read, so there is no digest to check: it must be there and be a picture.
      await decode(slide.file);
      held.set(slide.sha256, { blob: null, url: slide.file });
      return;
    }
    await add(slide, await leafcast.source.slide(slide));
  }

  // A playlist holds its pictures from the moment its loading begins until it is given up.
  const claims = new Set();
  const claim = (playlist) => claims.add(playlist);

  function release(playlist) {
    claims.delete(playlist);
    const needed = new Set();
    for (const { slides } of claims) for (const slide of Object.values(slides)) needed.add(slide.sha256);
    for (const [digest, picture] of held) {
      if (needed.has(digest)) continue;
      if (picture.blob) URL.revokeObjectURL(picture.url);
      held.delete(digest);
    }
  }

  const has = (slide) => held.has(slide.sha256);
  const get = (slide) => held.get(slide.sha256);
  leafcast.pictures = { add, load, claim, release, has, get };
})(leafcast);
