// Edits as an editor makes them: one word in one paragraph, then the whole file is saved.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { candidates, replaceAt } = require("./text");
const { invent, like, random } = require("./words");
const { now } = require("./clock");

// Paragraphs that are printed and on no slide.
const prose = /^(main_message|intro|.*\.(body|action|answer|general|specific|balance|frequency)|(symptoms|indications|benefits|red_flags)\.items\.\d+)$/;

class Text {
  constructor(file, seed = 1) {
    this.file = file;
    const text = fs.readFileSync(file, "utf8");
    this.lines = text.split("\n");
    this.next = random(seed);
    this.used = new Set(text.match(/\p{L}+/gu));
    this.places = new Map();
  }

  // Changes a word of the paragraph that begins at a line, counted from 1: always the same place, never to a word
  // that stood anywhere before. What was typeset once is never asked for again.
  change(line) {
    const place = this.places.get(line) || this.choose(line);
    let word = "";
    do word = like(invent(this.next, place.word.length), place.word);
    while (this.used.has(word));
    this.used.add(word);
    this.lines[place.row] = replaceAt(this.lines[place.row], place, word);
    place.word = word;
    this.places.set(line, place);
    return word;
  }

  // A word near the beginning: the preview tells the first 80 characters of each text, where it is looked for.
  choose(line) {
    const row = this.lines[line - 1].endsWith('"""') ? line : line - 1;
    const start = row === line ? 0 : this.lines[row].indexOf('"') + 1;
    const words = candidates(this.lines[row]).filter(({ at, word }) => at >= start && word.length >= 4);
    const early = words.filter(({ at, word }) => at + word.length - start <= 60);
    const place = early.pop() || words[0];
    if (!place) throw new Error(this.file + ":" + line + " has no word to change");
    return { row, ...place };
  }

  // Saves by writing into the file, or into another that takes its name. The moment is that at which the new text
  // begins to be there: whatever the system does from here on counts.
  save(byRename) {
    const data = this.lines.join("\n");
    if (!byRename) {
      const saved = now();
      fs.writeFileSync(this.file, data);
      return saved;
    }
    const other = path.join(path.dirname(this.file), "." + path.basename(this.file) + ".new");
    fs.writeFileSync(other, data);
    const saved = now();
    fs.renameSync(other, this.file);
    return saved;
  }
}

module.exports = { Text, prose };
