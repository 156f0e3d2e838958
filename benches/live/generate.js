// Makes a project with COUNT distinct leaflets: node generate.js DIR COUNT [--languages en,es] [--screens N]
// The same arguments give the same files.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { parseArgs } = require("node:util");
const { generate } = require("./lib/project");

const { values, positionals } = parseArgs({ allowPositionals: true, options: { languages: { type: "string", default: "en" }, screens: { type: "string" } } });
const [folder, count] = positionals;
if (!folder || !(Number(count) > 0)) {
  console.error("usage: node generate.js DIR COUNT [--languages en,es] [--screens N]");
  process.exit(2);
}
if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
  console.error(folder + " is not empty");
  process.exit(2);
}
const screens = values.screens === undefined ? undefined : Number(values.screens);
const made = generate(path.join(__dirname, "../.."), folder, Number(count), { languages: values.languages.split(","), screens });
console.log(made.count + " leaflets and " + made.rooms + " screens in " + folder);
