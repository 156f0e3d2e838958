// Copies of the screens that the program made, and variants of them. Nothing here knows an id of the sample.
"use strict";
const crypto = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const sha256 = (data) => crypto.createHash("sha256").update(data).digest("hex");

function made() {
  const folder = process.env.LEAFCAST_SCREENS;
  if (!folder) throw new Error("LEAFCAST_SCREENS must name the folder of the finished screens, such as out/screens");
  return fs.readdirSync(folder)
    .map((id) => path.join(folder, id))
    .filter((screen) => fs.existsSync(path.join(screen, "playlist.json")));
}

class Screen {
  constructor(folder) {
    this.folder = folder;
    this.playlist = JSON.parse(fs.readFileSync(path.join(folder, "playlist.json"), "utf8"));
  }

  file(name) {
    return path.join(this.folder, name);
  }

  // Noon, some days after the edition was built.
  noon() {
    return Date.parse(this.playlist.not_before + "T12:00:00Z") + 10 * 86400000;
  }

  // The first `count` slides that differ, `seconds` each, always open, no notices: a loop a test can wait for.
  short(count, seconds) {
    const seen = new Set();
    const loop = this.playlist.loop
      .filter((item) => !item.when && !seen.has(item.slide) && seen.add(item.slide))
      .slice(0, count);
    this.playlist.loop = loop.map((item) => ({ ...item, seconds, cut: false }));
    this.playlist.urgent = [];
    this.playlist.opening_hours = [];
    this.playlist.poll_seconds = 5;
    const used = new Set([...loop.map((item) => item.slide), this.playlist.fallback]);
    for (const id of Object.keys(this.playlist.slides)) if (!used.has(id)) delete this.playlist.slides[id];
    return this.write();
  }

  // A new slide: the same picture with a comment, so that it has a digest of its own.
  add(id, mark) {
    const like = this.playlist.slides[this.playlist.fallback];
    const data = fs.readFileSync(this.file(like.file), "utf8") + "<!-- " + mark + " -->";
    const digest = sha256(data);
    const file = "slides/" + digest.slice(0, 16) + ".svg";
    fs.writeFileSync(this.file(file), data);
    this.playlist.slides[id] = { ...like, file, sha256: digest, bytes: Buffer.byteLength(data), title: mark, text: mark };
    return this.playlist.slides[id];
  }

  notice(id, list, when) {
    this.add(id, id);
    const item = { id, slide: id, seconds: this.playlist.loop[0].seconds, cut: false, when };
    if (list === "urgent") this.playlist.urgent.push(item);
    else this.playlist.loop.splice(1, 0, item);
    return item;
  }

  // As the program does it: slides first, the playlist last and in one piece.
  write() {
    this.playlist.loop_seconds = this.playlist.loop.reduce((sum, item) => sum + item.seconds, 0);
    this.playlist.edition = "";
    this.playlist.edition = sha256(JSON.stringify(this.playlist)).slice(0, 16);
    const text = JSON.stringify(this.playlist);
    for (const [name, data] of [["playlist.js", "leafcastPlaylist(" + text + ");"], ["playlist.json", text]]) {
      fs.writeFileSync(this.file(name + ".new"), data);
      fs.renameSync(this.file(name + ".new"), this.file(name));
    }
    return this;
  }

  ids() {
    return this.playlist.loop.map((item) => item.id);
  }
}

// A copy that a test may change. `portrait` picks the screen by its shape.
function copy(t, portrait) {
  const source = made().find((folder) => {
    const { width, height } = new Screen(folder).playlist.screen;
    return height > width === Boolean(portrait);
  });
  if (!source) throw new Error("no " + (portrait ? "portrait" : "landscape") + " screen in LEAFCAST_SCREENS");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "leafcast-screen-"));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.cpSync(source, folder, { recursive: true });
  return new Screen(folder);
}

module.exports = { copy };
