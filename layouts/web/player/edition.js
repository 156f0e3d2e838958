// An edition: a playlist and the pictures it needs. It counts only when all of them are there, checked and decoded.
(function (leafcast) {
  const atOnce = 4;

  function make(text, playlist, whole, held) {
    return { text, playlist, whole, held: held || ((id) => leafcast.pictures.has(playlist.slides[id])) };
  }

  // One slide alone, so that a screen that has nothing yet shows something early.
  async function glimpse(text, playlist, id) {
    await leafcast.pictures.load(playlist.slides[id]);
    return make(text, playlist, false, (other) => other === id);
  }

  async function load(text, playlist) {
    const waiting = Object.values(playlist.slides);
    const worker = async () => {
      for (let slide = waiting.shift(); slide; slide = waiting.shift()) {
        try {
          await leafcast.pictures.load(slide);
        } catch (error) {
          waiting.length = 0; // one is missing, so the rest is not needed now
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return make(text, playlist, true);
  }

  leafcast.edition = { make, glimpse, load };
})(leafcast);
