// From a saved text to the changed page on the glass, and to the new PDF on the disk, in the real program and the real
// Chromium: node latency.js PROJECT [--edits 200] [--bursts 10]
"use strict";
const path = require("node:path");
const { parseArgs } = require("node:util");
const { serve, leafcast } = require("./lib/program");
const { open } = require("./lib/browser");
const { Trace } = require("./lib/trace");
const { Text } = require("./lib/edits");
const { Published } = require("./lib/published");
const { id } = require("./lib/project");
const views = require("./lib/views");
const { now, pause, within } = require("./lib/clock");
const pageSide = require("./lib/page-side");

const calm = 350; // ms between edits: each is over and done with before the next
const patience = 10000;
const warm = 12; // edits that do not count: the first ones meet an empty memory
const burst = { saves: 10, every: 60 }; // somebody whose editor saves at each pause

// One editor at work on one leaflet in English, on A4.
class Session {
  constructor(project, leaflet) {
    this.project = project;
    this.view = "leaflet/" + leaflet + "/en/a4";
    this.text = new Text(path.join(project, "content/leaflets", leaflet, "en.toml"));
    this.pdf = new Published(path.join(project, "out/leaflets", leaflet, leaflet + "-en-a4.pdf"));
  }

  async start() {
    this.server = await serve(this.project);
    this.browser = await open(this.server.url + "preview/?view=" + this.view);
    this.page = this.browser.page;
    await this.page.waitForSelector(".page[data-page='1']:not(.loading)");
    await this.page.evaluate(pageSide);
    await pause(1500);
    this.found = await this.paragraphs();
    this.targets = views.targets(this.found);
  }

  async paragraphs() {
    return views.paragraphs(await views.regions(this.server.url, this.view));
  }

  // Brings the nth paragraph into the window.
  async turnTo(n) {
    const target = this.found.get(this.targets[n % this.targets.length]);
    await this.page.evaluate(([page, y]) => window.bench.show(page, y, 595.28), [target.pages[0], target.y]);
    await pause(calm);
    return target;
  }

  // The new word is where it belongs, so that what was measured was the right thing.
  async check({ field }, word) {
    this.found = await this.paragraphs();
    if (!this.found.get(field)?.text.includes(word)) throw new Error("`" + word + "` is not in " + field + " of the preview: " + this.found.get(field)?.text);
  }

  async edit(n) {
    const target = await this.turnTo(n);
    const word = this.text.change(target.line);
    await this.page.evaluate((pages) => window.bench.expect(pages), target.pages);
    const published = this.pdf.next();
    const saved = this.text.save(n % 2 === 1);
    const drawn = this.page.evaluate(() => window.bench.expected);
    const [hash, pdf] = [await within(patience, drawn), await within(patience, published)];
    if (!hash || !pdf) throw new Error("an edit of " + target.field + " gave " + (hash ? "no PDF" : "no page"));
    await this.check(target, word);
    return { saved, pages: target.pages, hash, pdf: pdf - saved };
  }

  // Several saves in a row; what counts is how long after the last of them all is as it should be.
  async rush(n) {
    const target = await this.turnTo(n);
    const from = now();
    let saved = 0;
    let word = "";
    for (let save = 0; save < burst.saves; save++) {
      if (save > 0) await pause(burst.every);
      word = this.text.change(target.line);
      saved = this.text.save(save % 2 === 1);
    }
    await pause(1500);
    await this.check(target, word);
    return { from, saved, until: now(), page: target.pages[0], pdf: this.pdf.last - saved };
  }

  async stop() {
    this.pdf.close();
    await this.browser?.close();
    await this.server?.stop();
  }
}

// When a mark was made by the page, after a save.
const marked = (trace, name, from, until) => trace.marks.filter((mark) => mark.at >= from && mark.at <= until && mark.name.startsWith(name));

function evaluate(trace, edits, rushes) {
  const result = { painted: [], drawn: [], heard: [], pdf: [], burst: { painted: [], pdf: [], drawn: 0, saves: burst.saves }, unpainted: 0 };
  for (const { saved, pages, hash, pdf } of edits) {
    const drawn = marked(trace, "bench:drawn", saved, saved + patience).find(({ name }) => pages.some((page) => name === "bench:drawn " + page + " " + hash));
    const painted = drawn && trace.painted(drawn.at);
    result.pdf.push(pdf);
    if (!painted) {
      result.unpainted++;
      continue;
    }
    const heard = marked(trace, "leafcast:event", saved, drawn.at)[0];
    if (heard) result.heard.push(heard.at - saved);
    result.drawn.push(drawn.at - saved);
    result.painted.push(painted - saved);
  }
  for (const { from, saved, until, page, pdf } of rushes) {
    const drawn = marked(trace, "bench:drawn " + page + " ", from, until);
    const last = drawn.at(-1);
    const painted = last && trace.painted(last.at);
    if (painted && last.at > saved) result.burst.painted.push(painted - saved);
    else result.unpainted++;
    if (pdf > 0) result.burst.pdf.push(pdf);
    result.burst.drawn += drawn.length;
  }
  return result;
}

async function measure(project, { edits = 200, bursts = 10, leaflet = id(0) } = {}) {
  await leafcast(project, {}, "build");
  const session = new Session(project, leaflet);
  try {
    await session.start();
    for (let n = 0; n < warm; n++) await session.edit(n);
    const trace = await Trace.start(session.browser.context, session.page);
    const [done, rushes] = [[], []];
    for (let n = 0; n < edits; n++) done.push(await session.edit(n));
    for (let n = 0; n < bursts; n++) rushes.push(await session.rush(n));
    await trace.stop();
    return { ...evaluate(trace, done, rushes), doubt_ms: trace.holds() };
  } finally {
    await session.stop();
  }
}

module.exports = { measure };

if (require.main === module) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { edits: { type: "string", default: "200" }, bursts: { type: "string", default: "10" } } });
  const { summary } = require("./lib/statistics");
  measure(path.resolve(positionals[0]), { edits: Number(values.edits), bursts: Number(values.bursts) }).then((result) => {
    const bursts = Number(values.bursts);
    for (const name of ["heard", "drawn", "painted", "pdf"]) console.log(name, summary(result[name]));
    for (const name of ["painted", "pdf"]) console.log("burst", name, summary(result.burst[name]));
    console.log("drawn in bursts", result.burst.drawn, "of", result.burst.saves * bursts, "unpainted", result.unpainted, "doubt", result.doubt_ms);
    process.exit();
  }, (error) => {
    console.error(error);
    process.exit(1);
  });
}
