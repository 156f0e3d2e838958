"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { copy } = require("./lib/screens");
const { serve } = require("./lib/server");
const { browser, open } = require("./lib/player");
const tools = require("./lib/tools");

for (const portrait of [false, true]) {
  test("axe finds nothing in the player and its panels, " + (portrait ? "portrait" : "landscape"), async (t) => {
    const screen = copy(t, portrait);
    const { width, height } = screen.playlist.screen;
    const server = await serve(t, screen.folder);
    const { context } = await browser(t, { viewport: { width, height } });
    const player = await open(context, server, { speed: 1, base: screen.noon() });
    await player.edition(screen.playlist.edition);
    await player.page.evaluate(tools.axe());
    for (const key of [null, "Space", "i", "t", "?"]) {
      if (key) await player.page.keyboard.press(key);
      const { violations, passes } = await player.page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 120)).join("; ")), [], "after " + key);
      assert.ok(passes.length > 5);
    }
    await player.fine();
  });
}
