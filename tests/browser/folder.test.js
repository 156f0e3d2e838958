"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { pathToFileURL } = require("node:url");
const { copy } = require("./lib/screens");
const { browser, open } = require("./lib/player");

test("straight from a folder: it loops, takes updates, and says what it cannot check", async (t) => {
  const screen = copy(t).short(3, 5);
  const { context } = await browser(t);
  const player = await open(context, null, { base: screen.noon() }, pathToFileURL(screen.file("index.html")).href);
  await player.slides(5);
  assert.deepEqual((await player.witness()).seen.slice(0, 3).map((one) => one.item), screen.ids());

  screen.add("fresh", "fresh");
  screen.playlist.loop[1].slide = "fresh";
  screen.write();
  await player.shows("fresh");

  await player.page.keyboard.press("i");
  assert.match(await player.page.innerText("#overlay"), /folder|carpeta|مجلد/);
  await player.fine();
});

test("a playlist.js that is cut off changes nothing", async (t) => {
  const screen = copy(t).short(3, 5);
  const { context } = await browser(t);
  const player = await open(context, null, { base: screen.noon() }, pathToFileURL(screen.file("index.html")).href);
  await player.edition(screen.playlist.edition);
  // Cut behind the call, so that the script is empty of sense but valid: an error of syntax would be the browser's own.
  fs.writeFileSync(screen.file("playlist.js"), "");
  await player.moreSlides(7);
  await player.fine();
});
