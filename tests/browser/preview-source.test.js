"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { start, open, painted, regions, view, address, folder, leaflet } = require("./lib/preview");

const en = view("en");
const es = view("es");
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const place = /^content\/leaflets\/[a-z-]+\/en\.toml:\d+:\d+$/;
const region = (field) => ".region[data-field='" + field + "']";

test("a click on a paragraph shows its field and place; a button copies it", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en), clipboard);
  await painted(page, 5);
  await regions(page, en);
  await page.locator(region("intro")).first().click();
  const card = page.locator("#card");
  const text = await card.textContent();
  assert.ok(text.includes("intro") && text.includes(folder + "en.toml:"), text);
  await card.getByRole("button", { name: "Copy place" }).click();
  await page.locator("#toast", { hasText: "Copied" }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), place);
  await page.keyboard.press("Escape");
  assert.ok(await card.isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.dataset.field), "intro", "the focus is where it was");
  watch.fine();
});

test("without a clipboard of its own the page copies the old way", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en), clipboard);
  await painted(page, 5);
  await regions(page, en);
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true }));
  await page.locator(region("intro")).first().click();
  await page.keyboard.press("c");
  await page.locator("#toast", { hasText: "Copied" }).waitFor();
  await page.evaluate(() => delete navigator.clipboard);
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), place);
  watch.fine();
});

test("by keyboard alone: to a text, along the texts, its place, the editor", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await page.locator(".pages").focus();
  await page.keyboard.press("Tab");
  const field = () => page.evaluate(() => document.activeElement.dataset.field);
  const first = await field();
  assert.ok(first);
  await page.keyboard.press("ArrowDown");
  const second = await field();
  assert.notEqual(second, first);
  await page.keyboard.press("ArrowUp");
  assert.equal(await field(), first);
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector(".pages").scrollTop > 1000);
  await page.keyboard.press("Home");
  assert.equal(await field(), first);
  // One stop for Tab, however many texts there are.
  assert.equal(await page.locator("[data-view='" + en + "'] .region[tabindex='0']").count(), 1);
  const request = page.waitForRequest((one) => one.url().endsWith("/preview/open"));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const sent = await request;
  assert.equal(sent.method(), "POST");
  assert.ok(sent.headers()["x-leafcast"]);
  assert.equal(sent.headers()["content-type"], "application/json");
  await page.locator("#toast", { hasText: "Opened" }).waitFor();
  assert.equal(server.opened.length, 1);
  assert.ok(server.opened[0].file.startsWith(folder), server.opened[0].file);
  assert.ok(server.opened[0].line > 0 && server.opened[0].column > 0);
  watch.fine();
});

test("without an editor nothing offers to open one", async (t) => {
  const server = await start(t, { editor: false });
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await page.locator(region("intro")).first().click();
  assert.equal(await page.getByRole("button", { name: "Open in editor" }).count(), 0);
  await page.keyboard.press("o");
  assert.deepEqual(server.opened, []);
  watch.fine();
});

test("texts are asked for after the pages are painted, never before", async (t) => {
  const server = await start(t);
  const { page, context } = await open(t, server, "");
  const other = await context.newPage();
  await other.addInitScript(() => {
    window.shown = [];
    new PerformanceObserver((list) => list.getEntriesByName("leafcast:shown").forEach(({ startTime }) => window.shown.push(startTime))).observe({ type: "mark" });
  });
  await other.goto(server.url + address(en));
  await painted(other, 5);
  await regions(other, en);
  const { shown, asked } = await other.evaluate(() => ({
    shown: window.shown,
    asked: performance.getEntriesByType("resource").filter(({ name }) => name.includes("/preview/regions")).map(({ startTime }) => startTime),
  }));
  assert.ok(shown.length > 0 && asked.length > 0);
  assert.ok(asked[0] > shown[0], "asked at " + asked[0] + ", shown at " + shown[0]);
  await page.close();
});

