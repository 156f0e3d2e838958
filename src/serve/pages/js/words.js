// The words of the page. They come with it, in its language; none stand in the scripts.
(function (leafcast) {
  const words = JSON.parse(document.getElementById("words").content.textContent);
  const rules = new Intl.PluralRules(words.code);
  const list = new Intl.ListFormat(words.code, { style: "long", type: "conjunction" });

  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (hole, name) => (Object.hasOwn(values, name) ? String(values[name]) : hole));

  // The phrase of this name, its holes filled; by number where it has forms.
  function say(name, values) {
    const phrase = words[name];
    if (phrase === undefined) return name;
    if (typeof phrase === "string") return fill(phrase, values || {});
    return fill(phrase[rules.select(values.count)] || phrase.other, values);
  }

  // What the project says in several languages: in the page's, else in any.
  function pick(texts) {
    if (!texts) return "";
    return texts[words.code] || Object.values(texts)[0] || "";
  }

  leafcast.words = { say, pick, fill, join: (items) => list.format(items.map(String)), code: words.code, keys: words.keys };
})(leafcast);
