//! The commands: glue between the command line and the rooms, no logic.

mod build;
mod completions;
mod fonts;
mod init;
mod new;
mod report;
mod sample;
mod schema;
mod screens;
mod serve;
mod settings;
mod watch;

use std::path::Path;

use crate::cli::{Cli, Command, NewCommand};

/// Exit code where everything was done.
const DONE: u8 = 0;
/// Exit code where content has errors.
const CONTENT_ERRORS: u8 = 1;

/// Runs a command and returns the exit code of the program.
pub fn run(cli: Cli) -> u8 {
    let style = report::Style::new(cli.color);
    let project = cli.project.as_deref();
    let outcome = match cli.command {
        Command::Init(args) => init::run(args.dir.as_deref().or(project).unwrap_or(Path::new("."))),
        Command::New(NewCommand::Leaflet { id, code }) => new::leaflet(project, &id, code),
        Command::Build(args) => build::build(project, &args, style),
        Command::Watch(args) => watch::run(project, &args, style),
        Command::Serve(args) => serve::run(project, &args, style),
        Command::Check(args) => build::check(project, &args, style),
        Command::Screens(args) => screens::run(project, &args, style),
        Command::Sample(args) => sample::run(project, &args),
        Command::Schema(args) => schema::run(project, args.kind.as_deref()),
        Command::Fonts => fonts::run(project),
        Command::Completions { shell } => completions::run(shell),
    };
    outcome.unwrap_or_else(|error| {
        report::error(&error, style);
        error.exit_code()
    })
}
