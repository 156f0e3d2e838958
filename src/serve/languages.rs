//! Which of several languages a page is shown in.

/// The language asked for, else the one the browser prefers, else the first one.
pub(super) fn choose<'a>(
    languages: &'a [String],
    asked: Option<&str>,
    accept: Option<&str>,
) -> Option<&'a str> {
    let exact = |code: &str| languages.iter().find(|language| language.eq_ignore_ascii_case(code));
    let asked = asked.and_then(exact).map(String::as_str);
    asked.or_else(|| preferred(languages, accept)).or(languages.first().map(String::as_str))
}

/// The language that a browser prefers by its `Accept-Language` header.
pub(super) fn preferred<'a>(languages: &'a [String], accept: Option<&str>) -> Option<&'a str> {
    let wanted = wanted(accept.unwrap_or_default());
    wanted.into_iter().find_map(|code| matching(languages, code)).map(String::as_str)
}

/// The codes of an `Accept-Language` header, the most preferred first.
fn wanted(accept: &str) -> Vec<&str> {
    let mut codes: Vec<(f32, &str)> = accept
        .split(',')
        .take(32)
        .filter_map(|item| {
            let (code, quality) = item.split_once(';').unwrap_or((item, "q=1"));
            let quality = quality.trim().strip_prefix("q=")?.parse().ok()?;
            (quality > 0.0).then_some((quality, code.trim()))
        })
        .collect();
    codes.sort_by(|one, two| two.0.total_cmp(&one.0));
    codes.into_iter().map(|(_, code)| code).collect()
}

/// The language that is meant by a code: itself, or one of the same primary language.
fn matching<'a>(languages: &'a [String], code: &str) -> Option<&'a String> {
    let primary = |code: &str| code.split('-').next().unwrap_or_default().to_ascii_lowercase();
    languages
        .iter()
        .find(|language| language.eq_ignore_ascii_case(code))
        .or_else(|| languages.iter().find(|language| primary(language) == primary(code)))
}
