// The first build of a project, and the start on one that has not changed: node cold.js PROJECT
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { leafcast, serve } = require("./lib/program");
const { pause } = require("./lib/clock");
const { median } = require("./lib/statistics");
const { folder, remove } = require("./lib/workspace");
const stock = require("./lib/stock");

const sampled = 24; // leaflets that the stock compiler is started for; the rest is worked out
const starts = 5;

// Processor seconds of typesetting and export alone, one thing after the other: see pure.rs. Where there is no such
// program the processor time of the whole build stands for it: an upper bound, so that the ratio looks better than it is.
async function pure(project, leaflets) {
  const program = process.env.LEAFCAST_PURE;
  if (!program) return null;
  const every = Math.max(1, Math.round(leaflets / 200));
  const text = await stock.output(program, [project, String(every)]);
  const made = JSON.parse(text);
  // Shares of the leaflets and of the screens: each is scaled by what was really made.
  const rooms = (fs.readFileSync(path.join(project, "content/screens.toml"), "utf8").match(/^\[\[screens\]\]$/gm) || []).length;
  const [files, screens] = [leaflets / made.files, made.handouts > 0 ? rooms / made.handouts : 0];
  const parts = { files_s: made.files_cpu_s * files, slides_s: made.slides_cpu_s * screens, handouts_s: made.handouts_cpu_s * screens };
  return { ...made, ...parts, cpu_s: parts.files_s + parts.slides_s + parts.handouts_s };
}

// The first build of the leaflets alone, without any screen.
async function withoutScreens(project) {
  const screens = path.join(project, "content/screens.toml");
  const kept = fs.readFileSync(screens);
  const out = folder("out");
  try {
    fs.writeFileSync(screens, "screens = []\n");
    return (await leafcast(project, "build", "--out", out)).wall_s;
  } finally {
    fs.writeFileSync(screens, kept);
    remove(out);
  }
}

// Nobody's files are in memory at a first build on a fresh machine; but the system keeps what was just generated there,
// for us and for the stock compiler alike.
async function measure(project, leaflets) {
  const cores = os.availableParallelism();
  fs.rmSync(path.join(project, "out"), { recursive: true, force: true });
  const cold = await leafcast(project, "build");
  const again = [];
  const ready = [];
  for (let n = 0; n < starts; n++) {
    again.push((await leafcast(project, "build")).wall_s);
    const server = await serve(project);
    ready.push(server.ready_s);
    await server.stop();
    await pause(200);
  }
  const alone = await pure(project, leaflets);
  return {
    cores,
    wall_s: cold.wall_s,
    stolen_s: cold.stolen_s,
    cpu_s: cold.cpu_s,
    peak_mb: cold.peak_mb,
    pure: alone,
    leaflets_s: await withoutScreens(project),
    again_s: median(again),
    ready_s: median(ready),
    stock: await stock.measure(project, leaflets, sampled, cores),
  };
}

module.exports = { measure };

if (require.main === module) {
  const project = path.resolve(process.argv[2]);
  const leaflets = fs.readdirSync(path.join(project, "content/leaflets")).length;
  measure(project, leaflets).then((result) => {
    console.log(result);
    process.exit();
  }, (error) => {
    console.error(error);
    process.exit(1);
  });
}
