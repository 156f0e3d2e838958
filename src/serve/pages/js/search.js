// Finding a leaflet: the rows that match what was typed stay. Arrows lead to them and along their files.
(function (leafcast) {
  const { dom, words, text, announce } = leafcast;
  const input = dom.find("search");
  const list = dom.find("leaflets");
  const none = dom.find("none");
  const count = dom.find("count");

  const rows = () => Array.from(list.children).filter((row) => !row.hidden);
  const files = (row) => Array.from(row.querySelectorAll("a.file"));

  function filter() {
    const query = input.value;
    for (const row of list.children) row.hidden = !text.matches(row.dataset.words, query);
    const found = rows().length;
    none.hidden = found > 0 || list.children.length === 0;
    count.textContent = list.children.length > 0 ? words.say("found", { count: found }) : "";
  }

  function typed() {
    filter();
    announce.say(count.textContent, "count");
  }

  const firstFile = (row) => files(row).find((one) => one.offsetParent) || row.querySelector("a");

  function move(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const { key, target } = event;
    if (target === input) {
      const first = rows().map(firstFile).find(Boolean);
      if (key === "ArrowDown" && first) first.focus();
      else if (key === "Enter" && first && input.value.trim() && rows().length === 1) first.click();
      else if (key === "Escape" && input.value) input.value = "", filter();
      else return;
      return event.preventDefault();
    }
    const row = target.closest(".leaflet");
    if (row && ["ArrowDown", "ArrowUp"].includes(key)) {
      const all = rows().filter(firstFile);
      const next = all[all.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
      // The same place in the next row: who wants large print stays with large print.
      const place = files(row).indexOf(target);
      const to = next ? files(next)[place] || firstFile(next) : key === "ArrowUp" ? input : null;
      if (!to) return;
      event.preventDefault();
      to.focus();
      to.scrollIntoView({ block: "nearest" });
    } else if (row && ["ArrowLeft", "ArrowRight"].includes(key)) {
      const to = files(row)[files(row).indexOf(target) + (key === "ArrowRight" ? 1 : -1)];
      if (to) to.focus();
    } else if (key === "/" || (key === "Escape" && target !== input)) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (key.length === 1 && /[\p{L}\p{N}]/u.test(key) && !target.closest("input")) {
      // Who types, searches.
      input.focus();
    }
  }

  function start(query) {
    dom.find("finder").hidden = false;
    input.value = query;
    input.addEventListener("input", typed);
    document.addEventListener("keydown", move);
    dom.find("all").addEventListener("click", () => {
      input.value = "";
      filter();
      input.focus();
    });
    filter();
    input.focus({ preventScroll: true });
  }

  leafcast.search = { start, filter, value: () => input.value };
})(leafcast);
