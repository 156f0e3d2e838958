// Searching: accents, case and the order of words do not matter.
(function (leafcast) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const parts = (query) => plain(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // Is each word of the query the beginning of a word of the text, or inside of one?
  const matches = (text, query) => {
    const all = plain(text);
    return parts(query).every((part) => all.includes(part));
  };

  leafcast.text = { plain, matches };
})(leafcast);
