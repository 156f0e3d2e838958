"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

test("500 loops: memory, elements and pictures do not grow", async (t) => {
  const screen = copy(t).short(2, 1);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 45, base: screen.noon() });
  const devtools = await context.newCDPSession(player.page);
  await devtools.send("Performance.enable");
  const measure = async () => {
    for (let n = 0; n < 3; n++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const value = (name) => metrics.find((one) => one.name === name).value;
    return { heap: value("JSHeapUsedSize"), nodes: value("Nodes"), listeners: value("JSEventListeners"), blobs: (await player.witness()).blobs };
  };
  await player.slides(50 * 2, 60);
  const early = await measure();
  await player.slides(500 * 2, 120);
  const late = await measure();
  t.diagnostic("after 50 loops " + JSON.stringify(early) + ", after 500 " + JSON.stringify(late));
  assert.ok(late.heap < early.heap + 300000, "heap");
  assert.ok(late.nodes <= early.nodes + 10, "nodes");
  assert.ok(late.listeners <= early.listeners + 10, "listeners");
  assert.equal(late.blobs, early.blobs);
  await player.fine();
});

test("20 updates: pictures that are not needed any more are let go", async (t) => {
  const screen = copy(t).short(2, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 40, base: screen.noon() });
  await player.edition(screen.playlist.edition);
  const { blobs } = await player.witness();
  for (let n = 0; n < 20; n++) {
    delete screen.playlist.slides["fresh-" + (n - 1)];
    screen.add("fresh-" + n, "fresh-" + n);
    screen.playlist.loop[1].slide = "fresh-" + n;
    screen.write();
    await player.edition(screen.playlist.edition);
  }
  await player.moreSlides(2);
  assert.ok((await player.witness()).blobs <= blobs + 1);
  await player.stored(screen.playlist.edition);
  await player.until(async () => (await caches.keys()).filter((name) => name.includes(":edition:")).length === 1);
  await player.fine();
});
