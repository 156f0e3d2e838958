// What must not be missed: nothing to show, nothing new can be shown, the connection is lost, files are watched badly.
"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { shared, start, open, painted, hashes, changed, view, address, leaflet, folder, small } = require("./lib/preview");

const server = shared();
const en = view("en");
const es = view("es");
const other = "lumbar-disc";
const otherView = "leaflet/" + other + "/en/a4";
const titles = { en: "Lumbar disc surgery", es: "Operación de la hernia discal lumbar" };

const state = (page, name, wanted) => page.waitForSelector("[data-view='" + name + "'][data-state='" + wanted + "']");
const noteOf = (page, name) => page.locator("[data-view='" + name + "'] .note");
const band = (page, words) => page.locator(".band", { hasText: words });
const noBand = (page) => page.waitForFunction(() => !document.querySelector(".band"));

// The picture is on the glass, not only its name.
const pictures = (page, name) => page.$$eval("[data-view='" + name + "'] .page", (all) => all.map((one) => one.querySelector(".sheet").shadowRoot.querySelectorAll("svg, img").length > 0 && one.getBoundingClientRect().height > 100));

test("an address that leads to nothing says so; another leaflet is chosen from there; one that comes appears", async (t) => {
  const { page, watch } = await open(t, server, "");
  for (const where of ["leaflet/no-such-leaflet/en/a4", "leaflet/" + leaflet + "/fr/a4", "screen/no-such-screen", "screen/waiting-room/no-such-slide"]) {
    await page.goto(server.url + "preview/?view=" + where);
    await state(page, where, "missing");
    const note = page.locator("[data-view] .note");
    await page.waitForFunction(() => document.querySelector("[data-view] .note").textContent.trim() !== "");
    assert.ok((await note.boundingBox()).height > 30, where);
    assert.match(await note.textContent(), /not there any more/);
    assert.equal(await note.getByRole("button").count(), 0, "there is no error to show");
    assert.equal(await page.locator(".page").count(), 0);
    await page.keyboard.press("/");
    await page.keyboard.type("posterior");
    await page.keyboard.press("Enter");
    await painted(page, 5);
    await state(page, en, "current");
    assert.equal(await noteOf(page, en).textContent(), "");
    watch.fine();
  }
});

test("an address that no leaflet can have leads to what there is, with no word of a lost connection", async (t) => {
  const { page, watch } = await open(t, server, "");
  for (const where of ["leaflet/No_Such/en/a4", "leaflet/" + leaflet + "/en/a4/more", "leaflet/" + leaflet + "/e%20n/a4", "screen/-", "leaflet/" + leaflet + "/en/a9"]) {
    await page.goto(server.url + "preview/?view=" + where);
    await state(page, en, "current");
    await painted(page, 5);
    assert.equal(new URL(page.url()).searchParams.get("view"), en, where);
    assert.equal(await page.locator("#bands").textContent(), "", where);
  }
  watch.fine();
});

test("a leaflet that comes while its address is open appears, and one that goes leaves no page behind", async (t) => {
  const { page, watch } = await open(t, server, "preview/?view=" + otherView);
  await state(page, otherView, "missing");
  const there = server.add(other, "LUM", titles);
  await state(page, otherView, "current");
  await painted(page, 5);
  await page.waitForFunction((title) => document.title.startsWith(title), titles.en);
  assert.equal(await noteOf(page, otherView).textContent(), "");
  server.take(there);
  await state(page, otherView, "missing");
  await page.waitForFunction(() => document.querySelectorAll(".page").length === 0);
  assert.notEqual((await noteOf(page, otherView).textContent()).trim(), "");
  watch.fine();
});

test("a layout that fails: the last good pages of every view stay under a note; mended, all is as it was", async (t) => {
  const { page, watch } = await open(t, server, address(en, es));
  await painted(page, 10);
  const before = [await hashes(page, en), await hashes(page, es)];
  const scroller = page.locator(".pages").first();
  await scroller.evaluate((one) => (one.scrollTop = 900));
  await server.edit("layouts/leaflet.typ", "#cover(", "#covr(");
  for (const one of [en, es]) {
    await state(page, one, "stale");
    const note = noteOf(page, one);
    assert.match(await note.textContent(), /Not the current text.*layouts\/leaflet\.typ:\d+: unknown variable: covr.*last good pages/);
    const box = await note.boundingBox();
    assert.ok(box.height > 50 && box.width > 500, JSON.stringify(box));
    const over = await page.evaluate(({ x, y, width, height }) => Boolean(document.elementFromPoint(x + width / 2, y + height / 2).closest(".note")), box);
    assert.ok(over, "nothing covers it");
    assert.ok((await pictures(page, one)).every(Boolean), "the last good pages are still there");
  }
  assert.deepEqual([await hashes(page, en), await hashes(page, es)], before);
  // What is written meanwhile comes with the recovery.
  await server.edit(...small);
  await server.edit("layouts/leaflet.typ", "#covr(", "#cover(");
  await state(page, en, "current");
  await state(page, es, "current");
  await changed(page, en, 1, before[0][1]);
  assert.deepEqual(await hashes(page, es), before[1]);
  assert.deepEqual([await noteOf(page, en).textContent(), await noteOf(page, es).textContent()], ["", ""]);
  assert.equal(await scroller.evaluate((one) => one.scrollTop), 900, "the place is kept");
  watch.fine();
});

test("results that cannot be written: a band on preview and start page with the reason, until they can", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  const desk = await page.context().newPage();
  await desk.goto(server.url + "?lang=en");
  await desk.waitForSelector(".leaflet");
  const [, second] = await hashes(page, en);
  const out = path.join(server.project, "out");
  fs.renameSync(out, out + ".away");
  fs.writeFileSync(out, "in the way");
  try {
    await server.edit(...small);
    await band(page, "Cannot publish").waitFor();
    assert.match(await band(page, "Cannot publish").textContent(), /out/);
    await desk.locator(".band", { hasText: "Leaflets cannot be renewed" }).waitFor();
  } finally {
    fs.rmSync(out);
    fs.renameSync(out + ".away", out);
  }
  await noBand(page);
  await desk.waitForFunction(() => !document.querySelector(".band"));
  await changed(page, en, 1, second);
  watch.fine();
});

test("the server is gone: a band, and the pages stay; started again, all is current, with what was done meanwhile", async (t) => {
  const { page, watch } = await open(t, server, address(en, es));
  await painted(page, 10);
  watch.troubled = true;
  const before = [await hashes(page, en), await hashes(page, es)];
  await page.evaluate(() => (window.same = true));
  await server.down();
  await band(page, "Not connected").waitFor();
  assert.equal(await band(page, "Not connected").getAttribute("role"), "alert");
  assert.equal(await page.locator("#state").getAttribute("data-phase"), "lost");
  assert.deepEqual([await hashes(page, en), await hashes(page, es)], before);
  assert.ok([...(await pictures(page, en)), ...(await pictures(page, es))].every(Boolean));
  await server.edit(...small);
  await server.edit(folder + "es.toml", "subtitle = ", "subtitel = ");
  await server.up();
  await changed(page, en, 1, before[0][1]);
  await noBand(page);
  await page.locator("#toast", { hasText: "Connected again" }).waitFor();
  await page.waitForFunction(() => document.title.startsWith("(1) "));
  // The text that is broken now is not taken for the current one.
  await noteOf(page, es).getByText(folder + "es.toml:").waitFor();
  await state(page, es, "stale");
  assert.deepEqual(await hashes(page, es), before[1], "the last good pages stay");
  await page.waitForSelector("#state[data-phase=ready]");
  await server.edit(folder + "es.toml", "subtitel = ", "subtitle = ");
  await state(page, es, "current");
  await page.waitForFunction(() => !document.title.startsWith("("));
  await painted(page, 10);
  assert.ok(await page.evaluate(() => window.same), "without loading the page anew");
  watch.fine();
});

test("a restart without any change: the place is kept, and nothing is said to be updated", async (t) => {
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await page.waitForSelector(".region");
  watch.troubled = true;
  await page.locator(".pages").evaluate((one) => (one.scrollTop = 900));
  await page.evaluate(() => {
    window.said = [];
    const region = document.getElementById("announce");
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
    window.lights = 0;
    new MutationObserver((all) => all.forEach(({ addedNodes }) => addedNodes.forEach((one) => (window.lights += String(one.className).startsWith("flash"))))).observe(document.body, { childList: true, subtree: true });
  });
  await server.down();
  await band(page, "Not connected").waitFor();
  await server.up();
  await noBand(page);
  await state(page, en, "current");
  const newest = await (await page.request.get(server.url + "preview/regions?view=" + en)).json();
  await page.waitForFunction((wanted) => Array.from(document.querySelectorAll(".page"), (one) => one.dataset.hash).join() === wanted, newest.hashes.join());
  await page.waitForFunction(() => window.said.some((text) => text.includes("Connected again")));
  assert.ok(!(await page.evaluate(() => window.said)).some((text) => text.includes("updated")), "nothing was updated");
  assert.equal(await page.evaluate(() => window.lights), 0);
  assert.equal(await page.locator(".pages").evaluate((one) => one.scrollTop), 900);
  // What is changed from now on is lit up as ever.
  const [, second] = await hashes(page, en);
  await server.edit(...small);
  await changed(page, en, 1, second);
  await page.waitForFunction(() => window.said.some((text) => text.includes("page 2 updated")) && window.lights > 0);
  watch.fine();
});

test("the project folder is away for a while: a band with the reason, and it goes again", async (t) => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), "leafcast-out-"));
  const moved = await start(t, { more: ["--out", out] });
  t.after(() => fs.rmSync(out, { recursive: true }));
  const { page, watch } = await open(t, moved, address(en));
  await painted(page, 5);
  const before = await hashes(page, en);
  fs.renameSync(moved.project, moved.project + ".away");
  try {
    await band(page, "the project folder is gone").waitFor();
    assert.deepEqual(await hashes(page, en), before, "the last good pages stay");
  } finally {
    fs.renameSync(moved.project + ".away", moved.project);
  }
  await noBand(page);
  await moved.edit(...small);
  await changed(page, en, 1, before[1]);
  await state(page, en, "current");
  watch.fine();
});

test("files are watched by looking again and again: a calm band says so, and edits are shown all the same", async (t) => {
  const slow = await start(t, { more: ["--poll"] });
  const { page, watch } = await open(t, slow, address(en));
  await painted(page, 5);
  await band(page, "looking again and again").waitFor();
  assert.equal(await page.locator(".band.bad").count(), 0, "no alarm");
  const [, second] = await hashes(page, en);
  await slow.edit(...small);
  await changed(page, en, 1, second);
  // By events there is nothing to say.
  const usual = await page.context().newPage();
  await usual.goto(server.url + address(en));
  await usual.waitForFunction(() => leafcast.board.part("status")?.watching.how === "events");
  assert.equal(await usual.locator(".band").count(), 0);
  assert.deepEqual(watch.errors, []);
});
