"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

const utc = (screen) => (screen.playlist.time_zone = "UTC");
const stamp = (ms) => new Date(ms).toISOString().slice(0, 16);
const minute = 60000;

async function playing(t, screen, options) {
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 20, base: screen.noon(), ...options });
  return { server, player };
}

test("clock not set: only what has no dates, no opening hours, no clock", async (t) => {
  const screen = copy(t).short(3, 5);
  const plain = screen.ids();
  screen.notice("dated", "loop", { from: "1960-01-01T00:00" });
  screen.notice("alarm", "urgent", { from: "1960-01-01T00:00" });
  screen.playlist.opening_hours = [{ days: ["mon"], from: "03:00", to: "03:01" }];
  screen.playlist.clock = { size: 100, x: 96, y: 54 };
  screen.write();
  const { player } = await playing(t, screen, { base: 0 });
  await player.slides(7);
  const { seen } = await player.witness();
  assert.deepEqual(seen.slice(0, 7).map((one) => one.item), Array.from({ length: 7 }, (_, i) => plain[i % 3]));
  assert.equal(await player.page.isVisible("#clock"), false);
  await player.fine();
});

test("the clock set back while playing: the loop goes on, without dates", async (t) => {
  const screen = copy(t).short(3, 5);
  screen.notice("dated", "loop", { days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] });
  screen.write();
  const { player } = await playing(t, screen);
  await player.shows("dated");
  await player.setClock(0);
  await player.until(() => window.witness.seen.at(-1).slide !== "dated");
  const { total } = await player.witness();
  await player.slides(total + 7);
  assert.ok((await player.witness()).seen.slice(total).every((one) => one.slide !== "dated"));
  await player.setClock(screen.noon());
  await player.shows("dated");
  await player.fine();
});

test("a notice ends in the middle of its slide, offline", async (t) => {
  const screen = copy(t).short(2, 5);
  utc(screen);
  const end = screen.noon() + 60 * minute;
  screen.notice("dated", "loop", { until: stamp(end) }).seconds = 3000;
  screen.write();
  const { player, server } = await playing(t, screen);
  await player.shows("dated");
  await server.down();
  await player.setClock(end - 2000);
  await player.until(() => window.witness.seen.at(-1).slide !== "dated");
  await player.moreSlides(6);
  const { seen } = await player.witness();
  assert.equal(seen.filter((one) => one.slide === "dated").length, 1);
  await player.fine();
});

test("an expired notice never appears", async (t) => {
  const screen = copy(t).short(2, 5);
  screen.notice("over", "loop", { until: screen.playlist.not_before + "T00:00" });
  screen.notice("alarm-over", "urgent", { until: screen.playlist.not_before + "T00:00" });
  screen.write();
  const { player } = await playing(t, screen);
  await player.slides(7);
  assert.ok((await player.witness()).seen.every((one) => one.kind === "loop" && one.slide !== "over"));
  await player.fine();
});

test("an urgent notice appears within one poll, and the interrupted item comes again after it is withdrawn", async (t) => {
  const screen = copy(t).short(3, 600);
  const { player } = await playing(t, screen, { speed: 10 });
  await player.slides(1);
  await player.until(() => window.witness.editions.length === 2);
  const ids = screen.ids();
  await player.page.keyboard.press("ArrowRight");
  await player.slides(2);
  const before = await player.page.evaluate(() => performance.now());
  screen.notice("alarm", "urgent");
  screen.write();
  await player.shows("alarm");
  // A poll every 5 s is 500 ms here; as much again for loading.
  const waited = (await player.last()).real - before;
  assert.ok(waited < 1000, waited + " ms");
  screen.playlist.urgent = [];
  screen.write();
  await player.until((id) => window.witness.seen.at(-1).item === id, ids[1]);
  await player.fine();
});

test("an urgent notice begins and ends by the clock, offline", async (t) => {
  const screen = copy(t).short(3, 600);
  utc(screen);
  const from = screen.noon() + 60 * minute;
  screen.notice("alarm", "urgent", { from: stamp(from), until: stamp(from + 10 * minute) });
  screen.write();
  const { player, server } = await playing(t, screen);
  await player.edition(screen.playlist.edition);
  await player.slides(1);
  const interrupted = (await player.last()).item;
  await server.down();
  await player.setClock(from - 3000);
  await player.shows("alarm");
  await player.setClock(from + 10 * minute - 3000);
  await player.until((id) => window.witness.seen.at(-1).item === id, interrupted);
  await player.fine();
});

test("outside opening hours the stand-by slide, dimmed; then the loop again", async (t) => {
  const screen = copy(t).short(3, 600);
  utc(screen);
  screen.playlist.opening_hours = [{ days: [], from: "08:00", to: "20:00" }];
  screen.write();
  const { player } = await playing(t, screen);
  const dimmed = () => player.page.evaluate(() => document.getElementById("stage").className === "dimmed");
  await player.slides(1);
  assert.equal(await dimmed(), false);
  await player.setClock(screen.noon() + 8 * 60 * minute - 3000);
  await player.until(() => window.witness.seen.at(-1).kind === "closed");
  assert.equal((await player.last()).slide, screen.playlist.fallback);
  assert.equal(await dimmed(), true);
  await player.setClock(screen.noon() + 20 * 60 * minute - 3000);
  await player.until(() => window.witness.seen.at(-1).kind === "loop");
  assert.equal(await dimmed(), false);
  await player.fine();
});

test("nothing on: the stand-by slide", async (t) => {
  const screen = copy(t).short(1, 5);
  screen.playlist.loop[0].when = { until: screen.playlist.not_before + "T00:00" };
  screen.write();
  const { player } = await playing(t, screen);
  await player.shows(screen.playlist.fallback);
  assert.equal((await player.last()).kind, "fallback");
  await player.fine();
});
