//! The name that a misspelt one was meant to be.

/// "did you mean" for the name nearest to a misspelt one, if any is near enough.
pub fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |name: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &name.to_lowercase());
    let limit = ((word.chars().count() + 1) / 3).max(1);
    let (near, name) = names.map(|name| (distance(name), name)).min_by_key(|(near, _)| *near)?;
    (near <= limit).then(|| format!("did you mean `{name}`?"))
}

/// The name that a help line made by [`closest`] suggests.
pub fn suggested(help: &str) -> Option<&str> {
    help.strip_prefix("did you mean `")?.strip_suffix("`?")
}
