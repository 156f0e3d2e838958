// The server's events. The browser reconnects by itself and says what it saw last; where it gives up, this goes on trying.
// A tab that nobody sees lets its connection go: browsers allow six for one server, however many tabs there are.
(function (leafcast) {
  const { board, arrivals } = leafcast;
  const names = ["status", "catalog", "problems", "view"];
  const grace = 10000; // a hidden tab keeps its stream this long
  const patience = 700; // a break shorter than this is not worth a word
  const slowest = 10000;
  let source = null;
  let views = [];
  let last = null; // "<epoch>.<number>"
  let epoch = null;
  let failures = 0;
  let retry = 0;
  let hide = 0;
  let worry = 0;
  let lost = false;
  const listeners = { lost: [], epoch: [] };

  const tell = (name, value) => listeners[name].forEach((listener) => listener(value));

  function setLost(now) {
    clearTimeout(worry);
    worry = 0;
    if (lost === now) return;
    lost = now;
    tell("lost", lost);
  }

  function heard() {
    performance.clearMarks("leafcast:event");
    performance.mark("leafcast:event");
  }

  function receive(name, event) {
    heard();
    const part = JSON.parse(event.data);
    if (event.lastEventId) {
      last = event.lastEventId;
      const now = last.slice(0, last.lastIndexOf("."));
      const before = epoch;
      epoch = now;
      if (before !== null && before !== now) tell("epoch", now);
    }
    board.set(name, part);
  }

  function close() {
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  }

  function connect(after) {
    close();
    const query = new URLSearchParams();
    for (const view of views) query.append("view", view);
    if (after) query.set("after", after);
    const mine = new EventSource("/events" + (query.size > 0 ? "?" + query : ""));
    source = mine;
    mine.addEventListener("open", () => {
      failures = 0;
      setLost(false);
    });
    mine.addEventListener("error", () => {
      if (source !== mine) return;
      if (!worry && !lost) worry = setTimeout(setLost, patience, true);
      if (mine.readyState !== EventSource.CLOSED) return;
      // Refused, for example because too many are connected. Try again, ever more slowly.
      clearTimeout(retry);
      retry = setTimeout(connect, Math.min(500 * 2 ** failures++, slowest) * (0.8 + 0.4 * Math.random()), last);
    });
    mine.addEventListener("page", (event) => {
      heard();
      arrivals.put(event.data);
    });
    for (const name of names) mine.addEventListener(name, (event) => source === mine && receive(name, event));
  }

  // `after`: what is known already. A stream for other views than before begins without, since they were not seen.
  function open(wanted, after) {
    views = wanted;
    last = after || null;
    if (after) epoch = after.slice(0, after.lastIndexOf("."));
    if (document.hidden) return close();
    connect(last);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(hide);
    if (document.hidden) {
      hide = setTimeout(close, grace);
    } else if (!source) {
      connect(last);
    }
  });
  // Leaving the page is no loss of the connection.
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && connect(last));

  leafcast.stream = { open, on: (name, listener) => listeners[name].push(listener), lost: () => lost };
})(leafcast);
