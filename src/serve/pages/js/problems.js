// Errors and warnings of the whole project, by file. Each leads to its place on the page and in the file.
(function (leafcast) {
  const { dom, words, board, source, columns } = leafcast;
  const panel = dom.find("problems");
  const list = dom.find("problems-list");
  const badge = dom.find("problems-button");
  const narrow = window.matchMedia("(max-width: 60rem)");
  let rendered = "";
  let current = -1;
  let before = null; // what had the focus when a key led into the panel

  const all = () => (board.part("problems") || { list: [] }).list;
  const keyOf = ({ file, line, column, code, message }) => [file, line, column, code, message].join("\n");

  function showBadge() {
    const { errors = 0, warnings = 0 } = board.part("problems") || {};
    const parts = [];
    if (errors > 0) parts.push(dom.element("span", [dom.element("span", "!", { class: "mark", "aria-hidden": "true" }), words.say("errors", { count: errors })], { class: "errors" }));
    if (warnings > 0 || errors === 0) parts.push(dom.element("span", warnings > 0 ? words.say("warnings", { count: warnings }) : words.say("problems") + ": 0", { class: "warnings" }));
    badge.replaceChildren(...parts);
    badge.classList.toggle("has-errors", errors > 0);
  }

  // The line of the file; what is meant is marked. Columns are counted in characters, from 1.
  function excerpt({ excerpt: text, line, column, end_line: endLine, end_column: endColumn }) {
    if (!text) return null;
    const letters = Array.from(text);
    const from = Math.max(0, (column || 1) - 1);
    const to = endLine && endLine !== line ? letters.length : Math.max(from + 1, (endColumn || 0) - 1);
    const code = dom.element("code", [letters.slice(0, from).join(""), dom.element("mark", letters.slice(from, to).join("")), letters.slice(to).join("")]);
    return dom.element("pre", [dom.element("span", String(line), { class: "number" }), code], { tabindex: "0", "aria-label": words.say("line", { line }) });
  }

  function item(problem) {
    const error = problem.severity === "error";
    const key = keyOf(problem);
    const actions = [dom.button(words.say("copy"), () => source.copy(problem), { "data-key": key + "\ncopy" })];
    if (source.editor()) actions.push(dom.button(words.say("open"), () => source.open(problem), { "data-key": key + "\nopen" }));
    const main = dom.button("", () => show(problem), { class: "problem-main", "data-key": key, title: words.say("show") });
    main.append(
      dom.element("span", error ? "!" : "△", { class: "mark", "aria-hidden": "true" }),
      dom.element("span", [
        dom.element("strong", words.say(problem.severity)),
        dom.element("span", " · " + words.say("line", { line: problem.line }), { class: "where" }),
        dom.element("span", dom.prose(problem.message), { class: "message" }),
      ]),
    );
    const hints = (problem.hints || []).map((hint) => dom.element("p", dom.prose(hint), { class: "hint" }));
    const field = problem.field ? dom.element("p", [dom.element("code", problem.field)], { class: "field" }) : null;
    return dom.element("li", [main, field, excerpt(problem), ...hints, dom.element("div", actions, { class: "problem-actions" })], { class: "problem " + problem.severity });
  }

  function render() {
    const problems = all();
    const wanted = JSON.stringify([problems, source.editor()]);
    if (panel.hidden || wanted === rendered) return;
    rendered = wanted;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const top = list.scrollTop;
    const files = new Map();
    for (const problem of problems) {
      if (!files.has(problem.file)) files.set(problem.file, []);
      files.get(problem.file).push(problem);
    }
    // Files with errors first, and errors first in each file.
    const errors = (group) => group.filter(({ severity }) => severity === "error").length;
    const groups = Array.from(files).sort(([, a], [, b]) => Number(errors(b) > 0) - Number(errors(a) > 0));
    list.replaceChildren(...groups.map(([file, group]) => {
      group.sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error") || a.line - b.line);
      return dom.element("section", [
        dom.element("h3", [dom.element("span", file, { class: "path" }), dom.element("span", String(group.length), { class: "number" })]),
        dom.element("ul", group.map(item)),
      ]);
    }));
    if (problems.length === 0) list.append(dom.element("p", words.say("no_problems"), { class: "none" }));
    list.scrollTop = top;
    if (focused) (Array.from(list.querySelectorAll("button")).find((one) => one.dataset.key === focused) || list.querySelector("button") || dom.find("problems-close")).focus({ preventScroll: true });
  }

  async function show(problem) {
    current = all().findIndex((one) => keyOf(one) === keyOf(problem));
    if (narrow.matches) toggle(false);
    leafcast.choice.cover(problem);
    await columns.reveal(problem);
  }

  function next() {
    const problems = all();
    if (problems.length > 0) show(problems[(current + 1) % problems.length]);
  }

  function toggle(on) {
    const open = on === undefined ? panel.hidden : on;
    if (open === !panel.hidden) return;
    const inside = panel.contains(document.activeElement);
    columns.hold(() => {
      panel.hidden = !open;
      badge.setAttribute("aria-expanded", String(open));
    });
    try {
      localStorage.setItem("leafcast:problems", open ? "open" : "closed");
    } catch (error) {
      // Not remembered then.
    }
    if (open) render();
    else if (inside) (before && before.isConnected && before !== document.body ? before : badge).focus();
    before = null;
  }

  // By its key the panel is gone to, and left to where one was.
  function press() {
    if (!panel.hidden) return toggle(false);
    const from = document.activeElement;
    toggle(true);
    before = from;
    (list.querySelector(".problem-main") || dom.find("problems-close")).focus();
  }

  // The first error that explains why a view is not current.
  function openFor(view) {
    const [kind, id, language] = view.split("/");
    const mine = all().filter(({ severity, leaflet }) => severity === "error" && (kind !== "leaflet" || leaflet === id || !leaflet));
    const first = mine.find((one) => one.language === language) || mine[0];
    toggle(true);
    const wanted = first ? keyOf(first) : null;
    const target = Array.from(list.querySelectorAll(".problem-main")).find((one) => one.dataset.key === wanted) || list.querySelector(".problem-main") || dom.find("problems-close");
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  function start() {
    let open = false;
    try {
      open = localStorage.getItem("leafcast:problems") === "open";
    } catch (error) {
      // Closed then.
    }
    if (open && !narrow.matches) toggle(true);
    badge.addEventListener("click", () => toggle());
    dom.find("problems-close").addEventListener("click", () => toggle(false));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      toggle(false);
    });
    board.on("problems", () => {
      showBadge();
      render();
    });
    source.on(render);
    showBadge();
  }

  leafcast.problems = { start, press, next, openFor, count: () => (board.part("problems") || {}).errors || 0 };
})(leafcast);
