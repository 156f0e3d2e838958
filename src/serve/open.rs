//! Opens a content file in the editor of this machine, at the line that was clicked.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;

use super::front::Front;
use super::{local, paths, reply};

/// The folders whose files may be opened.
const FOLDERS: [&str; 2] = ["content", "layouts"];

/// A place in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    file: String,
    line: u32,
    column: u32,
}

/// Opens the editor.
pub(super) async fn open(State(front): State<Arc<Front>>, request: Request) -> Response<Body> {
    match try_open(&front, request).await {
        Ok(()) => {
            let mut done = Response::new(Body::empty());
            *done.status_mut() = StatusCode::NO_CONTENT;
            done
        }
        Err((status, line)) => reply::json(status, json!({ "error": line }).to_string()),
    }
}

type Refusal = (StatusCode, &'static str);

async fn try_open(front: &Front, request: Request) -> Result<(), Refusal> {
    let (parts, body) = request.into_parts();
    if let Some(refusal) = local::refusal(&parts.extensions, &parts.headers, &front.token) {
        return Err(refusal);
    }
    let editor = front.editor.as_ref().ok_or((StatusCode::CONFLICT, "no editor is configured"))?;
    let body = tokio::time::timeout(front.limits.body_time, read(body, front.limits.body))
        .await
        .map_err(|_| (StatusCode::REQUEST_TIMEOUT, "the body took too long"))??;
    let place: Place = serde_json::from_slice(&body)
        .map_err(|_| (StatusCode::BAD_REQUEST, "expected `file`, `line` and `column`"))?;
    let file =
        file(&front.root, &place.file).ok_or((StatusCode::NOT_FOUND, "no such file of the project"))?;
    editor.open(&file, place.line.max(1), place.column.max(1), &front.log).map_err(|error| {
        (front.log)(&format!("the editor cannot be started ({error})"));
        (StatusCode::INTERNAL_SERVER_ERROR, "the editor cannot be started")
    })
}

async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut pieces = body.into_data_stream();
    let mut read = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| (StatusCode::BAD_REQUEST, "the body broke off"))?;
        if read.len() + piece.len() > limit {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"));
        }
        read.extend_from_slice(&piece);
    }
    Ok(read)
}

/// The path of a file that may be opened.
fn file(root: &Path, relative: &str) -> Option<PathBuf> {
    let (folder, rest) = relative.split_once('/')?;
    let is_plain = Path::new(rest).components().all(|part| matches!(part, Component::Normal(_)));
    if !FOLDERS.contains(&folder) || !is_plain || relative.contains(['\\', '\0', ':']) {
        return None;
    }
    paths::regular_file(&root.join(folder), rest)?;
    Some(root.join(relative))
}
