// Which key does what.
(function (leafcast) {
  const { dom, words } = leafcast;
  const dialog = dom.find("help");

  function toggle() {
    if (dialog.open) return dialog.close();
    const close = dom.button(words.say("close"), () => dialog.close());
    dialog.replaceChildren(
      dom.element("div", [dom.element("h2", words.say("keys_title"), { id: "help-title" }), close], { class: "panel-head" }),
      dom.element("dl", words.keys.map(([keys, meaning]) => dom.element("div", [
        dom.element("dt", keys.map((key) => dom.element(key === "…" ? "span" : "kbd", key))),
        dom.element("dd", meaning),
      ])), { class: "keys" }),
    );
    dialog.showModal();
  }

  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  leafcast.help = { toggle };
})(leafcast);
