// A copy of a project (LEAFCAST_PROJECT) that the program (LEAFCAST_SERVE) serves, and a browser that looks at it.
"use strict";
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const hooks = require("node:test");
const { browser, launch } = require("./player");

const leaflet = "posterior-cervical-fusion";
const folder = "content/leaflets/" + leaflet + "/";
const view = (language, format) => "leaflet/" + leaflet + "/" + language + "/" + (format || "a4");
const address = (...views) => "preview/?" + views.map((one) => "view=" + one).join("&");
const program = process.env.LEAFCAST_SERVE;

// Words of the sample that a test changes: [file, from, to], on page 2 of the English leaflet, its height unchanged.
const small = [folder + "en.toml", "is a stabilisation procedure performed", "is a stabilising procedure performed"];
// One that makes its paragraph longer, so that all below it moves.
const large = [folder + "en.toml", "It also allows wide posterior decompressions", "It also allows, where the surgeon judges this to be needed in the individual case of a patient, wide posterior decompressions"];

// The copies go when their tests end; a test that fails may leave a server that still writes there.
const copies = [];
process.on("exit", () => copies.forEach((copy) => fs.rmSync(copy, { recursive: true, force: true, maxRetries: 3 })));

// The program on a copy of the project, at a port of its own.
class Server {
  constructor(options) {
    this.options = { editor: true, ...options };
    this.project = fs.mkdtempSync(path.join(os.tmpdir(), "leafcast-serve-"));
    copies.push(this.project);
    for (const part of ["content", "layouts", "fonts"]) fs.cpSync(path.join(process.env.LEAFCAST_PROJECT, part), path.join(this.project, part), { recursive: true });
    this.log = path.join(this.project, "opened.log");
    this.spoiled = new Map();
    this.written = new Map(); // what files that a test wrote held before
    this.added = new Set();
  }

  async up() {
    if (!this.port) this.port = await new Promise((done) => {
      const free = net.createServer().listen(0, "127.0.0.1", () => {
        const { port } = free.address();
        free.close(() => done(port));
      });
    });
    const editor = this.options.editor ? ["--editor", "sh -c 'echo \"$0\" >> " + this.log + "' {file}:{line}:{column}"] : [];
    this.process = spawn(program, ["-p", this.project, "serve", "--port", String(this.port), ...editor, ...(this.options.more || [])], { stdio: ["ignore", "inherit", "inherit"] });
    const end = Date.now() + 30000;
    const ready = () => new Promise((done) => http.get(this.url + "health/ready", ({ statusCode }) => done(statusCode === 200)).on("error", () => done(false)));
    while (!(await ready())) {
      if (Date.now() > end) throw new Error("leafcast serve did not become ready");
      await new Promise((done) => setTimeout(done, 50));
    }
    if (!this.sample) this.sample = await this.status();
  }

  async status() {
    return (await fetch(this.url + "status.json")).json();
  }

  // Waits until the program says of itself what is wanted.
  async says(wanted) {
    const end = Date.now() + 30000;
    for (;;) {
      const status = await this.status();
      if (wanted(status)) return status;
      if (Date.now() > end) throw new Error("not said within 30 s: " + wanted + "\n" + JSON.stringify(status));
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  get url() {
    return "http://127.0.0.1:" + this.port + "/";
  }

  async down() {
    const gone = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    await gone;
  }

  async again() {
    await this.down();
    await this.up();
  }

  // As editors do it: a new file in the place of the old one.
  write(file, text) {
    const name = path.join(this.project, file);
    if (!this.written.has(file)) this.written.set(file, fs.readFileSync(name, "utf8"));
    fs.writeFileSync(name + ".new~", text);
    fs.renameSync(name + ".new~", name);
  }

  async edit(file, from, to) {
    const text = fs.readFileSync(path.join(this.project, file), "utf8");
    assert.ok(text.includes(from), file + " holds the words");
    this.write(file, text.replace(from, to));
  }

  async spoil(file) {
    const text = fs.readFileSync(path.join(this.project, file), "utf8");
    this.spoiled.set(file, text);
    this.write(file, text.replace(/^title = .*$/m, 'title = "no end'));
  }

  async mend(file) {
    this.write(file, this.spoiled.get(file));
  }

  // A further leaflet at once, made from the sample's: `titles` by language.
  add(id, code, titles) {
    const made = path.join(this.project, ".new");
    fs.cpSync(path.join(this.project, folder), made, { recursive: true });
    const change = (file, from, to) => fs.writeFileSync(path.join(made, file), fs.readFileSync(path.join(made, file), "utf8").replace(from, () => to));
    change("leaflet.toml", /^code = .*$/m, 'code = "' + code + '"');
    for (const [language, title] of Object.entries(titles)) change(language + ".toml", /^title = .*$/m, 'title = "' + title + '"');
    const name = "content/leaflets/" + id;
    fs.renameSync(made, path.join(this.project, name));
    this.added.add(name);
    return name + "/";
  }

  // Takes a leaflet's folder away, at once.
  take(name) {
    const gone = path.join(this.project, ".gone");
    fs.renameSync(path.join(this.project, name), gone);
    fs.rmSync(gone, { recursive: true });
    this.added.delete(name.replace(/\/$/, ""));
    for (const file of this.written.keys()) if (file.startsWith(name)) this.written.delete(file);
  }

  // The project as it was at first, and the program as sure of it.
  async restore() {
    for (const name of this.added) this.take(name);
    for (const [file, text] of this.written) this.write(file, text);
    this.written.clear();
    const { errors, warnings } = this.sample;
    await this.says((now) => now.phase === "ready" && !now.failing && now.errors === errors && now.warnings === warnings);
  }

  get opened() {
    if (!fs.existsSync(this.log)) return [];
    return fs.readFileSync(this.log, "utf8").trim().split("\n").map((line) => {
      const [, file, at, column] = /^(.*):(\d+):(\d+)$/.exec(line);
      return { file: path.relative(this.project, file), line: Number(at), column: Number(column) };
    });
  }
}

async function start(t, options) {
  const server = new Server(options);
  await server.up();
  t.after(() => server.down().catch(() => {}));
  return server;
}

// One server and one browser for all tests of a file; each of them finds the sample as it is.
function shared(options) {
  const server = new Server(options);
  hooks.before(async () => {
    [server.browser] = await Promise.all([launch(), server.up()]);
  });
  hooks.afterEach(() => server.restore());
  hooks.after(() => Promise.all([server.browser.close(), server.down()]));
  return server;
}

// Watches over a page: no console error, no foreign request, no violation of the content security policy.
class Watch {
  constructor(page, server) {
    this.page = page;
    this.errors = [];
    this.troubled = false;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      if (this.troubled && /Failed to load resource|ERR_/.test(message.text())) return;
      this.errors.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) this.errors.push("request to " + request.url());
    });
  }

  fine() {
    assert.deepEqual(this.errors, []);
  }
}

// Opens an address of the server; `contextOptions` are Playwright's (locale, colorScheme, reducedMotion, viewport…).
async function open(t, server, where, contextOptions) {
  const options = { viewport: { width: 1600, height: 1000 }, locale: "en-GB", ...contextOptions };
  const context = server.browser ? await server.browser.newContext(options) : (await browser(t, options)).context;
  if (server.browser) t.after(() => context.close());
  const page = await context.newPage();
  const watch = new Watch(page, server);
  await page.goto(server.url + where);
  return { page, context, watch };
}

// All pages of a view are on the glass, and the texts on them are known.
async function painted(page, count) {
  await page.waitForFunction((wanted) => {
    const pages = Array.from(document.querySelectorAll(".page"));
    return pages.length >= wanted && pages.every((one) => one.dataset.hash);
  }, count || 1);
}

const hashes = (page, name) => page.$$eval("[data-view='" + name + "'] .page", (all) => all.map((one) => one.dataset.hash));

// Waits for another picture of one page (from 0); returns all hashes of the view.
async function changed(page, name, index, before) {
  await page.waitForFunction(([which, at, old]) => {
    const one = document.querySelectorAll("[data-view='" + which + "'] .page")[at];
    return one && one.dataset.hash && one.dataset.hash !== old;
  }, [name, index, before], { polling: 50 }); // not at every frame: that would make frames
  return hashes(page, name);
}

const regions = (page, name) => page.waitForSelector("[data-view='" + name + "'] .region");

module.exports = { start, shared, open, painted, hashes, changed, regions, view, address, leaflet, folder, small, large };
