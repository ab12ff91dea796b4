//! Aliases: the old name is kept, and those that led to it lead to the new one.

use toml_edit::TableLike;

use super::edits::{Walked, table};

/// Writes that an old name is now another one, into `[aliases]` or a new table of that name. `also` is changed in those there are.
pub(super) fn write(
    walked: &mut Walked,
    document: &dyn TableLike,
    old: &str,
    new: &str,
    also: &dyn Fn(&str) -> Option<String>,
) {
    let line = format!("\"{old}\" = \"{new}\"");
    let Some(aliases) = table(document, "aliases") else {
        let end = walked.text.len();
        let gap = if walked.text.ends_with('\n') { "\n" } else { "\n\n" };
        walked.replace(end..end, format!("{gap}[aliases]\n{line}\n"));
        return;
    };
    let mut last = None;
    for (known, item) in aliases.iter() {
        walked.string(Some(item), also);
        if let Some(renamed) = also(known) {
            walked.key(Some(aliases), known, &renamed);
        }
        last = item.span().or(last);
    }
    let Some(end) = last.map(|span| span.end) else { return };
    let rest = &walked.text[end..];
    let is_inline = rest.trim_start_matches([' ', '\t']).starts_with([',', '}']);
    if is_inline {
        walked.replace(end..end, format!(", {line}"));
    } else {
        let at = end + rest.find('\n').unwrap_or(rest.len());
        walked.replace(at..at, format!("\n{line}"));
    }
}
