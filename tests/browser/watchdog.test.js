"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

test("a loop that hangs is started again, behind the item that hung", async (t) => {
  const screen = copy(t).short(4, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 20, base: screen.noon(), hang: 3 });
  await player.slides(8, 20);
  const { seen, hung } = await player.witness();
  const ids = screen.ids();
  assert.equal(hung, true);
  assert.deepEqual(seen.slice(0, 6).map((one) => one.item), [0, 1, 2, 0, 1, 2].map((i) => ids[i]));
  await player.fine();
});

test("an error in a page script stops nothing", async (t) => {
  const screen = copy(t).short(2, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 20, base: screen.noon() });
  await player.slides(1);
  await player.page.evaluate(() => void Promise.reject(new Error("nobody expected this")));
  await player.moreSlides(4);
  await player.fine();
});

test("if starting again does not help, the page is loaded anew", async (t) => {
  const screen = copy(t).short(3, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 40, base: screen.noon(), hang: 4, forever: true });
  await player.slides(4);
  const last = (await player.last()).item;
  let loads = 0;
  player.page.on("load", () => loads++);
  await player.page.waitForEvent("load", { timeout: 20000 });
  await player.slides(1);
  assert.equal((await player.witness()).seen[0].item, last);
  assert.equal(loads, 1);
  await player.fine();
});
