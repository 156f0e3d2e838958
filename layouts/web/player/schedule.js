// What is to be shown now, and what comes next. Pure.
(function (leafcast) {
  const { isOn, isOpen } = leafcast.calendar;

  // `held` tells which slides are there: an item without its picture is passed over.
  function scene(playlist, at, held) {
    const on = (item) => held(item.slide) && isOn(item.when, at);
    const urgent = playlist.urgent.filter(on);
    if (urgent.length > 0) return { kind: "urgent", items: urgent };
    if (!isOpen(playlist.opening_hours, at)) return { kind: "closed", items: [] };
    const items = playlist.loop.filter(on);
    return { kind: items.length > 0 ? "loop" : "fallback", items };
  }

  // A place in a list: after the item `id`, or, with `again`, at that item itself. Null is the beginning.
  // `all` is the whole list, `items` what is on now: the place may be at an item that is off at the moment.
  function next(all, items, place, step) {
    const ids = all.map((item) => item.id);
    const found = place ? ids.indexOf(place.id) : -1;
    if (found < 0) return items[0] || null;
    const on = new Map(items.map((item) => [item.id, item]));
    const direction = step || 1;
    const first = place.again && !step ? 0 : direction;
    for (let n = 0, i = found + first; n < ids.length; n++, i += direction) {
      const item = on.get(ids[(i + ids.length * 2) % ids.length]);
      if (item) return item;
    }
    return null;
  }

  // The same place in a new loop. If its item is gone, the nearest following one that survives comes next.
  function carry(place, oldLoop, newLoop) {
    if (!place) return null;
    const survives = new Set(newLoop.map((item) => item.id));
    if (survives.has(place.id)) return place;
    const ids = oldLoop.map((item) => item.id);
    const from = ids.indexOf(place.id);
    if (from < 0) return null;
    for (let n = 1; n < ids.length; n++) {
      const id = ids[(from + n) % ids.length];
      if (survives.has(id)) return { id, again: true };
    }
    return null;
  }

  leafcast.schedule = { scene, next, carry };
})(leafcast);
