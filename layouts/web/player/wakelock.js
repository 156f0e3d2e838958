// Keeps the panel awake where the browser allows it. The lock is lost whenever the page is hidden.
(function (leafcast) {
  let lock = null;
  let state = "none";

  async function request() {
    if (!navigator.wakeLock || document.visibilityState !== "visible" || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      state = "held";
      lock.addEventListener("release", () => (state = "lost"));
    } catch (error) {
      state = "refused"; // the device's own settings must do; the overlay says so
    }
  }

  function start() {
    document.addEventListener("visibilitychange", request);
    request();
  }

  leafcast.wakelock = { start, state: () => state };
})(leafcast);
