// Keys for staff. While a panel is open, arrows and space belong to the panel, so that it can be scrolled.
(function (leafcast) {
  const { dialogs, pause, show, overlay, transcript, help } = leafcast;
  const panels = { i: overlay.toggle, t: transcript.toggle, "?": help.toggle };
  const stage = {
    " ": pause.toggle,
    p: pause.toggle,
    ArrowRight: () => show.step(1),
    ArrowLeft: () => show.step(-1),
  };

  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = panels[key] || (dialogs.opened() ? null : stage[key]);
    if (!act) return;
    event.preventDefault();
    act();
  }

  leafcast.keyboard = { start: () => document.addEventListener("keydown", press) };
})(leafcast);
