"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const pure = require("./lib/pure");

const { schedule, playlist, calendar } = pure("calendar", "schedule", "playlist");
const items = (...ids) => ids.map((id) => ({ id, slide: id, seconds: 10 }));
const next = (all, on, place, step) => schedule.next(items(...all), items(...on), place, step)?.id ?? null;

const cases = [
  ["from the beginning", "abc", "abc", null, 0, "a"],
  ["after a", "abc", "abc", { id: "a" }, 0, "b"],
  ["round the end", "abc", "abc", { id: "c" }, 0, "a"],
  ["passes over what is off", "abcd", "ad", { id: "a" }, 0, "d"],
  ["from an item that is off now", "abcd", "ad", { id: "b" }, 0, "d"],
  ["the same once more", "abc", "abc", { id: "b", again: true }, 0, "b"],
  ["the same, but it is off", "abc", "ac", { id: "b", again: true }, 0, "c"],
  ["alone", "abc", "b", { id: "b" }, 0, "b"],
  ["back", "abc", "abc", { id: "a" }, -1, "c"],
  ["back over what is off", "abcd", "ad", { id: "d" }, -1, "a"],
  ["forward by key ignores `again`", "abc", "abc", { id: "b", again: true }, 1, "c"],
  ["an unknown place", "abc", "bc", { id: "x" }, 0, "b"],
  ["nothing", "abc", "", { id: "a" }, 0, null],
];

for (const [name, all, on, place, step, expected] of cases) {
  test("next: " + name, () => assert.equal(next([...all], [...on], place, step), expected));
}

const carried = [
  ["stays", "abcd", "abcd", { id: "b" }, { id: "b" }],
  ["moves with its item", "abcd", "dbca", { id: "b" }, { id: "b" }],
  ["gone: the next that survives", "abcd", "axd", { id: "b" }, { id: "d", again: true }],
  ["gone: round the end", "abcd", "abx", { id: "c" }, { id: "a", again: true }],
  ["all gone", "abcd", "xyz", { id: "c" }, null],
  ["none yet", "abcd", "abcd", null, null],
];

for (const [name, before, after, place, expected] of carried) {
  test("a new edition: " + name, () => {
    const result = schedule.carry(place, items(...before), items(...after));
    assert.deepEqual(result && { ...result }, expected);
  });
}

test("what is shown: urgent before closed before loop before stand-by", () => {
  const at = calendar.moment(Date.parse("2026-11-23T11:00:00Z"), "Europe/Madrid", "2026-01-01");
  const closed = [{ days: ["sun"], from: "08:00", to: "09:00" }];
  const kind = (list) => schedule.scene({ loop: [], urgent: [], opening_hours: [], ...list }, at, (id) => id !== "missing").kind;
  assert.equal(kind({ urgent: items("u"), loop: items("a"), opening_hours: closed }), "urgent");
  assert.equal(kind({ loop: items("a"), opening_hours: closed }), "closed");
  assert.equal(kind({ loop: items("a") }), "loop");
  assert.equal(kind({}), "fallback");
  assert.equal(kind({ loop: items("missing") }), "fallback");
});

const good = () => ({
  format: 1, edition: "e", player: "p", not_before: "2026-11-22", time_zone: "Europe/Madrid", poll_seconds: 5,
  screen: { id: "s", width: 16, height: 9 }, clock: null, opening_hours: [], loop_seconds: 1,
  slides: { a: { file: "slides/0123456789abcdef.svg", sha256: "0".repeat(64), bytes: 1, language: "en", direction: "ltr", text: "" } },
  loop: items("a"), urgent: [], fallback: "a",
});

test("a good playlist is read", () => assert.equal(playlist.read(JSON.stringify(good())).edition, "e"));

const bad = [
  ["another format", (list) => (list.format = 2)],
  ["no format", (list) => delete list.format],
  ["no edition", (list) => delete list.edition],
  ["a slide elsewhere", (list) => (list.slides.a.file = "https://example.org/slides/0123456789abcdef.svg")],
  ["a slide in a folder above", (list) => (list.slides.a.file = "../slides/0123456789abcdef.svg")],
  ["no digest", (list) => (list.slides.a.sha256 = "")],
  ["a slide that is not listed", (list) => (list.loop[0].slide = "b")],
  ["a name of every object", (list) => (list.loop[0].slide = "constructor")],
  ["an id twice", (list) => list.loop.push({ ...list.loop[0] })],
  ["no time", (list) => (list.loop[0].seconds = 0)],
  ["no stand-by slide", (list) => (list.fallback = "b")],
  ["no urgent list", (list) => delete list.urgent],
];

for (const [name, spoil] of bad) {
  test("refused: " + name, () => {
    const list = good();
    spoil(list);
    assert.throws(() => playlist.read(JSON.stringify(list)));
  });
}

test("refused: cut off anywhere", () => {
  const text = JSON.stringify(good());
  for (let length = 0; length < text.length; length++) assert.throws(() => playlist.read(text.slice(0, length)));
});
