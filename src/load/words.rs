//! Words and names as messages put them.

/// A sentence as it starts within a message.
pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The most names that a message lists.
const MAX_LISTED: usize = 12;

/// Names in backticks, joined by commas; of very many the first ones.
pub fn quote<S: AsRef<str>>(names: &[S]) -> String {
    if names.is_empty() {
        return "none yet".to_owned();
    }
    let listed = names.iter().take(MAX_LISTED).map(|name| format!("`{}`", name.as_ref()));
    let listed = listed.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MAX_LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}
