// Starts everything, and leads what is chosen to the address, to the stream and to the columns.
(function (leafcast) {
  const { address, board, choice, columns, controls, keyboard, problems, source, status, stream, words, zoom } = leafcast;
  const name = document.title.slice(document.title.lastIndexOf("·") + 1).trim();
  let ready = false;

  function title() {
    const now = choice.now();
    const errors = problems.count();
    const leaflet = now && now.kind === "leaflet" ? choice.leaflet(now.id) : null;
    const what = leaflet ? controls.title(leaflet)[0] : now && now.kind === "screen" ? choice.screen(now.id)?.name || now.id : words.say("title");
    const text = (errors > 0 ? "(" + errors + ") " : "") + what + (name ? " · " + name : "");
    if (document.title !== text) document.title = text;
  }

  function save(step) {
    address.write(choice.views(), zoom.value(), step);
  }

  function follow(step) {
    if (step !== "kept") save(step);
    board.keep(choice.views());
    columns.show(controls.columns());
    stream.open(choice.views());
    controls.show();
    title();
  }

  board.on("catalog", ({ leaflets, screens }) => {
    if (!choice.now()) choice.begin();
    choice.settle();
    if (!choice.now()) columns.nothing(words.say(leaflets.length + screens.length > 0 ? "gone" : "nothing"));
    columns.rename(controls.columns());
    controls.show();
    title();
  });
  board.on("problems", title);
  stream.on("epoch", source.refresh);
  choice.on(follow);
  window.addEventListener("popstate", () => {
    const { views, zoom: size } = address.read();
    choice.take(choice.fromViews(views), "kept");
    zoom.set(size);
  });

  const { views, zoom: size } = address.read();
  zoom.start(size, columns.hold, () => ready && save());
  ready = true;
  problems.start();
  keyboard.start();
  status.show();
  const first = choice.fromViews(views);
  if (first) choice.take(first);
  else stream.open([]);
  source.refresh();
})(leafcast);
