//! The `leafcast` program: parses the command line, runs it, and turns the outcome into an exit code.

use std::process::ExitCode;

use clap::Parser;
use leafcast::cli::Cli;
use leafcast::command;

/// Typesetting makes and drops millions of small things on all cores. The system's allocator on Linux keeps
/// much of what was dropped; this one gives it back, and is faster.
#[cfg(all(unix, not(target_env = "musl")))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    ExitCode::from(command::run(Cli::parse()))
}
