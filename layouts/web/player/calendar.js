// What time it is at the practice, and whether something is on at that time. Pure: the same input, the same answer.
(function (leafcast) {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const minute = 60000;
  const formats = new Map();

  // Making a format is slow, and one is needed every second.
  function format(zone) {
    if (!formats.has(zone)) {
      formats.set(zone, new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
        timeZone: zone, hourCycle: "h23", weekday: "short",
        year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
      }));
    }
    return formats.get(zone);
  }

  function wall(ms, zone) {
    const part = {};
    for (const { type, value } of format(zone).formatToParts(ms)) part[type] = value;
    const date = part.year.padStart(4, "0") + "-" + part.month + "-" + part.day;
    const time = part.hour + ":" + part.minute;
    return { date, time, stamp: date + "T" + time, day: part.weekday.toLowerCase() };
  }

  // In autumn the hour before the clocks go back happens twice. What has begun or ended in its first pass must not be
  // undone by the second, so beginnings and ends are compared with the latest time the clock has shown so far.
  function reached(ms, zone, stamp) {
    let latest = stamp;
    for (const back of [30, 60, 120]) {
      if (wall(ms - back * minute, zone).stamp < stamp) continue;
      for (let m = 1; m <= back; m++) {
        const earlier = wall(ms - m * minute, zone).stamp;
        if (earlier > latest) latest = earlier;
      }
    }
    return latest;
  }

  // The moment as the practice's wall clock shows it. `known` is false when the clock cannot be right (it is before the
  // day the edition was built) or when this browser does not know the time zone.
  function moment(ms, zone, notBefore) {
    let local;
    try {
      local = wall(ms, zone);
    } catch (error) {
      return { known: false, reason: "zone" };
    }
    if (local.date < notBefore) return { known: false, reason: "unset" };
    const yesterday = days[(days.indexOf(local.day) + 6) % 7];
    return { known: true, ...local, yesterday, reached: reached(ms, zone, local.stamp) };
  }

  // Over midnight, the hours after midnight belong to the day on which they began.
  function within({ from, to }, on, at) {
    if (from <= to) return on(at.day) && from <= at.time && at.time < to;
    return (on(at.day) && from <= at.time) || (on(at.yesterday) && at.time < to);
  }

  const listed = (list) => (day) => !list || list.length === 0 || list.includes(day);

  // Without hours it is always open, and so it is while the clock is unknown: better a lit screen than a dark one.
  function isOpen(openingHours, at) {
    if (!at.known || !openingHours || openingHours.length === 0) return true;
    return openingHours.some((hours) => within(hours, listed(hours.days), at));
  }

  // Nothing that depends on a date is shown while the date is unknown.
  function isOn(when, at) {
    if (!when) return true;
    if (!at.known) return false;
    if (when.from && at.reached < when.from) return false;
    if (when.until && at.reached >= when.until) return false;
    const hours = when.hours && when.hours.length > 0 ? when.hours : [{ from: "00:00", to: "24:00" }];
    return hours.some((range) => within(range, listed(when.days), at));
  }

  leafcast.calendar = { moment, isOpen, isOn };
})(leafcast);
