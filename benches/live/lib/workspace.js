// Temporary folders and processes. They are gone when the benchmark ends, however it ends; only what was started here
// is ended, by its own number.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { spawn } = require("node:child_process");

const folders = new Set();
const children = new Set();

function folder(name) {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "leafcast-bench-" + name + "-"));
  folders.add(made);
  return made;
}

function remove(made) {
  fs.rmSync(made, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  folders.delete(made);
}

function start(command, args, options) {
  const child = spawn(command, args, options);
  children.add(child);
  child.ended = new Promise((done, fail) => {
    child.once("exit", (code, signal) => {
      children.delete(child);
      done({ code, signal });
    });
    child.once("error", fail);
  });
  // Whoever waits for it hears of the error; nobody may.
  child.ended.catch(() => children.delete(child));
  return child;
}

async function stop(child, signal = "SIGINT", patience = 10000) {
  if (!children.has(child)) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  await child.ended;
  clearTimeout(timer);
}

process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const made of folders) {
    try {
      remove(made);
    } catch (error) {
      console.error("not removed: " + made + " (" + error.message + ")");
    }
  }
});
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) process.on(signal, () => process.exit(code));

module.exports = { folder, remove, start, stop };
