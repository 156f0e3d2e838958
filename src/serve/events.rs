//! Server-sent events: what changed on the board, to everybody who looks.
//!
//! A stream asks the board for the next change each time its client has taken the one before, so
//! that a slow client gets the newest state, and nothing is kept for it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::front::Front;
use super::{query, reply};
use crate::live::board::{Board, FreshPage, Interest, Update, View};

/// How many views one stream may follow.
const MOST_VIEWS: usize = 16;
/// How long a browser waits before it connects again.
const RETRY: &str = "retry: 500\n\n";

/// Follows the board.
pub(super) async fn events(State(front): State<Arc<Front>>, headers: HeaderMap, uri: Uri) -> Response<Body> {
    let views: Result<Vec<View>, _> =
        query::values(&uri, "view").take(MOST_VIEWS + 1).map(|view| view.parse()).collect();
    let views = match views {
        Ok(views) if views.len() <= MOST_VIEWS => views,
        Ok(_) => return reply::text(StatusCode::BAD_REQUEST, "too many views for one stream"),
        Err(error) => return reply::text(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let Ok(room) = Arc::clone(&front.streams).try_acquire_owned() else {
        return reply::busy("too many event streams are open");
    };
    let interest = match front.board.watch_views(&views) {
        Ok(interest) => interest,
        Err(error) => return reply::busy(&error.to_string()),
    };
    // What the browser sends on its own when it connects again is newer than the address.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let after = last.map(str::to_owned).or_else(|| query::first(&uri, "after").map(Into::into));
    let follower = Follower {
        board: Arc::clone(&front.board),
        after: after.as_deref().and_then(|after| number(&front.board, after)),
        interest,
        changes: front.changes.clone(),
        ending: front.ending.clone(),
        heartbeat: front.limits.heartbeat,
        pieces: VecDeque::from([Bytes::from_static(RETRY.as_bytes())]),
        _room: room,
    };
    let mut answer = Response::new(Body::from_stream(stream::unfold(follower, next)));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy in between must not collect messages.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    answer
}

/// The number in `<epoch>.<number>`, if it is one of this board.
fn number(board: &Board, id: &str) -> Option<u64> {
    let (epoch, number) = id.split_once('.')?;
    if epoch == &**board.epoch() { number.parse().ok() } else { None }
}

/// One client's stream.
struct Follower {
    board: Arc<Board>,
    interest: Interest,
    /// The number up to which the client has seen everything.
    after: Option<u64>,
    changes: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    heartbeat: Duration,
    /// What is still to be sent of the current message.
    pieces: VecDeque<Bytes>,
    /// Room in the number of streams.
    _room: OwnedSemaphorePermit,
}

async fn next(mut follower: Follower) -> Option<(Result<Bytes, Infallible>, Follower)> {
    loop {
        if let Some(piece) = follower.pieces.pop_front() {
            return Some((Ok(piece), follower));
        }
        if *follower.ending.borrow() {
            return None;
        }
        if let Some(update) = follower.update() {
            follower.put(update);
            continue;
        }
        match follower.wait().await {
            Woken::Changed => {}
            Woken::Late => follower.pieces.push_back(Bytes::from_static(b":\n\n")),
            Woken::Ended => return None,
        }
    }
}

/// Why a stream goes on.
enum Woken {
    Changed,
    /// Nothing happened for so long that the stream has to say that it lives.
    Late,
    Ended,
}

impl Follower {
    async fn wait(&mut self) -> Woken {
        tokio::select! {
            changed = self.changes.changed() => if changed.is_ok() { Woken::Changed } else { Woken::Ended },
            _ = self.ending.wait_for(|ending| *ending) => Woken::Ended,
            () = tokio::time::sleep(self.heartbeat) => Woken::Late,
        }
    }

    /// The oldest change that the client has not seen.
    fn update(&self) -> Option<Update> {
        let after = self.after.map(|number| (&**self.board.epoch(), number));
        self.board.since(after, self.interest.views()).into_iter().next()
    }

    /// Has an update sent; its JSON and its pages are shared by all streams.
    fn put(&mut self, update: Update) {
        let Update { number, part, json, fresh } = update;
        for page in fresh {
            self.put_page(&page);
        }
        let head = format!("id: {}.{number}\nevent: {}\ndata: ", self.board.epoch(), part.name());
        let json = Bytes::from_owner(Arc::<[u8]>::from(json));
        self.pieces.extend([Bytes::from(head), json, Bytes::from_static(b"\n\n")]);
        self.after = Some(number);
    }

    /// Has a page sent ahead of the update that names it. It has no number: whoever misses it asks for
    /// it by its hash.
    fn put_page(&mut self, page: &FreshPage) {
        let is_one_line = !page.svg.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        if is_one_line {
            let head = Bytes::from(format!("event: page\ndata: {} ", page.hash));
            let svg = Bytes::from_owner(Arc::clone(&page.svg));
            self.pieces.extend([head, svg, Bytes::from_static(b"\n\n")]);
        }
    }
}
