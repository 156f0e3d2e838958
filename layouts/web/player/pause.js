// A pause ends by itself: a screen that somebody stopped must not stay stopped all day.
(function (leafcast) {
  const longest = 300;
  const notice = document.getElementById("notice");
  let disarm = null;

  function end() {
    if (!disarm) return;
    disarm();
    disarm = null;
    notice.textContent = "";
    leafcast.show.resume();
  }

  function toggle() {
    if (disarm) return end();
    leafcast.show.pause();
    leafcast.words.say(notice, leafcast.words.paused);
    disarm = leafcast.time.after(longest, end);
  }

  leafcast.pause = { toggle };
})(leafcast);
