//! Published files: types, tags, ranges.

use std::fs;
use std::io::{BufReader, Read, Write};

use crate::serve_client::{House, head};

const FILE: &str = "/leaflets/back/back-en-a4.pdf";

#[test]
fn published_files_come_with_their_type_and_how_long_they_hold() {
    let house = House::new();
    for path in [
        "screens/hall/index.html",
        "screens/hall/playlist.json",
        "screens/hall/sw.js",
        "screens/hall/slides/0123456789abcdef.svg",
        "screens/hall/player/0123456789abcdef.ttf",
        "screens/hall/hall.pdf",
    ] {
        house.write(&format!("out/{path}"), "x");
    }
    let immutable = "public, max-age=31536000, immutable";
    for (path, media_type, cache) in [
        ("/manifest.json", "application/json", "no-cache"),
        (FILE, "application/pdf", "no-cache"),
        ("/screens/hall/", "text/html; charset=utf-8", "no-cache"),
        ("/screens/hall/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/screens/hall/playlist.json", "application/json", "no-cache"),
        ("/screens/hall/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/screens/hall/hall.pdf", "application/pdf", "no-cache"),
        ("/screens/hall/slides/0123456789abcdef.svg", "image/svg+xml", immutable),
        ("/screens/hall/player/0123456789abcdef.ttf", "font/ttf", immutable),
    ] {
        let answer = house.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            (answer.header("content-type"), answer.header("cache-control")),
            (media_type, cache),
            "{path}"
        );
        assert!(answer.header("etag").starts_with('"') && answer.header("last-modified").ends_with("GMT"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    }
    assert_eq!(house.get(FILE).header("content-disposition"), "inline; filename=\"back-en-a4.pdf\"");
    let moved = house.get("/screens/hall");
    assert_eq!((moved.status, moved.header("location")), (308, "/screens/hall/"));
    assert!(
        house
            .get("/screens/hall/slides/0123456789abcdef.svg")
            .header("content-security-policy")
            .contains("sandbox")
    );
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    let house = House::new();
    let first = house.get(FILE);
    let (tag, modified) = (first.header("etag"), first.header("last-modified"));
    for (headers, status) in [
        (vec![format!("If-None-Match: {tag}")], 304),
        (vec![format!("If-None-Match: W/{tag}")], 304),
        (vec![format!("If-None-Match: \"x\", {tag}")], 304),
        (vec!["If-None-Match: *".into()], 304),
        (vec!["If-None-Match: \"x\"".into()], 200),
        (vec![format!("If-Modified-Since: {modified}")], 304),
        (vec!["If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT".into()], 200),
        (vec!["If-Modified-Since: yesterday".into()], 200),
        (vec!["If-None-Match: \"x\"".into(), format!("If-Modified-Since: {modified}")], 200),
    ] {
        let lines: Vec<&str> = headers.iter().map(String::as_str).collect();
        let answer = house.ask("GET", FILE, &lines, "");
        assert_eq!(answer.status, status, "{headers:?}");
        assert_eq!(answer.body.is_empty(), status == 304);
        assert_eq!(answer.header("etag"), tag);
    }
}

#[test]
fn ranges_are_cut_as_asked() {
    let house = House::new();
    for (range, status, body, place) in [
        ("bytes=0-3", 206, "0123", "bytes 0-3/10"),
        ("bytes=4-", 206, "456789", "bytes 4-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=5-99", 206, "56789", "bytes 5-9/10"),
        ("bytes=9-9", 206, "9", "bytes 9-9/10"),
        ("bytes=0-99999999999999999999999999", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, "", "bytes */10"),
        ("bytes=99999999999999999999999999-", 416, "", "bytes */10"),
        ("bytes=-0", 416, "", "bytes */10"),
        ("bytes=3-2", 200, "0123456789", ""),
        ("bytes=-", 200, "0123456789", ""),
        ("bytes=+1-2", 200, "0123456789", ""),
        ("bytes=a-b", 200, "0123456789", ""),
        ("bytes=0-1,3-4", 200, "0123456789", ""),
        ("lines=0-3", 200, "0123456789", ""),
        ("bytes", 200, "0123456789", ""),
    ] {
        let answer = house.ask("GET", FILE, &[&format!("Range: {range}")], "");
        assert_eq!(
            (answer.status, &*answer.text(), answer.header("content-range")),
            (status, body, place),
            "{range}"
        );
        assert_eq!(answer.header("content-length"), body.len().to_string(), "{range}");
        assert_eq!(answer.header("accept-ranges"), "bytes");
    }
}

#[test]
fn a_range_continues_only_the_same_content() {
    let house = House::new();
    let first = house.get(FILE);
    for (condition, status) in [
        (first.header("etag"), 206),
        (first.header("last-modified"), 206),
        ("\"x\"", 200),
        (&format!("W/{}", first.header("etag")), 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
    ] {
        let condition = format!("If-Range: {condition}");
        assert_eq!(
            house.ask("GET", FILE, &["Range: bytes=0-3", &condition], "").status,
            status,
            "{condition}"
        );
    }
}

#[test]
fn head_tells_what_get_would_and_sends_nothing() {
    let house = House::new();
    let (get, head) = (house.get(FILE), house.ask("HEAD", FILE, &["Range: bytes=0-3"], ""));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "content-length", "content-type", "last-modified"] {
        assert_eq!(get.header(name), head.header(name), "{name}");
    }
}

#[test]
fn an_open_download_stays_whole_while_its_file_is_replaced() {
    const LENGTH: usize = 8 << 20;
    let house = House::new();
    house.write("out/leaflets/back/large.pdf", vec![b'a'; LENGTH]);
    let mut stream = house.connect();
    let request = house.request("GET", "/leaflets/back/large.pdf", &[], "");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut reader = BufReader::new(stream);
    let (status, headers) = head(&mut reader).expect("an answer");
    assert_eq!(status, 200);
    house.write("out/leaflets/back/large.pdf", vec![b'b'; LENGTH]);
    let mut body = Vec::new();
    reader.read_to_end(&mut body).expect("all of it");
    assert!(body.len() == LENGTH && body.iter().all(|byte| *byte == b'a'));
    let new = house.get("/leaflets/back/large.pdf");
    assert!(new.body.iter().all(|byte| *byte == b'b') && new.header("etag") != headers["etag"]);
}

#[test]
fn the_output_folder_may_come_and_go() {
    let house = House::new();
    fs::rename(house.path("out"), house.path("gone")).expect("rename");
    assert_eq!(house.get(FILE).status, 404);
    fs::rename(house.path("gone"), house.path("out")).expect("rename");
    assert_eq!(house.get(FILE).status, 200);
}

#[test]
fn an_empty_file_is_a_file() {
    let house = House::new();
    house.write("out/leaflets/back/empty.pdf", "");
    assert_eq!(house.get("/leaflets/back/empty.pdf").header("content-length"), "0");
    assert_eq!(house.ask("GET", "/leaflets/back/empty.pdf", &["Range: bytes=-5"], "").status, 416);
}
