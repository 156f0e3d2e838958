//! Writes into a project on request: the starter itself, a new leaflet, sample data, schemas.
//!
//! Never overwrites a text. (What is published under `out/` is the business of [`crate::publish`].)

use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;

use crate::content::schema::FileKind;
use crate::diagnostic::ticked;
use crate::model::{Library, ScreenSize, Stage, Theme};
use crate::plan::{self, Job};
use crate::project::Project;
use crate::typeset::{self, Fonts};
use crate::{Error, Result, content, slides};

#[derive(RustEmbed)]
#[folder = "content/"]
#[prefix = "content/"]
struct Content;

#[derive(RustEmbed)]
#[folder = "layouts/"]
#[prefix = "layouts/"]
struct Layouts;

#[derive(RustEmbed)]
#[folder = "fonts/"]
#[prefix = "fonts/"]
struct FontFiles;

/// Where the schemas of the content files are kept in a project.
const SCHEMAS: &str = "content/.schema";
const NEW_LEAFLET: &str = include_str!("leaflet.toml.jinja");
const NEW_TRANSLATION: &str = include_str!("translation.toml.jinja");

/// Writes a complete project into `dir` and returns the number of files.
///
/// # Errors
/// If there is a project already, a file is in the way, or something cannot be written.
pub fn init(dir: &Path) -> Result<usize> {
    if dir.join("content/practice.toml").exists() {
        let message = format!("`{}` already holds a project", dir.display());
        return Err(Error::usage(message, "choose another folder"));
    }
    let names = Content::iter().chain(Layouts::iter()).chain(FontFiles::iter());
    let mut files: Vec<(String, Vec<u8>)> = names
        .filter_map(|name| {
            let file =
                Content::get(&name).or_else(|| Layouts::get(&name)).or_else(|| FontFiles::get(&name))?;
            Some((name.into_owned(), file.data.into_owned()))
        })
        .collect();
    files.push(("out/.gitignore".into(), b"*\n!.gitignore\n".to_vec()));
    if let Some((name, _)) = files.iter().find(|(name, _)| dir.join(name).exists()) {
        let message = format!("`{}` is in the way", dir.join(name).display());
        return Err(Error::usage(message, "nothing was written; choose an empty folder"));
    }
    for (name, bytes) in &files {
        write(&dir.join(name), bytes)?;
    }
    Ok(files.len())
}

/// Adds a leaflet's folder with a file for each language; returns the paths.
///
/// # Errors
/// If the id or code cannot be used, the folder exists, or the project cannot be read.
pub fn new_leaflet(project: &Project, id: &str, code: Option<String>) -> Result<Vec<String>> {
    if !content::is_slug(id) {
        let message = format!("`{id}` cannot be used as a leaflet's name");
        return Err(Error::usage(message, "use lower-case letters, digits and hyphens, a letter first"));
    }
    let folder = format!("content/leaflets/{id}");
    if project.root().join(&folder).exists() {
        return Err(Error::usage(format!("`{folder}` already exists"), "choose another name"));
    }
    let library = library(project)?.ok_or_else(|| {
        Error::usage("`content/practice.toml` has errors", "run `leafcast check` and repair it first")
    })?;
    let code = code.unwrap_or_else(|| code_for(id));
    if !content::is_leaflet_code(&code) {
        let message = format!("`{code}` cannot be used as a code");
        return Err(Error::usage(message, "use 1 to 6 capital letters and digits, such as `PCF`"));
    }
    if let Some(other) = library.leaflets.values().find(|leaflet| leaflet.code == code) {
        let message = format!("the code `{code}` is already that of `{}`", other.id);
        return Err(Error::usage(message, "choose another one with `--code`"));
    }
    let practice = &library.practice;
    let title = title_for(id);
    let context = minijinja::context! {
        id, code, title,
        today => today(),
        category => practice.categories.keys().next(),
        categories => ticked(practice.categories.keys().map(String::as_str)),
        translated => practice.languages.len() > 1,
        locations => practice.locations.iter().map(|location| location.id.clone()).collect::<Vec<_>>(),
        language => practice.languages.first(),
    };
    let render = |template: &str| {
        minijinja::Environment::new()
            .render_str(template, &context)
            .map(|text| text.trim_end().to_owned() + "\n")
            .map_err(|error| Error::usage(error.to_string(), "report this as a fault of leafcast"))
    };
    let mut files = vec![(format!("{folder}/leaflet.toml"), render(NEW_LEAFLET)?)];
    for language in &practice.languages {
        files.push((format!("{folder}/{language}.toml"), render(NEW_TRANSLATION)?));
    }
    for (path, text) in &files {
        write(&project.root().join(path), text.as_bytes())?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// The day on which a new leaflet is begun: the only date that comes from a clock, and it is
/// written into the text for the editor to see.
#[expect(clippy::disallowed_methods, reason = "the text is new, nothing is to be repeated")]
fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// The capital initials of an id, such as `PCF` for `posterior-cervical-fusion`.
fn code_for(id: &str) -> String {
    let initials = id.split('-').filter_map(|word| word.chars().next());
    initials.take(6).map(|c| c.to_ascii_uppercase()).collect()
}

/// An id in words: `lumbar-discectomy` becomes "Lumbar discectomy".
fn title_for(id: &str) -> String {
    let words = id.replace('-', " ");
    words[..1].to_uppercase() + &words[1..]
}

/// Which job `leafcast sample` takes.
#[derive(Debug, Default)]
pub struct SampleChoice<'a> {
    /// Leaflet, or the first.
    pub leaflet: Option<&'a str>,
    /// Language, or the leaflet's source language.
    pub language: Option<&'a str>,
    /// Format, or the practice's first.
    pub format: Option<&'a str>,
}

/// Writes the data and pictures of one job into `layouts/`; nothing if the content has errors.
///
/// # Errors
/// If there is no such job, or something cannot be written.
pub fn write_sample(project: &Project, choice: &SampleChoice<'_>) -> Result<Option<Job>> {
    let Some(library) = library(project)? else { return Ok(None) };
    let Some(job) = choose(&library, choice)? else { return Ok(None) };
    let Some(sample) = typeset::sample(&library, &job) else { return Ok(None) };
    let layouts = project.root().join("layouts");
    write(&layouts.join("data.json"), sample.json.as_bytes())?;
    if let Some(slides) = sample_slides(&library, &job) {
        write(&layouts.join("slide.json"), slides.json.as_bytes())?;
    }
    for (name, bytes) in sample.pictures {
        write(&layouts.join("data").join(name), &bytes)?;
    }
    Ok(Some(job))
}

/// Every slide of the job's leaflet and language, for the first screen, or one like most.
fn sample_slides(library: &Library, job: &Job) -> Option<typeset::SampleData> {
    let first = library.screens.as_ref().and_then(|screens| screens.list.first());
    let usual = Stage {
        size: ScreenSize::Landscape,
        diagonal_inches: 43.0,
        viewing_distance_m: 4.0,
        theme: Theme::Light,
        clock: false,
    };
    let stage = first.map_or(usual, |screen| screen.stage.clone());
    let mut slides =
        slides::of_leaflet(&library.practice, library.leaflets.get(&job.leaflet)?, &job.language).slides;
    slides
        .extend(library.notices.good.values().filter_map(|notice| slides::of_notice(notice, &job.language)));
    slides.push(slides::of_practice(&library.practice, &job.language));
    typeset::sample_slides(library, &stage, &slides.iter().collect::<Vec<_>>())
}

fn choose(library: &Library, choice: &SampleChoice<'_>) -> Result<Option<Job>> {
    let jobs = plan::conceivable(library);
    let Some(first) = jobs.first() else { return Ok(None) };
    let id = choice.leaflet.unwrap_or(&first.leaflet);
    let source = library.leaflets.get(id).map(|leaflet| leaflet.source_language.as_str());
    let language = choice.language.or(source).unwrap_or(&first.language);
    let format = choice.format.unwrap_or(first.format.id());
    let wanted = |job: &&Job| job.leaflet == id && job.language == language && job.format.id() == format;
    let found = jobs.iter().find(wanted).cloned();
    if found.is_none() {
        let message = format!("there is no leaflet `{id}` in `{language}` as `{format}`");
        let names: Vec<String> = jobs.iter().map(Job::name).collect();
        let hint = format!("there is: {}", ticked(names.iter().map(String::as_str)));
        return Err(Error::usage(message, hint));
    }
    Ok(found)
}

fn library(project: &Project) -> Result<Option<Library>> {
    let fonts = Fonts::load(project)?;
    Ok(content::read(project, &typeset::press(&|c| fonts.has(c)))?.library)
}

/// The schema of a kind of file, as it is written.
pub fn schema_text(kind: FileKind) -> String {
    let mut text = serde_json::to_string_pretty(kind.schema()).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes the schemas of all kinds of file into a project; returns their paths.
///
/// # Errors
/// If one cannot be written.
pub fn write_schemas(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for kind in FileKind::ALL {
        let path = format!("{SCHEMAS}/{}.schema.json", kind.name());
        write(&root.join(&path), schema_text(kind).as_bytes())?;
        paths.push(path);
    }
    Ok(paths)
}

#[expect(clippy::disallowed_methods, reason = "nothing is served from these files while they are written")]
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| Error::io("make the folder", folder, e))?;
    }
    fs::write(path, bytes).map_err(|e| Error::io("write", path, e))
}
