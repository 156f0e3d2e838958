// Asks for a new edition again and again. Whatever goes wrong here changes nothing on the glass.
(function (leafcast) {
  const { source, pictures, show, store, shell, log, time } = leafcast;
  const slowest = 60;
  const status = { at: null, result: null, error: null, since: null };
  let good = null; // text of the last playlist that was taken or needs nothing done
  let loading = null; // playlist whose pictures are being gathered
  let failures = 0;

  const have = () => Boolean(show.latest() && show.latest().whole);

  async function check() {
    // With an edition stored on the device there is no need to wait long for the server.
    const text = await source.playlist(!have() && store.possible ? 3 : 15);
    let result = "same";
    if (text !== good || !have()) {
      const playlist = leafcast.playlist.read(text);
      if (!have() || show.latest().playlist.edition !== playlist.edition) {
        await take(text, playlist);
        result = "new";
      }
      good = text;
    }
    await shell.follow(show.latest().playlist.player).catch((error) => log.problem("new player", error));
    return result;
  }

  async function take(text, playlist) {
    // Pictures of an attempt that failed are kept for the next one, but not for ever.
    const failed = loading;
    pictures.claim(playlist);
    loading = playlist;
    if (failed) pictures.release(failed);
    if (!show.latest()) {
      const draft = leafcast.edition.make(text, playlist, false);
      show.offer(await leafcast.edition.glimpse(text, playlist, show.first(draft)));
    }
    const edition = await leafcast.edition.load(text, playlist);
    loading = null;
    show.offer(edition);
    store.save(edition);
  }

  async function fallBack() {
    if (have()) return;
    const kept = await store.load();
    if (kept) show.offer(kept);
  }

  // Everybody at a different moment, and ever more slowly while it fails; quickly while there is nothing to show.
  function pauseLength() {
    const latest = show.latest();
    const poll = Math.min(Math.max((latest && latest.playlist.poll_seconds) || 5, 1), slowest);
    const base = have() ? poll * 2 ** Math.min(failures, 6) : 2 ** Math.min(failures - 1, 3);
    return Math.min(base, slowest) * (0.8 + 0.2 * Math.random());
  }

  async function run() {
    for (;;) {
      try {
        status.result = await check();
        status.error = status.since = null;
        failures = 0;
      } catch (error) {
        failures++;
        status.result = "failed";
        status.error = error.message;
        status.since = status.since || time.now();
        log.problem("update", error);
        await fallBack();
      }
      status.at = time.now();
      await time.wait(pauseLength());
    }
  }

  leafcast.updates = { run, status };
})(leafcast);
