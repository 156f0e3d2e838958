// The panel of problems: what is wrong anywhere in the project, and the way to its place on the page and in the file.
"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { shared, open, painted, regions, view, address, folder } = require("./lib/preview");

const server = shared();
const en = view("en");
const other = "lumbar-disc";
const titles = { en: "Lumbar disc surgery", es: "Operación de la hernia discal lumbar" };
const otherView = (language) => "leaflet/" + other + "/" + language + "/a4";
// The first answer of the FAQ holds a name that nobody knows.
const unknown = ["It usually takes", "It usually takes {{ nope }}"];
const unknownThere = ["Suele durar entre {{", "Suele {{ nope }} durar entre {{"];

const lineOf = (file, words) => fs.readFileSync(path.join(server.project, file), "utf8").split("\n").findIndex((line) => line.includes(words)) + 1;
const counted = (page, errors, warnings) => page.waitForFunction(([e, w]) => {
  const part = leafcast.board.part("problems");
  return part && part.errors === e && (w === undefined || part.warnings === w);
}, [errors, warnings]);
// A problem in this file is known, and of this kind if one is named.
const told = (page, file, code) => page.waitForFunction(([where, what]) => {
  const { list } = leafcast.board.part("problems") || { list: [] };
  return list.some((one) => one.file === where && (!what || one.code === what));
}, [file, code]);
const section = (page, file) => page.locator("#problems-list section").filter({ has: page.locator("h3 .path").getByText(file, { exact: true }) });
const files = (page) => page.locator("#problems-list h3 .path").allTextContents();

// Where the focus is: on which text of which view, whether that can be seen, and whether a light is on it.
const seen = (page, name, field) => page.waitForFunction(([wanted, which]) => {
  const one = document.activeElement;
  if (!one.matches(".region") || one.dataset.field !== which) return false;
  const column = one.closest("[data-view]");
  const [box, room] = [one.getBoundingClientRect(), column.querySelector(".pages").getBoundingClientRect()];
  return column.dataset.view === wanted && box.top >= room.top && box.bottom <= room.bottom;
}, [name, field], { polling: 50 });

// Remembers each light that goes on, however short.
const watchLights = (page) => page.evaluate(() => {
  window.lights = [];
  new MutationObserver((all) => {
    for (const { addedNodes } of all) for (const one of addedNodes) if (one.className && String(one.className).startsWith("flash")) window.lights.push([one.closest(".page").dataset.page, one.style.top]);
  }).observe(document.getElementById("columns"), { childList: true, subtree: true });
});

test("errors and warnings of the whole project by file, those that are not shown too; what is mended vanishes", async (t) => {
  const there = server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  const warnings = server.sample.warnings + 1; // the tag of the further leaflet
  await counted(page, 0, warnings);
  assert.equal(await page.locator("#problems-button").textContent(), warnings + " warnings");
  const plain = await page.title();
  await server.edit(there + "es.toml", ...unknownThere);
  await counted(page, 1, warnings);
  assert.equal(await page.title(), "(1) " + plain);
  await server.edit(folder + "en.toml", "subtitle = ", "subtitel = ");
  await counted(page, 2, warnings);
  assert.equal(await page.title(), "(2) " + plain);
  await page.locator("#problems-button", { hasText: "2 errors" }).click();
  const shown = await files(page);
  assert.equal(new Set(shown).size, shown.length, "each file once");
  assert.deepEqual(shown.slice(0, 2).sort(), [there + "es.toml", folder + "en.toml"].sort(), "files with errors come first");
  assert.ok(shown.includes("content/practice.toml") && shown.includes(folder + "leaflet.toml"), String(shown));
  assert.equal(await page.locator(".problem.error").count(), 2);
  assert.equal(await page.locator(".problem.warning").count(), warnings);
  const inPractice = section(page, "content/practice.toml");
  assert.equal(await inPractice.locator("h3 .number").textContent(), String(await inPractice.locator(".problem").count()));

  // Each says where, what, and what to do.
  const mine = section(page, folder + "en.toml").locator(".problem.error");
  const line = lineOf(folder + "en.toml", "subtitel = ");
  assert.match(await mine.locator(".problem-main").textContent(), new RegExp("Error · line " + line + ".*unknown key subtitel"));
  assert.match(await mine.locator(".hint").first().textContent(), /did you mean subtitle/);
  assert.deepEqual(await mine.locator(".hint code").first().textContent(), "subtitle", "names stand in code");
  assert.equal(await mine.locator("pre mark").textContent(), "subtitel");
  assert.equal(await mine.locator("pre .number").textContent(), String(line));
  const theirs = section(page, there + "es.toml").locator(".problem.error");
  assert.equal(await theirs.locator("pre mark").textContent(), "{{ nope }}");

  await server.edit(folder + "en.toml", "subtitel = ", "subtitle = ");
  await counted(page, 1, warnings);
  assert.equal(await page.title(), "(1) " + plain);
  assert.equal(await section(page, folder + "en.toml").count(), 0, "mended");
  assert.equal(await theirs.count(), 1, "not mended yet");
  await server.edit(there + "es.toml", unknownThere[1], unknownThere[0]);
  await counted(page, 0, warnings);
  assert.equal(await page.locator(".problem.error").count(), 0);
  assert.equal(await page.title(), plain);
  assert.equal(await page.locator("#problems-button").textContent(), warnings + " warnings");
  watch.fine();
});

test("a click leads to the text on the page, lights it up, and to the line in the editor", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await server.edit(folder + "en.toml", ...unknown);
  await counted(page, 1);
  await page.locator("#problems-button").click();
  await watchLights(page);
  assert.equal(await page.locator(".pages").evaluate((one) => one.scrollTop), 0);
  const problem = page.locator(".problem.error");
  await problem.locator(".problem-main").click();
  await seen(page, en, "faq.items.1.answer");
  const [top, sheet] = await page.evaluate(() => [document.activeElement.style.top, document.activeElement.closest(".page").dataset.page]);
  assert.ok((await page.evaluate(() => window.lights)).some(([at, where]) => at === sheet && where === top), "lit up");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.problem), "error", "and marked");
  const before = server.opened.length;
  await problem.getByRole("button", { name: "Open in editor" }).click();
  await page.locator("#toast", { hasText: "Opened" }).waitFor();
  const now = server.opened.slice(before);
  const line = lineOf(folder + "en.toml", "{{ nope }}");
  assert.deepEqual(now, [{ file: folder + "en.toml", line, column: "It usually takes ".length + 1 }]);
  await problem.getByRole("button", { name: "Copy place" }).click();
  await page.locator("#toast", { hasText: folder + "en.toml:" + line + ":" }).waitFor();
  watch.fine();
});

test("what is wrong with a fact of leaflet or practice leads to where it is printed", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await page.locator("#problems-button").click();
  await section(page, folder + "leaflet.toml").locator(".problem-main", { hasText: "nobody has confirmed" }).click();
  await seen(page, en, "leaflet:tags.1");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.problem), "warning");
  await section(page, "content/practice.toml").locator(".problem-main", { hasText: "register of health centres" }).first().click();
  await seen(page, en, "practice:locations.alicante");
  await page.locator(".region[data-field='leaflet:tags.1']").click();
  await page.locator("#card .card-problem", { hasText: "nobody has confirmed" }).waitFor();
  watch.fine();
});

test("a problem in another leaflet opens that leaflet, in its language, at its place", async (t) => {
  const there = server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  // A title that is too long is a warning only: its page has the newest text.
  const long = "Operación de la hernia discal lumbar con todas las palabras que caben en una sola línea y más";
  await server.edit(there + "es.toml", titles.es, long);
  await counted(page, 0, server.sample.warnings + 2);
  await page.locator("#problems-button").click();
  await section(page, there + "es.toml").locator(".problem-main").click();
  await page.waitForSelector("[data-view='" + otherView("es") + "'][data-state=current]");
  await seen(page, otherView("es"), "title");
  assert.equal(new URL(page.url()).searchParams.get("view"), otherView("es"));
  assert.equal(await page.locator("[data-view]").count(), 1);
  // An error there later on: its last good pages, and the place on them.
  await page.goBack();
  await page.waitForSelector("[data-view='" + en + "']");
  await painted(page, 5);
  await server.edit(there + "es.toml", ...unknownThere);
  await counted(page, 1);
  await page.locator(".problem.error .problem-main").click();
  await page.waitForSelector("[data-view='" + otherView("es") + "'][data-state=stale]");
  await seen(page, otherView("es"), "faq.items.1.answer");
  watch.fine();
});

test("a problem in a language that is not shown brings that language beside the other", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await server.edit(folder + "es.toml", 'title = "Fusión', 'title = "Una palabra, otra palabra y todas las demás que hacen falta aquí: Fusión');
  await told(page, folder + "es.toml");
  await page.keyboard.press("p");
  await section(page, folder + "es.toml").locator(".problem-main").first().click();
  await seen(page, view("es"), "title");
  assert.deepEqual(await page.$$eval("[data-view]", (all) => all.map((one) => one.dataset.view)), [en, view("es")]);
  watch.fine();
});

test("by keyboard alone: into the panel, to the place, back, out", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await server.edit(folder + "en.toml", ...unknown);
  await counted(page, 1);
  const badge = page.locator("#problems-button");
  await badge.focus();
  assert.equal(await badge.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Enter");
  assert.equal(await badge.getAttribute("aria-expanded"), "true");
  const on = (selector) => page.evaluate((wanted) => Boolean(document.activeElement.closest(wanted)), selector);
  for (let n = 0; n < 6 && !(await on(".problem-main")); n++) await page.keyboard.press("Tab");
  assert.ok(await on(".problem.error .problem-main"), "the first problem is the error, a few steps away");
  await page.keyboard.press("Enter");
  await seen(page, en, "faq.items.1.answer");
  // From the text on the page to the next problem, wherever it is, and round again to the first.
  await page.keyboard.press("p");
  assert.ok(await page.locator("#problems").isHidden());
  const total = await page.evaluate(() => leafcast.board.part("problems").list.length);
  await page.locator(".region").first().focus();
  for (let n = 0; n < total; n++) await page.keyboard.press("n");
  await seen(page, en, "faq.items.1.answer");
  await badge.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.ok(await on("#problems"));
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#problems").isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.id), "problems-button", "the focus is not lost");
  watch.fine();
});

test("by its key: into the panel, and back to where one was", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await server.edit(folder + "en.toml", ...unknown);
  await counted(page, 1);
  await page.locator(".region[data-field='title']").first().focus();
  for (const out of ["Escape", "p"]) {
    await page.keyboard.press("p");
    assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest(".problem.error"))), "on the first error");
    await page.keyboard.press(out);
    assert.ok(await page.locator("#problems").isHidden());
    assert.equal(await page.evaluate(() => document.activeElement.dataset.field), "title");
  }
  watch.fine();
});

test("at every width the count of problems stands at the end of the bar, and nothing that opens is cut off", async (t) => {
  const { page, watch } = await open(t, server, address(en, view("es")));
  await painted(page, 10);
  await server.edit(folder + "en.toml", ...unknown);
  await counted(page, 1);
  for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]]) {
    await page.setViewportSize({ width, height });
    const box = (selector) => page.locator(selector).boundingBox();
    const [badge, help] = [await box("#problems-button"), await box("#help-button")];
    assert.ok(Math.abs(help.x + help.width - width) < 24, width + ": " + JSON.stringify(help));
    assert.ok(Math.abs(badge.y - help.y) < 2 && badge.x < help.x, width + ": side by side");
    if (width === 1440) assert.ok((await box(".bar")).height < 60, "one line is enough");
    await page.locator("#choose").click();
    const list = await box("#choices");
    assert.ok(list.x >= 0 && list.x + list.width <= width, width + ": " + JSON.stringify(list));
    assert.ok(list.y >= (await box("#choose")).y + (await box("#choose")).height, width + ": below its field");
    await page.locator("#choose").evaluate((one) => one.blur());
    await page.locator("#problems-button").click();
    const panel = await box("#problems");
    assert.ok(panel.x >= 0 && panel.x + panel.width <= width && panel.height > height / 3, width + ": " + JSON.stringify(panel));
    await page.locator("#problems-close").click();
  }
  watch.fine();
});

test("the focus stays on a problem while others come and go", async (t) => {
  const there = server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await server.edit(there + "es.toml", ...unknownThere);
  await counted(page, 1);
  await page.locator("#problems-button").click();
  await page.locator(".problem.error .problem-main").focus();
  await server.edit(folder + "en.toml", "subtitle = ", "subtitel = ");
  await counted(page, 2);
  const focused = () => page.evaluate(() => document.activeElement.closest("section")?.querySelector(".path").textContent);
  assert.equal(await focused(), there + "es.toml");
  await server.edit(folder + "en.toml", "subtitel = ", "subtitle = ");
  await counted(page, 1);
  assert.equal(await focused(), there + "es.toml");
  watch.fine();
});

test("a mistake in a layout: its file and line, in Typst's words with Typst's hint", async (t) => {
  const { page, watch } = await open(t, server, address(en, view("es")));
  await painted(page, 10);
  const layout = "layouts/leaflet.typ";
  const right = "#let wide = it.theme.wide";
  assert.ok(lineOf(layout, right) > 0);
  const wrong = "#let wide = it-theme";
  await server.edit(layout, right, wrong);
  await counted(page, 1);
  const line = lineOf(layout, wrong);
  for (const one of [en, view("es")]) {
    const note = page.locator("[data-view='" + one + "'][data-state=stale] .note");
    await note.waitFor();
    assert.match(await note.textContent(), new RegExp(layout + ":" + line + ": unknown variable: it-theme"));
  }
  await page.locator("#problems-button").click();
  const problem = section(page, layout).locator(".problem.error");
  assert.equal(await problem.count(), 1, "once, however many leaflets and languages it concerns");
  assert.match(await problem.textContent(), new RegExp("line " + line + "unknown variable: it-theme"));
  assert.ok((await problem.locator(".hint").allTextContents()).some((one) => one.includes("if you meant to use subtraction")));
  assert.equal(await problem.locator("pre mark").textContent(), "it-theme");
  // It stands on no page; that is said.
  await problem.locator(".problem-main").click();
  await page.locator("#toast", { hasText: "not on the pages" }).waitFor();
  await server.edit(layout, wrong, right);
  await counted(page, 0);
  await page.waitForFunction(() => document.querySelectorAll("[data-state=current]").length === 2);
  watch.fine();
});

test("a fault of the layout that shows in a text names the line of that text", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  const credential = "about_clinician.2";
  const one = 'field("about_clinician." + str(i + 1), plain(words))';
  await server.edit("layouts/lib/intro.typ", one, "if i == 1 { text(size: 8pt, " + one + ") } else { " + one + " }");
  await told(page, folder + "en.toml", "small-type");
  await page.locator("#problems-button").click();
  const problem = section(page, folder + "en.toml").locator(".problem.error").first();
  assert.match(await problem.textContent(), /is set in 8\.0 pt, format a4(-large)? needs 1\d pt/);
  assert.match(await problem.locator(".where").textContent(), new RegExp("line " + lineOf(folder + "en.toml", "clinician.experience_years") + "$"));
  assert.equal(await problem.locator(".field").textContent(), credential);
  await problem.locator(".problem-main").click();
  await seen(page, en, credential);
  watch.fine();
});

test("a character that no font has is the text's fault: its file and line, and its place on the last good page", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await server.edit(folder + "en.toml", "It usually takes", "It usually \u{13000} takes");
  await counted(page, 1);
  await page.locator("#problems-button").click();
  const problem = section(page, folder + "en.toml").locator(".problem.error");
  assert.match(await problem.textContent(), new RegExp("line " + lineOf(folder + "en.toml", "\u{13000}") + "no font has the character"));
  assert.equal(await problem.locator("pre mark").textContent(), "\u{13000}");
  await problem.locator(".problem-main").click();
  await seen(page, en, "faq.items.1.answer");
  watch.fine();
});

test("a problem of a notice opens a slide that shows it", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  const notice = "content/notices/silent-phones.toml";
  await server.edit(notice, "Thank you for helping to keep this area quiet.", "Thank you for helping to keep this area as quiet as you can, all of you, at all times, whatever happens in here or out there today.");
  await told(page, notice);
  await page.locator("#problems-button").click();
  await section(page, notice).locator(".problem-main").first().click();
  await page.waitForSelector("[data-view^='screen/'][data-view*='notice:silent-phones']");
  watch.fine();
});
