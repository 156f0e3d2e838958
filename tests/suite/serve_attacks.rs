//! What an attacker tries, each attack by its name; all are held.

use std::fs;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use leafcast::live::board::{Problem, Problems};
use leafcast::serve::{EditorCommand, Limits};

use crate::serve_client::{Answer, House, PATIENCE, SECRET, head, until};

const SHORT: Duration = Duration::from_millis(300);

fn limited(change: impl FnOnce(&mut Limits)) -> House {
    House::with(|settings| change(&mut settings.limits))
}

/// A house with things around it that must not be seen.
fn house_with_secrets() -> House {
    let house = House::new();
    for path in [
        "secret.txt",
        "out/private.txt",
        "out/.lock",
        "out/.gitignore",
        "out/leaflets/back/.hidden.pdf",
        "out/screens/hall/.playlist.json",
        "out/leaflets/.git/config",
    ] {
        house.write(path, SECRET);
    }
    house.write("out/screens/hall/slides/0123456789abcdef.svg", "<svg/>");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(house.path("secret.txt"), house.path("out/leaflets/back/link-to-secret.pdf")).expect("link");
        symlink(house.path("content"), house.path("out/leaflets/link-to-outside")).expect("link");
        symlink(house.path(""), house.path("out/leaflets/link-to-out")).expect("link");
        fs::copy(house.path("secret.txt"), house.path("content/secret.txt")).expect("copy");
        let pipe =
            std::process::Command::new("mkfifo").arg(house.path("out/screens/hall/pipe.json")).status();
        assert!(pipe.expect("mkfifo").success());
    }
    house
}

#[test]
fn path_traversal_in_every_encoding_is_held() {
    let house = house_with_secrets();
    let cases = include_str!("../cases/serve/traversal.txt");
    assert!(cases.lines().count() > 100);
    for path in cases.lines() {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", house.host());
        let answer = house.raw(request).unwrap_or_else(|| panic!("{path}: no answer"));
        assert!(matches!(answer.status, 308 | 400 | 404 | 421), "{path}: {}", answer.status);
        assert!(!answer.text().contains(SECRET), "{path} shows the secret");
        assert!(!answer.headers.contains_key("x-injected"), "{path} adds a header");
        if answer.status == 308 {
            assert!(answer.header("location").starts_with("/screens/"), "{path} leads elsewhere");
        }
    }
    assert_eq!(house.get("/leaflets/back/back-en-a4.pdf").text(), "0123456789");
    assert_eq!(house.get("/%6ceaflets/back/back-en-a4.pdf").status, 404, "only decoded names, not places");
    assert_eq!(house.get("/leaflets/b%61ck/back-en-a4.pdf").text(), "0123456789");
}

#[test]
fn path_traversal_with_raw_bytes_is_held() {
    let house = house_with_secrets();
    for bytes in [&b"\xc0\xae\xc0\xae/"[..], b"\x00", b"\xff", b"\t", b" /../", b"\x7f", b"\xe2\x80\xae"] {
        let path = [b"/leaflets/", bytes, b"secret.txt"].concat();
        let request =
            [b"GET ", &path[..], b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"].concat();
        if let Some(answer) = house.raw(request) {
            assert!(matches!(answer.status, 400 | 404), "{bytes:?}: {}", answer.status);
            assert!(!answer.text().contains(SECRET));
        }
    }
}

#[test]
fn dns_rebinding_by_a_host_that_is_not_ours_is_held() {
    let house = House::with(|settings| settings.hosts = vec!["Leaflets.local".into()]);
    let port = house.address.port();
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "evil@localhost",
        "localhost.",
        "localhost:x",
        "localhost:",
        "localhost:99999999",
        "0.0.0.0",
        "127.0.0.2",
        "192.168.1.10",
        "[::]",
        "[::1",
        "::1",
        "2130706433",
        "0x7f000001",
        "",
        "localhost localhost",
        "localhost,evil.example",
        "leaflets.local.evil.example",
    ] {
        for path in
            ["/", "/preview/state.json", "/events", "/health/live", "/leaflets/back/back-en-a4.pdf", "/x"]
        {
            let answer = house.ask("GET", path, &[&format!("Host: {host}")], "");
            assert!(matches!(answer.status, 400 | 421), "{host} {path}: {}", answer.status);
            assert!(!answer.text().contains("token"));
        }
    }
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8480", "leaflets.local", "LEAFLETS.LOCAL:80"]
    {
        assert_eq!(house.ask("GET", "/health/live", &[&format!("Host: {host}")], "").status, 200, "{host}");
    }
}

#[test]
fn requests_without_a_host_or_with_two_are_held() {
    let house = House::new();
    for head in [
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nX-Forwarded-Host: localhost\r\nHost: evil.example\r\n",
    ] {
        let answer = house.raw(format!("{head}Connection: close\r\n\r\n")).expect("an answer");
        assert!(matches!(answer.status, 400 | 421), "{head}: {}", answer.status);
    }
}

/// A house with an editor that does nothing, and the headers that the preview sends.
fn house_with_editor() -> (House, Vec<String>) {
    let house = House::with(|settings| {
        settings.editor = Some(EditorCommand::parse("true {file}").expect("a command"));
    });
    let token = house.get("/preview/state.json").json()["token"].as_str().expect("a token").to_owned();
    assert_eq!(token.len(), 32);
    let headers = vec![
        format!("Origin: http://{}", house.host()),
        "Content-Type: application/json".into(),
        format!("X-Leafcast: {token}"),
        "Sec-Fetch-Site: same-origin".into(),
        "Sec-Fetch-Mode: cors".into(),
    ];
    (house, headers)
}

const PLACE: &str = r#"{"file":"content/practice.toml","line":3,"column":1}"#;

fn open(house: &House, headers: &[String], body: &str) -> Answer {
    house.ask("POST", "/preview/open", &headers.iter().map(String::as_str).collect::<Vec<_>>(), body)
}

#[test]
fn cross_site_requests_to_the_editor_are_held() {
    let (house, headers) = house_with_editor();
    assert_eq!(open(&house, &headers, PLACE).status, 204);
    let other_port = format!("Origin: http://127.0.0.1:{}", house.address.port() ^ 1);
    for (index, line, status) in [
        (0, "", 403),
        (0, "Origin: null", 403),
        (0, "Origin: http://evil.example", 403),
        (0, &other_port, 403),
        (0, &format!("Origin: https://{}", house.host()), 403),
        (0, &format!("Origin: http://{}.evil.example", house.host()), 403),
        (0, &format!("Origin: http://{0}\r\nOrigin: http://{0}", house.host()), 403),
        (1, "", 415),
        (1, "Content-Type: text/plain", 415),
        (1, "Content-Type: application/x-www-form-urlencoded", 415),
        (1, "Content-Type: multipart/form-data; boundary=application/json", 415),
        (2, "", 403),
        (2, "X-Leafcast: ", 403),
        (2, "X-Leafcast: 00000000000000000000000000000000", 403),
        (3, "Sec-Fetch-Site: cross-site", 403),
        (3, "Sec-Fetch-Site: same-site", 403),
        (3, "Sec-Fetch-Site: none", 403),
        (4, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 403),
    ] {
        let mut headers = headers.clone();
        headers[index] = line.to_owned();
        headers.retain(|line| !line.is_empty());
        let answer = open(&house, &headers, PLACE);
        assert_eq!(answer.status, status, "{line:?}: {}", answer.text());
    }
    let mut cut = headers.clone();
    cut[2].pop();
    assert_eq!(open(&house, &cut, PLACE).status, 403, "a part of the token");
    let mut more = headers.clone();
    more[2].push('0');
    assert_eq!(open(&house, &more, PLACE).status, 403, "more than the token");
}

#[test]
fn requests_through_a_proxy_are_not_local() {
    let (house, headers) = house_with_editor();
    for line in
        ["X-Forwarded-For: 10.0.0.7", "Forwarded: for=10.0.0.7", "Via: 1.1 proxy", "X-Real-IP: 10.0.0.7"]
    {
        let mut headers = headers.clone();
        headers.push(line.into());
        assert_eq!(open(&house, &headers, PLACE).status, 403, "{line}");
        let state = house.ask("GET", "/preview/state.json", &[line], "").json();
        assert_eq!((&state["token"], &state["editor"]), (&serde_json::Value::Null, &false.into()), "{line}");
    }
}

#[test]
fn the_token_is_not_told_under_a_name_of_the_network() {
    let house = House::with(|settings| settings.hosts = vec!["leaflets.local".into()]);
    let state = house.ask("GET", "/preview/state.json", &["Host: leaflets.local"], "").json();
    assert!(state["token"].is_null());
}

#[test]
fn others_on_the_network_neither_learn_the_token_nor_open_the_editor() {
    let house = House::with(|settings| {
        settings.bind = vec!["0.0.0.0:0".parse().expect("an address")];
        settings.editor = Some(EditorCommand::parse("true {file}").expect("a command"));
    });
    // Sends nothing; only tells by which address of ours others are reached.
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a socket");
    let own = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr());
    let Ok(own) = own.map(|own| own.ip()).map_err(|_| println!("left out: there is no network")) else {
        return;
    };
    let port = house.address.port();
    let ask = |request: String| {
        let mut stream = TcpStream::connect((own, port)).expect("a connection");
        stream.write_all(request.as_bytes()).expect("sent");
        Answer::read(stream).expect("an answer")
    };
    for (host, status) in
        [(format!("{own}:{port}"), 200), ("localhost".into(), 200), ("10.1.2.3".into(), 421)]
    {
        let host = format!("Host: {host}");
        let state = ask(house.request("GET", "/preview/state.json", &[&host], ""));
        assert_eq!(state.status, status, "{host}");
        if status == 200 {
            assert_eq!(
                (&state.json()["token"], &state.json()["editor"]),
                (&serde_json::Value::Null, &false.into())
            );
        }
    }
    let state = house.ask("GET", "/preview/state.json", &["Host: localhost"], "").json();
    let headers = [
        "Host: localhost".into(),
        "Origin: http://localhost".into(),
        "Content-Type: application/json".into(),
        format!("X-Leafcast: {}", state["token"].as_str().expect("a token for this machine")),
    ];
    let headers = headers.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(ask(house.request("POST", "/preview/open", &headers, PLACE)).status, 403);
}

#[test]
fn cross_site_pages_cannot_load_parts_of_ours() {
    let house = House::new();
    for site in ["cross-site", "same-site", "unheard-of"] {
        for path in ["/preview/state.json", "/status.json", "/events", "/leaflets/back/back-en-a4.pdf"] {
            let site = format!("Sec-Fetch-Site: {site}");
            let answer = house.ask("GET", path, &[&site, "Sec-Fetch-Mode: no-cors"], "");
            assert_eq!(answer.status, 403, "{site} {path}");
        }
    }
    let link = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"];
    assert_eq!(house.ask("GET", "/leaflets/back/back-en-a4.pdf", &link, "").status, 200, "links work");
    let answer = house.ask("OPTIONS", "/preview/open", &["Origin: http://evil.example"], "");
    assert!(answer.headers.keys().all(|name| !name.starts_with("access-control")), "nobody else may ask");
}

#[test]
fn the_editor_opens_no_file_outside_the_project() {
    let (house, headers) = house_with_editor();
    house.write("layouts/leaflet.typ", "");
    house.write("secret.txt", SECRET);
    #[cfg(unix)]
    std::os::unix::fs::symlink(house.path("secret.txt"), house.path("content/link.toml")).expect("link");
    for (file, status) in [
        ("content/practice.toml", 204),
        ("layouts/leaflet.typ", 204),
        ("content/nothing.toml", 404),
        ("content", 404),
        ("content/", 404),
        ("content/../secret.txt", 404),
        ("content/link.toml", 404),
        ("secret.txt", 404),
        ("../secret.txt", 404),
        ("/etc/passwd", 404),
        ("content//etc/passwd", 404),
        ("out/manifest.json", 404),
        ("content/./practice.toml", 404),
        ("content\\\\practice.toml", 404),
        ("content/practice.toml\\u0000", 404),
        ("-x", 404),
        ("", 404),
    ] {
        let body = format!(r#"{{"file":"{file}","line":1,"column":1}}"#);
        let answer = open(&house, &headers, &body);
        // Some systems take `.` in the middle for nothing.
        let is_same = file.contains("/./") && answer.status == 204;
        assert!(answer.status == status || is_same, "{file}: {} {}", answer.status, answer.text());
    }
    for body in [
        "",
        "{}",
        "[]",
        "{",
        r#"{"file":1,"line":1,"column":1}"#,
        r#"{"file":"content/practice.toml","line":-1,"column":1}"#,
    ] {
        let status = open(&house, &headers, body).status;
        assert_eq!(status, 400, "{body}");
    }
}

#[test]
fn without_an_editor_nothing_is_opened() {
    let house = House::new();
    let state = house.get("/preview/state.json").json();
    assert_eq!(state["editor"], false);
    let headers = [
        format!("Origin: http://{}", house.host()),
        "Content-Type: application/json".into(),
        format!("X-Leafcast: {}", state["token"].as_str().expect("a token")),
    ];
    assert_eq!(open(&house, &headers, PLACE).status, 409);
}

#[test]
fn oversized_bodies_are_held() {
    let (house, headers) = house_with_editor();
    let large = format!(r#"{{"file":"{}"}}"#, "x".repeat(70_000));
    assert_eq!(open(&house, &headers, &large).status, 413);
    let mut announced = headers.clone();
    announced.push("Content-Length: 99999999999".into());
    let request =
        house.request("POST", "/preview/open", &announced.iter().map(String::as_str).collect::<Vec<_>>(), "");
    assert_eq!(house.raw(request).expect("an answer").status, 413);
    let mut pieces = headers;
    pieces.push("Transfer-Encoding: chunked".into());
    let body = format!("{:x}\r\n{}\r\n", 1000, "x".repeat(1000)).repeat(80) + "0\r\n\r\n";
    assert_eq!(open(&house, &pieces, &body).status, 413, "without a length");
}

#[test]
fn oversized_addresses_and_headers_are_held() {
    let house = House::new();
    assert_eq!(house.get(&format!("/?{}", "x".repeat(5000))).status, 414);
    assert!(matches!(house.get(&format!("/{}", "x".repeat(100_000))).status, 414 | 431));
    let long = format!("X-Long: {}", "x".repeat(20_000));
    assert_eq!(house.ask("GET", "/", &[&long], "").status, 431);
    let many: Vec<String> = (0..200).map(|n| format!("X-{n}: x")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(house.ask("GET", "/", &many, "").status, 431);
    assert_eq!(house.get("/health/live").status, 200, "and the server lives on");
}

#[test]
fn malformed_and_smuggled_requests_are_held() {
    let house = House::new();
    for request in [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /preview/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
    ] {
        let mut stream = house.connect();
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(Shutdown::Write);
        if let Some(answer) = Answer::read(stream) {
            assert!(matches!(answer.status, 400 | 421 | 505), "{request:?}: {}", answer.status);
        }
    }
    assert_eq!(house.get("/health/live").status, 200);
}

/// Reads until the other side closes; fails if it does not.
fn closes(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) => {
            assert!(!matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
        }
    }
}

#[test]
fn slowloris_with_half_a_head_is_ended() {
    let house = limited(|limits| limits.head = SHORT);
    for sent in ["", "GET", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "] {
        let mut stream = house.connect();
        stream.write_all(sent.as_bytes()).expect("sent");
        closes(&mut stream);
    }
}

#[test]
fn slowloris_with_a_byte_now_and_then_is_ended() {
    let house = limited(|limits| limits.head = SHORT);
    let mut stream = house.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").expect("sent");
    // Waiting for an answer is what paces the bytes.
    stream.set_read_timeout(Some(Duration::from_millis(30))).expect("timeout");
    let start = Instant::now();
    loop {
        assert!(start.elapsed() < PATIENCE, "the connection stays open");
        let is_sent = stream.write_all(b"X: y\r\n").is_ok();
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        if !is_sent {
            break;
        }
    }
}

#[test]
fn idle_connections_are_ended() {
    let house = limited(|limits| limits.head = SHORT);
    let mut stream = house.connect();
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    closes(&mut stream);
}

#[test]
fn a_body_that_never_comes_is_not_waited_for() {
    let house = House::with(|settings| {
        settings.editor = Some(EditorCommand::parse("true {file}").expect("a command"));
        settings.limits.body_time = SHORT;
    });
    let token = house.get("/preview/state.json").json()["token"].as_str().expect("a token").to_owned();
    let origin = format!("Origin: http://{}", house.host());
    let token = format!("X-Leafcast: {token}");
    let headers = [&*origin, &*token, "Content-Type: application/json", "Content-Length: 100"];
    let answer = house.raw(house.request("POST", "/preview/open", &headers, "")).expect("an answer");
    assert_eq!(answer.status, 408);
}

#[test]
fn a_client_that_never_reads_its_download_is_ended() {
    let house = limited(|limits| {
        limits.connections = 1;
        limits.write = SHORT;
    });
    house.write("out/leaflets/back/large.pdf", "");
    let large =
        fs::File::options().write(true).open(house.path("out/leaflets/back/large.pdf")).expect("file");
    large.set_len(256 << 20).expect("length");
    let mut stream = house.connect();
    stream.write_all(house.request("GET", "/leaflets/back/large.pdf", &[], "").as_bytes()).expect("sent");
    let mut reader = BufReader::with_capacity(64, stream);
    assert_eq!(head(&mut reader).expect("an answer").0, 200);
    until("its place is free", || {
        house.raw(house.request("GET", "/health/live", &[], "")).is_some_and(|answer| answer.status == 200)
    });
}

#[test]
fn a_client_that_never_reads_its_events_is_ended() {
    let house = limited(|limits| {
        limits.streams = 1;
        limits.write = SHORT;
    });
    let mut events = house.follow("", &[]);
    events.take(3);
    let mut round = 0;
    until("its place is free", || {
        round += 1;
        let message = format!("{round} {}", "x".repeat(1 << 20));
        let list = vec![Problem { message, ..Problem::default() }];
        house.board.set_problems(Problems { errors: round, list, ..Problems::default() });
        let mut stream = house.connect();
        stream.write_all(house.request("GET", "/events", &[], "").as_bytes()).expect("sent");
        head(&mut BufReader::new(stream)).expect("an answer").0 == 200
    });
}

#[test]
fn more_connections_than_there_is_room_for_are_told_so_at_once() {
    let house = limited(|limits| limits.connections = 8);
    let streams: Vec<_> = (0..8).map(|_| house.follow("", &[])).collect();
    let answer = house.raw(house.request("GET", "/health/live", &[], "")).expect("an answer");
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    drop(streams);
    until("there is room again", || {
        house.raw(house.request("GET", "/health/live", &[], "")).is_some_and(|answer| answer.status == 200)
    });
}

#[test]
fn markup_in_titles_never_becomes_markup() {
    let house = House::new();
    house.furnish();
    let page = house.get("/?lang=en").text();
    assert!(page.contains("Neck &lt;script&gt;alert(1)") && !page.contains("<script>alert"), "{page}");
    let mut catalog = crate::serve_client::catalog();
    let evil = "\"><img src=x onerror=alert(1)>'{{ 1234*5678 }}</title><script>alert(1)</script>";
    catalog.practice = evil.into();
    catalog.languages.push(evil.into());
    catalog.language_names.insert("en".into(), evil.into());
    catalog.leaflets[0].titles.insert("en".into(), evil.into());
    catalog.leaflets[0].category = evil.into();
    catalog.leaflets[0].files[0].path = "javascript:alert(1)//\"><script>alert(1)</script>".into();
    catalog.leaflets[0].files[1].path = "//evil.example/x.pdf".into();
    catalog.screens[0].name = evil.into();
    house.board.set_catalog(catalog);
    for path in ["/", "/preview/", "/nothing-here"] {
        let page = house.ask("GET", path, &["Accept: text/html"], "");
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        let text = page.text();
        for wrong in ["<img src=x", "<script>alert", "7006652", "href=\"javascript", "href=\"//"] {
            assert!(!text.contains(wrong), "{path} has {wrong}");
        }
        assert!(page.header("content-security-policy").contains("default-src 'none'; script-src 'self'"));
    }
    let events = house.follow("", &[]).take(3);
    assert!(events.iter().all(|message| !message.data.contains('\n')));
    assert_eq!(events[2].json()["practice"], evil, "JSON carries it as it is");
}

#[test]
fn line_breaks_in_texts_cannot_forge_messages() {
    let house = House::new();
    let message = "one\n\nevent: status\r\ndata: {}\r\rid: 9".to_owned();
    let list = vec![Problem { message: message.clone(), ..Problem::default() }];
    house.board.set_problems(Problems { list, ..Problems::default() });
    let events = house.follow("", &[]).take(3);
    assert_eq!(
        events.iter().map(|event| &*event.event).collect::<Vec<_>>(),
        ["status", "catalog", "problems"]
    );
    assert_eq!(events[2].json()["list"][0]["message"], message);
}
