"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const pure = require("./lib/pure");

const { calendar } = pure("calendar");
const zone = "Europe/Madrid";
const at = (utc, notBefore, where) => calendar.moment(Date.parse(utc), where || zone, notBefore || "2026-01-01");

// Madrid: clocks go from 02:00 to 03:00 on 2027-03-28 and from 03:00 back to 02:00 on 2027-10-31, both at 01:00 UTC.
const on = [
  ["no condition", null, "2026-11-25T11:00:00Z", true],
  ["from is inclusive", { from: "2026-12-01T00:00" }, "2026-11-30T23:00:00Z", true],
  ["a minute before from", { from: "2026-12-01T00:00" }, "2026-11-30T22:59:59Z", false],
  ["a second before until", { until: "2026-12-24T00:00" }, "2026-12-23T22:59:59Z", true],
  ["until is exclusive", { until: "2026-12-24T00:00" }, "2026-12-23T23:00:00Z", false],
  ["long after", { until: "2026-12-24T00:00" }, "2031-01-01T00:00:00Z", false],
  ["right day", { days: ["mon"] }, "2026-11-23T11:00:00Z", true],
  ["wrong day", { days: ["tue"] }, "2026-11-23T11:00:00Z", false],
  ["the day is the practice's", { days: ["tue"] }, "2026-11-23T23:30:00Z", true],
  ["hours begin", { hours: [{ from: "08:00", to: "14:00" }] }, "2026-11-23T07:00:00Z", true],
  ["hours end", { hours: [{ from: "08:00", to: "14:00" }] }, "2026-11-23T13:00:00Z", false],
  ["second range", { hours: [{ from: "08:00", to: "10:00" }, { from: "16:00", to: "20:00" }] }, "2026-11-23T16:00:00Z", true],
  ["to 24:00", { hours: [{ from: "20:00", to: "24:00" }] }, "2026-11-23T22:59:00Z", true],
  ["24:00 is not the next day", { hours: [{ from: "20:00", to: "24:00" }] }, "2026-11-23T23:00:00Z", false],
  ["over midnight, evening", { days: ["mon"], hours: [{ from: "22:00", to: "02:00" }] }, "2026-11-23T21:30:00Z", true],
  ["over midnight, morning after", { days: ["mon"], hours: [{ from: "22:00", to: "02:00" }] }, "2026-11-24T00:30:00Z", true],
  ["over midnight, morning before", { days: ["mon"], hours: [{ from: "22:00", to: "02:00" }] }, "2026-11-23T00:30:00Z", false],
  ["over midnight, sunday to monday", { days: ["sun"], hours: [{ from: "22:00", to: "02:00" }] }, "2026-11-23T00:30:00Z", true],
  ["over midnight, over", { days: ["mon"], hours: [{ from: "22:00", to: "02:00" }] }, "2026-11-24T01:00:00Z", false],
  ["day and date both", { from: "2026-11-20T00:00", days: ["mon"] }, "2026-11-24T11:00:00Z", false],
  ["empty lists mean no condition", { days: [], hours: [] }, "2026-11-24T11:00:00Z", true],
  ["gap: before", { from: "2027-03-28T02:30" }, "2027-03-28T00:59:59Z", false],
  ["gap: a time that does not exist begins after it", { from: "2027-03-28T02:30" }, "2027-03-28T01:00:00Z", true],
  ["gap: an end in it", { until: "2027-03-28T02:30" }, "2027-03-28T01:00:00Z", false],
  ["overlap: first pass, before the end", { until: "2027-10-31T02:30" }, "2027-10-31T00:29:59Z", true],
  ["overlap: first pass, ended", { until: "2027-10-31T02:30" }, "2027-10-31T00:30:00Z", false],
  ["overlap: the second pass does not bring it back", { until: "2027-10-31T02:30" }, "2027-10-31T01:05:00Z", false],
  ["overlap: what began stays", { from: "2027-10-31T02:30" }, "2027-10-31T01:05:00Z", true],
  ["overlap: not begun in the first pass", { from: "2027-10-31T02:30" }, "2027-10-31T00:29:00Z", false],
  ["overlap: over, as every day", { from: "2027-10-31T03:30" }, "2027-10-31T02:29:00Z", false],
];

for (const [name, when, utc, expected] of on) {
  test("notice: " + name, () => assert.equal(calendar.isOn(when, at(utc)), expected));
}

const week = [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "20:00" }];
const night = [{ days: ["fri"], from: "20:00", to: "06:00" }];
const open = [
  ["no hours", [], "2026-11-22T03:00:00Z", true],
  ["weekday", week, "2026-11-23T07:00:00Z", true],
  ["too early", week, "2026-11-23T06:59:00Z", false],
  ["closing", week, "2026-11-23T19:00:00Z", false],
  ["sunday", week, "2026-11-22T11:00:00Z", false],
  ["friday night", night, "2026-11-28T04:59:00Z", true],
  ["saturday morning", night, "2026-11-28T05:00:00Z", false],
  ["friday morning is thursday's night", night, "2026-11-27T04:00:00Z", false],
];

for (const [name, hours, utc, expected] of open) {
  test("opening hours: " + name, () => assert.equal(calendar.isOpen(hours, at(utc)), expected));
}

test("a clock before the edition is unknown: no dated item, always open", () => {
  for (const utc of ["1970-01-01T00:00:10Z", "2026-11-21T22:59:59Z"]) {
    const then = at(utc, "2026-11-22");
    assert.equal(then.known, false);
    assert.equal(calendar.isOn({ days: ["sat", "thu"] }, then), false);
    assert.equal(calendar.isOn(undefined, then), true);
    assert.equal(calendar.isOpen([{ days: ["sun"], from: "01:00", to: "01:01" }], then), true);
  }
  assert.equal(at("2026-11-21T23:00:00Z", "2026-11-22").known, true);
});

test("an unknown time zone makes the clock unknown, and throws nothing", () => {
  const then = at("2026-11-23T11:00:00Z", null, "Europe/Nowhere");
  assert.deepEqual([then.known, then.reason], [false, "zone"]);
});

test("a clock far ahead ends everything dated, nothing else", () => {
  const then = at("2099-06-01T10:00:00Z");
  assert.equal(then.known, true);
  assert.equal(calendar.isOn({ until: "2026-12-24T00:00" }, then), false);
  assert.equal(calendar.isOn(undefined, then), true);
});

test("midnight is 00:00", () => assert.equal(at("2026-11-22T23:00:00Z").stamp, "2026-11-23T00:00"));

test("other zones: half-hour overlap and half-hour offset", () => {
  // Lord Howe goes back by 30 minutes, from 02:00 to 01:30, on 2027-04-04 at 15:00 UTC of the day before.
  const later = (utc) => calendar.moment(Date.parse(utc), "Australia/Lord_Howe", "2026-01-01");
  assert.equal(calendar.isOn({ until: "2027-04-04T01:45" }, later("2027-04-03T14:50:00Z")), false);
  assert.equal(calendar.isOn({ until: "2027-04-04T01:45" }, later("2027-04-03T15:05:00Z")), false);
  assert.equal(at("2026-11-23T18:30:00Z", null, "Asia/Kolkata").stamp, "2026-11-24T00:00");
});
