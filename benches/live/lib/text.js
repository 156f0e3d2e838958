// Texts of a leaflet with other words in them: Markdown, {{ placeholders }}, lengths and the number of words stay.
"use strict";
const { invent, like } = require("./words");

// Figures, placeholders and addresses are no words.
const untouchable = /\{\{.*?\}\}|https?:\S+/g;
const wordPattern = /\p{L}+/gu;
const longEnough = 5;

// The words of a text that may be changed: { at, word }, the long ones if there are any.
function candidates(text) {
  const held = Array.from(text.matchAll(untouchable), (match) => [match.index, match.index + match[0].length]);
  const free = (at) => held.every(([from, to]) => at < from || at >= to);
  const words = Array.from(text.matchAll(wordPattern), (match) => ({ at: match.index, word: match[0] })).filter(({ at, word }) => word.length > 2 && free(at));
  const long = words.filter(({ word }) => word.length >= longEnough);
  return long.length > 0 ? long : words;
}

const replaceAt = (text, { at, word }, other) => text.slice(0, at) + other + text.slice(at + word.length);

// One made-up word in each text, so that no two leaflets have a sentence in common; and each seventh of the others
// changed for another word of the same length from the same leaflet, as texts of one author share their words.
function vary(text, next, vocabulary) {
  const places = candidates(text);
  if (places.length === 0) return text;
  const invented = next(places.length);
  let result = text;
  places.forEach((place, index) => {
    const { word } = place;
    if (index === invented) {
      result = replaceAt(result, place, like(invent(next, word.length), word));
    } else if (next(7) === 0) {
      const known = vocabulary.get(word.length) || [word];
      result = replaceAt(result, place, like(known[next(known.length)], word));
    }
  });
  return result;
}

// Words in lower case by their length, to change words for.
function vocabularyOf(text) {
  const words = new Set(candidates(text).map(({ word }) => word).filter((word) => word === word.toLowerCase()));
  const known = new Map();
  for (const word of Array.from(words).sort()) known.set(word.length, [...(known.get(word.length) || []), word]);
  return known;
}

module.exports = { candidates, replaceAt, vary, vocabularyOf };
