// The first build of a project, and the start on one that has not changed: node cold.js PROJECT [ROUNDS]
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { leafcast, run, serve } = require("./lib/program");
const { pause } = require("./lib/clock");
const { median } = require("./lib/statistics");
const { folder, remove } = require("./lib/workspace");
const stock = require("./lib/stock");

const sampled = 24; // leaflets that the stock compiler is started for; the rest is worked out
const starts = 5;

// What typesetting and export alone cost, one thing after the other: see pure.rs.
async function pure(project, leaflets) {
  const program = process.env.LEAFCAST_PURE;
  if (!program) return null;
  const every = Math.max(1, Math.round(leaflets / 200));
  const alone = (share) => run(program, [project, String(share)], { count: true });
  const { text, instructions } = await alone(every);
  const made = JSON.parse(text);
  // Shares of the leaflets and of the screens: each is scaled by what was really made.
  const rooms = (fs.readFileSync(path.join(project, "content/screens.toml"), "utf8").match(/^\[\[screens\]\]$/gm) || []).length;
  const [files, screens] = [leaflets / made.files, made.handouts > 0 ? rooms / made.handouts : 0];
  const parts = { files_s: made.files_cpu_s * files, slides_s: made.slides_cpu_s * screens, handouts_s: made.handouts_cpu_s * screens };
  // What it executes before it begins: reading. Seconds are counted from there on.
  const reading = instructions === undefined ? 0 : (await alone(0)).instructions;
  return { ...made, ...parts, cpu_s: parts.files_s + parts.slides_s + parts.handouts_s, instructions: (instructions - reading) * files };
}

// First builds, each into a folder of its own. The folders stay until the end: ext4 is slow to make files for a while
// after many were removed.
class FirstBuilds {
  constructor(project) {
    this.project = project;
    this.folders = [];
  }

  async all() {
    const out = folder("out");
    this.folders.push(out);
    const { text, ...seen } = await leafcast(this.project, { count: true }, "build", "--out", out);
    return seen;
  }

  async withoutScreens() {
    const screens = path.join(this.project, "content/screens.toml");
    const kept = fs.readFileSync(screens);
    try {
      fs.writeFileSync(screens, "screens = []\n");
      return (await this.all()).wall_s;
    } finally {
      fs.writeFileSync(screens, kept);
    }
  }

  end() {
    this.folders.forEach(remove);
  }
}

// Starts on what the first build has made.
async function again(project) {
  fs.rmSync(path.join(project, "out"), { recursive: true, force: true });
  await leafcast(project, {}, "build");
  const [build, ready] = [[], []];
  for (let n = 0; n < starts; n++) {
    build.push((await leafcast(project, {}, "build")).wall_s);
    const server = await serve(project);
    ready.push(server.ready_s);
    await server.stop();
    await pause(200);
  }
  return { build_s: median(build), ready_s: median(ready) };
}

// A machine's speed changes from one minute to the next: what is compared is measured in turn, several times. Nobody's
// files are in memory at a first build on a fresh machine; but the system keeps what was just generated there, for us
// and for the stock compiler alike.
async function measure(project, leaflets, turns) {
  const cores = os.availableParallelism();
  const places = await stock.prepare(project, leaflets, sampled);
  const builds = new FirstBuilds(project);
  try {
    const rounds = [];
    for (let n = 0; n < turns; n++) {
      const ours = await builds.all();
      const alone = await pure(project, leaflets);
      const theirs = await stock.measure(places, leaflets, cores);
      rounds.push({ ...ours, pure: alone, stock: theirs, leaflets_s: await builds.withoutScreens() });
    }
    return { cores, rounds, again: await again(project) };
  } finally {
    builds.end();
    (places || []).forEach(remove);
  }
}

module.exports = { measure };

if (require.main === module) {
  const project = path.resolve(process.argv[2]);
  const leaflets = fs.readdirSync(path.join(project, "content/leaflets")).length;
  measure(project, leaflets, Number(process.argv[3] || 3)).then((result) => {
    console.log(JSON.stringify(result, null, 2));
    process.exit();
  }, (error) => {
    console.error(error);
    process.exit(1);
  });
}
