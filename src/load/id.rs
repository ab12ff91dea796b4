//! What can be an id.

use std::ops::Range;

use super::document::Document;
use crate::condition::parse_number;

/// The most characters an id may have.
const MAX_ID: usize = 80;

/// Words that mean something in conditions and answers.
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "between", "includes", "is", "na", "unknown"];

fn is_word(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && !id.starts_with('-')
        && !id.is_empty()
        && id.len() <= MAX_ID
        && parse_number(id).is_none()
}

/// Whether a text can be an id.
pub fn is_id(text: &str) -> bool {
    is_word(text) && !KEYWORDS.contains(&text)
}

/// Ids are what people type in conditions: a letter first, then letters, digits, `-` and `_`; no keyword.
pub fn check_id(document: &mut Document, id: &str, at: Range<usize>) {
    if id.len() > MAX_ID {
        let start: String = id.chars().take(20).collect();
        let title = format!("`{start}…` cannot be an id: it has {} characters", id.chars().count());
        document.error("bad-id", at, title, format!("use at most {MAX_ID}"));
    } else if !is_word(id) {
        let help = "use letters, digits, `-` and `_`, such as `peak-connections`; a number alone is no id";
        document.error("bad-id", at, format!("`{id}` cannot be an id"), help);
    } else if KEYWORDS.contains(&id) {
        document.error(
            "bad-id",
            at,
            format!("`{id}` means something in conditions, so it cannot be an id"),
            "choose another word",
        );
    }
}
