// Words made up by a seeded generator: the same number gives the same words, on every machine.
"use strict";

const onsets = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"];
const nuclei = ["a", "e", "i", "o", "u"];

// mulberry32: small, and good enough to mix words.
function random(seed) {
  let state = seed >>> 0;
  return function next(below) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

// A word of so many letters that can be spoken, and so is broken at line ends like any other.
function invent(next, letters) {
  let word = "";
  while (word.length < letters) word += onsets[next(onsets.length)] + nuclei[next(nuclei.length)];
  return word.slice(0, letters);
}

// Written as the word whose place it takes.
function like(word, old) {
  const first = old[0];
  return first === first.toUpperCase() && first !== first.toLowerCase() ? word[0].toUpperCase() + word.slice(1) : word;
}

module.exports = { random, invent, like };
