// One clock for all: milliseconds of the system's monotonic clock. Chromium stamps its traces with the same one, so
// that moments in Node and in the page can be compared; `holds` in trace.js makes sure of that.
"use strict";

const now = () => Number(process.hrtime.bigint()) / 1e6;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// What came in time, or null.
async function within(ms, promise) {
  let timer;
  const late = new Promise((done) => (timer = setTimeout(done, ms, null)));
  const result = await Promise.race([promise, late]);
  clearTimeout(timer);
  return result;
}

module.exports = { now, pause, within };
