// Instructions that a process executes, by Linux' `perf`. Unlike seconds they are the same on a busy machine.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { spawnSync } = require("node:child_process");
const { folder, remove } = require("./workspace");

const events = "instructions:u,instructions:k";
let able;

// Virtual machines often have no counters.
function can() {
  if (able === undefined) {
    const { status, stdout } = spawnSync("perf", ["stat", "-x", ",", "-e", events, "--log-fd", "1", "true"]);
    able = status === 0 && Number.isFinite(sum(stdout.toString()));
  }
  return able;
}

// Lines of `perf stat -x ,`: the value first; a word instead of it if there is none.
const sum = (text) => text.split("\n").filter((line) => line.includes("instructions")).reduce((all, line) => all + parseFloat(line), 0);

// What to start instead of a command in order to count its instructions; nothing where that cannot be done.
function counted(command, args) {
  if (!can()) return null;
  const made = folder("perf");
  const file = path.join(made, "counts");
  return {
    command: "perf",
    args: ["stat", "-x", ",", "-e", events, "-o", file, "--", command, ...args],
    // The process that is counted, of which the system knows the memory.
    pid: (perf) => childOf(perf),
    instructions: () => {
      const counts = fs.readFileSync(file, "utf8");
      remove(made);
      return sum(counts);
    },
  };
}

function childOf(pid) {
  try {
    return fs.readFileSync("/proc/" + pid + "/task/" + pid + "/children", "utf8").trim().split(" ")[0] || null;
  } catch (error) {
    return null; // it has ended
  }
}

module.exports = { counted };
