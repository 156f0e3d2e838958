// Bands below the bar: what everybody who looks must know. Each has a name and stands there once.
(function (leafcast) {
  const { dom } = leafcast;
  const room = dom.find("bands");

  function set(name, text, kind) {
    const old = Array.from(room.children).find((one) => one.dataset.name === name);
    if (!text) return void (old && old.remove());
    if (old && old.textContent === text) return;
    if (old) old.remove();
    room.append(dom.element("p", text, { class: "band " + (kind || "bad"), role: kind === "calm" ? "status" : "alert", "data-name": name }));
  }

  leafcast.bands = { set };
})(leafcast);
