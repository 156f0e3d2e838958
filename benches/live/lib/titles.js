// A title for each of many leaflets.
"use strict";

const ways = ["Posterior", "Anterior", "Lateral", "Open", "Guided", "Partial", "Staged", "Early", "Revision", "Combined"];
const places = [
  "cervical", "thoracic", "lumbar", "sacral", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot", "hand", "pelvic", "spinal",
  "cranial", "facial", "abdominal", "vascular", "tendon", "nerve",
];
const acts = [
  "fusion", "release", "repair", "bypass", "biopsy", "removal", "drainage", "transfer", "grafting", "fixation", "revision", "decompression",
  "replacement", "injection", "imaging", "suture", "stenting", "ablation", "lavage", "mapping", "splinting", "traction", "shaping", "review",
  "closure",
];

// 5,000 titles differ in their words; beyond that a numeral tells them apart. Neighbours have little in common.
function title(index) {
  const all = ways.length * places.length * acts.length;
  const mixed = (index * 1777) % all;
  const words = [ways[mixed % ways.length], places[Math.floor(mixed / ways.length) % places.length], acts[Math.floor(mixed / ways.length / places.length)]];
  const round = Math.floor(index / all);
  return words.join(" ") + (round > 0 ? " " + (round + 1) : "");
}

module.exports = { title };
