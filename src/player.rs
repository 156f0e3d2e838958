//! The player of a screen: its page, script, style and typefaces, rendered from `layouts/web/`.
//!
//! Every file is named by its content, so that a browser never mixes two versions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::Rest;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, context};

use crate::digest;
use crate::model::Screen;
use crate::project::Project;

/// The template of the page.
pub const PAGE: &str = "layouts/web/player.html";
/// The template of the service worker.
const WORKER: &str = "layouts/web/sw.js";
/// Stands for the player's own digest while it is not known yet.
const DIGEST: &str = "the-digest-of-this-player";

/// The files of a player, by their path in the screen's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// Digest over all files.
    pub digest: String,
    /// The files; the page is the last one.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Renders the player of a screen.
///
/// # Errors
/// The file that cannot be rendered, and why.
pub fn render(project: &Project, screen: &Screen) -> Result<Player, (String, String)> {
    let assets = Assets { project: project.clone(), published: Arc::default() };
    let page = assets.page(screen)?;
    let worker = assets.worker(&assets.shell())?;
    // What is named by its content has its name in the page, so that this covers everything.
    let digest = digest::short([page.as_bytes(), worker.as_bytes()].concat().as_slice());
    let named = |text: String| text.replace(DIGEST, &digest).into_bytes();
    let mut files: Vec<(String, Vec<u8>)> = assets.take().into_iter().collect();
    files.push(("sw.js".into(), named(worker)));
    files.push(("index.html".into(), named(page)));
    Ok(Player { digest, files })
}

/// Files that templates ask for, by the path under which they are published.
#[derive(Clone)]
struct Assets {
    project: Project,
    published: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

type Rendered = Result<String, (String, String)>;

impl Assets {
    fn page(&self, screen: &Screen) -> Rendered {
        let (width, height) = screen.stage.size.pixels();
        let language = screen.languages.first();
        let screen = context! {
            id => &screen.id, name => &screen.name, width, height, language,
            theme => minijinja::value::Serde(screen.stage.theme),
        };
        self.render(PAGE, context! { screen, player => DIGEST })
    }

    fn worker(&self, shell: &[String]) -> Rendered {
        let shell = serde_json::to_string(shell).unwrap_or_default();
        self.render(WORKER, context! { shell, player => DIGEST })
    }

    /// Every file that the page needs to start.
    fn shell(&self) -> Vec<String> {
        let published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        ["./".to_owned(), "index.html".to_owned()].into_iter().chain(published.keys().cloned()).collect()
    }

    fn take(&self) -> BTreeMap<String, Vec<u8>> {
        std::mem::take(&mut *self.published.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn render(&self, path: &str, context: minijinja::Value) -> Rendered {
        let text = self.text(path).map_err(|error| (path.to_owned(), error.to_string()))?;
        self.fill(path, &text, context).map_err(|error| (path.to_owned(), error.to_string()))
    }

    fn fill(&self, path: &str, text: &str, context: minijinja::Value) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Names of screens are content: they never become markup.
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
        });
        let (one, two, three) = (self.clone(), self.clone(), self.clone());
        environment.add_function("asset", move |path: String| one.asset(&path));
        environment.add_function("asset_beside", move |path: String| {
            two.asset(&path).map(|path| path.trim_start_matches("player/").to_owned())
        });
        environment.add_function("script", move |paths: Rest<String>| three.script(&paths));
        environment.render_named_str(path, text, context)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, minijinja::Error> {
        let failed = |error| {
            minijinja::Error::new(ErrorKind::InvalidOperation, format!("`{path}` cannot be read ({error})"))
        };
        self.project.read_bytes(path).map_err(failed)
    }

    fn text(&self, path: &str) -> Result<String, minijinja::Error> {
        String::from_utf8(self.bytes(path)?).map_err(|_| {
            minijinja::Error::new(ErrorKind::InvalidOperation, format!("`{path}` is not UTF-8 text"))
        })
    }

    /// Publishes a file of the project; a style sheet is rendered first.
    fn asset(&self, path: &str) -> Result<String, minijinja::Error> {
        let bytes = if path.ends_with(".css") {
            self.fill(path, &self.text(path)?, context! {})?.into_bytes()
        } else {
            self.bytes(path)?
        };
        Ok(self.publish(path, bytes))
    }

    /// Publishes several scripts as one file.
    fn script(&self, paths: &[String]) -> Result<String, minijinja::Error> {
        let texts: Result<Vec<String>, _> = paths.iter().map(|path| self.text(path)).collect();
        Ok(self.publish("player.js", texts?.join("\n").into_bytes()))
    }

    fn publish(&self, path: &str, bytes: Vec<u8>) -> String {
        let ending = path.rsplit('.').next().unwrap_or("bin");
        let path = format!("player/{}.{ending}", digest::short(&bytes));
        self.published.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), bytes);
        path
    }
}
