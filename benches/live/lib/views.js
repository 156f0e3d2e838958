// What a running `leafcast serve` says of one leaflet: its pages, and where its texts stand on them.
"use strict";
const { prose } = require("./edits");

async function regions(url, view) {
  const answer = await fetch(url + "preview/regions?view=" + view);
  if (!answer.ok) throw new Error("regions of " + view + ": " + answer.status);
  return (await answer.json()).pages;
}

// A paragraph: its line in the file, the pages it stands on, its height on the first of them, its words.
function paragraphs(pages) {
  const found = new Map();
  pages.forEach((entries, index) => {
    for (const { field, line, y, height, text } of entries) {
      if (!prose.test(field)) continue;
      const one = found.get(field) || { field, line, pages: [], y: y + height / 2, text: "" };
      const page = String(index + 1);
      if (!one.pages.includes(page)) one.pages.push(page);
      one.text += " " + text;
      found.set(field, one);
    }
  });
  return found;
}

// Up to `most` paragraphs, the pages in turn.
function targets(found, most = 24) {
  const byPage = new Map();
  for (const { field, pages } of found.values()) byPage.set(pages[0], [...(byPage.get(pages[0]) || []), field]);
  const lists = Array.from(byPage.values());
  const turns = [];
  for (let n = 0; turns.length < most && lists.some((list) => n < list.length); n++) {
    for (const list of lists) if (n < list.length) turns.push(list[n]);
  }
  return turns.slice(0, most);
}

module.exports = { regions, paragraphs, targets };
