// Starts everything.
(function (leafcast) {
  const { shell, show, updates, watchdog, wakelock, keyboard, time } = leafcast;

  async function everySecond() {
    for (;;) {
      await time.wait(1);
      try {
        show.tick();
      } catch (error) {
        leafcast.log.problem("error", error);
      }
    }
  }

  show.resumeAt(shell.takePlace());
  updates.run();
  keyboard.start();
  wakelock.start();
  watchdog.start();
  everySecond();
  // Last, because it loads the whole player once more and the first slide must not wait for that.
  shell.register();
})(leafcast);
