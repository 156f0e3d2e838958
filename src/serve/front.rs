//! What all requests share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

use super::editor::EditorCommand;
use super::host::Hosts;
use super::pages::Pages;
use super::settings::{Limits, Log};
use crate::live::board::Board;

/// What all requests share.
pub(super) struct Front {
    pub(super) board: Arc<Board>,
    pub(super) pages: Pages,
    pub(super) hosts: Hosts,
    pub(super) editor: Option<EditorCommand>,
    /// What pages show to be ours; a secret of this machine's browser.
    pub(super) token: String,
    pub(super) out: PathBuf,
    pub(super) root: PathBuf,
    pub(super) limits: Limits,
    pub(super) log: Log,
    /// Tells that the board changed.
    pub(super) changes: watch::Receiver<u64>,
    /// Tells that the server ends.
    pub(super) ending: watch::Receiver<bool>,
    /// Room for event streams.
    pub(super) streams: Arc<Semaphore>,
    /// When the server started, in seconds since 1970.
    pub(super) started: u64,
}

impl Front {
    /// The id of the newest event: who reads the board from now on sees everything up to it.
    pub(super) fn after(&self) -> String {
        format!("{}.{}", self.board.epoch(), self.board.number())
    }
}
