//! What of a text goes when an entry of a list or table is taken out, so that the rest stays well formed.

use std::ops::Range;

/// An entry with the comma behind it, or before it where it is the last; a line of its own as a whole.
pub(super) fn with_comma(text: &str, start: usize, end: usize) -> Range<usize> {
    let (before, after) = (&text[..start], &text[end..]);
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        return start..text.len() - rest.trim_start_matches([' ', '\t']).len();
    }
    let earlier = before.trim_end();
    if earlier.ends_with(',') {
        return earlier.len() - 1..end;
    }
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = after.split('\n').next().unwrap_or_default();
    let is_alone = matches!(before[line..].trim(), "" | "aliases.") && rest.trim().is_empty();
    if is_alone { line..(end + rest.len() + 1).min(text.len()) } else { start..end }
}

#[cfg(test)]
mod tests {
    use super::with_comma;

    #[test]
    fn what_is_left_is_well_formed() {
        for (text, left) in [
            ("p = { a = 1, «b = 2», c = 3 }", "p = { a = 1, c = 3 }"),
            ("p = { «a = 1», b = 2 }", "p = { b = 2 }"),
            ("p = { a = 1, «b = 2» }", "p = { a = 1 }"),
            ("p = { «a = 1» }", "p = {  }"),
            ("[p]\n«a = 1»\nb = 2\n", "[p]\nb = 2\n"),
            ("[p]\r\nb = 2\r\n«a = 1»\r\n", "[p]\r\nb = 2\r\n"),
            ("[p]\n«a = 1» # why\n", "[p]\n # why\n"),
        ] {
            let (before, rest) = text.split_once('«').expect("a start");
            let (entry, after) = rest.split_once('»').expect("an end");
            let bare = format!("{before}{entry}{after}");
            let span = with_comma(&bare, before.len(), before.len() + entry.len());
            assert_eq!(format!("{}{}", &bare[..span.start], &bare[span.end..]), left);
        }
    }
}
