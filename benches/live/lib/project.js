// A whole project with many leaflets, made of the sample.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const sample = require("./sample");
const shared = require("./practice");

const onOneScreen = 5;
const id = (index) => "leaflet-" + String(index + 1).padStart(4, "0");

// `screens`: how many, each with five leaflets; as many as it takes for all unless said.
function generate(repository, folder, count, { languages = ["en"], screens } = {}) {
  const source = sample.read(repository);
  for (const name of ["layouts", "fonts"]) fs.cpSync(path.join(repository, name), path.join(folder, name), { recursive: true });
  const write = (name, data) => {
    const file = path.join(folder, "content", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, data);
  };
  write("practice.toml", shared.practice(fs.readFileSync(path.join(source.content, "practice.toml"), "utf8"), languages));
  notices(source, languages, write);
  const texts = languages.map((language) => [language, source.text(language + ".toml")]);
  for (let index = 0; index < count; index++) leaflet(source, texts, index, write);
  const rooms = Math.min(screens ?? Infinity, Math.ceil(count / onOneScreen));
  const leaflets = (room) => Array.from({ length: Math.min(onOneScreen, count - room * onOneScreen) }, (_, place) => id(room * onOneScreen + place));
  const all = Array.from({ length: rooms }, (_, room) => shared.screen(room + 1, languages, leaflets(room)));
  write("screens.toml", rooms > 0 ? all.join("\n") : "screens = []\n");
  return { folder, count, rooms, languages };
}

function leaflet(source, texts, index, write) {
  const folder = "leaflets/" + id(index) + "/";
  write(folder + "leaflet.toml", sample.head(source.head, index, shared.category(index)));
  texts.forEach(([language, text], salt) => write(folder + language + ".toml", sample.words(text, index, salt)));
  for (const name of source.files.filter((name) => !name.endsWith(".toml"))) {
    const picture = fs.readFileSync(path.join(source.folder, name));
    write(folder + name, name.endsWith(".svg") ? sample.picture(picture.toString(), index) : picture);
  }
}

function notices(source, languages, write) {
  const folder = path.join(source.content, "notices");
  for (const name of fs.readdirSync(folder)) write("notices/" + name, shared.notice(fs.readFileSync(path.join(folder, name), "utf8"), languages));
}

module.exports = { generate, id };
