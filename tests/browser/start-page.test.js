"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { start, open, leaflet } = require("./lib/preview");
const tools = require("./lib/tools");

const titles = (page) => page.$$eval(".leaflet:not([hidden]) h2", (all) => all.map((one) => one.textContent));

// Needs the mock's leaflets.
test("type, arrow down, Enter: the PDF opens in a new tab, without a way back into this one", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, "?lang=en");
  await page.keyboard.type("cervical");
  await page.keyboard.press("ArrowDown");
  const file = await page.evaluate(() => ({ href: document.activeElement.getAttribute("href"), target: document.activeElement.target, rel: document.activeElement.rel }));
  assert.deepEqual([file.target, file.rel], ["_blank", "noopener"]);
  assert.match(file.href, new RegExp("^/leaflets/" + leaflet + "/.*-en-a4\\.pdf$"));
  const answer = await page.request.get(server.url + file.href.slice(1));
  assert.equal(answer.headers()["content-type"], "application/pdf");
  const popup = page.context().waitForEvent("page");
  await page.keyboard.press("Enter");
  await popup;
  await page.bringToFront();
  await page.keyboard.press("ArrowRight");
  assert.match(await page.evaluate(() => document.activeElement.getAttribute("href")), /large/);
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  watch.fine();
});

test("the patient's language comes first and is remembered; what was typed stays", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, "");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.keyboard.type("cervical");
  await page.getByRole("link", { name: "Español", exact: true }).click();
  await page.waitForFunction(() => document.documentElement.lang === "es");
  assert.deepEqual(await titles(page), ["Fusión cervical posterior"]);
  assert.equal(await page.locator("#search").inputValue(), "cervical");
  assert.match(await page.locator(".leaflet:not([hidden]) a.file").first().getAttribute("href"), /-es-a4\.pdf$/);
  await page.goto(server.url);
  await page.waitForFunction(() => document.documentElement.lang === "es");
  watch.fine();
});

test("drafts and leaflets whose newest text has errors are marked, as soon as that is known", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, "?lang=en");
  const row = page.locator("[data-id='" + leaflet + "']");
  assert.match(await row.textContent(), /Draft: not for patients/);
  assert.equal(await row.locator(".broken").count(), 0);
  await page.keyboard.type("cervical");
  await server.spoil("content/leaflets/" + leaflet + "/en.toml");
  await row.locator(".broken").waitFor();
  assert.equal(await page.locator("#search").inputValue(), "cervical");
  await server.mend("content/leaflets/" + leaflet + "/en.toml");
  await page.waitForFunction(() => !document.querySelector(".leaflet:not([hidden]) .broken"));
  watch.fine();
});

// Needs the mock's controls.
test("after a restart of the server the list is the newest", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, "?lang=en");
  watch.troubled = true;
  await page.waitForLoadState();
  await server.down();
  await page.locator(".band", { hasText: "Not connected" }).waitFor();
  await server.spoil("content/leaflets/" + leaflet + "/en.toml");
  await server.up();
  await page.waitForSelector("[data-id='" + leaflet + "'] .broken");
  await page.waitForFunction(() => !document.querySelector(".band"));
  watch.fine();
});

test("without JavaScript: list, languages and links", async (t) => {
  const server = await start(t);
  const { page } = await open(t, server, "?lang=en", { javaScriptEnabled: false });
  assert.ok(await page.locator("#finder").isHidden());
  await page.getByRole("link", { name: "Español", exact: true }).click();
  const row = page.locator("[data-id='" + leaflet + "']");
  assert.match(await row.textContent(), /Fusión cervical posterior/);
  assert.match(await row.locator("a.file").first().getAttribute("href"), /-es-a4\.pdf$/);
});

test("an address that does not exist leads back", async (t) => {
  const server = await start(t);
  const { page } = await open(t, server, "no/such/page", { javaScriptEnabled: false });
  await page.getByRole("link", { name: "To the leaflets" }).click();
  await page.waitForSelector(".leaflet");
});

for (const [name, options] of [["wide", {}], ["dark", { colorScheme: "dark" }], ["360 pixels wide", { viewport: { width: 360, height: 740 } }]]) {
  test("axe finds nothing in the start page, " + name, async (t) => {
    const server = await start(t);
    const { page, watch } = await open(t, server, "?lang=es", options);
    await server.spoil("content/leaflets/" + leaflet + "/es.toml");
    await page.waitForSelector(".broken");
    await page.evaluate(tools.axe());
    for (const query of ["", "cervical", "xyz"]) {
      await page.locator("#search").fill(query);
      const { violations, passes } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 160)).join("; ")), [], query);
      assert.ok(passes.length > 10);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }
    watch.fine();
  });
}
