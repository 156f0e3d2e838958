//! The `leafcast` program: parses the command line, runs it, and turns the outcome into an exit code.

use std::process::ExitCode;

use clap::Parser;
use leafcast::cli::Cli;
use leafcast::command;

fn main() -> ExitCode {
    ExitCode::from(command::run(Cli::parse()))
}
