// The same edits under `typst watch`: from a saved text to the new PDF, layouts, data, fonts and PDF standards alike.
// node typst-watch.js PROJECT [--edits 50]. What its user feels counts, and so its pause for further changes does.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { parseArgs } = require("node:util");
const stock = require("./lib/stock");
const { run } = require("./lib/program");
const { remove, start, stop } = require("./lib/workspace");
const { Published } = require("./lib/published");
const { candidates, replaceAt } = require("./lib/text");
const { invent, like, random } = require("./lib/words");
const { id } = require("./lib/project");
const { now, pause, within } = require("./lib/clock");

const version = "0.15.1";
const calm = 350; // as in latency.js
const warm = 3;

// The data of a leaflet, its paragraphs changed in turn: one word, never one that stood there before.
class Data {
  constructor(file) {
    this.file = file;
    this.text = fs.readFileSync(file, "utf8");
    this.next = random(1);
    // Paragraphs are runs of text; the short ones are headings and labels.
    const runs = Array.from(this.text.matchAll(/"text": "([^"]{60,})"/g), (match) => [match.index + 9, match[1]]);
    this.places = runs.map(([start, text]) => {
      const words = candidates(text).filter(({ word }) => word.length >= 4);
      const { at, word } = words[words.length >> 1];
      return { at: start + at, word };
    });
  }

  save(n) {
    const place = this.places[n % this.places.length];
    const word = like(invent(this.next, place.word.length), place.word);
    this.text = replaceAt(this.text, place, word);
    place.word = word;
    const saved = now();
    fs.writeFileSync(this.file, this.text);
    return saved;
  }
}

async function measure(project, { edits = 50, leaflet = id(0) } = {}) {
  const typst = stock.commandLine();
  if (!typst) return { skipped: "no typst " + version + "; `benches/live/run --with-typst-watch` builds it" };
  const said = (await run(typst, ["--version"])).text;
  if (!said.includes(version)) return { skipped: "needs typst " + version + ", found " + said.trim() };
  const root = await stock.workplace(project, leaflet);
  const target = path.join(root, "out.pdf");
  const child = start(typst, ["watch", ...stock.common(root), ...stock.pdfOptions, path.join(root, "layouts/leaflet.typ"), target], { stdio: "ignore" });
  const pdf = new Published(target);
  try {
    if (!(await within(60000, pdf.next()))) throw new Error("typst watch made no PDF");
    await pause(1000);
    return { pdf: await follow(new Data(path.join(root, "layouts/data.json")), pdf, edits) };
  } finally {
    pdf.close();
    await stop(child);
    remove(root);
  }
}

// How long each edit takes to be in the PDF, in ms.
async function follow(data, pdf, edits) {
  const times = [];
  for (let n = 0; n < edits + warm; n++) {
    await pause(calm);
    const published = pdf.next();
    const saved = data.save(n);
    const at = await within(10000, published);
    if (!at) throw new Error("an edit gave no PDF");
    if (n >= warm) times.push(at - saved);
  }
  return times;
}

module.exports = { measure, version };

if (require.main === module) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { edits: { type: "string", default: "50" } } });
  const { summary } = require("./lib/statistics");
  measure(path.resolve(positionals[0]), { edits: Number(values.edits) }).then((result) => {
    console.log(result.skipped || summary(result.pdf));
    process.exit();
  }, (error) => {
    console.error(error);
    process.exit(1);
  });
}
