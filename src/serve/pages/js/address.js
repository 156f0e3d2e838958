// The address holds what is shown: ?view=…&view=…&zoom=…
(function (leafcast) {
  function read() {
    const query = new URLSearchParams(location.search);
    const zoom = Number(query.get("zoom"));
    return { views: query.getAll("view").slice(0, 16), zoom: zoom >= 50 && zoom <= 200 ? Math.round(zoom) : null };
  }

  // `step`: Back leads to what was shown before.
  function write(views, zoom, step) {
    const query = new URLSearchParams();
    for (const view of views) query.append("view", view);
    if (zoom) query.set("zoom", zoom);
    // Slashes may stand in a query; so an address can be read and typed.
    const address = location.pathname + (query.size > 0 ? "?" + String(query).replaceAll("%2F", "/").replaceAll("%3A", ":") : "");
    if (address === location.pathname + location.search) return;
    history[step ? "pushState" : "replaceState"](null, "", address);
  }

  leafcast.address = { read, write };
})(leafcast);
