// The player itself: its service worker, and the reload when the server has a newer player.
(function (leafcast) {
  const { source, store, log } = leafcast;
  const key = "leafcast:" + store.scope + ":reload";
  const again = 600; // seconds until a reload for the same player may be tried once more
  let running = document.documentElement.dataset.player || null;
  let wanted = null;
  let worker = "none";

  const controlled = () => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller);

  async function register() {
    if (source.folder) return (worker = "folder");
    if (!window.isSecureContext || !("serviceWorker" in navigator)) {
      worker = "insecure";
      return log.problem("this address is not secure (https or 127.0.0.1): no start without the server, and the screen may go to sleep");
    }
    try {
      await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" });
      worker = "yes";
    } catch (error) {
      worker = "failed";
      log.problem("service worker", error);
    }
  }

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function remember(note) {
    try {
      sessionStorage.setItem(key, JSON.stringify(note));
      return true;
    } catch (error) {
      return false; // who cannot remember having reloaded must not reload, or would do so for ever
    }
  }

  // The item at which the page before this one stopped, once.
  function takePlace() {
    const note = recall();
    if (!note || !note.place) return null;
    remember({ ...note, place: null });
    return { id: note.place, again: true };
  }

  // Is the page there, so that a reload cannot end in the browser's error page?
  async function reachable(player) {
    try {
      if (source.folder) return Boolean(await source.playlist(3));
      const page = new TextDecoder().decode(await source.download(location.pathname, 3, { cache: "no-cache" }));
      if (!page.trimEnd().endsWith("</html>")) return false;
      return !player || page.includes('data-player="' + player + '"');
    } catch (error) {
      return false;
    }
  }

  // Loads what the new page asks for, so that the reload finds it at once.
  async function fetchAssets() {
    const page = new TextDecoder().decode(await source.download(location.pathname, 15, { cache: "no-cache" }));
    const assets = new DOMParser().parseFromString(page, "text/html").querySelectorAll("script[src], link[rel=stylesheet]");
    for (const asset of assets) {
      await source.download(asset.getAttribute("src") || asset.getAttribute("href"), 15);
    }
  }

  // Called after every good check with the player the server has.
  async function follow(player) {
    if (!running) running = player;
    if (player === running) return (wanted = null);
    if (wanted === player) return;
    const note = recall();
    if (note && note.player === player && Date.now() - note.at < leafcast.time.milliseconds(again)) return;
    if (!source.folder) await fetchAssets();
    if (worker === "yes") {
      const registration = await navigator.serviceWorker.getRegistration();
      if (registration) registration.update().catch(() => {});
    }
    wanted = player;
  }

  function reload(player, place) {
    if (!remember({ player, at: Date.now(), place })) return false;
    location.reload();
    return true;
  }

  // At a boundary. True if the page is on its way out.
  async function renew(place) {
    if (!wanted) return false;
    const player = wanted;
    wanted = null; // one attempt; the next check asks for another
    return (await reachable(player)) && reload(player, place);
  }

  // The watchdog's last means.
  async function rescue(place) {
    if (!controlled() && !(await reachable(null))) return false;
    return reload(running, place);
  }

  leafcast.shell = { register, takePlace, follow, renew, rescue, controlled, running: () => running, worker: () => worker };
})(leafcast);
