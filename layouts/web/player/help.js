// Which key does what.
(function (leafcast) {
  const { dialogs, words } = leafcast;
  const { element } = dialogs;

  function content() {
    return [element("dl", words.keys.map(([keys, meaning]) => element("div", [
      element("dt", keys.map((key) => element("kbd", key))),
      element("dd", meaning),
    ])), { class: "keys" })];
  }

  leafcast.help = { toggle: () => dialogs.toggle("help", words.helpTitle, content) };
})(leafcast);
