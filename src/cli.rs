//! The command line, declared. What the commands do is in [`crate::command`].

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::serve;

/// Print-ready patient leaflets and waiting-room slides from structured texts.
///
/// leafcast reads the texts in `content/`, sets them with the Typst layouts in `layouts/` and the
/// fonts in `fonts/`, and publishes print-ready PDFs and the waiting-room screens in `out/`. A text with
/// errors never removes or damages what was published before.
#[derive(Debug, Parser)]
#[command(
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Start:  leafcast init my-practice && cd my-practice && leafcast serve --open\n\
                  Exit codes:  0 done, 1 content has errors, 2 wrong usage, 3 cannot read or write"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Project folder [default: the nearest one at or above the current folder]
    #[arg(long, short, global = true, value_name = "DIR", env = "LEAFCAST_PROJECT")]
    pub project: Option<PathBuf>,

    /// When to use colours
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: ColorChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new project that builds at once
    Init(InitArgs),
    /// Add something to the project
    #[command(subcommand)]
    New(NewCommand),
    /// Build every leaflet and screen, and publish what has no errors
    Build(BuildArgs),
    /// Build, and build again whatever a changed file concerns, until Ctrl-C
    Watch(WatchArgs),
    /// Watch, and show everything in browsers: leaflets to print, a live preview, the screens
    Serve(ServeArgs),
    /// Check everything that `build` checks, and write nothing
    Check(ReportArgs),
    /// List the slides of each screen: time, words, and from how far each can be read and scanned
    Screens(ReportArgs),
    /// Write `layouts/data.json`, so that layouts open in any Typst editor
    Sample(SampleArgs),
    /// Write the JSON Schemas of the content files, so that editors complete and check them
    Schema(SchemaArgs),
    /// List the fonts that layouts can use
    Fonts,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where to make the project.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder for the project; made if need be [default: the current folder]
    pub dir: Option<PathBuf>,
}

/// What to add.
#[derive(Debug, Subcommand)]
pub enum NewCommand {
    /// Add a leaflet: a folder with one file for each language, ready to fill in
    Leaflet {
        /// Name of its folder, such as `lumbar-discectomy`
        id: String,
        /// Code printed on its pages: at most 6 capital letters and digits [default: from the name]
        #[arg(long)]
        code: Option<String>,
    },
}

/// How to build.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Folder to publish to [default: `out` in the project]
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also write every slide as a full-size PNG, for displays that only show pictures
    #[arg(long)]
    pub png: bool,
    /// How to report.
    #[command(flatten)]
    pub report: ReportArgs,
}

/// How to watch.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Folder to publish to [default: `out` in the project]
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also write every slide as a full-size PNG, for displays that only show pictures
    #[arg(long)]
    pub png: bool,
    /// Look for changes at intervals, for disks that report none; found out by itself for most shares
    #[arg(long)]
    pub poll: bool,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// How to watch.
    #[command(flatten)]
    pub watch: WatchArgs,
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = serve::DEFAULT_PORT)]
    pub port: u16,
    /// Address to listen on, such as `0.0.0.0` for the practice's whole network [default: only this machine]
    #[arg(long, value_name = "ADDRESS")]
    pub bind: Vec<IpAddr>,
    /// Name by which other machines call this one, such as `leaflets.local`
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Open the start page in the browser
    #[arg(long)]
    pub open: bool,
    /// What the preview opens files with, such as `code -g {file}:{line}:{column}`; only from this machine
    /// [default: `editor` in `~/.config/leafcast/config.toml`]
    #[arg(long, value_name = "COMMAND", env = "LEAFCAST_EDITOR")]
    pub editor: Option<String>,
}

/// How to report findings.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// How findings are written: for people on standard error, or as JSON on standard output
    #[arg(long, default_value = "human")]
    pub format: ReportFormat,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// With the lines of the file, for people
    Human,
    /// One JSON object, for machines
    Json,
}

/// Which leaflet to take.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Leaflet to take [default: the first]
    pub leaflet: Option<String>,
    /// Language to take [default: the leaflet's source language]
    #[arg(long, short)]
    pub language: Option<String>,
    /// Format to take [default: the practice's first]
    #[arg(long = "page-format", value_name = "FORMAT")]
    pub page_format: Option<String>,
}

/// Where to write.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Print one schema instead of writing them all to `content/.schema`
    #[arg(value_name = "KIND", value_parser = ["practice", "leaflet", "translation", "screens", "notice"])]
    pub kind: Option<String>,
}
