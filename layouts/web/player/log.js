// Problems go to the console and to the overlay, never onto the slide.
(function (leafcast) {
  let last = null;

  function problem(what, error) {
    const text = error ? what + ": " + (error.message || error) : what;
    last = { text, at: leafcast.time.now() };
    console.warn("leafcast: " + text);
  }

  // An error nobody expected must not stop the loop. It is noted; the watchdog does the rest.
  window.addEventListener("error", (event) => problem("error", event.error || event.message));
  window.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    problem("error", event.reason);
  });

  leafcast.log = { problem, last: () => last };
})(leafcast);
