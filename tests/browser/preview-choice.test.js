"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { start, open, painted, view, address } = require("./lib/preview");
const tools = require("./lib/tools");

const en = view("en");
const es = view("es");
const views = (page) => page.$$eval("[data-view]", (all) => all.map((one) => one.dataset.view));
const search = (page) => decodeURIComponent(new URL(page.url()).search);

test("without a choice in the address there is one that makes sense", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, "preview/");
  await painted(page, 1);
  assert.ok(search(page).startsWith("?view=leaflet/"));
  watch.fine();
});

test("a leaflet is chosen by name and by keyboard; Back and Forward work", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await page.keyboard.press("/");
  await page.keyboard.type("pasillo zzz");
  await page.locator(".choice.none").waitFor();
  await page.locator("#choose").fill("corr");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-view='screen/corridor']");
  assert.equal(search(page), "?view=screen/corridor");
  await page.goBack();
  await page.waitForSelector("[data-view='" + en + "']");
  await painted(page, 5);
  await page.goForward();
  await page.waitForSelector("[data-view='screen/corridor']");
  watch.fine();
});

test("languages and formats by click and by key, kept in the address", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await page.keyboard.press("2");
  assert.deepEqual(await views(page), [en, es]);
  assert.equal(search(page), "?" + address(en, es).split("?")[1]);
  await page.keyboard.press("1");
  await page.keyboard.press("2");
  assert.deepEqual(await views(page), [es], "one language always stays");
  await page.keyboard.press("f");
  await page.waitForFunction((old) => document.querySelector("[data-view]").dataset.view !== old, es);
  const [large] = await views(page);
  await painted(page, 8);
  await page.reload();
  await painted(page, 8);
  assert.deepEqual(await views(page), [large]);
  watch.fine();
});

test("a screen: all slides as a grid, one slide, the next one", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, "preview/?view=screen/waiting-room");
  await painted(page, 3);
  const captions = await page.locator(".caption").allTextContents();
  await page.locator(".caption").nth(1).click();
  await page.waitForSelector("[data-view='screen/waiting-room/" + captions[1] + "']");
  await painted(page, 1);
  assert.equal(await page.locator(".page").count(), 1);
  await page.keyboard.press("ArrowRight");
  await page.waitForSelector("[data-view='screen/waiting-room/" + captions[2] + "']");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.waitForSelector("[data-view='screen/waiting-room']");
  watch.fine();
});

test("zoom by keys and buttons stays within its bounds and keeps the place", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  const middle = () => page.evaluate(() => {
    const one = document.querySelector(".pages");
    const edge = one.scrollTop + one.clientHeight / 2;
    return Array.from(document.querySelectorAll(".page")).reduce((at, { offsetTop, offsetHeight }, index) => (offsetTop <= edge ? index + (edge - offsetTop) / offsetHeight : at), 0);
  });
  await page.locator(".pages").evaluate((one) => (one.scrollTop = 3000));
  const before = await middle();
  for (let n = 0; n < 12; n++) await page.keyboard.press("Control+Minus");
  assert.equal(await page.locator("#zoom-fit").textContent(), "50 %");
  assert.ok(search(page).includes("zoom=50"));
  for (let n = 0; n < 12; n++) await page.keyboard.press("Control+Equal");
  assert.equal(await page.locator("#zoom-fit").textContent(), "200 %");
  await page.keyboard.press("Control+0");
  assert.equal(await page.locator("#zoom-fit").textContent(), "Fit width");
  assert.ok(!search(page).includes("zoom"));
  assert.ok(Math.abs((await middle()) - before) < 0.15, before + " " + (await middle()));
  watch.fine();
});

test("in Spanish for a Spanish browser", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(es), { locale: "es-ES" });
  await painted(page, 5);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "es");
  assert.equal(await page.locator("#zoom-fit").textContent(), "Ajustar al ancho");
  watch.fine();
});

for (const [name, options] of [
  ["wide", {}],
  ["dark", { colorScheme: "dark" }],
  ["360 pixels wide", { viewport: { width: 360, height: 740 } }],
]) {
  test("axe finds nothing in the preview, " + name, async (t) => {
    const server = await start(t);
    const { page, watch } = await open(t, server, address(en, es), options);
    await painted(page, 10);
    await page.waitForSelector(".region");
    await page.evaluate(tools.axe());
    const check = async (what) => {
      const { violations, passes } = await page.evaluate(() => window.axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }, rules: { "target-size": { enabled: false } } }));
      assert.deepEqual(violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 160) + " " + node.failureSummary).slice(0, 3).join("; ")), [], what);
      assert.ok(passes.length > 10);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, "nothing stands out at the side: " + what);
    };
    await check("at the start");
    await server.spoil("content/leaflets/posterior-cervical-fusion/en.toml");
    await page.waitForSelector("[data-state=stale]");
    await check("not the current text");
    await page.locator(".region").nth(3).click();
    await check("card");
    await page.keyboard.press("Escape");
    await page.keyboard.press("p");
    await page.waitForSelector(".problem");
    await check("problems");
    await page.keyboard.press("p");
    await page.keyboard.press("?");
    await check("keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await check("chooser");
    watch.fine();
  });
}

test("dark windows are dark, and paper stays white", async (t) => {
  const server = await start(t);
  const { page } = await open(t, server, address(en), { colorScheme: "dark" });
  await painted(page, 5);
  const [bar, paper] = await page.evaluate(() => [".bar", ".page"].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor));
  assert.ok(bar.match(/\d+/g).slice(0, 3).every((one) => Number(one) < 80), bar);
  assert.equal(paper, "rgb(255, 255, 255)");
});
