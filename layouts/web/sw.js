// Lets the player start while the server is away: keeps the shell (the page, its script, style and typefaces).
// The slides are kept by the page itself, which checks every one of them; they pass through here untouched.
"use strict";

const player = "{{ player }}";
const shell = {{ shell }};

// Screens of one server share one cache storage, so every name carries the folder of its screen.
const scope = new URL(self.registration.scope).pathname;
const prefix = "leafcast:" + scope + ":shell:";
const wait = 3000;

const address = (path) => new URL(path, self.registration.scope).href;
const page = address("index.html");

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

// An asset is named by its content, and the page names its player: half a file or a mixture never gets in.
async function genuine(path, response) {
  if (!response.ok) return false;
  const named = /^player\/([0-9a-f]{16})\./.exec(path);
  if (named) return hex(await crypto.subtle.digest("SHA-256", await response.arrayBuffer())).startsWith(named[1]);
  const text = await response.text();
  return text.includes('data-player="' + player + '"') && text.trimEnd().endsWith("</html>");
}

async function fill(cache, path) {
  const response = await fetch(address(path), { cache: "no-cache" });
  if (!(await genuine(path, response.clone()))) throw new Error("the shell is not whole: " + path);
  await cache.put(address(path), response);
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(prefix + player);
    // "./" is the same page as index.html; one copy is enough.
    await Promise.all(shell.filter((path) => path !== "./").map((path) => fill(cache, path)));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(prefix) && name !== prefix + player) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// The page from the server, read to its end, so that a connection that breaks half-way counts as none.
async function fromServer(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), wait);
  try {
    const response = await fetch(request.url, { cache: "no-cache", signal: stop.signal });
    const text = await response.text();
    if (!response.ok || !text.trimEnd().endsWith("</html>")) throw new Error("no page");
    return new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
  } finally {
    clearTimeout(timer);
  }
}

async function openPage(request) {
  try {
    return await fromServer(request);
  } catch (error) {
    const kept = await (await caches.open(prefix + player)).match(page);
    return kept || Response.error();
  }
}

async function asset(request) {
  const kept = await (await caches.open(prefix + player)).match(request.url);
  return kept || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(scope)) return;
  const path = url.pathname.slice(scope.length);
  if (request.mode === "navigate" && (path === "" || path === "index.html")) event.respondWith(openPage(request));
  else if (path.startsWith("player/")) event.respondWith(asset(request));
});
