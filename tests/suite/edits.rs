//! What people, editors and accidents do to a project: edits as data, for random sequences of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::clinic;
use crate::fixture::Fixture;

/// Ids that leaflets can have.
const IDS: [&str; 7] = ["ankle", "elbow", "foot", "hand", "hip", "knee", "neck"];
const PRACTICE: &str = "content/practice.toml";
const SCREENS: &str = "content/screens.toml";
/// Layouts that are broken or edited: of leaflets, of slides, of the player.
const LAYOUTS: [&str; 5] = [
    "layouts/leaflet.typ",
    "layouts/slide.typ",
    "layouts/lib/imprint.typ",
    "layouts/lib/slide/frame.typ",
    "layouts/web/player.css",
];

/// Numbers in a row that the seed fixes.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("small")
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// One of a list.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.below(list.len())].clone())
    }
}

/// A project, with what its files would be if nothing were broken.
pub struct World {
    pub fixture: Fixture,
    good: BTreeMap<String, Vec<u8>>,
    /// Files that are not as they should be.
    broken: BTreeSet<String>,
    pub random: Random,
}

/// Changes something; gives the files and folders that this concerns.
type Act = fn(&mut World) -> Vec<String>;

/// Everything that can happen, and how often.
pub const KINDS: [(&str, usize, Act); 25] = [
    ("a word", 12, World::word),
    ("a word of a slide", 8, World::short_word),
    ("a comment", 3, World::comment),
    ("nothing but a new time", 2, World::touch),
    ("the telephone", 2, World::telephone),
    ("a picture", 3, World::picture),
    ("a leaflet comes", 4, World::add_leaflet),
    ("a leaflet goes", 3, World::remove_leaflet),
    ("a folder is renamed", 4, World::rename_leaflet),
    ("a language comes", 3, World::add_language),
    ("a language goes", 2, World::remove_language),
    ("other screens", 4, World::screens),
    ("a notice", 4, World::notice),
    ("a notice goes", 2, World::remove_notice),
    ("a text breaks", 6, World::break_text),
    ("a text is cut off", 3, World::cut_text),
    ("a leaflet breaks", 3, World::break_leaflet),
    ("a code stands twice", 3, World::same_code),
    ("the practice breaks", 2, World::break_practice),
    ("the screens break", 2, World::break_screens),
    ("a layout breaks", 2, World::break_layout),
    ("a layout changes", 1, World::layout),
    ("a font comes or goes", 1, World::font),
    ("a stray file", 2, World::stray),
    ("something is mended", 12, World::mend_one),
];

impl World {
    pub fn new(seed: u64) -> Self {
        let fixture = clinic::clinic();
        let mut good = BTreeMap::new();
        for (path, text) in clinic::content() {
            good.insert(path, text.into_bytes());
        }
        for path in LAYOUTS {
            good.insert(path.to_owned(), fs::read(fixture.path(path)).expect("a layout"));
        }
        Self { fixture, good, broken: BTreeSet::new(), random: Random(seed) }
    }

    /// Does something by chance; what, and which files and folders that concerns.
    pub fn step(&mut self) -> (&'static str, Vec<String>) {
        let all = KINDS.iter().map(|(_, often, _)| often).sum();
        let mut chosen = self.random.below(all);
        for (name, often, act) in KINDS {
            if chosen < often {
                return (name, act(self));
            }
            chosen -= often;
        }
        unreachable!("the chances add up")
    }

    /// The screens as they should be.
    pub fn screens_text(&self) -> String {
        self.good(SCREENS)
    }

    /// Mends everything; the files that this concerns.
    pub fn mend(&mut self) -> Vec<String> {
        let broken: Vec<String> = self.broken.iter().cloned().collect();
        broken.into_iter().flat_map(|path| self.mend_file(&path)).collect()
    }

    fn mend_file(&mut self, path: &str) -> Vec<String> {
        match self.good.get(path) {
            Some(bytes) => self.fixture.write(path, bytes),
            None => {
                let _ = fs::remove_file(self.fixture.path(path));
            }
        }
        self.broken.remove(path);
        vec![path.to_owned()]
    }

    fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
        self.good.insert(path.to_owned(), bytes.into());
        self.mend_file(path)
    }

    fn spoil(&mut self, path: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
        self.fixture.write(path, bytes);
        self.broken.insert(path.to_owned());
        vec![path.to_owned()]
    }

    fn take(&mut self, path: &str) -> Vec<String> {
        self.good.remove(path);
        self.mend_file(path)
    }

    fn good(&self, path: &str) -> String {
        String::from_utf8(self.good[path].clone()).expect("text")
    }

    fn number(&mut self) -> usize {
        self.random.below(1_000_000)
    }

    /// The files that are good and whose name ends like this.
    fn files(&self, folder: &str, ending: &str) -> Vec<String> {
        let is_meant = |path: &&String| path.starts_with(folder) && path.ends_with(ending);
        self.good.keys().filter(is_meant).cloned().collect()
    }

    fn leaflets(&self) -> Vec<String> {
        let of = |path: &String| path.split('/').nth(2).map(str::to_owned);
        self.files("content/leaflets/", "/leaflet.toml").iter().filter_map(of).collect()
    }

    fn texts(&self) -> Vec<String> {
        let mut texts = self.files("content/leaflets/", ".toml");
        texts.retain(|path| !path.ends_with("/leaflet.toml"));
        texts
    }

    /// Replaces the line that begins like this.
    fn line(&mut self, path: &str, beginning: &str, line: &str) -> Vec<String> {
        let text = self.good(path);
        let lines: Vec<&str> =
            text.lines().map(|l| if l.starts_with(beginning) { line } else { l }).collect();
        self.put(path, lines.join("\n") + "\n")
    }

    fn word(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.texts()) else { return Vec::new() };
        let line = format!("body = \"No {}.\"", self.number());
        self.line(&path, "body = \"No ", &line)
    }

    fn short_word(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.texts()) else { return Vec::new() };
        let line = format!("short = \"Only {}.\"", self.number());
        self.line(&path, "short = \"Only ", &line)
    }

    fn comment(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.files("content/", ".toml")) else { return Vec::new() };
        let text = format!("# {}\n{}", self.number(), self.good(&path));
        self.put(&path, text)
    }

    fn touch(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.files("content/", ".toml")) else { return Vec::new() };
        if let Ok(bytes) = fs::read(self.fixture.path(&path)) {
            self.fixture.write(&path, bytes);
        }
        vec![path]
    }

    fn telephone(&mut self) -> Vec<String> {
        let line = format!("phone = \"{:09}\"", self.number());
        self.line(PRACTICE, "phone = ", &line)
    }

    fn picture(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.files("content/leaflets/", ".svg")) else {
            return Vec::new();
        };
        let height = self.random.below(40) + 1;
        self.put(&path, clinic::picture(height))
    }

    fn add_leaflet(&mut self) -> Vec<String> {
        let there = self.leaflets();
        let free: Vec<&str> = IDS.into_iter().filter(|id| !there.iter().any(|other| other == id)).collect();
        let Some(id) = self.random.pick(&free) else { return Vec::new() };
        let word = self.number().to_string();
        let mut changed = self.put(&clinic::of(id, "en.toml"), clinic::text(id, &word));
        changed.extend(self.put(&clinic::of(id, "leaflet.toml"), clinic::leaflet(id)));
        if id == "knee" {
            changed.extend(self.put(&clinic::of(id, "figure.svg"), clinic::picture(9)));
        }
        changed
    }

    fn remove_leaflet(&mut self) -> Vec<String> {
        let there = self.leaflets();
        let Some(id) = self.random.pick(&there).filter(|_| there.len() > 2) else { return Vec::new() };
        let folder = format!("content/leaflets/{id}");
        let below = format!("{folder}/");
        self.good.retain(|path, _| !path.starts_with(&below));
        self.broken.retain(|path| !path.starts_with(&below));
        let _ = fs::remove_dir_all(self.fixture.path(&folder));
        let mut changed = vec![folder];
        changed.extend(self.screens_in_time());
        changed
    }

    fn rename_leaflet(&mut self) -> Vec<String> {
        let there = self.leaflets();
        let free: Vec<&str> = IDS.into_iter().filter(|id| !there.iter().any(|other| other == id)).collect();
        let Some((old, new)) = self.random.pick(&there).zip(self.random.pick(&free)) else {
            return Vec::new();
        };
        let (from, to) = (format!("content/leaflets/{old}"), format!("content/leaflets/{new}"));
        let _ = fs::remove_dir_all(self.fixture.path(&to));
        if fs::rename(self.fixture.path(&from), self.fixture.path(&to)).is_err() {
            return Vec::new();
        }
        let moved = |path: &String| path.strip_prefix(&format!("{from}/")).map(|name| format!("{to}/{name}"));
        self.good = std::mem::take(&mut self.good)
            .into_iter()
            .map(|(path, bytes)| (moved(&path).unwrap_or(path), bytes))
            .collect();
        self.broken =
            std::mem::take(&mut self.broken).iter().map(|p| moved(p).unwrap_or(p.clone())).collect();
        let mut changed = vec![from, to];
        let path = clinic::of(new, "leaflet.toml");
        changed.extend(self.line(&path, "code = ", &format!("code = \"{}\"", clinic::code(new))));
        changed.extend(self.screens_in_time());
        changed
    }

    fn add_language(&mut self) -> Vec<String> {
        let Some(id) = self.random.pick(&self.leaflets()) else { return Vec::new() };
        let text = self.good(&clinic::of(&id, "en.toml"));
        self.put(&clinic::of(&id, "es.toml"), text)
    }

    fn remove_language(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.files("content/leaflets/", "/es.toml")) else {
            return Vec::new();
        };
        self.take(&path)
    }

    fn screens(&mut self) -> Vec<String> {
        let text = self.any_screens();
        self.put(SCREENS, text)
    }

    /// Screens for the leaflets that there are now; sometimes somebody forgets them at first.
    fn screens_in_time(&mut self) -> Vec<String> {
        let text = self.any_screens();
        if self.random.once_in(3) {
            self.good.insert(SCREENS.to_owned(), text.into_bytes());
            self.broken.insert(SCREENS.to_owned());
            return Vec::new();
        }
        self.put(SCREENS, text)
    }

    fn any_screens(&mut self) -> String {
        let there = self.leaflets();
        let mut text = String::new();
        for id in ["hall", "door", "stairs"].into_iter().take(self.random.below(3) + 1) {
            let mut leaflets: Vec<String> = Vec::new();
            for _ in 0..=self.random.below(2) {
                leaflets.extend(self.random.pick(&there).filter(|id| !leaflets.contains(id)));
            }
            let size = if self.random.once_in(3) { "1080x1920" } else { "1920x1080" };
            let theme = if self.random.once_in(3) { "dark" } else { "light" };
            let languages = if self.random.once_in(2) { "[\"en\", \"es\"]" } else { "[\"en\"]" };
            text += &format!(
                "[[screens]]\nid = \"{id}\"\nname = \"Screen {}\"\nsize = \"{size}\"\ndiagonal_inches = 43\n\
                 viewing_distance_m = 3.5\nlanguages = {languages}\nleaflets = {leaflets:?}\n\
                 theme = \"{theme}\"\nshow_drafts = true\nexpected_wait_minutes = 60\n\n",
                self.random.below(9)
            );
        }
        text
    }

    fn notice(&mut self) -> Vec<String> {
        let name = self.random.pick(&["first", "second"]).expect("a name");
        let word = self.number().to_string();
        self.put(&format!("content/notices/{name}.toml"), clinic::notice(&word))
    }

    fn remove_notice(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.files("content/notices/", ".toml")) else {
            return Vec::new();
        };
        self.take(&path)
    }

    fn break_text(&mut self) -> Vec<String> {
        let mut texts = self.texts();
        texts.extend(self.files("content/notices/", ".toml"));
        let Some(path) = self.random.pick(&texts) else { return Vec::new() };
        let text = format!("{}\ntitle = \n", self.good(&path));
        self.spoil(&path, text)
    }

    fn cut_text(&mut self) -> Vec<String> {
        let Some(path) = self.random.pick(&self.files("content/leaflets/", ".toml")) else {
            return Vec::new();
        };
        let bytes = self.good[&path].clone();
        let end = self.random.below(bytes.len());
        self.spoil(&path, &bytes[..end])
    }

    fn break_leaflet(&mut self) -> Vec<String> {
        let Some(id) = self.random.pick(&self.leaflets()) else { return Vec::new() };
        let broken = self.random.pick(&["code = ", "updated = 2026-01-31\n", ""]).expect("a text");
        self.spoil(&clinic::of(&id, "leaflet.toml"), broken)
    }

    fn same_code(&mut self) -> Vec<String> {
        let there = self.leaflets();
        let Some((id, other)) = self.random.pick(&there).zip(self.random.pick(&there)) else {
            return Vec::new();
        };
        let path = clinic::of(&id, "leaflet.toml");
        let (own, other) = (self.good(&path), clinic::code(&other));
        let lines: Vec<String> =
            own.lines()
                .map(|line| {
                    if line.starts_with("code = ") { format!("code = \"{other}\"") } else { line.to_owned() }
                })
                .collect();
        self.spoil(&path, lines.join("\n") + "\n")
    }

    fn break_practice(&mut self) -> Vec<String> {
        let text = self.good(PRACTICE).replacen("languages", "langauges", 1);
        self.spoil(PRACTICE, text)
    }

    fn break_screens(&mut self) -> Vec<String> {
        self.spoil(SCREENS, "[[screens]]\nid = ")
    }

    fn break_layout(&mut self) -> Vec<String> {
        let path = self.random.pick(&LAYOUTS).expect("a layout");
        let text = format!("#nonsense(\n{{% if %}}\n{}", self.good(path));
        self.spoil(path, text)
    }

    fn layout(&mut self) -> Vec<String> {
        let path = self.random.pick(&LAYOUTS).expect("a layout");
        let text = if path.ends_with(".css") {
            format!("{}\n/* {} */\n", self.good(path), self.number())
        } else {
            format!("{}\n// {}\n", self.good(path), self.number())
        };
        self.put(path, text)
    }

    fn font(&mut self) -> Vec<String> {
        let path = "fonts/more/copy.ttf";
        if self.good.contains_key(path) {
            return self.take(path);
        }
        let fonts = crate::fixture::walk(&self.fixture.path("fonts"));
        let font = fonts.into_iter().find(|font| font.extension().is_some_and(|ending| ending == "ttf"));
        self.put(path, fs::read(font.expect("a font")).expect("read"))
    }

    fn stray(&mut self) -> Vec<String> {
        let paths = ["content/leaflets/notes.txt", "content/stray.toml", "content/notices/sub/deep.toml"];
        let path = self.random.pick(&paths).expect("a path");
        if self.good.contains_key(path) { self.take(path) } else { self.put(path, "a note") }
    }

    fn mend_one(&mut self) -> Vec<String> {
        let broken: Vec<String> = self.broken.iter().cloned().collect();
        let Some(path) = self.random.pick(&broken) else { return self.word() };
        self.mend_file(&path)
    }
}
