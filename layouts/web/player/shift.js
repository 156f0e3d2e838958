// Moves the picture by a few whole pixels every few minutes, so that nothing burns in. The show asks only at a boundary:
// a slide never moves while it is shown, and a QR code stays sharp.
(function (leafcast) {
  const every = 180;
  const ring = [[0, 0], [4, 0], [4, 4], [0, 4], [-4, 4], [-4, 0], [-4, -4], [0, -4], [4, -4]];
  let place = 0;
  let since = leafcast.time.passed();

  function current() {
    if (leafcast.time.passed() - since >= every) {
      since = leafcast.time.passed();
      place = (place + 1) % ring.length;
    }
    return ring[place];
  }

  leafcast.shift = { current };
})(leafcast);
