//! leafcast turns a folder of structured texts into print-ready patient leaflets and waiting-room slides.
//!
//! The way of the data, one direction:
//!
//! 1. [`project`] finds the folder; [`content`] reads its TOML into a checked [`model::Library`].
//! 2. [`slides`] derives what slides say; [`editorial`] judges the texts; [`plan`] lists the jobs.
//! 3. [`typeset`] lays each job out with Typst and proves the pages (preflight).
//! 4. [`export`] turns pages into bytes; [`playlist`] and [`player`] make a screen of slides.
//! 5. [`publish`] is the only writer under `out/`.
//! 6. [`engine`] runs one round of all this; [`command`] is the glue to the command line.
//!
//! Beside the way: [`source`] and [`diagnostic`] (places and findings), [`digest`], [`language`] (fixed
//! words and dates), [`prose`] (the Markdown subset), [`placeholder`] (`{{ }}` in texts), [`link`] (the
//! booking link), [`qr`] (symbols and their proof).

pub mod catalog;
pub mod cli;
pub mod command;
pub mod content;
pub mod diagnostic;
pub mod digest;
pub mod editorial;
pub mod engine;
mod error;
pub mod export;
pub mod language;
pub mod link;
pub mod live;
pub mod model;
pub mod placeholder;
pub mod plan;
pub mod player;
pub mod playlist;
pub mod project;
pub mod prose;
pub mod publish;
pub mod qr;
pub mod serve;
pub mod slides;
pub mod source;
pub mod starter;
pub mod typeset;
pub mod watch;

pub use error::{Error, Result};
