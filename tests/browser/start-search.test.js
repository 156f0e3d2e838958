// The reception's way: a name in the patient's language, the leaflet that is there now, its PDF.
"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { shared, open, leaflet, folder } = require("./lib/preview");

const server = shared();
const other = "lumbar-disc";
const titles = { en: "Lumbar disc surgery", es: "Operación de la hernia discal lumbar" };

const shown = (page) => page.$$eval(".leaflet:not([hidden])", (all) => all.map((one) => one.dataset.id));
const row = (page, id) => page.locator(".leaflet[data-id='" + id + "']");
const listed = (page, ids) => page.waitForFunction((wanted) => {
  const now = Array.from(document.querySelectorAll(".leaflet:not([hidden])"), (one) => one.dataset.id);
  return now.join() === wanted.join();
}, ids, { polling: 50 });

test("by name in the patient's language: accents, case and the order of words do not matter", async (t) => {
  server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, "?lang=es", { locale: "es-ES" });
  await listed(page, [leaflet, other]);
  assert.equal(await page.locator("#count").textContent(), "2 folletos");
  const field = page.locator("#search");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search", "nobody has to click first");
  for (const [query, found] of [
    ["fusion", [leaflet]], ["FUSIÓN", [leaflet]], ["fusio\u0301n", [leaflet]], ["cervical fusion", [leaflet]], ["  posterior,  fus ", [leaflet]],
    ["operacion", [other]], ["Hernia", [other]], ["discal", [other]], ["LUM", [other]], ["pcf", [leaflet]],
    ["lumbar disc surgery", [other]], ["posterior cervical", [leaflet]], // as it is called in English
    ["¿?", [leaflet, other]], ["", [leaflet, other]],
  ]) {
    await field.fill(query);
    assert.deepEqual(await shown(page), found, query);
    assert.ok(await page.locator("#none").isHidden(), query);
  }
  await field.fill("hernia");
  assert.equal(await page.locator("#count").textContent(), "1 folleto");
  await page.waitForFunction(() => document.getElementById("announce").textContent.endsWith("1 folleto"));
  watch.fine();
});

test("words that no leaflet has: that is said, and a way back to all of them", async (t) => {
  server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, "?lang=es", { locale: "es-ES" });
  await listed(page, [leaflet, other]);
  for (const query of ["rodilla", "fusión rodilla", "lumbar cervical", "0"]) {
    await page.locator("#search").fill(query);
    assert.deepEqual(await shown(page), [], query);
    await page.getByText("Ningún folleto tiene este nombre.").waitFor();
    assert.equal(await page.locator("#count").textContent(), "0 folletos");
  }
  await page.waitForFunction(() => document.getElementById("announce").textContent.endsWith("0 folletos"));
  await page.getByRole("button", { name: "Mostrar todos los folletos" }).click();
  assert.deepEqual(await shown(page), [leaflet, other]);
  assert.equal(await page.locator("#search").inputValue(), "");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  // Escape does the same.
  await page.keyboard.type("rodilla");
  await page.getByText("Ningún folleto tiene este nombre.").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(await shown(page), [leaflet, other]);
  watch.fine();
});

test("a leaflet that is added appears and one that is taken away goes, while the page is open", async (t) => {
  const { page, watch } = await open(t, server, "?lang=en");
  await listed(page, [leaflet]);
  await page.keyboard.type("lumbar");
  await page.getByText("No leaflet has this name.").waitFor();
  await page.evaluate(() => (window.same = true));
  const there = server.add(other, "LUM", titles);
  // What was typed stays, and holds for what comes. Its files are links as soon as they are there.
  await listed(page, [other]);
  await row(page, other).locator("a.file").nth(1).waitFor();
  assert.ok(await page.locator("#none").isHidden());
  assert.equal(await page.locator("#search").inputValue(), "lumbar");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  const file = server.url.slice(0, -1) + (await row(page, other).locator("a.file").first().getAttribute("href"));
  assert.equal((await page.request.get(file)).status(), 200);
  // A new title is there at once, too.
  await server.edit(there + "en.toml", titles.en, "Lumbar disc operation");
  await row(page, other).getByRole("heading", { name: "Lumbar disc operation" }).waitFor();
  server.take(there);
  await page.getByText("No leaflet has this name.").waitFor();
  await listed(page, []);
  await page.waitForFunction((id) => !document.querySelector("[data-id='" + id + "']"), other);
  await page.locator("#search").fill("");
  await listed(page, [leaflet]);
  assert.equal((await page.request.get(file)).status(), 404, "nor is its file there any more");
  assert.ok(await page.evaluate(() => window.same), "without loading the page anew");
  watch.fine();
});

test("a withdrawn leaflet is not handed out any more", async (t) => {
  const there = server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, "?lang=en");
  await listed(page, [other, leaflet]);
  const text = fs.readFileSync(path.join(server.project, there, "leaflet.toml"), "utf8");
  server.write(there + "leaflet.toml", text.replace('status = "draft"', 'status = "withdrawn"'));
  await listed(page, [leaflet]);
  server.write(there + "leaflet.toml", text);
  await listed(page, [other, leaflet]);
  watch.fine();
});

test("a leaflet whose newest text cannot be published is marked, and what is handed out is the last good one", async (t) => {
  const there = server.add(other, "LUM", titles);
  const { page, watch } = await open(t, server, "?lang=en");
  await listed(page, [other, leaflet]);
  const broken = (id) => row(page, id).locator(".broken");
  await row(page, other).locator("a.file").nth(1).waitFor();
  await row(page, leaflet).locator("a.file").nth(1).waitFor();
  const links = await page.$$eval("a.file", (all) => all.map((one) => one.href));
  assert.equal(links.length, 4);
  const bytes = async (url) => (await page.request.get(url)).body();
  const before = await Promise.all(links.map(bytes));
  const same = async (what) => {
    assert.deepEqual(await page.$$eval("a.file", (all) => all.map((one) => one.href)), links, what);
    const now = await Promise.all(links.map(bytes));
    assert.ok(now.every((one, index) => one.equals(before[index])), what);
  };

  // What concerns all languages: the leaflet keeps its name and its files.
  const facts = fs.readFileSync(path.join(server.project, there, "leaflet.toml"), "utf8");
  server.write(there + "leaflet.toml", facts.replace("[review]", "[review"));
  await broken(other).waitFor();
  assert.equal(await broken(leaflet).count(), 0, "only this one");
  assert.equal(await row(page, other).locator("h2").textContent(), titles.en);
  await same("leaflet.toml");
  server.write(there + "leaflet.toml", facts);
  await broken(other).waitFor({ state: "detached" });

  // Another language than the patient's: nothing that matters here.
  await server.edit(there + "es.toml", "subtitle = ", "subtitel = ");
  await server.says(({ errors }) => errors === 1);
  const spanish = await page.context().newPage();
  await spanish.goto(server.url + "?lang=es");
  await row(spanish, other).locator(".broken").waitFor();
  assert.equal(await broken(other).count(), 0);
  await spanish.close();
  await server.edit(there + "es.toml", "subtitel = ", "subtitle = ");

  // The layout concerns all of them.
  await server.edit("layouts/leaflet.typ", "#cover(", "#covr(");
  await broken(other).waitFor();
  await broken(leaflet).waitFor();
  await same("layout");
  await server.edit("layouts/leaflet.typ", "#covr(", "#cover(");
  await broken(other).waitFor({ state: "detached" });
  await broken(leaflet).waitFor({ state: "detached" });
  watch.fine();
});

test("every link is a PDF that opens beside the page, in the patient's language, and the newest one", async (t) => {
  const { page, watch } = await open(t, server, "?lang=es", { locale: "es-ES" });
  await listed(page, [leaflet]);
  const links = await page.$$eval("a.file", (all) => all.map((one) => [one.href, one.textContent]));
  assert.equal(links.length, 2);
  for (const [url, name] of links) {
    assert.match(url, new RegExp("/leaflets/" + leaflet + "/" + leaflet + "-es-a4(-large)?\\.pdf$"));
    const answer = await page.request.get(url);
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()["content-type"], "application/pdf");
    assert.ok(!/attachment/.test(answer.headers()["content-disposition"] || ""), "to be looked at and printed, not to be saved");
    const head = (await answer.body()).subarray(0, 5).toString();
    assert.equal(head, "%PDF-", name);
  }
  assert.match(links[0][1], /letra normal/);
  assert.match(links[1][1], /letra grande/);
  const popup = page.context().waitForEvent("page");
  const asked = page.context().waitForEvent("request", (one) => one.url().endsWith(".pdf"));
  await row(page, leaflet).getByRole("link", { name: /letra normal/ }).click();
  assert.equal((await asked).url(), links[0][0]);
  await popup;
  assert.ok(page.url().startsWith(server.url + "?lang=es"), "the page stays where it is");
  // A tab that was open all day hands out what is true now.
  const before = await (await page.request.get(links[0][0])).body();
  await server.edit(folder + "es.toml", "Unir vértebras del cuello", "Unir las vértebras del cuello");
  let now = before;
  for (const end = Date.now() + 30000; now.equals(before); ) {
    assert.ok(Date.now() < end, "the file is the new one within 30 s");
    now = Buffer.from(await page.evaluate(async (url) => Array.from(new Uint8Array(await (await fetch(url)).arrayBuffer())), links[0][0]));
  }
  watch.fine();
});
