// Waits for a page to say yes. Asked from here again and again, because `waitForFunction` takes the promise of an async
// condition for a yes and never asks a second time.
"use strict";

// A page that is just being loaded anew has no answer yet.
async function ask(page, condition, argument) {
  try {
    return await page.evaluate(condition, argument);
  } catch (error) {
    if (/context was destroyed|navigation/.test(error.message)) return false;
    throw error;
  }
}

async function until(page, condition, argument, seconds) {
  const end = Date.now() + seconds * 1000;
  while (!(await ask(page, condition, argument))) {
    if (Date.now() > end) throw new Error("not within " + seconds + " s: " + condition);
    await new Promise((done) => setTimeout(done, 20));
  }
}

module.exports = { until };
