"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { until } = require("./lib/until");
const { start, open, painted, hashes, changed, regions, view, address, small, large, folder } = require("./lib/preview");

const en = view("en");
const es = view("es");

test("an edit replaces only the changed page; scroll position and zoom stay", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  for (const key of ["+", "+", "-"]) await page.keyboard.press(key);
  const zoom = await page.locator("#zoom-fit").textContent();
  assert.match(zoom, /^\d+ %$/);
  const scroller = page.locator(".pages");
  await scroller.evaluate((one) => (one.scrollTop = 1350));
  await page.evaluate(() => document.querySelectorAll(".page").forEach((one, index) => {
    one.mark = index;
    one.replacedSheets = 0;
    one.querySelector(".sheet").shadowRoot.firstChild.mark = index;
    new MutationObserver((all) => (one.replacedSheets += all.length)).observe(one.querySelector(".sheet").shadowRoot, { childList: true, subtree: true, attributes: true });
  }));
  const before = await hashes(page, en);
  await server.edit(...small);
  const after = await changed(page, en, 1, before[1]);
  assert.deepEqual(after.map((hash, index) => hash === before[index]), [true, false, true, true, true]);
  assert.deepEqual(await page.$$eval(".page", (all) => all.map((one) => one.mark)), [0, 1, 2, 3, 4], "the same elements");
  const touched = await page.$$eval(".page", (all) => all.map((one) => one.replacedSheets > 0));
  assert.deepEqual(touched, [false, true, false, false, false]);
  assert.equal(await scroller.evaluate((one) => one.scrollTop), 1350);
  assert.equal(await page.locator("#zoom-fit").textContent(), zoom);
  watch.fine();
});

test("what changed is lit up shortly and said", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".flash").count(), 0, "nothing is lit up while loading");
  await server.edit(...large);
  await page.waitForSelector(".page[data-page='2'] .flash", { state: "attached" });
  await page.waitForFunction(() => document.getElementById("announce").textContent.includes("page 2 updated"));
  await page.waitForFunction(() => !document.querySelector(".flash"));
  watch.fine();
});

test("who wants no motion gets a still outline", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en), { reducedMotion: "reduce" });
  await painted(page, 5);
  await regions(page, en);
  await server.edit(...small);
  const flash = await page.waitForSelector(".flash", { state: "attached" });
  assert.deepEqual(await flash.evaluate((one) => [getComputedStyle(one).animationName, getComputedStyle(one).outlineStyle]), ["none", "solid"]);
  watch.fine();
});

test("the picture after an edit is the one that is drawn anew", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  for (const [file, from, to] of [small, [small[0], small[2], small[1]], large, [large[0], large[2], large[1]]]) {
    const before = await hashes(page, en);
    await server.edit(file, from, to);
    const [, hash] = await changed(page, en, 1, before[1]);
    const same = await page.evaluate(async (name) => {
      const text = await (await fetch("/preview/page/" + name + ".svg")).text();
      const host = document.createElement("div");
      leafcast.sheet.make(host).draw(text);
      const shown = document.querySelectorAll(".page")[1].querySelector(".sheet").shadowRoot.firstChild;
      return shown.isEqualNode(host.shadowRoot.firstChild);
    }, hash);
    assert.ok(same, to);
  }
  watch.fine();
});

test("two languages side by side scroll together, page by page, unless that is switched off", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en, es));
  await painted(page, 10);
  const [left, right] = [page.locator(".pages").nth(0), page.locator(".pages").nth(1)];
  await left.evaluate((one) => (one.scrollTop = one.querySelectorAll(".page")[2].offsetTop));
  await page.waitForFunction(() => {
    const [a, b] = document.querySelectorAll(".pages");
    return a.scrollTop > 500 && Math.abs(a.scrollTop - b.scrollTop) < 12;
  });
  await page.keyboard.press("s");
  await right.evaluate((one) => (one.scrollTop = 0));
  await page.waitForTimeout(200);
  assert.ok((await left.evaluate((one) => one.scrollTop)) > 500);
  // An edit of one language leaves the other alone.
  const before = await hashes(page, es);
  const [, second] = await hashes(page, en);
  await server.edit(...small);
  await changed(page, en, 1, second);
  assert.deepEqual(await hashes(page, es), before);
  watch.fine();
});

test("a text with errors: an unmissable note over the last good pages, and it goes again", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en, es));
  await painted(page, 10);
  const before = await hashes(page, en);
  await server.spoil(folder + "en.toml");
  const note = page.locator("[data-view='" + en + "'] [role=alert]");
  await note.getByText("Not the current text").waitFor();
  assert.ok((await note.boundingBox()).height > 50);
  assert.notEqual(await page.locator("[data-view='" + en + "'] .sheet").first().evaluate((one) => getComputedStyle(one).filter), "none");
  assert.deepEqual(await hashes(page, en), before, "the last good pages stay");
  assert.equal(await page.locator("[data-view='" + es + "'] [role=alert]").textContent(), "");
  await page.locator("#problems-button.has-errors").waitFor();
  assert.match(await page.title(), /^\(1\) /);
  // It stays where it is while the pages scroll.
  const { y } = await note.boundingBox();
  await page.locator(".pages").first().evaluate((one) => (one.scrollTop = 2000));
  assert.equal((await note.boundingBox()).y, y);
  await note.getByRole("button").click();
  await page.waitForFunction(() => document.activeElement.closest(".problem.error"));
  await server.mend(folder + "en.toml");
  await page.waitForSelector("[data-view='" + en + "'][data-state=current]");
  assert.equal(await note.textContent(), "");
  await page.waitForFunction(() => !document.title.startsWith("("));
  watch.fine();
});

test("after a restart of the server everything is caught up, and its new token is used", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en));
  await painted(page, 5);
  await regions(page, en);
  watch.troubled = true;
  const before = await hashes(page, en);
  await server.down();
  await page.locator(".band", { hasText: "Not connected" }).waitFor();
  await server.edit(...small);
  await server.up();
  await changed(page, en, 1, before[1]);
  await page.waitForFunction(() => !document.querySelector(".band"));
  await page.locator(".region").nth(5).click();
  await page.keyboard.press("o");
  await page.waitForFunction(() => document.getElementById("toast").textContent.startsWith("Opened"));
  watch.fine();
});

// Needs the mock: it refuses streams, as a server does that has too many.
// Needs the mock, because the real program sums up what comes so fast.
// Times depend on the machine: this fails only far above what is wanted, and says what it was.
test("from the event to the glass", async (t) => {
  const server = await start(t);
  const { page, watch } = await open(t, server, address(en, es));
  await painted(page, 10);
  await regions(page, en);
  await page.locator(".pages").first().evaluate((one) => (one.scrollTop = one.querySelectorAll(".page")[1].offsetTop - 10));
  await page.evaluate(() => {
    window.times = [];
    const rendered = new Map();
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => rendered.get(entry.identifier)?.(entry.renderTime))).observe({ type: "element" });
    const probe = document.createElement("div");
    probe.style.cssText = "position: fixed; top: 0; right: 0; z-index: 99; font-size: 40px";
    document.body.append(probe);
    let n = 0;
    const one = document.querySelectorAll(".page")[1];
    new MutationObserver(async () => {
      const begin = performance.getEntriesByName("leafcast:event").at(-1).startTime;
      const swapped = performance.now();
      const id = "probe" + n++;
      const mark = document.createElement("p");
      mark.setAttribute("elementtiming", id);
      mark.textContent = String(n);
      const shown = new Promise((done) => rendered.set(id, done));
      probe.replaceChildren(mark);
      window.times.push({ kind: window.kind, swap: swapped - begin, glass: (await shown) - begin });
    }).observe(one, { attributes: true, attributeFilter: ["data-hash"] });
  });
  for (let n = 0; n < 28; n++) {
    const [file, from, to] = n % 4 < 2 ? small : large;
    const [, before] = await hashes(page, en);
    await page.evaluate((kind) => (window.kind = kind), n % 4 < 2 ? "one line" : "all below moves");
    await (n % 2 === 0 ? server.edit(file, from, to) : server.edit(file, to, from));
    await changed(page, en, 1, before);
    // Longer than the light on what changed: while something moves, frames come only every 17 ms.
    await page.waitForTimeout(850 + (n % 7) * 5);
  }
  const times = (await page.evaluate(() => window.times)).slice(4);
  for (const kind of ["one line", "all below moves"]) {
    const mine = times.filter((one) => one.kind === kind);
    const quantile = (key, share) => mine.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(mine.length * share)];
    const say = (key) => "median " + quantile(key, 0.5).toFixed(1) + " ms, 95 % " + quantile(key, 0.95).toFixed(1) + " ms";
    t.diagnostic(kind + ": event to swap " + say("swap") + "; event to glass " + say("glass"));
    assert.ok(quantile("glass", 0.5) < 100);
  }
  watch.fine();
});

test("500 saves in a row: the last one is shown, and none is lost", { timeout: 120000 }, async (t) => {
  const server = await start(t);
  const { page } = await open(t, server, address(en));
  await painted(page, 5);
  const file = path.join(server.project, folder, "en.toml");
  const text = fs.readFileSync(file, "utf8");
  const at = 'subtitle = "';
  assert.ok(text.includes(at));
  const word = (n) => "w" + String(n).replace(/\d/g, (digit) => "abcdefghij"[digit]);
  for (let n = 1; n <= 500; n++) fs.writeFileSync(file, text.replace(at, at + word(n) + " "));
  const last = word(500);
  // What is on the page is what the server has for the last text.
  await until(page, async ([last, view]) => {
    const answer = await (await fetch("/preview/regions?view=" + encodeURIComponent(view))).json();
    const shown = [...document.querySelectorAll(".page")].map((one) => one.dataset.hash);
    return JSON.stringify(answer.pages).includes(last) && JSON.stringify(shown) === JSON.stringify(answer.hashes);
  }, [last, view("en")], 60);
});
