//! The map of addresses.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::front::Front;
use super::{events, guard, health, open, pages, preview, published, start};

/// Everything the server answers.
pub(super) fn routes(front: Arc<Front>) -> Router {
    Router::new()
        .route("/", get(start::page))
        .route("/preview/", get(preview::page))
        .route("/preview", get(preview::slash))
        .route("/preview/page/{name}", get(preview::svg))
        .route("/preview/regions", get(preview::regions))
        .route("/preview/state.json", get(preview::state))
        .route("/preview/open", post(open::open))
        .route("/static/{hash}/{*name}", get(pages::file))
        .route("/events", get(events::events))
        .route("/status.json", get(health::status))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/manifest.json", get(published::file))
        .route("/leaflets/{*path}", get(published::file))
        .route("/screens/{*path}", get(published::file))
        .fallback(pages::not_found)
        .layer(from_fn_with_state(Arc::clone(&front), guard::guard))
        .with_state(front)
}
