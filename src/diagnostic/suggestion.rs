//! Near-miss suggestions: "did you mean …?".

/// How alike two names must be (Jaro-Winkler, 0 to 1) before one is suggested for the other.
const LIKENESS: f64 = 0.8;

/// The candidate most like `name`, if one is alike enough.
pub fn most_alike<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The same as a hint.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    most_alike(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Names in backticks, joined by commas: `a`, `b`, `c`.
pub fn ticked<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
