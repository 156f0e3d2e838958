//! Outside tools that give second opinions.
//!
//! `tests/run` installs them and sets `LEAFCAST_REQUIRE_TOOLS`; without that a missing tool is
//! skipped, with a printed reason.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::fixture::repository;

/// A tool from the system or from `target/tools/bin`; `None` where it is missing and may be.
pub fn tool(name: &str) -> Option<Command> {
    let own = repository().join("target/tools/bin").join(name);
    let path = if own.is_file() { own } else { PathBuf::from(name) };
    let works = Command::new(&path).arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if works.is_ok() {
        return Some(Command::new(path));
    }
    let required = std::env::var_os("LEAFCAST_REQUIRE_TOOLS").is_some();
    assert!(!required, "`{name}` is missing; `tests/run` installs it");
    println!("skipped: `{name}` is not installed; `tests/run` installs it");
    None
}

/// Node with what the browser tests need; `None` where something is missing and may be.
pub fn browser_tools() -> Option<Command> {
    let mut node = tool("node")?;
    tool("chromium")?;
    let packages = repository().join("target/tools/browser");
    if packages.join("node_modules/playwright-core").is_dir() {
        node.env("LEAFCAST_BROWSER_TOOLS", packages);
        return Some(node);
    }
    let required = std::env::var_os("LEAFCAST_REQUIRE_TOOLS").is_some();
    assert!(!required, "the packages of the browser tests are missing; `tests/run` installs them");
    println!("skipped: the packages of the browser tests are not installed; `tests/run` installs them");
    None
}

/// What a tool writes to standard output; it must succeed.
pub fn output(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("run");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?} failed: {error}");
    output.stdout
}

/// The same as text.
pub fn text(command: &mut Command) -> String {
    String::from_utf8(output(command)).expect("UTF-8")
}
