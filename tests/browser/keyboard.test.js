"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

async function playing(t, seconds, speed) {
  const screen = copy(t).short(3, seconds);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed, base: screen.noon() });
  await player.edition(screen.playlist.edition);
  await player.slides(1);
  return { screen, player, page: player.page, ids: screen.ids() };
}

test("next and previous", async (t) => {
  const { player, page, ids } = await playing(t, 600, 1);
  for (const [key, index] of [["ArrowRight", 1], ["ArrowRight", 2], ["ArrowRight", 0], ["ArrowLeft", 2], ["ArrowLeft", 1]]) {
    await page.keyboard.press(key);
    await player.until((id) => window.witness.seen.at(-1).item === id, ids[index]);
  }
  await player.fine();
});

test("a pause holds the slide, and ends by key or by itself", async (t) => {
  const { player, page } = await playing(t, 5, 100);
  await page.keyboard.press("Space");
  const { total } = await player.witness();
  assert.notEqual(await page.innerText("#notice"), "");
  // Frames go by, more than two slides would take, and it stays.
  await player.until((frames) => window.witness.frames > frames, (await player.witness()).frames + 30);
  assert.equal((await player.witness()).total, total);
  await page.keyboard.press("p");
  await player.slides(total + 2);
  await page.keyboard.press("p");
  const paused = (await player.witness()).total;
  // Five minutes are three seconds here.
  await player.slides(paused + 2, 15);
  const { seen } = await player.witness();
  assert.ok(seen.at(-2).real - seen.at(-3).real > 2500);
  assert.equal(await page.innerText("#notice"), "");
  await player.fine();
});

test("panels open and close by key, one at a time, while the loop goes on", async (t) => {
  const { screen, player, page } = await playing(t, 5, 10);
  const cursor = () => page.evaluate(() => getComputedStyle(document.body).cursor);
  assert.equal(await cursor(), "none");
  for (const [key, id] of [["i", "overlay"], ["t", "transcript"], ["?", "help"]]) {
    await page.keyboard.press(key);
    assert.deepEqual(await page.evaluate(() => Array.from(document.querySelectorAll("dialog[open]"), (one) => one.id)), [id]);
    assert.equal(await cursor(), "auto");
  }
  await page.keyboard.press("?");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.keyboard.press("i");
  const text = await page.innerText("#overlay");
  assert.ok(text.includes(screen.playlist.edition) && text.includes(screen.playlist.screen.id));
  await player.moreSlides(2);
  await page.keyboard.press("Escape");
  // Without a moment in between: the key after Escape must not be lost.
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  // A dialog says a moment later that it was closed.
  await page.waitForFunction(() => getComputedStyle(document.body).cursor === "none");
  await page.keyboard.press("i");
  await page.locator("dialog[open] button").click();
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await player.fine();
});

test("the transcript holds the words of every slide, in its language", async (t) => {
  const { screen, player, page } = await playing(t, 600, 1);
  await page.keyboard.press("t");
  const parts = await page.evaluate(() => Array.from(document.querySelectorAll("#transcript section"), (part) => ({ lang: part.lang, dir: part.dir, text: part.innerText })));
  // The heading is the title; the words below do not repeat it.
  const spoken = ({ title, text }) => (title && !text.startsWith(title) ? title + text : text);
  const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
  assert.deepEqual(
    parts.map(({ lang, dir, text }) => [lang, dir, letters(text)]),
    screen.playlist.loop.map(({ slide }) => screen.playlist.slides[slide]).map((slide) => [slide.language, slide.direction, letters(spoken(slide))]),
  );
  await player.fine();
});

test("every slide has its text alternative", async (t) => {
  const { screen, player, page } = await playing(t, 600, 1);
  for (const { slide } of screen.playlist.loop) {
    const { text, language, direction } = screen.playlist.slides[slide];
    assert.deepEqual(
      await page.evaluate(() => Array.from(document.querySelectorAll("img:not([aria-hidden])"), (one) => [one.alt, one.lang, one.dir])),
      [[text, language, direction]],
    );
    const { total } = await player.witness();
    await page.keyboard.press("ArrowRight");
    await player.slides(total + 1);
  }
  await player.fine();
});
