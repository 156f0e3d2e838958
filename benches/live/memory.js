// How much memory the program takes: node memory.js PROJECT [--edits 2000]
// The peak of a first build, and what `serve` holds after many edits while somebody looks at the preview.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const http = require("node:http");
const { parseArgs } = require("node:util");
const { leafcast, serve } = require("./lib/program");
const { Text } = require("./lib/edits");
const { Published } = require("./lib/published");
const views = require("./lib/views");
const { id } = require("./lib/project");
const { pause, within } = require("./lib/clock");
const { median } = require("./lib/statistics");

const edited = 20; // leaflets that are edited in turn
const samples = 20; // the memory after some edits is the median over so many of them
const stretch = 10; // edits of one leaflet in a row, as somebody does who reads it through

// The peak of a build that finds nothing published.
async function peak(project) {
  fs.rmSync(path.join(project, "out"), { recursive: true, force: true });
  return (await leafcast(project, {}, "build")).peak_mb;
}

// Looks at a view, as a browser does: the pages are made for it, and fetched.
function watch(url, view) {
  const request = http.get(url + "events?view=" + view, (response) => {
    let rest = "";
    response.setEncoding("utf8").on("data", (data) => {
      const parts = (rest + data).split("\n\n");
      rest = parts.pop();
      for (const part of parts) if (part.includes("event: view")) for (const [, hash] of part.matchAll(/"hash":"(\w+)"/g)) get(url + "preview/page/" + hash + ".svg");
    });
    response.on("error", () => {});
  });
  request.on("error", () => {});
  return () => request.destroy();
}

// A page that is gone already, because a newer one came, is no fault.
const get = (address) => http.get(address, (response) => response.resume().on("error", () => {})).on("error", () => {});

class Desk {
  constructor(project, server, leaflets) {
    this.project = project;
    this.server = server;
    this.leaflets = leaflets;
    this.texts = new Map();
    this.close = () => {};
  }

  // Opens the preview of another leaflet.
  async turnTo(number) {
    const leaflet = id(number % Math.min(edited, this.leaflets));
    this.close();
    const view = "leaflet/" + leaflet + "/en/a4";
    const unwatch = watch(this.server.url, view);
    const found = await this.paragraphs(view);
    if (!this.texts.has(leaflet)) this.texts.set(leaflet, new Text(path.join(this.project, "content/leaflets", leaflet, "en.toml"), number + 1));
    this.text = this.texts.get(leaflet);
    this.lines = views.targets(found).map((field) => found.get(field).line);
    this.pdf = new Published(path.join(this.project, "out/leaflets", leaflet, leaflet + "-en-a4.pdf"));
    this.close = () => {
      unwatch();
      this.pdf.close();
    };
  }

  // They are known when the pages have been made for who just came; before that nobody looks at the view.
  async paragraphs(view) {
    for (const end = Date.now() + 20000; Date.now() < end; await pause(100)) {
      const found = views.paragraphs(await views.regions(this.server.url, view).catch(() => []));
      if (found.size > 0) return found;
    }
    throw new Error(view + " has no paragraphs");
  }

  async edit(n) {
    if (n % stretch === 0) await this.turnTo(n / stretch);
    this.text.change(this.lines[n % this.lines.length]);
    const published = this.pdf.next();
    this.text.save(n % 2 === 1);
    if (!(await within(10000, published))) throw new Error("edit " + n + " gave no PDF");
  }
}

// Resident memory after a tenth of the edits and after all of them.
async function edits(project, leaflets, count) {
  await leafcast(project, {}, "build");
  const server = await serve(project);
  const desk = new Desk(project, server, leaflets);
  const resident = [];
  let peak_mb = 0;
  try {
    for (let n = 0; n < count; n++) {
      await desk.edit(n);
      resident.push(server.memory().resident_mb);
    }
    ({ peak_mb } = server.memory());
  } finally {
    desk.close();
    await server.stop();
  }
  const after = (number) => median(resident.slice(Math.max(0, number - samples), number));
  return { early: Math.ceil(count / 10), late: count, early_mb: after(Math.ceil(count / 10)), late_mb: after(count), peak_mb };
}

module.exports = { edits, peak };

if (require.main === module) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { edits: { type: "string", default: "2000" } } });
  const project = path.resolve(positionals[0]);
  const leaflets = fs.readdirSync(path.join(project, "content/leaflets")).length;
  peak(project).then(async (peak_mb) => {
    console.log({ leaflets, peak_mb, edits: await edits(project, leaflets, Number(values.edits)) });
    process.exit();
  }).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
