//! HTTP: the start page, the preview, events, and the published files.
//!
//! Reads the [board](crate::live::board) and the output folder, writes nothing. One file per concern: `settings` what
//! is asked for, `listen` the addresses, `connection` limits of a connection, `guard` and
//! `host` what every request passes, `routes` the map of addresses, the rest what is behind them.

mod browser;
mod conditions;
mod connection;
mod editor;
mod error;
mod events;
mod exposure;
mod front;
mod guard;
mod health;
mod host;
mod languages;
mod listen;
mod local;
mod open;
mod pages;
mod paths;
mod preview;
mod published;
mod query;
mod range;
mod reply;
mod routes;
mod server;
mod settings;
mod signals;
mod start;
mod systemd;
mod words;

pub use editor::{EditorCommand, EditorError};
pub use error::Error;
pub use exposure::exposure;
pub use server::{Server, serve};
pub use settings::{DEFAULT_PORT, Limits, Log, Settings};
pub use signals::listen as listen_to_signals;
