// The newest state of every part that the server tells of, and who wants to know.
(function (leafcast) {
  const parts = new Map();
  const listeners = new Map();

  const key = (name, part) => (name === "view" ? "view " + part.view : name);

  function set(name, part) {
    parts.set(key(name, part), part);
    for (const listener of listeners.get(name) || []) listener(part);
  }

  function on(name, listener) {
    if (!listeners.has(name)) listeners.set(name, []);
    listeners.get(name).push(listener);
  }

  // Views that nobody looks at any more.
  function keep(views) {
    for (const name of parts.keys()) if (name.startsWith("view ") && !views.includes(name.slice(5))) parts.delete(name);
  }

  leafcast.board = { set, on, keep, part: (name) => parts.get(name) || null, view: (view) => parts.get("view " + view) || null };
})(leafcast);
