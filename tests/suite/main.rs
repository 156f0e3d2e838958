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
mod browser;
mod clinic;
mod commands;
mod content_cases;
mod determinism;
mod edits;
mod expectation;
mod fixture;
mod fuzz;
mod kills;
mod languages;
mod layouts;
mod leaflets;
mod prose_trees;
mod publishing;
mod rounds;
mod screens;
mod soak;
mod tools;
