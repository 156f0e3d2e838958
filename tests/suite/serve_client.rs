//! A server in a temporary folder, and a client that says exactly the bytes it is told to.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use leafcast::live::board::{
    Board, Catalog, Direction, FileEntry, LeafletEntry, LeafletStatus, Phase, ScreenEntry, Status,
};
use leafcast::live::stop::Stop;
use leafcast::serve::{self, Server, Settings};
use tempfile::TempDir;

/// Long enough for a busy machine; whoever waits longer waits for nothing.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// What must never be seen from outside.
pub const SECRET: &str = "SECRET";

/// A running server.
pub struct House {
    pub dir: TempDir,
    pub board: Arc<Board>,
    pub server: Server,
    pub address: SocketAddr,
    pub log: Arc<Mutex<Vec<String>>>,
}

impl House {
    pub fn new() -> Self {
        Self::with(|_| ())
    }

    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let dir = TempDir::new().expect("temporary folder");
        let log = Arc::new(Mutex::new(Vec::new()));
        let mut settings = Settings::new(dir.path(), dir.path().join("out"));
        settings.bind = Settings::loopback(0);
        let lines = Arc::clone(&log);
        settings.log = Arc::new(move |line| lines.lock().expect("log").push(line.to_owned()));
        change(&mut settings);
        let board = Board::new();
        let server = serve::serve(settings, Arc::clone(&board), Stop::new()).expect("a server");
        let mut address = server.addresses()[0];
        if address.ip().is_unspecified() {
            address.set_ip([127, 0, 0, 1].into());
        }
        let house = Self { dir, board, server, address, log };
        house.write("out/manifest.json", "{}");
        house.write("out/leaflets/back/back-en-a4.pdf", "0123456789");
        house.write("content/practice.toml", SECRET);
        house
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    pub fn write(&self, relative: &str, text: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        let new = path.with_extension("new");
        fs::write(&new, text).expect("write");
        fs::rename(new, path).expect("rename");
    }

    /// `Host` as a browser would send it.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("timeout");
        stream
    }

    /// Sends bytes and reads what comes until the other side closes.
    pub fn raw(&self, bytes: impl AsRef<[u8]>) -> Option<Answer> {
        let mut stream = self.connect();
        // The server may have answered and closed before everything was sent.
        let _ = stream.write_all(bytes.as_ref());
        Answer::read(stream)
    }

    /// Sends a request with further header lines.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        self.raw(self.request(method, path, headers, body)).expect("an answer")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    pub fn request(&self, method: &str, path: &str, headers: &[&str], body: &str) -> String {
        let mut lines: Vec<String> = headers.iter().map(ToString::to_string).collect();
        if !headers.iter().any(|line| line.starts_with("Host:")) {
            lines.push(format!("Host: {}", self.host()));
        }
        if !body.is_empty() && !headers.iter().any(|line| line.starts_with("Transfer-Encoding:")) {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        format!("{method} {path} HTTP/1.1\r\n{}\r\nConnection: close\r\n\r\n{body}", lines.join("\r\n"))
    }

    /// Opens an event stream.
    pub fn follow(&self, query: &str, headers: &[&str]) -> Events {
        let mut stream = self.connect();
        let request = self.request("GET", &format!("/events{query}"), headers, "");
        stream.write_all(request.as_bytes()).expect("sent");
        Events::new(stream)
    }

    /// Something for reception.
    pub fn furnish(&self) {
        self.board.set_status(Status { phase: Phase::Ready, round: 1, ..Status::default() });
        self.board.set_catalog(catalog());
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.server.stop();
        self.server.wait();
    }
}

pub fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

pub fn catalog() -> Catalog {
    let file = |language: &str, published| FileEntry {
        language: language.into(),
        format: "a4".into(),
        format_name: texts(&[("en", "A4"), ("es", "A4 normal")]),
        path: format!("leaflets/back/back-{language}-a4.pdf"),
        published,
    };
    let leaflet = |id: &str, status, titles: &[(&str, &str)]| LeafletEntry {
        id: id.into(),
        status,
        titles: texts(titles),
        readable: true,
        ..LeafletEntry::default()
    };
    let mut back =
        leaflet("back", LeafletStatus::Draft, &[("en", "Your back"), ("es", "Su espalda"), ("ar", "ظهرك")]);
    back.files = vec![file("en", true), file("es", true), file("ar", false)];
    Catalog {
        practice: "Dr. Roe".into(),
        languages: ["en", "es", "ar"].map(str::to_owned).to_vec(),
        language_names: texts(&[("en", "English"), ("es", "Español"), ("ar", "العربية")]),
        directions: BTreeMap::from([("ar".into(), Direction::Rtl)]),
        leaflets: vec![
            back,
            leaflet("neck", LeafletStatus::Approved, &[("en", "Neck <script>alert(1)</script> & \"more\"")]),
            leaflet("old", LeafletStatus::Withdrawn, &[("en", "Withdrawn long ago")]),
        ],
        screens: vec![ScreenEntry {
            id: "hall".into(),
            name: "Hall".into(),
            path: "screens/hall/index.html".into(),
            ..ScreenEntry::default()
        }],
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads an answer up to its end; none if the connection ended without one.
    pub fn read(stream: TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let (status, headers) = head(&mut reader)?;
        let mut body = Vec::new();
        if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            while let Some(piece) = piece(&mut reader) {
                body.extend(piece);
            }
        } else {
            let _ = reader.read_to_end(&mut body);
        }
        Some(Self { status, headers, body })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Reads the head of an answer.
pub fn head(reader: &mut impl BufRead) -> Option<(u16, BTreeMap<String, String>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Some((status, headers))
}

/// Reads a piece of a body; none at its proper end.
fn piece(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a piece in time");
    let length = usize::from_str_radix(line.trim(), 16).ok()?;
    let mut piece = vec![0; length + 2];
    reader.read_exact(&mut piece).expect("the piece in time");
    piece.truncate(length);
    (length > 0).then_some(piece)
}

/// A message of an event stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: String,
    pub event: String,
    pub data: String,
}

impl Message {
    pub fn number(&self) -> u64 {
        self.id.split_once('.').expect("an id").1.parse().expect("a number")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.data).expect("JSON")
    }
}

/// An open event stream.
pub struct Events {
    pub reader: BufReader<TcpStream>,
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    read: String,
}

impl Events {
    fn new(stream: TcpStream) -> Self {
        let mut reader = BufReader::with_capacity(1024, stream);
        let (status, headers) = head(&mut reader).expect("an answer");
        Self { reader, status, headers, read: String::new() }
    }

    /// The next block of lines, whatever it is; none when the stream has ended properly.
    pub fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let block = block.to_owned();
                self.read = rest.to_owned();
                return Some(block);
            }
            self.read += &String::from_utf8(piece(&mut self.reader)?).expect("UTF-8");
        }
    }

    /// The next message; none when the stream has ended properly.
    pub fn next(&mut self) -> Option<Message> {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "only signs of life and no message");
            let block = self.block()?;
            let field = |name: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                line.map(str::to_owned)
            };
            if let (Some(event), Some(data)) = (field("event"), field("data")) {
                // Pages that come ahead have no number.
                return Some(Message { id: field("id").unwrap_or_default(), event, data });
            }
        }
    }

    /// The next messages.
    pub fn take(&mut self, count: usize) -> Vec<Message> {
        (0..count).map(|_| self.next().expect("a message")).collect()
    }

    /// Names of the next messages.
    pub fn names(&mut self, count: usize) -> Vec<String> {
        self.take(count).into_iter().map(|message| message.event).collect()
    }
}

/// Tries again and again until something is so. Each try talks to the server, and so takes a while.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        std::thread::yield_now();
    }
}
