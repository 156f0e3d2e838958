//! The published files: whole, by range, or not at all if the client has them already.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, LAST_MODIFIED, LOCATION, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use futures_util::stream;
use tokio::task::spawn_blocking;

use super::front::Front;
use super::paths::{self, Target};
use super::range::{self, Part};
use super::{conditions, pages, reply};

/// How much is read at once, and held for each client.
const PIECE: u64 = 64 << 10;
/// Slides are pictures, whoever wrote them.
pub(super) const PICTURE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox";
/// Pages of screens have their own policy in themselves; the browser's PDF viewer breaks under any.
const POLICY: &str = "frame-ancestors 'self'";

/// A published file.
pub(super) async fn file(
    State(front): State<Arc<Front>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let names = match paths::target(uri.path()) {
        Some(Target::File(names)) => names,
        Some(Target::Screen(id)) => return moved(&format!("/screens/{id}/")),
        None => return pages::not_found(State(front), uri, headers).await,
    };
    let (out, path) = (front.out.clone(), names.iter().collect::<PathBuf>());
    let opened = spawn_blocking(move || Published::open(&out, &path)).await;
    match opened.ok().flatten() {
        Some(published) => published.answer(&method, &headers, &names),
        None => pages::not_found(State(front), uri, headers).await,
    }
}

/// Leads to another address for good.
pub(super) fn moved(to: &str) -> Response<Body> {
    let mut answer = reply::text(StatusCode::PERMANENT_REDIRECT, to);
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// An open file: it stays whole for its reader while another takes its place.
struct Published {
    file: File,
    length: u64,
    modified: SystemTime,
    tag: String,
}

impl Published {
    fn open(out: &Path, path: &Path) -> Option<Self> {
        let file = File::open(paths::regular_file(out, path)?).ok()?;
        let metadata = file.metadata().ok()?;
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Some(Self { length: metadata.len(), modified, tag: tag(&metadata, modified), file })
    }

    fn answer(self, method: &Method, headers: &HeaderMap, names: &[String]) -> Response<Body> {
        let mut answer = Response::new(Body::empty());
        self.describe(answer.headers_mut(), names);
        if conditions::is_unchanged(headers, &self.tag, self.modified) {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            return answer;
        }
        let asked = headers.get(RANGE).and_then(|range| range.to_str().ok());
        let asked = asked
            .filter(|_| method == Method::GET && conditions::may_continue(headers, &self.tag, self.modified));
        let (first, count) = match asked.map_or(Part::Whole, |asked| range::part(asked, self.length)) {
            Part::Whole => (0, self.length),
            Part::Bytes(first, last) => {
                *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
                put(answer.headers_mut(), CONTENT_RANGE, &format!("bytes {first}-{last}/{}", self.length));
                (first, last - first + 1)
            }
            Part::Outside => {
                *answer.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                put(answer.headers_mut(), CONTENT_RANGE, &format!("bytes */{}", self.length));
                put(answer.headers_mut(), CONTENT_LENGTH, "0");
                return answer;
            }
        };
        put(answer.headers_mut(), CONTENT_LENGTH, &count.to_string());
        if method == Method::GET {
            *answer.body_mut() = pieces(self.file, first, count);
        }
        answer
    }

    fn describe(&self, headers: &mut HeaderMap, names: &[String]) {
        let name = names.last().map(String::as_str).unwrap_or_default();
        let media_type = media_type(name);
        put(headers, CONTENT_TYPE, media_type);
        put(headers, ETAG, &self.tag);
        put(headers, LAST_MODIFIED, &httpdate::fmt_http_date(self.modified));
        put(headers, ACCEPT_RANGES, "bytes");
        put(headers, CACHE_CONTROL, if is_named_by_content(names) { reply::IMMUTABLE } else { "no-cache" });
        let is_picture = media_type == "image/svg+xml";
        put(headers, CONTENT_SECURITY_POLICY, if is_picture { PICTURE_POLICY } else { POLICY });
        if media_type == "application/pdf" {
            put(headers, CONTENT_DISPOSITION, &format!("inline; filename=\"{name}\""));
        }
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Files are replaced, never written over: size, time and place in the file system tell them apart.
fn tag(metadata: &Metadata, modified: SystemTime) -> String {
    let time = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("\"{:x}-{time:x}-{:x}\"", metadata.len(), place(metadata))
}

#[cfg(unix)]
fn place(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn place(_: &Metadata) -> u64 {
    0
}

/// Whether a file is one of a screen's slides or of its player's files.
fn is_named_by_content(names: &[String]) -> bool {
    let [screens, _, "slides" | "player", name] = names.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return false;
    };
    let stem = name.split('.').next().unwrap_or_default();
    screens == "screens" && stem.len() >= 16 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "pdf" => "application/pdf",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "ttf" => "font/ttf",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Reads a part of a file piece by piece, each when the client has taken the one before.
fn pieces(file: File, first: u64, count: u64) -> Body {
    Body::from_stream(stream::try_unfold((file, first, count), |(mut file, first, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let read = move || {
            let mut piece = vec![0; usize::try_from(left.min(PIECE)).unwrap_or_default()];
            file.seek(SeekFrom::Start(first))?;
            file.read_exact(&mut piece)?;
            io::Result::Ok((file, piece))
        };
        let (file, piece) = spawn_blocking(read).await.map_err(io::Error::other)??;
        let length = piece.len() as u64;
        io::Result::Ok(Some((Bytes::from(piece), (file, first + length, left - length))))
    }))
}
