// Opens the player in Debian's Chromium and watches over it: no console error, no foreign request, no blank frame.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const tools = require("./tools");
const pageSide = require("./page-side");
const { until } = require("./until");

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const executable = { executablePath: process.env.LEAFCAST_CHROMIUM || "/usr/bin/chromium" };

// A browser for many pages that keep nothing from one another.
const launch = () => tools.chromium().launch({ ...executable, args: flags });

// A browser with a profile of its own. `again()` closes it and opens it anew with the same profile.
async function browser(t, options, more) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "leafcast-browser-"));
  let context = null;
  const open = async () => {
    context = await tools.chromium().launchPersistentContext(profile, {
      ...executable,
      args: [...flags, ...(more || [])],
      viewport: { width: 1920, height: 1080 },
      ...options,
    });
    return context;
  };
  t.after(async () => {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  await open();
  return {
    get context() {
      return context;
    },
    again: async () => {
      await context.close();
      return open();
    },
  };
}

class Player {
  constructor(page, server) {
    this.page = page;
    this.server = server;
    this.errors = [];
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      // Chromium itself reports a request that fails; that is what a test with a failing server wants to see.
      if (server && server.troubled && message.text().startsWith("Failed to load resource")) return;
      this.errors.push(message.text());
    });
    page.context().on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      const own = server ? host === new URL(server.url).host : protocol === "file:";
      if (!own && protocol !== "blob:") this.errors.push("request to " + request.url());
    });
  }

  witness() {
    return this.page.evaluate(() => ({ ...window.witness, setClock: undefined }));
  }

  // Waits until the page says yes; fails with what was seen so far.
  async until(condition, argument, seconds) {
    try {
      await until(this.page, condition, argument, seconds || 15);
    } catch (error) {
      const { seen, editions } = await this.witness();
      throw new Error(error.message + "\nseen: " + seen.map((one) => one.item || one.kind).slice(-20).join(" ") + "\neditions: " + editions + "\n" + this.errors.join("\n"));
    }
  }

  // What was shown in order: while the edition is still coming in, its first slide may be shown again.
  async order() {
    const { seen } = await this.witness();
    return seen.slice(Math.max(0, seen.findIndex((one) => one.whole) - 1)).map((one) => one.item);
  }

  slides(total, seconds) {
    return this.until((n) => window.witness.total >= n, total, seconds);
  }

  async moreSlides(more, seconds) {
    const { total } = await this.witness();
    await this.slides(total + more, seconds);
  }

  edition(edition, seconds) {
    return this.until((wanted) => window.witness.editions.at(-1) === wanted, edition, seconds);
  }

  shows(slide, seconds) {
    return this.until((wanted) => window.witness.seen.at(-1)?.slide === wanted, slide, seconds);
  }

  last() {
    return this.page.evaluate(() => window.witness.seen.at(-1));
  }

  setClock(ms) {
    return this.page.evaluate((value) => window.witness.setClock(value), ms);
  }

  // The worker is there and the whole edition is stored.
  async stored(edition) {
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await this.until(async (wanted) => {
      const name = (await caches.keys()).find((key) => key.endsWith(":edition:" + wanted));
      if (!name || !navigator.serviceWorker.controller) return false;
      return Boolean(await (await caches.open(name)).match("playlist.json"));
    }, edition);
  }

  // What holds at the end of every test.
  async fine() {
    const { blank, violations } = await this.witness();
    assert.equal(blank, 0, "frames without a whole picture");
    assert.equal(violations, 0, "violations of the content security policy");
    assert.deepEqual(this.errors, []);
  }
}

// `options`: speed, base (what the clock says), hang.
async function open(context, server, options, url) {
  const page = await context.newPage();
  const player = new Player(page, server);
  await page.addInitScript(pageSide, { speed: 20, anchor: Date.now(), ...options });
  await page.goto(url || server.url);
  return player;
}

module.exports = { browser, launch, open };
