//! The name that a misspelt one was meant to be.

/// "did you mean" for the name nearest to a misspelt one, if any is near enough; for two where several are as near.
pub fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |name: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &name.to_lowercase());
    let limit = ((word.chars().count() + 1) / 3).max(1);
    let mut by_distance: Vec<(usize, &str)> = names.map(|name| (distance(name), name)).collect();
    by_distance.sort_by_key(|(near, _)| *near);
    by_distance.dedup();
    match by_distance[..] {
        [(near, first), (as_near, second), ..] if near <= limit && as_near == near => {
            Some(format!("did you mean `{first}` or `{second}`?"))
        }
        [(near, name), ..] if near <= limit => Some(format!("did you mean `{name}`?")),
        _ => None,
    }
}

/// The one name that a help line made by [`closest`] suggests.
pub fn suggested(help: &str) -> Option<&str> {
    help.strip_prefix("did you mean `")?.strip_suffix("`?").filter(|name| !name.contains('`'))
}
