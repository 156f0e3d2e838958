//! The board: numbers, interest, bounds.

use std::slice::from_ref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use leafcast::live::board::{
    Board, Catalog, MOST_VIEWS, Page, PageLimits, Part, Phase, Problems, Region, Status, View, ViewError,
    ViewPages, ViewState,
};
use leafcast::live::stop::Stop;

fn view(text: &str) -> View {
    text.parse().expect("a view")
}

fn pages(hashes: &[&str]) -> ViewPages {
    let page = |hash: &&str| Page { hash: (*hash).to_owned(), width: 595.28, height: 841.89, title: None };
    ViewPages { pages: hashes.iter().map(page).collect(), state: ViewState::Current, ..ViewPages::default() }
}

fn parts(board: &Board, after: u64, views: &[View]) -> Vec<(u64, Part)> {
    let updates = board.since(Some((board.epoch(), after)), views);
    updates.into_iter().map(|update| (update.number, update.part)).collect()
}

#[test]
fn well_formed_views_come_back_as_they_were() {
    for text in [
        "leaflet/lumbar-disc-surgery/en/a4",
        "leaflet/x/pt-BR/a4-large",
        "screen/waiting-room",
        "screen/waiting-room/lumbar-disc-surgery/en/red-flags",
        "screen/waiting-room/notice:silent-phones/en",
    ] {
        assert_eq!(view(text).to_string(), text);
    }
}

#[test]
fn texts_that_are_no_view_are_refused_with_the_reason() {
    for (text, error) in [
        ("", ViewError::Shape),
        ("leaflet", ViewError::Shape),
        ("leaflet/a/en", ViewError::Shape),
        ("leaflet/a/en/a4/more", ViewError::Shape),
        ("page/a", ViewError::Shape),
        ("leaflet/../en/a4", ViewError::Id),
        ("leaflet//en/a4", ViewError::Id),
        ("leaflet/A/en/a4", ViewError::Id),
        ("leaflet/a/en/a4\n", ViewError::Id),
        ("leaflet/a/e/a4", ViewError::Language),
        ("leaflet/a/en_GB/a4", ViewError::Language),
        ("screen/", ViewError::Id),
        ("screen/../x", ViewError::Id),
        ("screen/a/", ViewError::Slide),
        ("screen/a/../b", ViewError::Slide),
        ("screen/a/b//c", ViewError::Slide),
        ("screen/a/<script>", ViewError::Slide),
        ("screen/a/é", ViewError::Slide),
    ] {
        assert_eq!(text.parse::<View>(), Err(error), "{text:?}");
    }
    assert_eq!(format!("screen/a/{}", "x".repeat(201)).parse::<View>(), Err(ViewError::Slide));
}

#[test]
fn each_change_gets_the_next_number_and_equal_data_none() {
    let board = Board::new();
    assert_eq!(parts(&board, 0, &[]), [(1, Part::Status), (2, Part::Catalog), (3, Part::Problems)]);
    let status = Status { round: 1, ..Status::default() };
    board.set_status(status.clone());
    board.set_status(status);
    board.set_catalog(Catalog { practice: "Dr. Roe".into(), ..Catalog::default() });
    board.set_problems(Problems::default());
    assert_eq!(board.number(), 5);
    assert_eq!(parts(&board, 3, &[]), [(4, Part::Status), (5, Part::Catalog)]);
    assert_eq!(parts(&board, 5, &[]), []);
}

#[test]
fn numbers_of_another_epoch_or_from_the_future_are_no_knowledge() {
    let (board, other) = (Board::new(), Board::new());
    assert_ne!(board.epoch(), other.epoch());
    assert_eq!(board.since(Some((other.epoch(), 3)), &[]).len(), 3);
    assert_eq!(board.since(Some((board.epoch(), 4)), &[]).len(), 3);
    assert_eq!(board.since(None, &[]).len(), 3);
    assert_eq!(board.since(Some((board.epoch(), 3)), &[]).len(), 0);
}

#[test]
fn json_is_made_once_for_all_readers() {
    let board = Board::new();
    let (one, two) = (board.since(None, &[]), board.since(None, &[]));
    assert!(one.iter().zip(&two).all(|(one, two)| Arc::ptr_eq(&one.json, &two.json)));
}

#[test]
fn a_view_is_loading_until_it_is_set_and_again_when_somebody_comes_back() {
    let board = Board::new();
    let leaflet = view("leaflet/back/en/a4");
    let json = |number| board.since(Some((board.epoch(), number)), from_ref(&leaflet))[0].json.to_string();
    let interest = board.watch_views(from_ref(&leaflet)).expect("room");
    assert_eq!(json(3), r#"{"view":"leaflet/back/en/a4","pages":[],"state":"loading","reason":null}"#);
    board.set_view(&leaflet, pages(&["0123456789abcdef"]));
    assert!(json(4).contains(r#""state":"current""#));
    drop(interest);
    assert_eq!(board.number(), 5);
    let _interest = board.watch_views(from_ref(&leaflet)).expect("room");
    assert!(json(5).contains(r#""hash":"0123456789abcdef""#) && json(5).contains(r#""state":"loading""#));
}

#[test]
fn moved_regions_are_a_change_of_the_view() {
    let board = Board::new();
    let leaflet = view("leaflet/back/en/a4");
    let mut content = pages(&["0123456789abcdef"]);
    let region = Region {
        field: "title".into(),
        x: 1.0,
        y: 2.0,
        width: 3.0,
        height: 4.0,
        file: "content/back/en.toml".into(),
        line: 1,
        column: 1,
        text: "Your back".into(),
    };
    content.regions = vec![vec![region]];
    board.set_view(&leaflet, content.clone());
    let number = board.number();
    board.set_view(&leaflet, content.clone());
    assert_eq!(board.number(), number);
    content.regions[0][0].line = 2;
    board.set_view(&leaflet, content);
    assert_eq!(board.number(), number + 1);
    let regions = board.regions(&leaflet).expect("regions");
    assert!(regions.starts_with(r#"{"hashes":["0123456789abcdef"],"pages":[[{"field":"title","x":1.0"#));
}

#[test]
fn interests_come_newest_first_and_go_with_the_last_guard() {
    let board = Board::new();
    let [a, b, c] = ["screen/a", "screen/b", "screen/c"].map(view);
    let told = Arc::new(AtomicU64::new(0));
    let tell = Arc::clone(&told);
    let _subscription = board.on_new_interest(move || drop(tell.fetch_add(1, Ordering::SeqCst).to_string()));
    let first = board.watch_views(&[a.clone(), b.clone()]).expect("room");
    let second = board.watch_views(&[c.clone(), b.clone()]).expect("room");
    assert_eq!(board.interests(), [c.clone(), b.clone(), a.clone()]);
    let third = board.watch_views(from_ref(&a)).expect("room");
    assert_eq!(board.interests(), [a.clone(), c, b.clone()]);
    assert_eq!(told.load(Ordering::SeqCst), 2, "only when there is something new");
    drop((second, third));
    assert_eq!(board.interests(), [a, b]);
    drop(first);
    assert_eq!(board.interests(), []);
}

#[test]
fn no_more_views_are_watched_or_remembered_than_can_be_kept_current() {
    let board = Board::new();
    let all: Vec<View> = (0..MOST_VIEWS).map(|n| view(&format!("screen/s{n}"))).collect();
    let interest = board.watch_views(&all).expect("room");
    assert!(board.watch_views(&[view("screen/one-more")]).is_err());
    assert!(board.watch_views(&all[..1]).is_ok());
    drop(interest);
    for number in 0..500 {
        board.set_view(&view(&format!("screen/t{number}")), pages(&[]));
    }
    let known = (0..500).filter(|n| board.view(&view(&format!("screen/t{n}"))).is_some()).count();
    assert!(known <= MOST_VIEWS && known > 0, "{known} views are known");
}

#[test]
fn the_page_store_is_bounded_and_pages_of_watched_views_stay() {
    let board = Board::with_limits(PageLimits { pages: 10, bytes: 1000 });
    let watched = view("screen/watched");
    let _interest = board.watch_views(from_ref(&watched)).expect("room");
    let hashes: Vec<String> = (0..15).map(|n| format!("{n:016x}")).collect();
    let names: Vec<&str> = hashes.iter().map(String::as_str).collect();
    for hash in &names {
        board.put_page(hash, vec![0; 100].into());
    }
    board.set_view(&watched, pages(&names));
    for number in 1000..2000 {
        let hash = format!("{number:016x}");
        board.put_page(&hash, vec![0; 100].into());
        board.set_view(&view("screen/other"), pages(&[&hash]));
        let (count, bytes) = board.stored();
        assert!(count <= 20 && bytes <= 2000, "{count} pages with {bytes} bytes");
    }
    assert!(names.iter().all(|hash| board.page(hash).is_some()));
}

#[test]
fn a_panic_of_somebody_else_does_not_stop_the_board() {
    let board = Board::new();
    let numbers = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&numbers);
    let subscription = board.subscribe(Box::new(move |number| heard.lock().expect("numbers").push(number)));
    let broken = board.subscribe(Box::new(|_| panic!("as planned")));
    let cloned = Arc::clone(&board);
    let status = || Status { phase: Phase::Working, ..Status::default() };
    assert!(std::thread::spawn(move || cloned.set_status(status())).join().is_err());
    drop(broken);
    board.set_catalog(Catalog { practice: "Dr. Roe".into(), ..Catalog::default() });
    assert_eq!(*numbers.lock().expect("numbers"), [4, 5]);
    drop(subscription);
    board.set_catalog(Catalog::default());
    assert_eq!(numbers.lock().expect("numbers").len(), 2);
}

#[test]
fn a_wish_to_stop_reaches_everybody_once() {
    let stop = Stop::new();
    let count = Arc::new(AtomicU64::new(0));
    let listener = |count: &Arc<AtomicU64>| {
        let count = Arc::clone(count);
        move || {
            count.fetch_add(1, Ordering::SeqCst);
        }
    };
    let _early = stop.on_stop(listener(&count));
    let waiting = std::thread::spawn({
        let stop = stop.clone();
        move || stop.wait()
    });
    assert!(stop.stop());
    assert!(!stop.stop());
    let _late = stop.on_stop(listener(&count));
    waiting.join().expect("woken");
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

/// What would be sent ahead to somebody who saw everything up to a number: hashes.
fn ahead(board: &Board, after: u64, view: &View) -> Vec<String> {
    let updates = board.since(Some((board.epoch(), after)), from_ref(view));
    let update = updates.into_iter().find(|update| update.part == Part::View).expect("a change");
    update.fresh.into_iter().map(|page| page.hash).collect()
}

#[test]
fn pages_that_are_new_since_a_number_are_sent_ahead_and_no_others() {
    let board = Board::new();
    let leaflet = view("leaflet/back/en/a4");
    let _interest = board.watch_views(from_ref(&leaflet)).expect("room");
    let show = |hashes: &[&str]| {
        for hash in hashes {
            board.put_page(hash, format!("<svg>{hash}</svg>").into_bytes().into());
        }
        board.set_view(&leaflet, pages(hashes));
        board.number()
    };
    let first = show(&["1", "2", "3"]);
    let second = show(&["1", "2b", "3"]);
    let third = show(&["1", "2b", "3c"]);
    assert_eq!(ahead(&board, first, &leaflet), ["2b", "3c"]);
    assert_eq!(ahead(&board, second, &leaflet), ["3c"]);
    // Who has seen nothing yet asks for what is in the window first.
    assert_eq!(ahead(&board, 0, &leaflet), [""; 0]);
    // A note over the same pages brings none of them again.
    board.set_view(&leaflet, ViewPages { state: ViewState::Stale, ..pages(&["1", "2b", "3c"]) });
    assert_eq!(ahead(&board, third, &leaflet), [""; 0]);
    let fresh = board.since(Some((board.epoch(), second)), from_ref(&leaflet)).remove(0).fresh;
    assert_eq!(&*fresh[0].svg, b"<svg>3c</svg>");
}

#[test]
fn no_more_is_sent_ahead_than_a_reader_can_want_at_once() {
    let board = Board::new();
    let leaflet = view("leaflet/back/en/a4");
    let _interest = board.watch_views(from_ref(&leaflet)).expect("room");
    let before = board.number();
    let hashes: Vec<String> = (0..5).map(|n| format!("page{n}")).collect();
    for hash in &hashes {
        board.put_page(hash, vec![b'x'; 400_000].into());
    }
    board.set_view(&leaflet, pages(&hashes.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(ahead(&board, before, &leaflet), ["page0", "page1"]);
}
