//! `leafcast completions`: a script that a shell loads.

use clap::CommandFactory;
use clap_complete::Shell;

use super::DONE;
use crate::Result;
use crate::cli::Cli;

/// Prints the script.
#[expect(clippy::unnecessary_wraps, reason = "the same shape as every command")]
pub(super) fn run(shell: Shell) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "leafcast", &mut script);
    super::report::print(String::from_utf8_lossy(&script).trim_end());
    Ok(DONE)
}
