// The last good edition, kept on the device so that the screen starts while the server is away. One cache for each
// edition; the playlist is written last, so a cache without it is not whole and does not count.
(function (leafcast) {
  const possible = !leafcast.source.folder && window.isSecureContext && "caches" in window;
  // Screens of one server share one cache storage, so every name carries the folder of its screen.
  const scope = new URL("./", location.href).pathname;
  const prefix = "leafcast:" + scope + ":edition:";
  let stored = null;

  const damaged = new Set();
  let wanted = null;
  let writing = Promise.resolve();

  // One after the other, or the tidying after one edition would take away half of the next.
  function save(edition) {
    if (!possible || !edition.whole) return;
    wanted = edition;
    writing = writing.then(() => (edition === wanted ? write(edition) : null));
  }

  async function write({ playlist, text }) {
    const name = prefix + playlist.edition;
    try {
      const cache = await caches.open(name);
      if (damaged.has(name) || !(await cache.match("playlist.json"))) {
        for (const slide of Object.values(playlist.slides)) {
          const picture = leafcast.pictures.get(slide);
          await cache.put(slide.file, new Response(picture.blob));
        }
        await cache.put("playlist.json", new Response(text));
      }
      damaged.delete(name);
      stored = playlist.edition;
      await forget(name);
    } catch (error) {
      // A full disk, for one. The older edition stays.
      leafcast.log.problem("the edition could not be kept on this device", error);
      if (!damaged.has(name)) await caches.delete(name).catch(() => {});
    }
  }

  async function forget(except) {
    for (const name of await caches.keys()) {
      if (name.startsWith(prefix) && name !== except) await caches.delete(name);
    }
  }

  async function open(name) {
    const cache = await caches.open(name);
    const found = await cache.match("playlist.json");
    if (!found) return null;
    const text = await found.text();
    const playlist = leafcast.playlist.read(text);
    let whole = true;
    leafcast.pictures.claim(playlist);
    for (const slide of Object.values(playlist.slides)) {
      try {
        const file = await cache.match(slide.file);
        if (!leafcast.pictures.has(slide)) {
          await leafcast.pictures.add(slide, await leafcast.source.checked(slide, await file.arrayBuffer()));
        }
      } catch (error) {
        // Damaged on this device. With the server away, the rest is better than nothing.
        leafcast.log.problem("a stored slide is damaged", error);
        whole = false;
        damaged.add(name);
      }
    }
    return leafcast.edition.make(text, playlist, whole);
  }

  // The newest stored edition that is whole; failing that, the newest that can be read; failing that, null.
  async function load() {
    if (!possible) return null;
    let best = null;
    try {
      const names = (await caches.keys()).filter((name) => name.startsWith(prefix)).reverse();
      for (const name of names) {
        const edition = await open(name).catch((error) => leafcast.log.problem("stored edition", error));
        if (edition && edition.whole) {
          if (best) leafcast.pictures.release(best.playlist);
          stored = edition.playlist.edition;
          return edition;
        }
        if (best && edition) leafcast.pictures.release(edition.playlist);
        else best = best || edition || null;
      }
    } catch (error) {
      leafcast.log.problem("stored edition", error);
    }
    return best;
  }

  // Asks the browser not to clear the storage when the disk runs short.
  if (possible && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});

  leafcast.store = { possible, scope, save, load, stored: () => stored };
})(leafcast);
