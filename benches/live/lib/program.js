// The program as people run it, and what the system says of its process.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { start, stop } = require("./workspace");
const { now, pause } = require("./clock");
const { processors, since } = require("./machine");
const { counted } = require("./instructions");

const repository = path.join(__dirname, "../../..");
const binary = () => process.env.LEAFCAST_BIN || path.join(repository, "target/release/leafcast");

function status(pid) {
  try {
    const text = fs.readFileSync("/proc/" + pid + "/status", "utf8");
    const mb = (name) => Number((new RegExp("^" + name + ":\\s+(\\d+) kB$", "m").exec(text) || [])[1]) / 1024;
    return { peak_mb: mb("VmHWM"), resident_mb: mb("VmRSS") };
  } catch (error) {
    return null; // it has ended
  }
}

// Processor seconds, user and system, of all its threads.
function processorSeconds(pid) {
  try {
    const text = fs.readFileSync("/proc/" + pid + "/stat", "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch (error) {
    return null;
  }
}

// Runs a command to its end. Memory and processor time are read while it runs, so that the last few hundredths
// are missing; the peak is the system's own mark. `stolen_s` is what the host took from all cores meanwhile,
// `instructions` what it executed, if asked to `count` and the machine can. `text`: what it wrote to standard output.
async function run(command, args, { cwd, allowed = [0], env, count = false } = {}) {
  const log = [];
  let text = "";
  const counter = count ? counted(command, args) : null;
  const [started, before] = [now(), processors()];
  const child = start(counter?.command ?? command, counter?.args ?? args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (data) => (text += data));
  child.stderr.on("data", (data) => log.length < 200 && log.push(data));
  let seen = { peak_mb: 0, cpu_s: 0 };
  const look = () => {
    const pid = counter ? counter.pid(child.pid) : child.pid;
    const memory = pid && status(pid);
    if (memory && memory.peak_mb > 0) seen = { peak_mb: memory.peak_mb, cpu_s: processorSeconds(pid) ?? seen.cpu_s };
  };
  const timer = setInterval(look, 20);
  const { code, signal } = await child.ended;
  const wall_s = (now() - started) / 1000;
  const { stolen_s } = since(before);
  clearInterval(timer);
  const instructions = counter?.instructions();
  if (!allowed.includes(code)) throw new Error([command, ...args].join(" ") + " ended with " + (signal || code) + "\n" + Buffer.concat(log).toString().slice(-3000));
  return { wall_s, stolen_s, text, instructions, ...seen };
}

const leafcast = (project, options, ...args) => run(binary(), ["--project", project, ...args], { ...options, cwd: project });

// `leafcast serve` on a port of its own; resolves when the first round is through.
async function serve(project) {
  const started = now();
  const child = start(binary(), ["--project", project, "serve", "--port", "0"], { cwd: project, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  const url = await new Promise((done, fail) => {
    child.stderr.on("data", (data) => {
      if (log.length < 20000) log += data;
      const address = /http:\/\/[^\s/]+\//.exec(log);
      if (address) done(address[0]);
    });
    child.ended.then(({ code }) => fail(new Error("serve ended with " + code + "\n" + log)), fail);
  });
  while (!(await fetch(url + "health/ready").then(({ ok }) => ok, () => false))) await pause(5);
  return { url, pid: child.pid, ready_s: (now() - started) / 1000, memory: () => status(child.pid), stop: () => stop(child) };
}

module.exports = { repository, binary, run, leafcast, serve, status };
