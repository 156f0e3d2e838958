//! Server-sent events: numbers, catching up, many streams.

use std::fs;
use std::time::{Duration, Instant};

use leafcast::live::board::{Page, Part, Problems, Status, View, ViewPages, ViewState};

use crate::serve_client::{Events, House, until};

fn round(round: u64) -> Status {
    Status { round, ..Status::default() }
}

#[test]
fn a_new_stream_gets_everything_and_then_what_changes() {
    let house = House::new();
    let mut events = house.follow("", &[]);
    assert_eq!((events.status, &*events.headers["content-type"]), (200, "text/event-stream"));
    assert_eq!(events.block().expect("a block"), "retry: 500");
    assert_eq!(events.names(3), ["status", "catalog", "problems"]);
    house.board.set_status(round(7));
    let message = events.next().expect("a message");
    assert_eq!((&*message.event, &message.json()["round"]), ("status", &7.into()));
    assert_eq!(message.id, format!("{}.4", house.board.epoch()));
}

#[test]
fn a_stream_that_comes_back_gets_exactly_what_it_missed() {
    for (in_address, in_header) in [("{seen}", ""), ("", "{seen}"), ("0.0", "{seen}")] {
        let house = House::new();
        let mut events = house.follow("", &[]);
        let seen = events.take(3).pop().expect("a message").id;
        drop(events);
        house.board.set_status(round(1));
        house.board.set_status(round(2));
        let address = format!("?after={}", in_address.replace("{seen}", &seen));
        let header = format!("Last-Event-ID: {}", in_header.replace("{seen}", &seen));
        let headers = if in_header.is_empty() { &[][..] } else { &[&*header] };
        let mut events = house.follow(&address, headers);
        let message = events.next().expect("a message");
        assert_eq!((&*message.event, &message.json()["round"], message.number()), ("status", &2.into(), 5));
        // Nothing else was waiting: the next message is the next change.
        house.board.set_problems(Problems { warnings: 1, ..Problems::default() });
        assert_eq!(events.next().expect("a message").event, "problems");
    }
}

#[test]
fn another_epoch_or_a_forged_number_gets_everything() {
    let house = House::new();
    for after in ["0000000000000000.2", "x", ".", "99", &format!("{}.99", house.board.epoch()), "%00.%00"] {
        let mut events = house.follow(&format!("?after={after}"), &[]);
        assert_eq!(events.names(3), ["status", "catalog", "problems"], "{after}");
    }
}

#[test]
fn a_stream_follows_its_views_only_while_it_is_open() {
    let house = House::new();
    let text = "screen/hall/notice:silent-phones/en";
    let view: View = text.parse().expect("a view");
    let mut events = house.follow("?view=screen%2Fhall%2Fnotice%3Asilent-phones%2Fen&view=screen/hall", &[]);
    assert_eq!(events.names(5), ["status", "catalog", "problems", "view", "view"]);
    assert_eq!(house.board.interests(), [view.clone(), "screen/hall".parse().expect("a view")]);
    let page = Page { hash: "0123456789abcdef".into(), width: 1.5, height: 2.0, title: Some("x".into()) };
    let content = ViewPages { pages: vec![page], state: ViewState::Stale, ..ViewPages::default() };
    house.board.set_view(&"screen/other".parse().expect("a view"), content.clone());
    house.board.set_view(&view, content);
    let message = events.next().expect("a message").json();
    assert_eq!((&message["view"], &message["state"]), (&text.into(), &"stale".into()));
    assert_eq!(message["pages"][0]["hash"], "0123456789abcdef");
    drop(events);
    until("nobody looks any more", || {
        house.get("/health/live").status == 200 && house.board.interests().is_empty()
    });
}

#[test]
fn views_that_are_none_and_too_many_views_are_refused() {
    let house = House::new();
    assert_eq!(house.follow("?view=leaflet/../en/a4", &[]).status, 400);
    assert_eq!(house.follow("?view=", &[]).status, 400);
    let many = |count: usize, name: &str| {
        let views: Vec<String> = (0..count).map(|n| format!("view=screen/{name}{n}")).collect();
        views.join("&")
    };
    assert_eq!(house.follow(&format!("?{}", many(17, "s")), &[]).status, 400);
    let open: Vec<Events> =
        ["a", "b", "c", "d"].iter().map(|name| house.follow(&format!("?{}", many(16, name)), &[])).collect();
    assert!(open.iter().all(|events| events.status == 200));
    let refused = house.follow("?view=screen/one-more", &[]);
    assert_eq!((refused.status, &*refused.headers["retry-after"]), (503, "5"));
    assert_eq!(house.follow("?view=screen/a1", &[]).status, 200);
}

#[test]
fn a_quiet_stream_says_that_it_lives() {
    let house = House::with(|settings| settings.limits.heartbeat = Duration::from_millis(20));
    let mut events = house.follow("", &[]);
    events.take(3);
    assert_eq!(events.block().expect("a block"), ":");
    assert_eq!(events.block().expect("a block"), ":");
}

#[test]
fn one_stream_too_many_is_told_to_come_back() {
    let house = House::with(|settings| settings.limits.streams = 2);
    let _open = [house.follow("", &[]), house.follow("", &[])];
    let refused = house.follow("", &[]);
    assert_eq!((refused.status, &*refused.headers["retry-after"]), (503, "5"));
}

#[test]
fn a_slow_reader_gets_the_newest_state_and_no_backlog() {
    let house = House::new();
    let mut events = house.follow("", &[]);
    events.take(3);
    let large = "x".repeat(1 << 20);
    for number in 1..=100 {
        house.board.set_status(Status { program: large.clone(), ..round(number) });
    }
    let mut count = 0;
    loop {
        count += 1;
        if events.next().expect("a message").json()["round"] == 100 {
            break;
        }
    }
    println!("a reader that was late by 100 changes got {count} messages");
    assert!(count < 50, "{count} messages");
}

/// Kilobytes that this process holds in memory.
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[test]
fn a_thousand_open_streams_all_get_an_update() {
    let house = House::new();
    house.furnish();
    let before = memory();
    let mut streams: Vec<Events> = (0..1000).map(|_| house.follow("?view=screen/hall", &[])).collect();
    for events in &mut streams {
        assert_eq!(events.status, 200);
        assert_eq!(events.names(4).len(), 4);
    }
    let start = Instant::now();
    house.board.set_status(round(42));
    for events in &mut streams {
        let message = events.next().expect("a message");
        assert_eq!((message.event.as_str(), &message.json()["round"]), (Part::Status.name(), &42.into()));
    }
    println!("an update reached 1,000 streams within {:?}", start.elapsed());
    assert_eq!(house.follow("", &[]).status, 503, "and no more");
    if let (Some(before), Some(after)) = (before, memory()) {
        let used = after.saturating_sub(before);
        println!("1,000 streams, both ends: {used} kB");
        assert!(used < 100_000, "{used} kB");
    }
    assert_eq!(house.get("/health/live").status, 200, "others are still served");
}

#[test]
fn a_change_leaves_at_once() {
    let house = House::new();
    let mut events = house.follow("", &[]);
    events.take(3);
    let mut times: Vec<Duration> = (1..=500)
        .map(|number| {
            let start = Instant::now();
            house.board.set_status(round(number));
            assert_eq!(events.next().expect("a message").json()["round"], number);
            start.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "board to client: median {:?}, 99 of 100 within {:?}, worst {:?}",
        times[250], times[495], times[499]
    );
    assert!(times[250] < Duration::from_millis(20));
}

#[test]
fn streams_end_properly_when_the_server_ends() {
    let house = House::new();
    let mut streams: Vec<Events> = (0..20).map(|_| house.follow("", &[])).collect();
    for events in &mut streams {
        events.take(3);
    }
    let start = Instant::now();
    house.server.stop();
    for events in &mut streams {
        assert_eq!(events.next(), None, "a proper end");
    }
    house.server.wait();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(std::net::TcpStream::connect(house.address).is_err());
}

#[test]
fn changed_pages_come_ahead_of_the_event_that_names_them() {
    let house = House::new();
    let view: View = "leaflet/back/en/a4".parse().expect("a view");
    let mut events = house.follow("?view=leaflet/back/en/a4", &[]);
    assert_eq!(events.names(4), ["status", "catalog", "problems", "view"]);
    let show = |svgs: &[&str]| {
        let page = |(n, svg): (usize, &&str)| {
            let hash = format!("{n:x}{:015x}", svg.len());
            house.board.put_page(&hash, svg.as_bytes().into());
            Page { hash, width: 1.0, height: 1.0, title: None }
        };
        let pages = svgs.iter().enumerate().map(page).collect();
        house.board.set_view(&view, ViewPages { pages, state: ViewState::Current, ..ViewPages::default() });
    };
    show(&["<svg>é: one</svg>", "<svg>\n</svg>"]);
    let page = events.next().expect("a page");
    assert_eq!((&*page.event, &*page.data), ("page", "0000000000000012 <svg>é: one</svg>"));
    // An event ends where a line ends: such a page is asked for.
    let named = events.next().expect("the view");
    assert_eq!((&*named.event, named.json()["pages"].as_array().map(Vec::len)), ("view", Some(2)));
    show(&["<svg>é: one</svg>", "<svg>second</svg>"]);
    assert_eq!(events.next().expect("a page").data, "1000000000000011 <svg>second</svg>");
    assert_eq!(events.next().expect("the view").event, "view");
}
