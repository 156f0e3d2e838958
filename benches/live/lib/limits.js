// What must hold, and at which number of leaflets it is asked for. `value` gives undefined for what was not measured.
"use strict";
const { median, quantile } = require("./statistics");

const ms = (value) => value.toFixed(1) + " ms";
const times = (value) => value.toFixed(2) + " ×";
const seconds = (value) => value.toFixed(2) + " s";
const megabytes = (value) => value.toFixed(0) + " MB";
const percent = (value) => (value * 100).toFixed(1) + " %";
const good = (part) => (part && !part.skipped && !part.failed ? part : undefined);
const of = (part, pick) => (good(part) ? pick(part) : undefined);
const divide = (above, below) => (above === undefined || below === undefined ? undefined : above / below);

const painted = (size) => of(size.latency, ({ painted }) => median(painted));
const pdf = (size) => of(size.latency, ({ pdf }) => median(pdf));

const everything = ({ leaflet_pdf_s, slides_svg_s, slides_pdf_s }) => leaflet_pdf_s + slides_svg_s + slides_pdf_s;

// Of first builds: the median over the rounds; ratios of what was measured in the same round.
const cold = (pick) => (size) =>
  of(size.cold, ({ rounds, cores }) => {
    const values = rounds.map((round) => pick(round, cores)).filter((value) => Number.isFinite(value));
    return values.length > 0 ? median(values) : undefined;
  });
const alone_s = ({ pure }, cores) => of(pure, ({ cpu_s }) => cpu_s / cores);
const again = (pick) => (size) => of(size.cold, (measured) => divide(pick(measured.again), cold(({ wall_s }) => wall_s)(size)));

// For each number of leaflets.
const each = [
  { what: "saved → heard by the page, median", value: (size) => of(size.latency, ({ heard }) => median(heard)), show: ms },
  { what: "saved → drawn by its script, median", value: (size) => of(size.latency, ({ drawn }) => median(drawn)), show: ms },
  { what: "**saved → changed page painted, median** (aim 25 ms)", value: painted, show: ms, most: 40 },
  { what: "saved → changed page painted, 95th percentile", value: (size) => of(size.latency, ({ painted }) => quantile(painted, 0.95)), show: ms, most: 80 },
  { what: "**saved → new PDF on disk, median**", value: pdf, show: ms, most: 40 },
  { what: "saved → new PDF on disk, 95th percentile", value: (size) => of(size.latency, ({ pdf }) => quantile(pdf, 0.95)), show: ms },
  { what: "burst of saves: last one → painted, median", value: (size) => of(size.latency, ({ burst }) => (burst.painted.length > 0 ? median(burst.painted) : undefined)), show: ms },
  { what: "first build, wall time", value: cold(({ wall_s }) => wall_s), show: seconds },
  { what: "first build without screens, wall time", value: cold(({ leaflets_s }) => leaflets_s), show: seconds },
  {
    what: "**first build / (processor time of typesetting and export alone / cores)**",
    value: cold((round, cores) => divide(round.wall_s, alone_s(round, cores))), show: times, most: 1.2, at: 1000,
  },
  { what: "the same, without the time that the host took away", value: cold((round, cores) => divide(round.wall_s - round.stolen_s / cores, alone_s(round, cores))), show: times },
  { what: "the same in instructions, which no other load changes", value: cold(({ instructions, pure }) => divide(instructions, pure?.instructions)), show: times },
  { what: "first build / (its own processor time / cores)", value: cold(({ wall_s, cpu_s }, cores) => divide(wall_s, cpu_s / cores)), show: times },
  { what: "**stock compiler for each leaflet / first build**, PDFs alone, no screens", value: cold(({ leaflets_s, stock }) => divide(of(stock, ({ leaflet_pdf_s }) => leaflet_pdf_s), leaflets_s)), show: times, least: 2, at: 1000 },
  { what: "**stock compiler for each leaflet / first build**, PDFs, slides and PDFs of slides", value: cold(({ wall_s, stock }) => divide(of(stock, everything), wall_s)), show: times, least: 2, at: 1000 },
  { what: "stock compiler for PDFs alone / first build with all slides", value: cold(({ wall_s, stock }) => divide(of(stock, ({ leaflet_pdf_s }) => leaflet_pdf_s), wall_s)), show: times },
  { what: "**`build` with nothing changed / first build**", value: again(({ build_s }) => build_s), show: percent, most: 0.03, at: 1000 },
  { what: "**`serve` until ready with nothing changed / first build**", value: again(({ ready_s }) => ready_s), show: percent, most: 0.03, at: 1000 },
  { what: "**first build, peak memory**", value: cold(({ peak_mb }) => peak_mb), show: megabytes, most: 350, at: 1000 },
];

// Between numbers of leaflets, and of edits.
const across = [
  { what: "**painted, median: most leaflets / one**", value: ({ first, last }) => divide(painted(last), painted(first)), show: times, most: 1.25, when: ({ first, last }) => first.leaflets === 1 && last.leaflets === 1000 },
  { what: "**PDF on disk: `typst watch` / leafcast**, medians at one leaflet", value: ({ first, watch }) => divide(of(watch, ({ pdf: all }) => median(all)), pdf(first)), show: times, least: 3, when: ({ first }) => first.leaflets === 1 },
  { what: "`typst watch`: saved → new PDF on disk, median", value: ({ watch }) => of(watch, ({ pdf: all }) => median(all)), show: ms },
  { what: "**peak memory of the first build: 5,000 / 1,000 leaflets**", value: ({ peak }) => divide(peak(5000), peak(1000)), show: times, most: 1.2 },
  { what: "`serve`: memory after a tenth of the edits", value: ({ edits }) => of(edits, ({ early_mb }) => early_mb), show: megabytes },
  { what: "**`serve`: memory after all edits / after a tenth of them**", value: ({ edits }) => of(edits, ({ early_mb, late_mb }) => late_mb / early_mb), show: times, most: 1.1, when: ({ edits }) => edits.late >= 2000 },
];

module.exports = { each, across, peak: cold(({ peak_mb }) => peak_mb) };
