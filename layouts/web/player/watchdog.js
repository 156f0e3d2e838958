// Recovers a loop that hangs, whatever the reason: first by starting the loop again, in the end by loading the page anew.
(function (leafcast) {
  const { show, shell, log, time } = leafcast;
  const patience = 30;
  let vain = 0;
  let seen = 0;

  async function look() {
    const { boundaries, on } = show.state();
    if (boundaries !== seen) vain = 0;
    seen = boundaries;
    if (show.late() * time.milliseconds(1) < time.milliseconds(patience, 1)) return;
    vain++;
    log.problem("the loop hung and was started again");
    if (vain > 3 && (await shell.rescue(on && on.id))) return;
    show.restart();
  }

  async function start() {
    for (;;) {
      await time.wait(5);
      await look();
    }
  }

  leafcast.watchdog = { start };
})(leafcast);
