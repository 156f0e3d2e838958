// Clocks and timers. A test may bring its own clock, put there before this page's scripts run; the content security
// policy keeps everything else from doing so.
(function (leafcast) {
  const brought = window.leafcastClock;
  const speed = () => (brought && brought.speed) || 1;

  // Wall clock, in milliseconds. It may jump or be wrong, so it decides about dates only.
  const now = () => (brought && brought.now ? brought.now() : Date.now());

  // Seconds that have passed since the page was opened. Never jumps, so every duration is measured by it.
  const passed = () => (performance.now() / 1000) * speed();

  // `atLeast` is a floor in real seconds, for what must not be rushed: a network is not faster under a fast clock.
  const milliseconds = (seconds, atLeast) => Math.max((seconds * 1000) / speed(), (atLeast || 0) * 1000);

  function after(seconds, act, atLeast) {
    const timer = setTimeout(act, milliseconds(seconds, atLeast));
    return () => clearTimeout(timer);
  }

  const wait = (seconds) => new Promise((done) => after(seconds, done));

  // Nothing may wait for ever for something that never answers.
  function within(seconds, promise, what) {
    return new Promise((resolve, reject) => {
      const disarm = after(seconds, () => reject(new Error(what + ": no answer in time")), 5);
      promise.then(resolve, reject).finally(disarm);
    });
  }

  leafcast.time = { now, passed, milliseconds, after, wait, within };
})(leafcast);
