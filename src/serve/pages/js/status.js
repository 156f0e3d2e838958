// How the program is: the light in the bar, and bands when something is wrong with it.
(function (leafcast) {
  const { dom, words, board, stream, bands, announce } = leafcast;
  const state = dom.find("state");
  const text = dom.find("state-text");
  const brief = 300; // work shorter than this is not worth a word
  let was = false;
  let timer = 0;

  function show() {
    const status = board.part("status");
    const lost = stream.lost();
    const phase = lost ? "lost" : status ? status.phase : "starting";
    clearTimeout(timer);
    if (phase === "working") timer = setTimeout(setPhase, brief, phase);
    else setPhase(phase);
    const last = status && status.last;
    state.title = last ? [words.say("last", last), ...last.changed].join("\n") : "";
    bands.set("lost", lost ? words.say("offline") : "");
    bands.set("failing", status && status.failing ? words.say("failing", { reason: status.failing }) : "");
    const { how, reason } = (status && status.watching) || {};
    bands.set("watching", how === "stopped" || (how === "polling" && reason) ? words.say(how, { reason: reason || "" }) : "", how === "polling" ? "calm" : "bad");
  }

  function setPhase(phase) {
    if (state.dataset.phase === phase) return;
    state.dataset.phase = phase;
    text.textContent = words.say(phase);
  }

  function connection(lost) {
    if (was && !lost) announce.show(words.say("online"));
    was = lost;
    document.documentElement.classList.toggle("lost", lost);
    show();
  }

  board.on("status", show);
  stream.on("lost", connection);
  leafcast.status = { show };
})(leafcast);
