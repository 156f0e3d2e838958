"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const pure = require("./lib/pure");

const { sha256 } = pure("sha256");
const wanted = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");

test("SHA-256 without the browser's help, around the ends of blocks", () => {
  for (const length of [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100003]) {
    const bytes = crypto.createHash("shake256", { outputLength: length || 1 }).update("x" + length).digest().subarray(0, length);
    assert.equal(sha256.plain(new Uint8Array(bytes)), wanted(bytes), String(length));
  }
});

test("without crypto.subtle it is used", async () => {
  assert.equal(await sha256(new TextEncoder().encode("abc")), wanted("abc"));
});
