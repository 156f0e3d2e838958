// Debian's Chromium, as the tests of the player use it.
"use strict";
const path = require("node:path");
const workspace = require("./workspace");
const { repository } = require("./program");

process.env.LEAFCAST_BROWSER_TOOLS ||= path.join(repository, "target/tools/browser");
const tools = require("../../../tests/browser/lib/tools");

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// A window of the size of a common laptop.
async function open(url) {
  const profile = workspace.folder("browser");
  const context = await tools.chromium().launchPersistentContext(profile, {
    executablePath: process.env.LEAFCAST_CHROMIUM || "/usr/bin/chromium",
    args: flags,
    viewport: { width: 1440, height: 900 },
    // What Chromium leaves behind when it is killed goes with its profile.
    env: { ...process.env, TMPDIR: profile },
    // Ctrl-C is seen to in workspace.js.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = context.pages()[0] || (await context.newPage());
  await page.goto(url);
  const close = async () => {
    await context.close();
    workspace.remove(profile);
  };
  return { page, context, close };
}

module.exports = { open };
