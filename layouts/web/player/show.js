// The show: which item is on the glass, when the next one comes, and when a new edition takes over.
(function (leafcast) {
  const { calendar, schedule, stage, pictures, wallClock, shell, shift, log, time } = leafcast;
  const look = 60; // seconds between boundaries while one slide stands: closed, or nothing is on
  let edition = null; // what is shown
  let pending = null; // what is shown from the next boundary on
  let place = null; // in the loop
  let urgentPlace = null;
  let target = null; // what is on the glass or on its way there
  let on = null; // what is on the glass
  let turns = 0;
  let boundaries = 0;
  let since = 0; // when the last boundary passed
  let disarm = () => {};
  let paused = false;
  let left = 0; // seconds that were left when the pause began

  const moment = (of) => calendar.moment(time.now(), of.playlist.time_zone, of.playlist.not_before);
  const sceneOf = (of, held) => schedule.scene(of.playlist, moment(of), held || of.held);
  const slideOf = (of, view) => of.playlist.slides[view.slide];

  function choose(of, step, held) {
    const scene = sceneOf(of, held);
    const { loop, urgent, fallback } = of.playlist;
    if (scene.kind === "urgent") return { kind: "urgent", ...schedule.next(urgent, scene.items, urgentPlace, step) };
    if (scene.kind === "loop") return { kind: "loop", ...schedule.next(loop, scene.items, place, step) };
    return { kind: scene.kind, id: null, slide: fallback, seconds: look, cut: false };
  }

  function adopt() {
    if (!pending) return;
    const old = edition;
    edition = pending;
    pending = null;
    if (old) {
      place = schedule.carry(place, old.playlist.loop, edition.playlist.loop);
      urgentPlace = schedule.carry(urgentPlace, old.playlist.urgent, edition.playlist.urgent);
      if (old.playlist !== edition.playlist) pictures.release(old.playlist);
    }
    stage.resize(edition.playlist.screen);
    wallClock.setup(edition.playlist);
    announce("leafcast:edition", { edition: edition.playlist.edition, whole: edition.whole });
  }

  function announce(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail: { ...detail, time: time.now() } }));
  }

  // The picture of an item, as the stage wants it.
  function dressed(view) {
    const slide = slideOf(edition, view);
    const { url } = pictures.get(slide);
    return { url, text: slide.text, language: slide.language, direction: slide.direction, cut: view.cut, shift: shift.current() };
  }

  // One boundary. A later call takes over from one that still waits for its picture.
  async function turn(step) {
    const mine = ++turns;
    const current = () => mine === turns;
    disarm();
    adopt();
    if (!edition) return;
    if (!step && (await shell.renew(choose(edition).id))) return;
    const tries = edition.playlist.loop.length + 1;
    for (let n = 0; n < tries && current(); n++) {
      const view = choose(edition, step);
      if (!edition.held(view.slide)) break;
      target = view;
      const picture = dressed(view);
      try {
        await stage.show(picture, current);
        if (current()) arrive(view, picture);
        return;
      } catch (error) {
        log.problem("slide " + view.slide, error);
        pass(view);
      }
    }
    // Nothing can be drawn: what is on the glass stays, and later it is tried again.
    if (current()) disarm = time.after(10, () => turn());
  }

  // The item has been shown, or cannot be.
  function pass(view) {
    if (view.kind === "loop") place = { id: view.id };
    if (view.kind === "urgent") urgentPlace = { id: view.id };
  }

  function arrive(view, picture) {
    // An urgent notice cuts an item short; afterwards that item is shown again.
    if (view.kind === "urgent" && on && on.kind === "loop") place = { id: on.id, again: true };
    if (view.kind !== "urgent") urgentPlace = null;
    pass(view);
    on = view;
    boundaries++;
    since = time.passed();
    stage.dim(view.kind === "closed");
    wallClock.update(moment(edition));
    wallClock.place(picture.direction, picture.shift);
    left = view.seconds;
    if (!paused) disarm = time.after(view.seconds, () => turn());
    announce("leafcast:slide", { item: view.id, slide: view.slide, kind: view.kind, edition: edition.playlist.edition });
    prepareNext(turns);
  }

  // Decoded long before the boundary, so that the change itself takes no time.
  async function prepareNext(mine) {
    await stage.settled();
    if (mine !== turns) return;
    const view = choose(edition);
    if (edition.held(view.slide) && view.slide !== on.slide) stage.prepare(pictures.get(slideOf(edition, view)).url);
  }

  // A new edition. It waits for the boundary, unless something urgent begins or ends, or the screen opens or closes.
  function offer(next) {
    if (pending && pending.playlist !== next.playlist) pictures.release(pending.playlist);
    pending = next;
    if (!on || !edition) return turn();
    if (next.playlist === edition.playlist) {
      // The rest of what is being shown already: nothing changes but what can come next.
      adopt();
      return prepareNext(turns);
    }
    const scene = sceneOf(next);
    if (scene.kind !== on.kind || (on.kind === "urgent" && !stillThere(scene, next))) turn();
  }

  function stillThere(scene, next) {
    const item = scene.items.find((other) => other.id === on.id);
    return item && slideOf(next, item).sha256 === slideOf(edition, on).sha256;
  }

  // Every second: dates, hours and urgent notices do not wait for a boundary.
  function tick() {
    if (!edition || !target) return;
    wallClock.update(moment(edition));
    const scene = sceneOf(edition);
    const gone = target.id !== null && !scene.items.some((item) => item.id === target.id);
    if (scene.kind !== target.kind || gone) turn();
  }

  function pause() {
    if (paused) return;
    paused = true;
    left -= time.passed() - since;
    disarm();
  }

  function resume() {
    if (!paused) return;
    paused = false;
    since = time.passed();
    disarm = time.after(Math.max(left, 2), () => turn());
  }

  function step(direction) {
    if (on && (on.kind === "loop" || on.kind === "urgent")) turn(direction);
  }

  // For the watchdog: seconds since a boundary should have passed.
  const late = () => (edition && !paused ? time.passed() - since - (on ? on.seconds : 0) : 0);

  // Begins anew, after the item that hangs.
  function restart() {
    stage.renew();
    if (target) pass(target);
    since = time.passed();
    turn();
  }

  const latest = () => pending || edition;
  const state = () => ({ edition, on, paused, boundaries, place, at: edition && moment(edition), scene: edition && sceneOf(edition) });
  const first = (of) => choose(of, 0, () => true).slide;
  const resumeAt = (at) => (place = at);

  leafcast.show = { offer, tick, pause, resume, step, late, restart, latest, state, first, resumeAt };
})(leafcast);
