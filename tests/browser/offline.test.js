"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");

test("it starts while the server is away, in a new page and in a browser opened anew", async (t) => {
  const screen = copy(t).short(3, 5);
  const server = await serve(t, screen.folder);
  const profile = await browser(t);
  const first = await open(profile.context, server, { base: screen.noon() });
  await first.stored(screen.playlist.edition);
  await first.fine();
  await first.page.close();
  await server.down();
  for (const context of [profile.context, null]) {
    const player = await open(context || (await profile.again()), server, { base: screen.noon() });
    await player.edition(screen.playlist.edition);
    await player.slides(7);
    assert.deepEqual((await player.witness()).seen.slice(0, 3).map((one) => one.item), screen.ids());
    await player.fine();
    await player.page.close();
  }
});

test("it starts from the device while the server is mute or broken, and takes the new edition later", async (t) => {
  const screen = copy(t).short(3, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const first = await open(context, server, { base: screen.noon() });
  const good = screen.playlist.edition;
  await first.stored(good);
  await first.page.close();

  server.fail(/^(index\.html|playlist\.json)$/, { silent: true });
  const mute = await open(context, server, { base: screen.noon() });
  await mute.edition(good);
  await mute.fine();
  await mute.page.close();

  // A new edition of which one slide never arrives: the stored one plays, the new one is not half shown.
  server.heal();
  screen.add("fresh", "fresh");
  screen.playlist.loop[1].slide = "fresh";
  screen.write();
  server.fail(/^slides\//, { spoil: true });
  const broken = await open(context, server, { base: screen.noon() });
  await broken.edition(good);
  await broken.slides(5);
  assert.ok((await broken.witness()).seen.every((one) => one.slide !== "fresh"));
  server.heal();
  await broken.edition(screen.playlist.edition, 30);
  await broken.stored(screen.playlist.edition);
  await broken.until(async (old) => !(await caches.keys()).some((name) => name.endsWith(old)), good);
  await broken.fine();
});

test("a slide damaged on the device is left out while the server is away", async (t) => {
  const screen = copy(t).short(3, 5);
  const server = await serve(t, screen.folder);
  const { context } = await browser(t);
  const first = await open(context, server, { base: screen.noon() });
  await first.stored(screen.playlist.edition);
  const victim = screen.playlist.loop[1];
  // The player would mend it at once: it is closed, and another page of the same server does the damage.
  await first.page.close();
  const other = await context.newPage();
  await other.goto(new URL("playlist.json", server.url).href);
  await other.evaluate(async ({ edition, file }) => {
    const name = (await caches.keys()).find((key) => key.endsWith(":edition:" + edition));
    await (await caches.open(name)).put(file, new Response("<svg xmlns='http://www.w3.org/2000/svg'/>"));
  }, { edition: screen.playlist.edition, file: screen.playlist.slides[victim.slide].file });
  await other.close();
  await server.down();
  const player = await open(context, server, { base: screen.noon() });
  await player.slides(5);
  assert.ok((await player.witness()).seen.every((one) => one.slide !== victim.slide));
  await server.up();
  await player.shows(victim.slide, 30);
  // And it is mended on the device.
  await player.until(async ({ file, bytes }) => (await (await (await caches.match(file)).blob()).size) === bytes, screen.playlist.slides[victim.slide]);
  await player.fine();
});

test("an address that is not secure: the digests are still checked, and the overlay says what is missing", async (t) => {
  const screen = copy(t).short(3, 5);
  const server = await serve(t, screen.folder);
  // A name of its own is not trusted as 127.0.0.1 is: so is a screen on the practice's network.
  const { context } = await browser(t, {}, ["--host-resolver-rules=MAP screen.test 127.0.0.1"]);
  server.host = "screen.test";
  const player = await open(context, server, { base: screen.noon() });
  const good = screen.playlist.edition;
  assert.deepEqual(await player.page.evaluate(() => [window.isSecureContext, typeof crypto.subtle]), [false, "undefined"]);
  await player.edition(good);
  await player.slides(4);
  server.fail(/^slides\//, { spoil: true });
  screen.add("fresh", "fresh");
  screen.playlist.loop[1].slide = "fresh";
  screen.write();
  await server.askedAgain(screen.playlist.slides.fresh.file, 3);
  assert.equal((await player.witness()).editions.at(-1), good);
  server.heal();
  await player.shows("fresh", 30);
  await player.page.keyboard.press("i");
  assert.match(await player.page.innerText("#overlay"), /127\.0\.0\.1/);
  await player.fine();
});
