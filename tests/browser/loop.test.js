"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

test("the loop advances in order and on time", async (t) => {
  const screen = copy(t).short(4, 3);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  await player.slides(13, 30);
  const { seen } = await player.witness();
  const ids = screen.ids();
  assert.deepEqual(seen.slice(0, 13).map((one) => one.item), Array.from({ length: 13 }, (_, i) => ids[i % ids.length]));
  // In seconds of the fast clock. A timer is never early; half of the changes are on time within 50 ms.
  const lengths = seen.slice(1, 13).map((one, i) => (one.real - seen[i].real) / 100);
  assert.ok(Math.min(...lengths) > 2.9, String(lengths));
  const median = lengths.sort((a, b) => a - b)[6];
  assert.ok(median < 3.5, "median " + median);
  await player.fine();
});

test("the whole loop of the sample is played as listed", async (t) => {
  const screen = copy(t);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  Object.assign(screen.playlist, { opening_hours: [], urgent: [] });
  screen.write();
  // Slides of a quarter of a second are enough to see the order.
  const ids = screen.playlist.loop.filter((item) => !item.when).map((item) => item.id);
  const player = await open(context, server, { speed: 80, base: screen.noon() });
  await player.slides(ids.length + 1, 60);
  const dated = new Set(screen.playlist.loop.filter((item) => item.when).map((item) => item.id));
  const shown = (await player.order()).filter((id) => !dated.has(id));
  assert.deepEqual(shown.slice(0, Math.min(ids.length, shown.length)), ids.slice(0, shown.length));
  await player.fine();
});

test("the first slide is visible within a second of opening", async (t) => {
  const screen = copy(t);
  const server = await serve(t, screen.folder);
  const times = [];
  for (let n = 0; n < 3; n++) {
    const { context } = await browser(t);
    const player = await open(context, server, { speed: 1, base: screen.noon() });
    await player.slides(1);
    times.push(Math.round((await player.witness()).seen[0].real));
    await player.fine();
  }
  t.diagnostic("first slide after " + times.join(", ") + " ms");
  assert.ok(Math.min(...times) < 1000, String(times));
});

test("reduced motion: a plain cut, and it never stops", async (t) => {
  const screen = copy(t).short(3, 2);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t, { reducedMotion: "reduce" });
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  await player.slides(1);
  // A fade would show as an animation at some frame.
  await player.page.evaluate(() => {
    window.faded = 0;
    const look = () => {
      window.faded += document.getAnimations().length;
      requestAnimationFrame(look);
    };
    look();
  });
  await player.slides(8);
  assert.equal(await player.page.evaluate(() => window.faded), 0);
  await player.fine();
});

test("otherwise it fades, except where an item asks for a cut", async (t) => {
  const screen = copy(t).short(2, 4);
  screen.playlist.loop[0].cut = true;
  screen.write();
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 4, base: screen.noon() });
  await player.slides(1);
  await player.page.evaluate(() => {
    window.faded = { cut: 0, soft: 0 };
    const look = () => {
      const layer = document.getAnimations().length;
      if (layer) window.faded[window.witness.total % 2 ? "cut" : "soft"]++;
      requestAnimationFrame(look);
    };
    look();
  });
  await player.slides(5);
  const { cut, soft } = await player.page.evaluate(() => window.faded);
  assert.equal(cut, 0);
  assert.ok(soft > 0);
  await player.fine();
});

for (const portrait of [false, true]) {
  test((portrait ? "a portrait" : "a landscape") + " screen fills the frame", async (t) => {
    const screen = copy(t, portrait).short(2, 5);
    const { width, height } = screen.playlist.screen;
    // At half size where the screen is 4K.
    const viewport = { width: width > 2000 ? width / 2 : width, height: height > 2000 ? height / 2 : height };
    const server = await serve(t, screen.folder);
    const { context } = await browser(t, { viewport });
    const player = await open(context, server, { speed: 1, base: screen.noon() });
    await player.slides(1);
    const shown = await player.page.evaluate(() => {
      const image = document.querySelector(".layer.shown");
      const { x, y, width, height } = image.getBoundingClientRect();
      return { box: { x, y, width, height }, shape: image.naturalWidth / image.naturalHeight };
    });
    assert.deepEqual(shown.box, { x: 0, y: 0, ...viewport });
    assert.ok(Math.abs(shown.shape - width / height) < 0.001);
    await player.fine();
  });
}

test("the clock stands in its corner, in the practice's time", async (t) => {
  const screen = copy(t).short(2, 5);
  screen.playlist.clock = { size: 100, x: 96, y: 54 };
  screen.playlist.time_zone = "Asia/Kolkata";
  screen.playlist.slides[screen.playlist.loop[1].slide].direction = "rtl";
  screen.write();
  const { width, height } = screen.playlist.screen;
  const server = await serve(t, screen.folder);
  const { context } = await browser(t, { viewport: { width: width / 2, height: height / 2 } });
  const player = await open(context, server, { speed: 1, base: screen.noon() });
  const box = () => player.page.evaluate(() => {
    const clock = document.getElementById("clock");
    const { left, right, bottom } = clock.getBoundingClientRect();
    return { text: clock.textContent, left, right, bottom };
  });
  // Until the edition is whole there is no next slide.
  await player.edition(screen.playlist.edition);
  await player.slides(1);
  const ltr = await box();
  assert.match(ltr.text, /^17:3\d$/);
  assert.ok(Math.abs(ltr.right - (width - 96) / 2) < 1 && Math.abs(ltr.bottom - (height - 54) / 2) < 1, JSON.stringify(ltr));
  await player.page.keyboard.press("ArrowRight");
  await player.slides(2);
  const rtl = await box();
  assert.ok(Math.abs(rtl.left - 48) < 1, JSON.stringify(rtl));
  await player.fine();
});

test("the picture moves by a few whole pixels now and then, and only between slides", async (t) => {
  const screen = copy(t).short(2, 30);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 300, base: screen.noon() });
  await player.slides(1);
  await player.page.evaluate(() => {
    window.moves = { shifts: new Set(), within: 0 };
    let before = null;
    const look = () => {
      const layer = document.querySelector(".layer.shown:not(.over)");
      const now = { layer, total: window.witness.total, shift: layer.style.transform };
      if (before && before.layer === layer && before.total === now.total && before.shift !== now.shift) window.moves.within++;
      window.moves.shifts.add(now.shift);
      before = now;
      requestAnimationFrame(look);
    };
    look();
  });
  await player.moreSlides(30);
  const { shifts, within } = await player.page.evaluate(() => ({ shifts: [...window.moves.shifts], within: window.moves.within }));
  assert.ok(shifts.length >= 3, String(shifts));
  for (const shift of shifts) assert.match(shift, /^translate\((0|-?4)px, (0|-?4)px\)$/);
  assert.equal(within, 0);
  await player.fine();
});
