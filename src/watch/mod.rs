//! File events in, batches of hints out: what may have changed since the last time.
//!
//! Events are only hints. Whoever takes a [`Batch`] reads the files named in it and compares digests. So
//! this room may say too much, but must not say too little: whenever it is not sure it says `whole`.
//!
//! ```text
//! notify ─native─▶ inbox ─▶ collector ─▶ Batch      one thread puts in, the caller's thread does the rest
//!                    ▲        │ links, unfinished, repeats, gathering
//!                  Handle     ▼
//!                           guard ─▶ coverage, mount    what is watched, and what if it cannot be
//! ```
//!
//! A file comes out once its writer has closed it, a renamed one at once: there is no waiting time.
//! The watcher does not die: what fails is set up anew, and what keeps failing is polled.

mod batch;
mod collector;
mod coverage;
mod degradation;
mod event;
mod gathering;
mod guard;
mod ignore;
mod in_flight;
mod inbox;
mod links;
mod mount;
mod native;
mod repeats;
mod unfinished;
mod watcher;

pub use batch::{Batch, Rhythm};
pub use collector::{Collector, Due, Renewal};
pub use coverage::{Coverage, Depth};
pub use degradation::{Degradation, How, News};
pub use event::{Event, Sort, Trouble};
pub use ignore::is_ignored;
pub use in_flight::{InFlight, touches};
pub use inbox::{Handle, Sink};
pub use links::Links;
pub use mount::share_of;
pub use native::{Backend, Open};
pub use watcher::{Options, Watcher};
