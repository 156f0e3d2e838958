// What leaflets share: practice, screens and notices of a hospital group with many waiting rooms.
"use strict";

const categories = 20;
const category = (index) => "topic-" + String((index % categories) + 1).padStart(2, "0");

// Only the languages that are wanted, and A4.
function practice(text, languages) {
  const list = (items) => "[" + items.map((item) => '"' + item + '"').join(", ") + "]";
  const topics = Array.from({ length: categories }, (_, index) => {
    const names = languages.map((language) => language + ' = "Topic ' + (index + 1) + '"');
    return category(index) + " = { " + names.join(", ") + " }";
  });
  return text
    .replace(/^languages = .*$/m, "languages = " + list(languages))
    .replace(/^formats = .*$/m, 'formats = ["a4"]')
    .replace(/\{((?:\s*\w\w = "[^"]*",?)+)\s*\}/g, (_, inside) => {
      const pairs = Array.from(inside.matchAll(/(\w\w) = "[^"]*"/g)).filter(([, language]) => languages.includes(language));
      return "{ " + pairs.map(([pair]) => pair).join(", ") + " }";
    })
    .replace(/^\[categories\]$/m, "[categories]\n" + topics.join("\n"));
}

// A waiting room in which people sit long enough to see its five leaflets.
function screen(number, languages, leaflets) {
  return [
    "[[screens]]",
    'id = "room-' + number + '"',
    'name = "Waiting room ' + number + '"',
    'size = "1920x1080"',
    "diagonal_inches = 43",
    "viewing_distance_m = 4",
    "languages = [" + languages.map((language) => '"' + language + '"').join(", ") + "]",
    "leaflets = [" + leaflets.map((id) => '"' + id + '"').join(", ") + "]",
    "expected_wait_minutes = " + 100 * languages.length,
    "clock = true",
    "show_drafts = true",
    "",
  ].join("\n");
}

// A notice without the languages that are not wanted.
const notice = (text, languages) => text.split(/^(?=\[text\.)/m).filter((part) => !part.startsWith("[text.") || languages.includes(part.slice(6, 8))).join("");

module.exports = { category, practice, screen, notice };
