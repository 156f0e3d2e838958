// What has to be there before anything is measured. Built here, not installed: the browser's tools come from `tests/run`.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { spawnSync } = require("node:child_process");
const { repository } = require("./program");
const { folder, remove } = require("./workspace");
const stock = require("./stock");

// Cargo says what it does on standard error; what it made comes back.
function cargo(args, env) {
  const { status, stdout, error } = spawnSync("cargo", args, { cwd: repository, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28 });
  if (error) throw error;
  if (status !== 0) throw new Error("cargo " + args.join(" ") + " ended with " + status);
  return stdout.toString();
}

function program() {
  if (!process.env.LEAFCAST_BIN) cargo(["build", "--release", "--locked"]);
}

// The program that typesets and exports and does nothing else, if Cargo.toml has it.
function pure() {
  if (process.env.LEAFCAST_PURE || !/^name = "pure"$/m.test(fs.readFileSync(path.join(repository, "Cargo.toml"), "utf8"))) return;
  const lines = cargo(["bench", "--locked", "--bench", "pure", "--no-run", "--message-format", "json"]).split("\n").filter(Boolean);
  const made = lines.map((line) => JSON.parse(line)).find(({ executable, target }) => executable && target.name === "pure");
  process.env.LEAFCAST_PURE = made.executable;
}

function browser() {
  const tools = process.env.LEAFCAST_BROWSER_TOOLS || path.join(repository, "target/tools/browser");
  if (!fs.existsSync(path.join(tools, "node_modules/playwright-core"))) throw new Error("the tools of the browser are missing: `tests/run` installs them");
}

// The stock command line, once: more than ten minutes on two cores. No registry has it ready-made.
function typst(version) {
  if (stock.commandLine()) return;
  const target = folder("typst");
  cargo(["install", "typst-cli", "--version", version, "--locked", "--root", path.join(repository, "target/tools/typst-cli")], { CARGO_TARGET_DIR: target });
  remove(target);
}

module.exports = { program, pure, browser, typst };
