//! Projects in temporary folders to try things on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use leafcast::diagnostic::Diagnostic;
use leafcast::engine::{self, Extras, Outcome, Silent};
use leafcast::project::Project;
use tempfile::TempDir;

/// The folder of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program itself.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leafcast"));
    command.env_remove("LEAFCAST_PROJECT").env("NO_COLOR", "1");
    command
}

/// A project in a temporary folder, which goes away with it.
pub struct Fixture {
    dir: TempDir,
}

/// What came of a round, with the texts that its findings point into.
pub struct Told {
    outcome: Outcome,
    pub diagnostics: Vec<Diagnostic>,
}

impl Told {
    fn new(project: &Project, outcome: Outcome) -> Self {
        let diagnostics = engine::restore(project, &outcome.findings).collect();
        Self { outcome, diagnostics }
    }
}

impl std::ops::Deref for Told {
    type Target = Outcome;

    fn deref(&self) -> &Outcome {
        &self.outcome
    }
}

impl Fixture {
    /// A project with the repository's layouts and fonts, and no content.
    pub fn empty() -> Self {
        let dir = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("temporary folder");
        for folder in ["layouts", "fonts"] {
            link_tree(&repository().join(folder), &dir.path().join(folder));
        }
        Self { dir }
    }

    /// A project with the repository's sample content.
    pub fn sample() -> Self {
        let fixture = Self::empty();
        copy_tree(&repository().join("content"), &fixture.root().join("content"));
        fixture
    }

    /// A project with the small content that the cases build on.
    pub fn small() -> Self {
        let fixture = Self::empty();
        fixture.overlay(&repository().join("tests/cases/content-base"));
        fixture
    }

    /// The project folder.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// A path in the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    /// Copies a folder's files over those of the project.
    pub fn overlay(&self, folder: &Path) {
        copy_tree(folder, self.root());
    }

    /// Writes a file; a hard link to the repository is replaced, never written through.
    pub fn write(&self, relative: &str, text: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        let _ = fs::remove_file(&path);
        fs::write(path, text).expect("write");
    }

    /// Reads a text file.
    pub fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).expect(relative)
    }

    /// Replaces a text that must occur in a file.
    pub fn replace(&self, relative: &str, from: &str, to: &str) {
        let text = self.read(relative);
        assert!(text.contains(from), "{relative} does not contain {from:?}");
        self.write(relative, text.replacen(from, to, 1));
    }

    /// The project, opened.
    pub fn project(&self) -> Project {
        Project::open(Some(self.root()), None).expect("a project")
    }

    /// Checks it in this process.
    pub fn check(&self) -> Told {
        Told::new(&self.project(), engine::check(&self.project(), &Silent).expect("check"))
    }

    /// Builds it in this process.
    pub fn build(&self) -> Told {
        let outcome = engine::build(&self.project(), Extras::default(), &Silent).expect("build");
        Told::new(&self.project(), outcome)
    }

    /// Runs the program in it.
    pub fn run(&self, args: &[&str]) -> Output {
        program().args(args).current_dir(self.root()).output().expect("run")
    }

    /// Every file below a folder, relative to it, with its bytes; none of the program's own
    /// hidden files.
    pub fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(folder);
        let mut files: Vec<_> = walk(&root)
            .into_iter()
            .filter_map(|path| {
                let relative = path.strip_prefix(&root).ok()?.to_str()?.to_owned();
                let hidden = relative.split('/').any(|part| part.starts_with('.'));
                (!hidden).then(|| (relative, fs::read(&path).expect("read")))
            })
            .collect();
        files.sort();
        files
    }
}

/// Every file below a folder.
pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn each_file(from: &Path, to: &Path, action: impl Fn(&Path, &Path)) {
    for path in walk(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("parent")).expect("folder");
        action(&path, &target);
    }
}

fn copy_tree(from: &Path, to: &Path) {
    each_file(from, to, |source, target| {
        let _ = fs::remove_file(target);
        fs::copy(source, target).expect("copy");
    });
}

fn link_tree(from: &Path, to: &Path) {
    each_file(from, to, |source, target| {
        fs::hard_link(source, target).or_else(|_| fs::copy(source, target).map(drop)).expect("link");
    });
}
