// For staff: what this screen is showing, how fresh it is, and what it can and cannot do here.
(function (leafcast) {
  const { dialogs, words, show, updates, shell, store, wakelock, log, source, time } = leafcast;
  const { element } = dialogs;

  function clockTime(ms) {
    if (ms === null) return "–";
    const edition = show.latest();
    const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    try {
      return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: edition && edition.playlist.time_zone }).format(ms);
    } catch (error) {
      return new Intl.DateTimeFormat("en-GB", options).format(ms);
    }
  }

  const length = (seconds) => Math.floor(seconds / 60) + ":" + String(Math.round(seconds % 60)).padStart(2, "0");

  function nowShowing({ on, scene, edition, paused }) {
    if (!on) return [words.nothing, "bad"];
    const all = scene.items;
    const index = all.findIndex((item) => item.id === on.id);
    const kind = words.kinds[on.kind];
    const where = index < 0 ? kind : kind + " · " + words.fill(words.itemOf, { item: index + 1, count: all.length });
    const slide = edition.playlist.slides[on.slide];
    return [where + (paused ? " · " + words.pausedShort : "") + "\n" + (slide.title || on.slide), "plain"];
  }

  function lastCheck() {
    const { at, result, error } = updates.status;
    if (!at) return [words.notYet, "plain"];
    if (result === "failed") return [clockTime(at) + " · " + words.results.failed + "\n" + error, "bad"];
    return [clockTime(at) + " · " + words.results[result], "good"];
  }

  function server() {
    if (source.folder) return [words.folder, "plain"];
    const { since, at } = updates.status;
    if (!at) return [words.notYet, "plain"];
    return since ? [words.fill(words.awaySince, { time: clockTime(since) }), "bad"] : [words.reachable, "good"];
  }

  function offline() {
    const state = shell.worker();
    if (state !== "yes") return [words.workers[state], state === "folder" ? "plain" : "bad"];
    if (!shell.controlled() || !store.stored()) return [words.workers.starting, "plain"];
    return [words.workers.yes, "good"];
  }

  function clockState({ at, edition }) {
    if (!edition) return ["–", "plain"];
    if (at.known) return [at.date + " " + at.time + " · " + edition.playlist.time_zone, "good"];
    return [words.clocks[at.reason], "bad"];
  }

  function rows() {
    const state = show.state();
    const playlist = state.edition && state.edition.playlist;
    const wake = wakelock.state();
    const problem = log.last();
    const list = [
      [words.screen, playlist ? playlist.screen.name + " (" + playlist.screen.id + ") · " + playlist.screen.width + " × " + playlist.screen.height : "–", "plain"],
      [words.showing, ...nowShowing(state)],
      [words.loop, playlist ? words.fill(words.minutes, { length: length(playlist.loop_seconds), count: playlist.loop.length }) : "–", "plain"],
      [words.edition, playlist ? playlist.edition + (state.edition.whole ? "" : " · " + words.notWhole) : "–", !playlist || state.edition.whole ? "plain" : "bad"],
      [words.player, shell.running() || "–", "plain"],
      [words.checked, ...lastCheck()],
      [words.server, ...server()],
      [words.offline, ...offline()],
      [words.digests, source.folder ? words.unchecked : words.verified, source.folder ? "plain" : "good"],
      [words.clock, ...clockState(state)],
      [words.wake, words.wakes[wake], wake === "held" ? "good" : "bad"],
    ];
    if (problem) list.push([words.problem, clockTime(problem.at) + "\n" + problem.text, "plain"]);
    return list;
  }

  // The mark says good or bad by its shape as well as by its colour.
  const marks = { good: "✓", bad: "!", plain: "" };

  function table() {
    return element("dl", rows().map(([term, value, mood]) => element("div", [
      element("dt", term),
      element("dd", [
        element("span", marks[mood], { class: "mark", "aria-hidden": "true" }),
        element("span", value, { class: "value" }),
      ], { class: mood }),
    ])));
  }

  function toggle() {
    const body = dialogs.toggle("overlay", words.overlayTitle, () => [table()]);
    if (body) refresh(body);
  }

  async function refresh(body) {
    for (;;) {
      await time.wait(1);
      if (!body.isConnected) return;
      const fresh = table();
      if (fresh.textContent !== body.textContent) body.replaceChildren(fresh);
    }
  }

  leafcast.overlay = { toggle };
})(leafcast);
