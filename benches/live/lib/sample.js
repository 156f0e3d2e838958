// The sample of the repository, read as lines: what a leaflet of many is made of.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { title } = require("./titles");
const { random } = require("./words");
const { vary, vocabularyOf } = require("./text");

// Nothing here knows an id of the sample: it is the first leaflet there is.
function read(repository) {
  const content = path.join(repository, "content");
  const leaflets = path.join(content, "leaflets");
  const id = fs.readdirSync(leaflets).sort()[0];
  const folder = path.join(leaflets, id);
  const text = (name) => fs.readFileSync(path.join(folder, name), "utf8");
  return { repository, content, folder, text, files: fs.readdirSync(folder), head: text("leaflet.toml") };
}

// Headings and the invitation are the same on all leaflets of a practice.
const common = /^(heading|lead_in|button|short = "Book|short = "Pid)/;
const quoted = /^(\s*(?:\w+ = )?")(.*)(",?)$/;

// The words of one leaflet in one language.
function words(text, index, salt) {
  const old = /^title = "(.*)"$/m.exec(text)[1];
  const name = title(index);
  const next = random(index * 7919 + salt);
  const vocabulary = vocabularyOf(text.replace(/^[#[].*$/gm, "").replace(/^\w+ =/gm, ""));
  let inside = false;
  const lines = text.replaceAll(old, name).split("\n").map((line) => {
    if (inside || line.endsWith('"""')) {
      const edge = line.endsWith('"""');
      if (edge) inside = !inside;
      return edge ? line : vary(line, next, vocabulary);
    }
    const string = quoted.exec(line);
    if (!string || common.test(line) || line === 'title = "' + name + '"') return line;
    return string[1] + vary(string[2], next, vocabulary) + string[3];
  });
  return lines.join("\n");
}

// What is the same in every language of one leaflet. Codes are different for each: they lead to booking.
function head(text, index, category) {
  const code = "B" + index.toString(36).toUpperCase().padStart(4, "0");
  return text.replace(/^code = ".*"$/m, 'code = "' + code + '"').replace(/^category = ".*"$/m, 'category = "' + category + '"');
}

// The same picture in other bytes, as no two leaflets share one.
const picture = (svg, index) => svg.replace(/>/, "><!-- leaflet " + index + " -->");

module.exports = { read, words, head, picture };
