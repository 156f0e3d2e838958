// Numbers that say what many measurements have in common.
"use strict";

// The value below which so large a share of all lies; nearest rank, so that it is one that was measured.
function quantile(values, share) {
  if (values.length === 0) return NaN;
  const sorted = Array.from(values).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

const median = (values) => quantile(values, 0.5);
const summary = (values) => ({ count: values.length, median: median(values), p95: quantile(values, 0.95), most: quantile(values, 1) });

module.exports = { quantile, median, summary };
