// Pages that the server sent ahead of the event that names them: nobody has to ask for them.
(function (leafcast) {
  const most = 8;
  const pages = new Map();

  // `<hash> <SVG>`
  function put(data) {
    const end = data.indexOf(" ");
    const hash = data.slice(0, end);
    pages.delete(hash);
    pages.set(hash, data.slice(end + 1));
    if (pages.size > most) pages.delete(pages.keys().next().value);
  }

  leafcast.arrivals = { put, get: (hash) => pages.get(hash) };
})(leafcast);
