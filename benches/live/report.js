// What was measured, as one table in Markdown: node report.js RESULTS.json
"use strict";
const fs = require("node:fs");
const { each, across, peak: peakOf } = require("./lib/limits");

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

function verdict({ most, least }, value) {
  return (most === undefined || value <= most) && (least === undefined || value >= least);
}

function row(rule, value, leaflets, asked) {
  const { most, least, show } = rule;
  const limit = most !== undefined ? "≤ " + show(most) : least !== undefined ? "≥ " + show(least) : "";
  const judged = limit !== "" && asked;
  const met = judged ? verdict(rule, value) : null;
  return { met, cells: [rule.what, leaflets, show(value), limit, met === null ? (limit ? "not asked at this size" : "") : met ? "met" : "**missed**"] };
}

function rows({ sizes, watch, edits, peaks }) {
  const list = Object.values(sizes).sort((a, b) => a.leaflets - b.leaflets);
  const peak = (leaflets) => (sizes[leaflets] && peakOf(sizes[leaflets])) ?? peaks[leaflets];
  const all = { first: list[0] || {}, last: list.at(-1) || {}, watch, edits, peak };
  const found = [];
  for (const rule of each) {
    for (const size of list) {
      const value = rule.value(size);
      if (value !== undefined) found.push(row(rule, value, grouped(size.leaflets), rule.at === undefined || rule.at === size.leaflets));
    }
  }
  for (const [leaflets, mb] of Object.entries(peaks)) {
    const rule = each.find(({ what }) => what.includes("peak memory"));
    if (!sizes[leaflets]?.cold) found.push(row(rule, mb, grouped(leaflets), Number(leaflets) === rule.at));
  }
  for (const rule of across) {
    const value = rule.value(all);
    if (value !== undefined) found.push(row(rule, value, "", !rule.when || rule.when(all)));
  }
  return found;
}

// Up to this share of the processors may be taken away before it is said.
const tolerable = 0.02;

function notes({ machine, sizes, watch, edits, stolen, failed }) {
  const lines = [machine.text];
  if (machine.load > 0.5) lines.push("The machine was not quiet (load " + machine.load.toFixed(1) + " at the start): these numbers say little.");
  const most = Object.entries(stolen).filter(([, share]) => share > tolerable);
  if (most.length > 0) lines.push("The host took a share of the processor time away: " + most.map(([name, share]) => (share * 100).toFixed(0) + " % (" + name + ")").join(", ") + ". Times are longer by that or more.");
  for (const { leaflets, latency, cold } of Object.values(sizes)) {
    if (latency?.unpainted > 0) lines.push(latency.unpainted + " edits at " + leaflets + " leaflets were not seen on the glass.");
    if (!cold) continue;
    const { pure, stock } = cold.rounds[0];
    const all = (pick) => cold.rounds.map((round) => pick(round).toFixed(1)).join(", ");
    lines.push("First builds of " + grouped(leaflets) + " leaflets, in turn with what they are compared with: " + all(({ wall_s }) => wall_s) + " s.");
    if (!pure) lines.push("Typesetting and export alone were not measured: there is no program `pure`.");
    else lines.push("Alone: " + pure.files + " PDFs, " + pure.slides + " slides, " + pure.handouts + " PDFs of screens" + " made one after the other, scaled to " + grouped(leaflets) + " leaflets: " + all((round) => round.pure.cpu_s) + " s of processor time (the first: " +
      [pure.files_s, pure.slides_s, pure.handouts_s].map((value) => value.toFixed(1)).join(" + ") + ").");
    if (stock.skipped) lines.push("Stock compiler: skipped, " + stock.skipped + ".");
    else lines.push("Stock compiler (" + stock.compiler + "): measured for " + stock.sampled + " leaflets, " + cold.cores + " processes at a time (" + all((round) => round.stock.sample_s) + " s), scaled to " + grouped(leaflets) + ".");
  }
  if (watch?.skipped) lines.push("`typst watch`: skipped, " + watch.skipped + ".");
  if (edits) lines.push("`serve` was edited " + grouped(edits.late) + " times; its peak was " + edits.peak_mb.toFixed(0) + " MB.");
  for (const [part, message] of Object.entries(failed)) lines.push("**" + part + " failed**: " + message.split("\n")[0]);
  return lines;
}

function report(results) {
  const found = rows(results);
  const table = [["what", "leaflets", "value", "limit", "verdict"], ["---", "---:", "---:", "---:", "---"], ...found.map(({ cells }) => cells)];
  const text = table.map((cells) => "| " + cells.join(" | ") + " |").join("\n") + "\n\n" + notes(results).map((line) => "- " + line).join("\n");
  return { text, good: found.every(({ met }) => met !== false) && Object.keys(results.failed).length === 0 };
}

module.exports = { report };

if (require.main === module) console.log(report(JSON.parse(fs.readFileSync(process.argv[2], "utf8"))).text);
