// A static file server that can be told to fail in every way a server can.
"use strict";
const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json",
  ".svg": "image/svg+xml", ".ttf": "font/ttf",
};

class Server {
  constructor(folder) {
    this.folder = folder;
    this.host = "127.0.0.1";
    this.port = 0;
    this.faults = [];
    this.count = new Map();
    this.troubled = false;
  }

  get url() {
    return "http://" + this.host + ":" + this.port + "/";
  }

  async up() {
    this.http = http.createServer((request, response) => this.answer(request, response));
    await new Promise((done, fail) => this.http.once("error", fail).listen(this.port, "127.0.0.1", done));
    this.port = this.http.address().port;
  }

  async down() {
    this.troubled = true;
    if (!this.http) return;
    const closed = new Promise((done) => this.http.close(done));
    this.http.closeAllConnections();
    this.http = null;
    await closed;
  }

  // what: { status } | { half: true } | { spoil: true } | { silent: true }, for every path that matches
  fail(pattern, what) {
    this.troubled = true;
    this.faults.push({ pattern, ...what });
  }

  heal() {
    this.faults = [];
  }

  asked(name) {
    return this.count.get(name) || 0;
  }

  // Resolves after `more` further requests for the file.
  async askedAgain(name, more) {
    const goal = this.asked(name) + more;
    const end = Date.now() + 20000;
    while (this.asked(name) < goal) {
      if (Date.now() > end) throw new Error(name + " was not asked for again");
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  answer(request, response) {
    const wanted = new URL(request.url, this.url).pathname.slice(1) || "index.html";
    this.count.set(wanted, this.asked(wanted) + 1);
    const fault = this.faults.find(({ pattern }) => pattern.test(wanted)) || {};
    if (fault.silent) return;
    if (fault.status) return response.writeHead(fault.status).end("no");
    let data;
    try {
      data = fs.readFileSync(path.join(this.folder, path.normalize("/" + wanted)));
    } catch {
      return response.writeHead(404).end("no");
    }
    if (fault.half) data = data.subarray(0, data.length >> 1);
    // The same size and perhaps still a picture: only the digest tells.
    if (fault.spoil) data = Buffer.concat([data.subarray(0, -1), Buffer.from(" ")]);
    const tag = '"' + crypto.createHash("sha256").update(data).digest("hex").slice(0, 16) + '"';
    const kept = /^(slides|player)\//.test(wanted) ? "public, max-age=31536000, immutable" : "no-cache";
    const head = { etag: tag, "cache-control": kept, "content-type": types[path.extname(wanted)] || "application/octet-stream" };
    if (request.headers["if-none-match"] === tag) return response.writeHead(304, head).end();
    response.writeHead(200, head).end(data);
  }
}

async function serve(t, folder) {
  const server = new Server(folder);
  await server.up();
  t.after(() => server.down());
  return server;
}

module.exports = { serve };
