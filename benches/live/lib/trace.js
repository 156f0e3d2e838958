// What Chromium itself says of its frames: when each was on the glass. Scripts of a page cannot know that: they are
// called before a frame is painted, and two calls of requestAnimationFrame later it is one or two frames too late.
"use strict";
const { now } = require("./clock");

// Marks of scripts, and the way of each frame from the page to the glass. Few events, so that nothing gets slower.
const categories = ["blink.user_timing", "disabled-by-default-devtools.timeline.frame"];
const ping = "bench:ping";

class Trace {
  constructor(devtools, page) {
    this.devtools = devtools;
    this.page = page;
    this.events = [];
    this.pings = [];
    devtools.on("Tracing.dataCollected", ({ value }) => this.events.push(...value));
  }

  static async start(context, page) {
    const trace = new Trace(await context.newCDPSession(page), page);
    await trace.devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories, excludedCategories: ["*"] } });
    await trace.ping();
    return trace;
  }

  // A mark whose moment lies between two of ours.
  async ping() {
    for (let n = 0; n < 20; n++) {
      const asked = now();
      await this.page.evaluate((name) => void performance.mark(name), ping);
      this.pings.push([asked, now()]);
    }
  }

  async stop() {
    await this.ping();
    const done = new Promise((resolve) => this.devtools.once("Tracing.tracingComplete", resolve));
    await this.devtools.send("Tracing.end");
    await done;
    this.marks = this.events
      .filter(({ cat, ph }) => cat.includes("blink.user_timing") && (ph === "R" || ph === "I" || ph === "i" || ph === "n"))
      .map(({ name, ts }) => ({ name, at: ts / 1000 }))
      .sort((a, b) => a.at - b.at);
    this.frames = frames(this.events);
    this.events = [];
  }

  // Both clocks are one: each ping lies between question and answer. The least doubt in ms.
  holds() {
    const moments = this.marks.filter(({ name }) => name === ping).map(({ at }) => at);
    if (moments.length !== this.pings.length) throw new Error("the trace has " + moments.length + " of " + this.pings.length + " pings");
    moments.forEach((at, index) => {
      const [asked, answered] = this.pings[index];
      if (at < asked || at > answered) throw new Error("the clocks of Node and Chromium differ: " + [asked, at, answered].join(" "));
    });
    return Math.min(...this.pings.map(([asked, answered]) => answered - asked));
  }

  // When something was on the glass that had been put into the page at some moment: the first frame whose content was
  // taken over from the page after it.
  painted(at) {
    const frame = this.frames.find(({ taken }) => taken >= at);
    return frame ? frame.shown : null;
  }
}

// Frames with content of the page: when that was taken over, and when the frame was shown. Chromium uses the numbers of
// frames that are done again, so events are taken in their order.
function frames(events) {
  const open = new Map();
  const done = [];
  for (const { name, ph, ts, pid, id2, id, args } of events.filter(({ ph }) => ph === "b" || ph === "e").sort((a, b) => a.ts - b.ts)) {
    const key = pid + " " + JSON.stringify(id2 || id);
    const frame = open.get(key);
    if (name === "PipelineReporter" && ph === "b") {
      const { state } = args.frame_reporter || args.chrome_frame_reporter || {};
      open.set(key, { taken: 0, shown: 0, state: state || "" });
    } else if (frame && name === "Commit" && ph === "b") {
      frame.taken = ts / 1000;
    } else if (frame && name === "PipelineReporter") {
      frame.shown = ts / 1000;
      if (frame.taken > 0 && frame.state.startsWith("STATE_PRESENTED")) done.push(frame);
      open.delete(key);
    }
  }
  return done.sort((a, b) => a.shown - b.shown);
}

module.exports = { Trace };
