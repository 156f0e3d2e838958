// The newest list from the server, in place of the one on the page: rows that are the same stay, with focus and place.
(function (leafcast) {
  const { dom, search } = leafcast;
  let asking = null;

  function take(page) {
    const list = dom.find("leaflets");
    const old = new Map(Array.from(list.children, (row) => [row.dataset.id, row]));
    let changed = false;
    const rows = Array.from(page.getElementById("leaflets").children, (row) => {
      const kept = old.get(row.dataset.id);
      if (kept) kept.hidden = false;
      if (kept && kept.outerHTML === row.outerHTML) return kept;
      changed = true;
      const made = document.importNode(row, true);
      const inside = kept && kept.contains(document.activeElement) ? Array.from(kept.querySelectorAll("a")).indexOf(document.activeElement) : -1;
      if (inside >= 0) setTimeout(() => (made.querySelectorAll("a")[inside] || dom.find("search")).focus({ preventScroll: true }));
      return made;
    });
    changed = changed || rows.length !== old.size;
    dom.renew(list, rows);
    for (const id of ["faults", "footer", "empty"]) {
      const [mine, newer] = [dom.find(id), page.getElementById(id)];
      if (id === "empty") mine.hidden = newer.hidden;
      if (mine.innerHTML !== newer.innerHTML) mine.replaceChildren(...Array.from(newer.childNodes, (one) => document.importNode(one, true)));
    }
    search.filter();
    return changed;
  }

  // True if the list is another one than before.
  async function renew() {
    if (asking) asking.abort();
    asking = new AbortController();
    const answer = await fetch("/?lang=" + encodeURIComponent(document.body.dataset.lang), { signal: asking.signal, cache: "no-cache" });
    if (!answer.ok) throw new Error(answer.status);
    return take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  leafcast.rows = { renew };
})(leafcast);
