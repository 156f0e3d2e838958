// What the whole machine did: others on its host slow a virtual machine down without a trace in its own processes.
"use strict";
const fs = require("node:fs");

// Processor seconds of all cores since the start: used, and taken away by the host while something wanted to run.
function processors() {
  const line = fs.readFileSync("/proc/stat", "utf8").split("\n")[0];
  const [user, nice, system, , , interrupts, soft, stolen] = line.split(/\s+/).slice(1).map((ticks) => Number(ticks) / 100);
  return { used_s: user + nice + system + interrupts + soft, stolen_s: stolen };
}

// What was used and taken away since `before`.
function since(before) {
  const now = processors();
  return { used_s: now.used_s - before.used_s, stolen_s: now.stolen_s - before.stolen_s };
}

// The share of what was wanted that the host took away.
const share = ({ used_s, stolen_s }) => (used_s + stolen_s > 0 ? stolen_s / (used_s + stolen_s) : 0);

module.exports = { processors, since, share };
