// Watches for a new PDF at a path, however it gets there: written in place or renamed.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { now } = require("./clock");

class Published {
  constructor(file) {
    this.file = file;
    this.known = this.look();
    this.last = null; // when the newest one was there
    this.waiting = [];
    // The folder: a file that takes the name of another is seen there.
    this.watcher = fs.watch(path.dirname(file), (_, name) => name === path.basename(file) && this.react());
  }

  // A whole PDF has its end; one that is being written has not.
  look() {
    let handle;
    try {
      handle = fs.openSync(this.file, "r");
      const { ino, size, mtimeMs } = fs.fstatSync(handle);
      const end = Buffer.alloc(8);
      fs.readSync(handle, end, 0, 8, Math.max(0, size - 8));
      return end.includes("%%EOF") ? [ino, size, mtimeMs].join(" ") : null;
    } catch (error) {
      return null; // not there now
    } finally {
      if (handle !== undefined) fs.closeSync(handle);
    }
  }

  react() {
    const at = now();
    const key = this.look();
    if (!key || key === this.known) return;
    this.known = key;
    this.last = at;
    for (const done of this.waiting.splice(0)) done(at);
  }

  // When the next one is there.
  next() {
    return new Promise((done) => this.waiting.push(done));
  }

  close() {
    this.watcher.close();
  }
}

module.exports = { Published };
