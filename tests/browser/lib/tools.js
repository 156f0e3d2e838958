// Playwright and axe come from node_modules beside this file, or from the folder LEAFCAST_BROWSER_TOOLS.
"use strict";
const path = require("node:path");
const { createRequire } = require("node:module");

const folder = process.env.LEAFCAST_BROWSER_TOOLS;
const from = folder ? createRequire(path.join(path.resolve(folder), "package.json")) : require;

module.exports = {
  chromium: () => from("playwright-core").chromium,
  axe: () => require("node:fs").readFileSync(from.resolve("axe-core/axe.min.js"), "utf8"),
};
