//! Somebody clicks through the leaflets of the preview and changes nothing.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::fixture::{Fixture, program};

const LEAFLETS: usize = 36;
/// So many are looked at before the memory is measured for the first time.
const FIRST: usize = 12;
/// No machine is so slow.
const PATIENCE: Duration = Duration::from_mins(1);
/// A leaflet leaves 8 MB in the typesetter's memory, in each language, until that is gone through.
const MOST_GROWTH_KB: u64 = 150_000;

/// A running server.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(fixture: &Fixture) -> Self {
        let mut child = program()
            .args(["serve", "--port", "0"])
            .current_dir(fixture.root())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines().map_while(Result::ok);
        let said = lines.find_map(|line| Some(line.split_once("http://")?.1.to_owned()));
        let address = said.expect("the server says where it is");
        // What it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.split(['/', ' ']).next().expect("an address").to_owned() }
    }

    /// Looks at a leaflet until its pages are there.
    fn look(&self, leaflet: usize, language: &str) {
        let mut stream = TcpStream::connect(&self.address).expect("connect");
        stream.set_read_timeout(Some(PATIENCE)).expect("timeout");
        let view = format!("leaflet/copy-{leaflet}/{language}/a4");
        // HTTP/1.0, so that the stream comes as it is, not in chunks.
        write!(stream, "GET /events?view={view} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address).expect("ask");
        let lines = BufReader::new(stream).lines();
        let mut data = lines.map(|line| line.expect("pages in time"));
        assert!(data.any(|line| line.starts_with("data: ") && line.contains(r#""hash":"#)), "{view}");
    }

    /// What it has in memory, in kB.
    fn resident(&self) -> u64 {
        let mut status = String::new();
        let file = fs::File::open(format!("/proc/{}/status", self.child.id()));
        file.and_then(|mut file| file.read_to_string(&mut status)).expect("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches("kB").trim().parse().expect("a number")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn many_leaflets_do_not_fill_the_memory() {
    let fixture = Fixture::sample();
    let sample = fixture.path("content/leaflets/posterior-cervical-fusion");
    for number in 0..LEAFLETS {
        for entry in fs::read_dir(&sample).expect("sample").map(|entry| entry.expect("entry")) {
            let name = entry.file_name().into_string().expect("name");
            let text = fs::read(entry.path()).expect("read");
            // Other words, so that nothing of it is in memory already.
            let text = match String::from_utf8(text) {
                Ok(text) => text
                    .replace(r#""PCF""#, &format!(r#""P{number}""#))
                    .replace(" the ", &format!(" the{number} ")),
                Err(_) => continue,
            };
            fixture.write(&format!("content/leaflets/copy-{number}/{name}"), text);
        }
    }
    fs::remove_file(fixture.path("content/screens.toml")).expect("screens");
    fixture.build();
    let server = Server::start(&fixture);
    let look = |numbers: std::ops::Range<usize>| {
        for number in numbers {
            server.look(number, "en");
            server.look(number, "es");
        }
    };
    look(0..FIRST);
    let before = server.resident();
    look(FIRST..LEAFLETS);
    let growth = server.resident().saturating_sub(before);
    println!("{before} kB, {growth} kB more");
    assert!(growth < MOST_GROWTH_KB, "{growth} kB more than the {before} kB after {FIRST} leaflets");
}
