// Places in files: copied, or opened in the editor of this computer.
(function (leafcast) {
  const { words, announce } = leafcast;
  let state = { token: null, editor: false };
  const listeners = [];

  // A field as problems name it: on pages it also says in which file it stands, such as `practice:booking.link`.
  const plain = (field) => field.slice(field.indexOf(":") + 1);

  const place = ({ file, line, column }) => [file, line, column].filter(Boolean).join(":");

  async function refresh() {
    try {
      const answer = await fetch("/preview/state.json", { cache: "no-store" });
      if (answer.ok) state = await answer.json();
    } catch (error) {
      return; // not connected; it is asked again when the connection is back
    }
    for (const listener of listeners) listener();
  }

  // Where the page is not secure (http on another computer) there is no clipboard but the old way.
  function copyBySelection(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "unseen";
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (focused) focused.focus();
    return done;
  }

  async function copy(target) {
    const text = place(target);
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch (error) {
      done = copyBySelection(text);
    }
    announce.show(words.say(done ? "copied" : "not_copied", { place: text }));
  }

  const ask = ({ file, line, column }) => fetch("/preview/open", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Leafcast": state.token || "" },
    body: JSON.stringify({ file, line, column }),
  });

  async function open(target) {
    try {
      let answer = await ask(target);
      // The program was started anew meanwhile: its token is another one.
      if (answer.status === 403) {
        await refresh();
        answer = await ask(target);
      }
      if (answer.ok) return announce.show(words.say("opened", { place: place(target) }));
      const { error } = await answer.json().catch(() => ({}));
      announce.show(words.say("not_opened", { reason: error || answer.status }));
    } catch (error) {
      announce.show(words.say("not_opened", { reason: words.say("lost") }));
    }
  }

  leafcast.source = { refresh, copy, open, place, plain, editor: () => state.editor === true, on: (listener) => listeners.push(listener) };
})(leafcast);
