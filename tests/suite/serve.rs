//! The server: pages, health, start and end.

use std::io::{BufReader, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use leafcast::live::board::{Board, Page, Phase, Status, ViewPages, ViewState};
use leafcast::live::stop::Stop;
use leafcast::serve::{self, EditorCommand, EditorError, Error, Settings};

use crate::serve_client::{House, head};

#[test]
fn every_answer_protects_the_browser() {
    let house = House::new();
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/preview/", 200),
        ("GET", "/nothing", 404),
        ("GET", "/leaflets/back/back-en-a4.pdf", 200),
        ("GET", "/status.json", 200),
        ("GET", "/preview/state.json", 200),
        ("GET", "/health/ready", 503),
        ("POST", "/", 405),
        ("GET", "/preview/regions", 400),
    ] {
        let answer = house.ask(method, path, &[], "");
        assert_eq!(answer.status, status, "{method} {path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{method} {path}");
        }
        assert!(!answer.header("content-security-policy").is_empty(), "{method} {path}");
    }
    let policy = house.get("/").header("content-security-policy").to_owned();
    assert_eq!(
        policy,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         frame-src 'self'; object-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
}

#[test]
fn other_methods_are_told_what_is_allowed() {
    let house = House::new();
    for (path, allowed) in [
        ("/", "GET,HEAD"),
        ("/events", "GET,HEAD"),
        ("/leaflets/back/back-en-a4.pdf", "GET,HEAD"),
        ("/manifest.json", "GET,HEAD"),
        ("/status.json", "GET,HEAD"),
    ] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
            let answer = house.ask(method, path, &[], "");
            assert_eq!((answer.status, answer.header("allow")), (405, allowed), "{method} {path}");
        }
    }
    let answer = house.get("/preview/open");
    assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
}

#[test]
fn the_start_page_is_in_the_language_asked_for() {
    let house = House::new();
    house.furnish();
    for (path, accept, lang, title) in [
        ("/", "", "en", "Your back"),
        ("/?lang=es", "en", "es", "Su espalda"),
        ("/?lang=xx", "", "en", "Your back"),
        ("/?lang=../..", "", "en", "Your back"),
        ("/", "es-MX,es;q=0.9,en;q=0.8", "es", "Su espalda"),
        ("/", "fr, en;q=0.5, es;q=0.7", "es", "Su espalda"),
        ("/", "es;q=0, en", "en", "Your back"),
        ("/", "*;q=zzz,,;;", "en", "Your back"),
        ("/", "ar", "ar", "ظهرك"),
    ] {
        let page = house.ask("GET", path, &[&format!("Accept-Language: {accept}")], "");
        assert_eq!(page.status, 200);
        let text = page.text();
        let chosen =
            text.split("aria-current=\"true\"").next().and_then(|before| before.rsplit("<a ").next());
        assert!(chosen.expect("a link").contains(&format!("?lang={lang}")), "{path} {accept}: {chosen:?}");
        assert!(text.contains(title), "{path} {accept}");
    }
}

#[test]
fn the_start_page_leads_to_published_files_and_nothing_withdrawn() {
    let house = House::new();
    house.furnish();
    let text = house.get("/?lang=es").text().replace("&#x2f;", "/");
    assert!(text.contains("/leaflets/back/back-es-a4.pdf"), "{text}");
    assert!(!text.contains("back-ar-a4.pdf"), "not published yet");
    assert!(!text.contains("Withdrawn long ago"));
    assert!(text.contains("Your back") && text.contains("Español"), "other titles and names of languages");
    assert!(text.contains("/screens/hall/index.html"));
}

#[test]
fn unknown_addresses_lead_back_to_the_start() {
    let house = House::new();
    house.furnish();
    let page = house.ask("GET", "/nothing/here", &["Accept: text/html,*/*"], "");
    assert_eq!(page.status, 404);
    assert!(page.text().contains("href=\"/"));
    let plain = house.get("/nothing/here");
    assert_eq!((plain.status, &*plain.text()), (404, "not found\n"));
    assert_eq!(house.ask("POST", "/nothing/here", &[], "").status, 404);
}

#[test]
fn files_of_pages_are_served_under_their_content_only() {
    let house = House::new();
    let page = house.get("/").text();
    let start = page.find("/static/").or(page.find("&#x2f;static")).expect("a file");
    let address = page[start..].split('"').next().expect("an end").replace("&#x2f;", "/");
    let file = house.get(&address);
    assert_eq!(file.status, 200, "{address}");
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    let (folder, name) = address.rsplit_once('/').expect("a name");
    assert_eq!(house.get(&format!("/static/0000000000000000/{name}")).status, 404);
    assert_eq!(house.get(&format!("{folder}/start.html")).status, 404, "templates are no files");
    assert_eq!(house.get(&format!("{folder}/nothing.css")).status, 404);
}

#[test]
fn health_tells_living_from_ready() {
    let house = House::new();
    assert_eq!((house.get("/health/live").status, &*house.get("/health/live").text()), (200, "ok\n"));
    assert_eq!(house.get("/health/ready").status, 503);
    house.board.set_status(Status { phase: Phase::Ready, ..Status::default() });
    assert_eq!(house.get("/health/ready").status, 200);
    house.board.set_status(Status { phase: Phase::Working, ..Status::default() });
    assert_eq!(house.get("/health/ready").status, 200, "once through is through");
}

#[test]
fn the_status_is_sent_when_it_has_changed() {
    let house = House::new();
    let first = house.get("/status.json");
    let json = first.json();
    assert_eq!((&json["phase"], &json["number"]), (&"starting".into(), &3.into()));
    assert_eq!(json["epoch"], **house.board.epoch());
    assert!(json["started"].as_u64().is_some());
    let known = format!("If-None-Match: {}", first.header("etag"));
    assert_eq!(house.ask("GET", "/status.json", &[&known], "").status, 304);
    house.board.set_status(Status { round: 1, ..Status::default() });
    assert_eq!(house.ask("GET", "/status.json", &[&known], "").status, 200);
}

#[test]
fn the_preview_has_pages_and_regions_of_what_is_looked_at() {
    let house = House::new();
    let hash = "0123456789abcdef0123456789abcdef";
    house.board.put_page(hash, b"<svg/>"[..].into());
    let page = Page { hash: hash.into(), width: 1.0, height: 2.0, title: None };
    let content = ViewPages { pages: vec![page], state: ViewState::Current, ..ViewPages::default() };
    house.board.set_view(&"screen/hall".parse().expect("a view"), content);
    let svg = house.get(&format!("/preview/page/{hash}.svg"));
    assert_eq!((svg.status, svg.header("content-type"), &*svg.text()), (200, "image/svg+xml", "<svg/>"));
    assert!(svg.header("cache-control").contains("immutable"));
    for name in [&hash.replace('0', "1"), "x", &hash.to_uppercase(), ""] {
        assert_eq!(house.get(&format!("/preview/page/{name}.svg")).status, 404, "{name}");
    }
    assert_eq!(house.get(&format!("/preview/page/{hash}")).status, 404);
    let regions = house.get("/preview/regions?view=screen/hall");
    assert_eq!(regions.json(), serde_json::json!({"hashes": [hash], "pages": []}));
    assert_eq!(house.get("/preview/regions?view=screen/other").status, 404);
    assert_eq!(house.get("/preview/regions?view=x").status, 400);
    let moved = house.get("/preview?view=screen/hall");
    assert_eq!((moved.status, moved.header("location")), (308, "/preview/?view=screen/hall"));
}

#[test]
fn a_connection_serves_one_request_after_another() {
    let house = House::new();
    let mut stream = house.connect();
    let request = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\n\r\n", house.host());
    stream.write_all(request.repeat(3).as_bytes()).expect("sent");
    let mut reader = BufReader::new(stream);
    for _ in 0..3 {
        let (status, headers) = head(&mut reader).expect("an answer");
        let mut body = vec![0; headers["content-length"].parse().expect("a length")];
        reader.read_exact(&mut body).expect("a body");
        assert_eq!((status, &*body), (200, &b"ok\n"[..]));
    }
}

#[test]
fn a_busy_port_is_said_clearly() {
    let house = House::new();
    let mut settings = Settings::new(house.path(""), house.path("out"));
    settings.bind = vec![house.address];
    let error = serve::serve(settings, Board::new(), Stop::new()).expect_err("in use");
    assert_eq!(error.to_string(), format!("port {} is in use", house.address.port()));
    assert!(
        error
            .hint()
            .expect("a hint")
            .contains("is leafcast running already? choose another port with `--port`")
    );
    assert_eq!(error.exit_code(), 3);
}

#[test]
fn impossible_settings_are_refused() {
    let start = |change: &dyn Fn(&mut Settings)| {
        let mut settings = Settings::new(".", "out");
        settings.bind = Settings::loopback(0);
        change(&mut settings);
        serve::serve(settings, Board::new(), Stop::new()).expect_err("impossible")
    };
    assert!(matches!(start(&|settings| settings.bind.clear()), Error::NoAddress));
    assert!(matches!(
        start(&|settings| settings.bind = vec!["192.0.2.1:0".parse().expect("an address")]),
        Error::NoSuchAddress { .. }
    ));
    for name in ["", "http://x/", "a b", "x:80", "*"] {
        assert!(
            matches!(start(&|settings| settings.hosts = vec![name.into()]), Error::HostName { .. }),
            "{name}"
        );
    }
}

#[test]
fn the_server_is_reached_by_both_addresses_of_this_machine() {
    let house = House::new();
    for address in house.server.addresses() {
        assert_eq!(address.port(), house.address.port());
        assert!(std::net::TcpStream::connect(address).is_ok(), "{address}");
    }
    assert_eq!(house.server.url(), format!("http://{}/", house.address));
}

#[test]
fn opening_to_the_network_says_what_becomes_visible() {
    assert!(serve::exposure(&Settings::loopback(8480)).is_empty());
    let lines = serve::exposure(&["0.0.0.0:8480".parse().expect("an address")]);
    assert!(lines[0].contains("every address of this machine, port 8480"));
    let text = lines.join("\n");
    for word in ["drafts", "preview", "not published", "problems", "lines of the content", "editor"] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn at_the_end_an_open_download_is_finished() {
    const LENGTH: usize = 8 << 20;
    let house = House::with(|settings| settings.limits.grace = Duration::from_secs(20));
    house.write("out/leaflets/back/large.pdf", vec![b'a'; LENGTH]);
    let mut stream = house.connect();
    let request = house.request("GET", "/leaflets/back/large.pdf", &[], "");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut reader = BufReader::new(stream);
    assert_eq!(head(&mut reader).expect("an answer").0, 200);
    house.server.stop();
    let mut body = Vec::new();
    reader.read_to_end(&mut body).expect("all of it");
    assert_eq!(body.len(), LENGTH);
}

#[test]
fn at_the_end_nobody_is_waited_for_longer_than_a_moment() {
    let house = House::with(|settings| settings.limits.grace = Duration::from_millis(300));
    house.write("out/leaflets/back/large.pdf", vec![b'a'; 64 << 20]);
    let mut stream = house.connect();
    let request = house.request("GET", "/leaflets/back/large.pdf", &[], "");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut reader = BufReader::with_capacity(64, stream);
    assert_eq!(head(&mut reader).expect("an answer").0, 200);
    let start = Instant::now();
    house.server.stop();
    house.server.wait();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn at_the_end_connections_that_say_nothing_are_not_waited_for() {
    let house = House::with(|settings| settings.limits.grace = Duration::from_mins(1));
    let _silent = house.connect();
    let mut idle = house.connect();
    let request = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\n\r\n", house.host());
    idle.write_all(request.as_bytes()).expect("sent");
    assert_eq!(head(&mut BufReader::new(&idle)).expect("an answer").0, 200);
    let start = Instant::now();
    house.server.stop();
    house.server.wait();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_wish_uttered_before_the_start_ends_the_server() {
    let stop = Stop::new();
    stop.stop();
    let mut settings = Settings::new(".", "out");
    settings.bind = Settings::loopback(0);
    serve::serve(settings, Board::new(), stop).expect("a server").wait();
}

#[test]
fn editor_commands_are_cut_into_words_as_a_shell_would() {
    let words = |text: &str| EditorCommand::parse(text).expect(text).words("/p/a b.toml", 3, 7);
    for (text, expected) in [
        ("code -g {file}:{line}:{column}", &["code", "-g", "/p/a b.toml:3:7"][..]),
        ("  vi   +{line}\t{file} ", &["vi", "+3", "/p/a b.toml"]),
        ("'my editor' \"{file}\"", &["my editor", "/p/a b.toml"]),
        ("e a'b c'd\"e f\" {file}", &["e", "ab cde f", "/p/a b.toml"]),
        ("e '' {file}", &["e", "", "/p/a b.toml"]),
        ("e $HOME;ls|x {file}", &["e", "$HOME;ls|x", "/p/a b.toml"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
    #[cfg(unix)]
    assert_eq!(
        words(r#"my\ editor "a\"b\c" 'a\b' {file}"#),
        ["my editor", r#"a"b\c"#, r"a\b", "/p/a b.toml"]
    );
    let filled = EditorCommand::parse("e {file}").expect("a command").words("{line} ' \"; rm", 1, 1);
    assert_eq!(filled, ["e", "{line} ' \"; rm"], "what is filled in is not read again");
    for (text, error) in [
        ("", EditorError::Empty),
        ("''", EditorError::Empty),
        ("e 'x {file}", EditorError::OpenQuote),
        ("e {file} {lines}", EditorError::UnknownHole("lines".into())),
        ("e {file} {", EditorError::OpenHole),
        ("e +{line}", EditorError::NoFile),
        ("{file}", EditorError::NoFile),
    ] {
        assert_eq!(EditorCommand::parse(text), Err(error), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn the_editor_is_started_at_the_place() {
    let dir = tempfile::TempDir::new().expect("temporary folder");
    let pipe = dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let command = format!("sh -c 'echo \"$@\" > {}' sh {{file}}:{{line}}:{{column}}", pipe.display());
    let house =
        House::with(|settings| settings.editor = Some(EditorCommand::parse(&command).expect("a command")));
    let token = house.get("/preview/state.json").json();
    assert_eq!(token["editor"], true);
    let headers = [
        format!("Origin: http://{}", house.host()),
        "Content-Type: application/json; charset=utf-8".into(),
        format!("X-Leafcast: {}", token["token"].as_str().expect("a token")),
    ];
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let body = r#"{"file":"content/practice.toml","line":3,"column":0}"#;
    assert_eq!(house.ask("POST", "/preview/open", &headers, body).status, 204);
    let said = std::fs::read_to_string(pipe).expect("what the editor was told");
    assert_eq!(said.trim(), format!("{}:3:1", house.path("content/practice.toml").display()));
}

#[test]
fn an_editor_that_is_not_there_is_said_and_logged() {
    let house = House::with(|settings| {
        settings.editor = Some(EditorCommand::parse("/nowhere/editor {file}").expect("a command"));
    });
    let token = house.get("/preview/state.json").json();
    let headers = [
        format!("Origin: http://{}", house.host()),
        "Content-Type: application/json".into(),
        format!("X-Leafcast: {}", token["token"].as_str().expect("a token")),
    ];
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let body = r#"{"file":"content/practice.toml","line":3,"column":1}"#;
    let answer = house.ask("POST", "/preview/open", &headers, body);
    assert_eq!((answer.status, &answer.json()["error"]), (500, &"the editor cannot be started".into()));
    let log = Arc::clone(&house.log);
    let log = log.lock().expect("log").join("\n");
    assert!(
        log.contains("the editor cannot be started")
            && !log.contains(token["token"].as_str().expect("a token"))
    );
}
