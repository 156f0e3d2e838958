// Where playlist and slides come from: a server, or a folder opened straight from a disk or stick.
(function (leafcast) {
  const folder = location.protocol === "file:";

  async function download(path, seconds, options) {
    const stop = new AbortController();
    const disarm = leafcast.time.after(seconds, () => stop.abort(), 1);
    try {
      const response = await fetch(path, { ...options, signal: stop.signal });
      if (!response.ok) throw new Error(path + ": HTTP " + response.status);
      return await response.arrayBuffer();
    } catch (error) {
      throw stop.signal.aborted ? new Error(path + ": no answer in time") : error;
    } finally {
      disarm();
    }
  }

  // A page opened from a folder may not read files, but it may run them: playlist.js hands the playlist over by a call.
  let count = 0;
  function fromScript(seconds) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const finish = (settle, value) => {
        disarm();
        script.remove();
        delete window.leafcastPlaylist;
        settle(value);
      };
      const disarm = leafcast.time.after(seconds, () => finish(reject, new Error("playlist.js: no answer in time")), 1);
      let given;
      window.leafcastPlaylist = (playlist) => (given = JSON.stringify(playlist));
      script.onload = () => (given ? finish(resolve, given) : finish(reject, new Error("playlist.js is not whole")));
      script.onerror = () => finish(reject, new Error("playlist.js cannot be read"));
      // A new address each time, or the browser would give the copy it has in memory.
      script.src = "playlist.js?" + ++count;
      document.head.append(script);
    });
  }

  // "no-cache" asks the server every time and lets it answer "not modified" by ETag or date.
  async function playlist(seconds) {
    if (folder) return fromScript(seconds);
    const bytes = await download("playlist.json", seconds, { cache: "no-cache" });
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  }

  async function checked(slide, bytes) {
    if (bytes.byteLength !== slide.bytes) throw new Error(slide.file + ": wrong size");
    if ((await leafcast.sha256(new Uint8Array(bytes))) !== slide.sha256) throw new Error(slide.file + ": wrong digest");
    return bytes;
  }

  // The bytes of a slide, checked. A damaged copy may sit in the browser's own cache, so the second try goes round it.
  async function slide(slide) {
    try {
      return await checked(slide, await download(slide.file, 15));
    } catch (error) {
      return checked(slide, await download(slide.file, 15, { cache: "reload" }));
    }
  }

  leafcast.source = { folder, download, playlist, slide, checked };
})(leafcast);
