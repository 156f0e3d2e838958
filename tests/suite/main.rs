//! The one integration test binary: each further one would link Typst again.
//!
//! Cases are files under `tests/cases/`. `LEAFCAST_UPDATE=1` rewrites what they expect; a case
//! without an expectation gets one and fails, so that somebody looks at it.

#![allow(
    clippy::disallowed_methods,
    missing_docs,
    reason = "tests write what they try, and their names say it"
)]

mod architecture;
mod board;
mod browser;
mod clinic;
mod commands;
mod content_cases;
mod determinism;
mod edits;
mod expectation;
mod fixture;
mod fuzz;
mod half_written;
mod kills;
mod languages;
mod layouts;
mod leaflets;
mod live;
#[cfg(target_os = "linux")]
mod looking;
mod prose_trees;
mod publishing;
mod rounds;
#[cfg(target_os = "linux")]
mod saves;
#[cfg(target_os = "linux")]
mod saves_case;
#[cfg(target_os = "linux")]
mod saves_hand;
#[cfg(target_os = "linux")]
mod saves_truth;
#[cfg(target_os = "linux")]
mod saves_witness;
mod screens;
mod serve;
mod serve_attacks;
mod serve_client;
mod serve_events;
mod serve_files;
mod soak;
mod tools;
mod watch_cases;
mod watch_faults;
mod watch_mirror;
mod watch_names;
mod watch_real;
