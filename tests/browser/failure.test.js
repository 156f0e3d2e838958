"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

async function playing(t, options) {
  const screen = copy(t).short(3, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 20, base: screen.noon(), ...options });
  await player.edition(screen.playlist.edition);
  await player.slides(2);
  return { screen, server, player, good: screen.playlist.edition };
}

// A new edition with a slide that is not on the device yet.
function publish(screen) {
  screen.add("fresh", "fresh");
  screen.playlist.loop[1].slide = "fresh";
  screen.write();
  return screen.playlist.slides.fresh.file;
}

// The failure is met several times and changes nothing; when it is over, the new edition comes.
async function survives({ screen, server, player, good }, asked, heal) {
  await server.askedAgain(asked, 3);
  await player.moreSlides(7);
  const { seen, editions } = await player.witness();
  assert.deepEqual(editions.filter((edition) => !edition.endsWith("in part")), [good]);
  assert.ok(seen.every((one) => one.slide !== "fresh"));
  const ids = screen.ids();
  const places = (await player.order()).map((id) => ids.indexOf(id));
  places.slice(1).forEach((place, i) => assert.equal(place, (places[i] + 1) % ids.length, "in order"));
  if (heal) {
    heal();
    await player.edition(screen.playlist.edition, 30);
    await player.moreSlides(3);
    assert.ok((await player.witness()).seen.some((one) => one.slide === screen.playlist.loop[1].slide));
  }
  await player.fine();
}

test("a playlist that is cut off", async (t) => {
  const set = await playing(t);
  set.server.fail(/^playlist\.json$/, { half: true });
  publish(set.screen);
  await survives(set, "playlist.json", () => set.server.heal());
});

test("HTTP 500 for the playlist", async (t) => {
  const set = await playing(t);
  set.server.fail(/^playlist\.json$/, { status: 500 });
  publish(set.screen);
  await survives(set, "playlist.json", () => set.server.heal());
});

test("a server that does not answer", async (t) => {
  const set = await playing(t);
  publish(set.screen);
  set.server.fail(/^playlist\.json$/, { silent: true });
  await survives(set, "playlist.json", () => set.server.heal());
});

test("a playlist of another format", async (t) => {
  const set = await playing(t);
  publish(set.screen);
  set.screen.playlist.format = 2;
  set.screen.write();
  await survives(set, "playlist.json", () => {
    set.screen.playlist.format = 1;
    set.screen.write();
  });
});

test("HTTP 500 for a slide", async (t) => {
  const set = await playing(t);
  set.server.fail(/^slides\//, { status: 500 });
  await survives(set, publish(set.screen), () => set.server.heal());
});

test("a slide that is missing, as after a full disk", async (t) => {
  const set = await playing(t);
  set.server.troubled = true;
  const file = set.screen.file(publish(set.screen));
  fs.renameSync(file, file + ".away");
  await survives(set, "playlist.json", () => fs.renameSync(file + ".away", file));
});

test("a slide with a wrong digest is neither shown nor stored, even if the browser keeps it", async (t) => {
  const set = await playing(t);
  set.server.fail(/^slides\//, { spoil: true });
  const file = publish(set.screen);
  await survives(set, file);
  const kept = await set.player.page.evaluate(async (path) => {
    for (const name of await caches.keys()) if (await (await caches.open(name)).match(path)) return true;
    return false;
  }, file);
  assert.equal(kept, false);
  set.server.heal();
  await set.player.edition(set.screen.playlist.edition, 30);
  await set.player.shows("fresh");
  await set.player.fine();
});

test("a slide that is not a picture, though its digest is right", async (t) => {
  const set = await playing(t);
  publish(set.screen);
  const slide = set.screen.playlist.slides.fresh;
  const data = "<svg this is no picture";
  const digest = require("node:crypto").createHash("sha256").update(data).digest("hex");
  Object.assign(slide, { file: "slides/" + digest.slice(0, 16) + ".svg", sha256: digest, bytes: data.length });
  fs.writeFileSync(set.screen.file(slide.file), data);
  set.screen.write();
  set.server.troubled = true;
  await survives(set, "playlist.json");
});

test("the server is dead for 200 loops and comes back: no blank, no error, then the new edition", async (t) => {
  const screen = copy(t).short(2, 1);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 40, base: screen.noon() });
  await player.edition(screen.playlist.edition);
  await player.slides(2);
  const before = (await player.witness()).total;
  await server.down();
  await player.slides(before + 400, 60);
  const { seen, editions } = await player.witness();
  seen.slice(1).forEach((one, i) => assert.notEqual(one.item, seen[i].item));
  assert.equal(editions.at(-1), screen.playlist.edition);
  publish(screen);
  await server.up();
  await player.edition(screen.playlist.edition, 30);
  await player.fine();
});

test("the server is away from the start: calm, and the loop begins when it comes", async (t) => {
  const screen = copy(t).short(2, 5);
  const server = await serve(t, screen.folder);
  server.fail(/^(playlist\.json|slides\/)/, { status: 503 });
  const { context } = await browser(t);
  const player = await open(context, server, { speed: 10, base: screen.noon() });
  await server.askedAgain("playlist.json", 3);
  assert.equal(await player.page.evaluate(() => document.body.innerText.replaceAll(document.title, "").trim()), "");
  assert.equal((await player.witness()).total, 0);
  server.heal();
  await player.slides(3);
  await player.fine();
});
