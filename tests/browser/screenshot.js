// node screenshot.js URL ITEM WIDTH HEIGHT OUT.png [TIME]
// The player as Chromium draws it, at one item of its loop, counted from 0. Without a time, such as 2026-12-01T10:30Z,
// its clock is not set: no hours, no dated notices, no clock in the corner.
"use strict";
const tools = require("./lib/tools");

async function main([url, item, width, height, out, when]) {
  if (!out) throw new Error("usage: node screenshot.js URL ITEM WIDTH HEIGHT OUT.png [TIME]");
  const browser = await tools.chromium().launch({
    executablePath: process.env.LEAFCAST_CHROMIUM || "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, reducedMotion: "reduce" });
    await page.addInitScript((now) => {
      window.leafcastClock = { speed: 1, now: () => now };
      window.shown = [];
      document.addEventListener("leafcast:slide", (event) => window.shown.push(event.detail));
      window.whole = false;
      document.addEventListener("leafcast:edition", (event) => (window.whole = event.detail.whole));
    }, when ? Date.parse(when) : 0);
    await page.goto(url);
    await page.waitForFunction(() => window.whole && window.shown.length > 0);
    for (let n = 0; n < Number(item); n++) {
      const before = await page.evaluate(() => window.shown.length);
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction((count) => window.shown.length > count, before);
    }
    const { slide } = await page.evaluate(() => window.shown.at(-1));
    await page.waitForFunction(() => document.querySelectorAll(".layer.shown").length === 1);
    await page.screenshot({ path: out });
    console.log(slide);
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
