"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

test("an update appears at the next boundary, keeps the place and shares what stays", async (t) => {
  const screen = copy(t).short(5, 10);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  const ids = screen.ids();
  await player.slides(2);
  // The third item gets another picture.
  const third = screen.playlist.loop[2];
  const others = screen.playlist.loop.filter((item) => item !== third).map((item) => screen.playlist.slides[item.slide].file);
  const before = others.map((file) => server.asked(file));
  screen.add("changed", "changed");
  third.slide = "changed";
  screen.write();
  await player.edition(screen.playlist.edition);
  await player.slides(5);
  const { seen, blobs } = await player.witness();
  assert.deepEqual(seen.slice(0, 5).map((one) => one.item), ids);
  assert.equal(seen[2].slide, "changed");
  assert.ok((seen[2].real - seen[1].real) / 100 > 9.9, "the slide before it was not cut short");
  assert.deepEqual(others.map((file) => server.asked(file)), before, "slides that stay are not loaded again");
  assert.equal(blobs, Object.values(screen.playlist.slides).filter((slide, i, all) => all.findIndex((other) => other.sha256 === slide.sha256) === i).length);
  await player.fine();
});

test("if the item on the glass is gone, the nearest following one that survives comes next", async (t) => {
  const screen = copy(t).short(5, 10);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  const ids = screen.ids();
  await player.slides(2);
  screen.playlist.loop = screen.playlist.loop.filter((item) => item.id !== ids[1] && item.id !== ids[2]);
  screen.write();
  await player.slides(4);
  const { seen } = await player.witness();
  assert.deepEqual(seen.slice(0, 4).map((one) => one.item), [ids[0], ids[1], ids[3], ids[4]]);
  await player.fine();
});

// Another player: a page that says so.
function renewPlayer(screen, name) {
  const old = screen.playlist.player;
  for (const file of ["index.html", "sw.js"]) {
    const text = fs.readFileSync(screen.file(file), "utf8");
    assert.ok(text.includes(old), file + " names its player");
    fs.writeFileSync(screen.file(file), text.replaceAll(old, name));
  }
  screen.playlist.player = name;
  screen.write();
}

test("a new player reloads the page once, at a boundary, and the loop goes on", async (t) => {
  const screen = copy(t).short(4, 6);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  const ids = screen.ids();
  await player.slides(2);
  let loads = 0;
  const shown = [];
  player.page.on("load", () => loads++);
  await player.page.exposeFunction("tell", (id) => shown.push(id));
  await player.page.evaluate(() => document.addEventListener("leafcast:slide", (event) => window.tell(event.detail.item)));
  renewPlayer(screen, "aaaaaaaaaaaaaaaa");
  await player.page.waitForEvent("load");
  await player.slides(1);
  const last = shown.at(-1) || ids[1];
  assert.equal((await player.witness()).seen[0].item, ids[(ids.indexOf(last) + 1) % ids.length]);
  assert.equal(await player.page.evaluate(() => document.documentElement.dataset.player), "aaaaaaaaaaaaaaaa");
  await player.slides(9);
  assert.equal(loads, 1);
  await player.fine();
});

test("a server whose page and playlist disagree does not make it reload for ever", async (t) => {
  const screen = copy(t).short(3, 6);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  await player.slides(1);
  let loads = 0;
  player.page.on("load", () => loads++);
  screen.playlist.player = "bbbbbbbbbbbbbbbb";
  screen.write();
  await player.edition(screen.playlist.edition);
  await player.moreSlides(8);
  assert.ok(loads <= 1, String(loads));
  await player.fine();
});
