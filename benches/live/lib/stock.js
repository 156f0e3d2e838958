// The stock compiler on the same layouts, fonts, data and PDF standards: the command line if it is there, else the Python
// package of the same compiler, as a process of its own for each leaflet in both cases.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { binary, repository, run } = require("./program");
const { folder } = require("./workspace");
const { now } = require("./clock");
const { id } = require("./project");

const python = path.join(repository, "target/tools/bin/python-with-typst");
const standards = ["ua-1", "a-2a"];
const script = "import sys, typst; more = {'pdf_standards': " + JSON.stringify(standards) + "} if sys.argv[5] == 'pdf' else {}; " +
  "typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3], font_paths=[sys.argv[4]], ignore_system_fonts=True, format=sys.argv[5], **more)";

// What the program makes of a leaflet, and what the stock compiler is started for, each in a process of its own: the
// leaflet, its slides as pictures, its slides as a document.
const kinds = [
  { name: "leaflet_pdf", layout: "leaflet.typ", out: "leaflet.pdf" },
  { name: "slides_svg", layout: "slide.typ", out: "slide-{p}.svg" },
  { name: "slides_pdf", layout: "slide.typ", out: "slides.pdf" },
];

// The command line: LEAFCAST_TYPST, or where `run --with-typst-watch` builds it.
function commandLine() {
  const found = process.env.LEAFCAST_TYPST || path.join(repository, "target/tools/typst-cli/bin/typst");
  return fs.existsSync(found) ? found : null;
}

const places = (root) => [path.join(root, "layouts"), path.join(root, "fonts")];
const common = (root) => ["--root", places(root)[0], "--font-path", places(root)[1], "--ignore-system-fonts"];
const pdfOptions = ["--pdf-standard", standards.join(",")];

// One process that makes one thing of the layouts in a folder.
function compile(root, { layout, out }) {
  const [source, target] = [path.join(root, "layouts", layout), path.join(root, out)];
  const typst = commandLine();
  const format = path.extname(out).slice(1);
  if (typst) return run(typst, ["compile", ...common(root), ...(format === "pdf" ? pdfOptions : []), source, target]);
  return run(python, ["-c", script, source, target, ...places(root), format]);
}

// The layouts of a project with the data of one of its leaflets and of its slides, as `leafcast sample` writes it.
async function workplace(project, leaflet) {
  await run(binary(), ["sample", leaflet], { cwd: project });
  const root = folder("stock");
  for (const name of ["layouts", "fonts"]) fs.cpSync(path.join(project, name), path.join(root, name), { recursive: true });
  const file = path.join(root, "layouts/slide.json");
  const data = JSON.parse(fs.readFileSync(file, "utf8"));
  // Slides that are no leaflet's are made once for all screens.
  data.slides = data.slides.filter((slide) => slide.id.startsWith(leaflet + "/"));
  fs.writeFileSync(file, JSON.stringify(data));
  return root;
}

// How long it takes to start the compiler for each folder, as many at a time as there are cores.
async function each(roots, kind, cores) {
  await compile(roots[0], kind);
  const started = now();
  let next = 0;
  const work = async () => {
    while (next < roots.length) await compile(roots[next++], kind);
  };
  await Promise.all(Array.from({ length: cores }, work));
  return (now() - started) / 1000;
}

// The workplaces of some leaflets, spread over the project so that no stretch of it counts for all.
async function prepare(project, leaflets, sampled) {
  if (!commandLine() && !fs.existsSync(python)) return null;
  const count = Math.min(sampled, leaflets);
  const roots = [];
  for (let n = 0; n < count; n++) roots.push(await workplace(project, id(Math.floor((n * leaflets) / count))));
  return roots;
}

// How long the stock compiler takes for these, and from that for all.
async function measure(roots, leaflets, cores) {
  if (!roots) return { skipped: "no stock compiler; `tests/run` installs one" };
  const result = { compiler: commandLine() ? "typst compile" : "PyPI typst", sampled: roots.length, sample_s: 0 };
  for (const kind of kinds) {
    const taken_s = await each(roots, kind, cores);
    result.sample_s += taken_s;
    result[kind.name + "_s"] = (taken_s / roots.length) * leaflets;
  }
  return result;
}

module.exports = { commandLine, common, measure, pdfOptions, prepare, workplace };
