//! `leafcast serve`: watches, and shows everything in browsers.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use super::report::{self, Style};
use super::settings::PersonalSettings;
use super::{DONE, watch};
use crate::cli::ServeArgs;
use crate::live::board::Board;
use crate::live::stop::Stop;
use crate::project::Project;
use crate::serve::{self, EditorCommand, Settings};
use crate::{Error, Result};

/// Watches the project and serves it.
pub(super) fn run(root: Option<&Path>, args: &ServeArgs, style: Style) -> Result<u8> {
    let project = Project::open(root, args.watch.out.as_deref())?;
    let (stop, board) = (Stop::new(), Board::new());
    let settings = settings(&project, args)?;
    for line in serve::exposure(&settings.bind) {
        report::say(&style.warning(&line));
    }
    watch::end_on_signals(&stop)?;
    let server = serve::serve(settings, Arc::clone(&board), stop.clone())?;
    report::say(&format!("{} shows {}; Ctrl-C ends", server.url(), project.root().display()));
    watch::until(project, &args.watch, &board, &stop, style);
    server.wait();
    Ok(DONE)
}

fn settings(project: &Project, args: &ServeArgs) -> Result<Settings> {
    let editor = args.editor.clone().or(PersonalSettings::read()?.editor);
    let editor =
        editor.as_deref().map(EditorCommand::parse).transpose().map_err(|error| {
            Error::usage(error.to_string(), "write it like `code -g {file}:{line}:{column}`")
        })?;
    let bind = if args.bind.is_empty() {
        Settings::loopback(args.port)
    } else {
        args.bind.iter().map(|address| SocketAddr::new(*address, args.port)).collect()
    };
    Ok(Settings {
        bind,
        hosts: args.host.clone(),
        open: args.open,
        editor,
        log: Arc::new(report::say),
        ..Settings::new(project.root(), project.out())
    })
}
