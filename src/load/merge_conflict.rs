//! The marks that version control leaves in a text where two changes met. A text that holds them is nobody's text yet.

use std::ops::Range;

/// Where the first unresolved conflict of a text begins: its opening mark, or what is left of its marks where the opening one was removed.
///
/// In Markdown, marks within a code fence show what a conflict looks like; `is_sample` says for a byte whether it stands in one.
pub fn merge_conflict(text: &str, is_sample: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let mut opened: Option<Range<usize>> = None;
    let mut divided: Option<Range<usize>> = None;
    let mut closed: Option<Range<usize>> = None;
    let (mut start, mut before) = (0, "");
    for line in text.split_inclusive('\n') {
        let at = start..start + line.trim_end().len();
        start += line.len();
        let is_behind_text = !before.is_empty() && !before.starts_with('>');
        before = line.trim();
        // Whether it is a sample takes longer to say, and marks are few.
        let Some(sign) = ['<', '=', '>'].into_iter().find(|sign| is_mark(line, *sign)) else { continue };
        match sign {
            _ if is_sample(at.start) => {}
            '<' if opened.is_none() => (opened, divided) = (Some(at), None),
            '=' => divided = divided.or(Some(at)),
            '>' if divided.is_some() => return opened.or(divided),
            '>' if is_behind_text => closed = closed.or(Some(at)),
            _ => {}
        }
    }
    // Half a conflict is one as well: somebody removed a mark and not the rest. A line of `=` alone is a heading in Markdown, and seven `>` are a
    // quote there where nothing or more of them stands before.
    opened.or(closed)
}

/// Seven of a sign, then the end or a space: as git writes its marks.
fn is_mark(line: &str, sign: char) -> bool {
    let line = line.trim_end_matches(['\n', '\r']);
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_is_told_from_what_only_looks_like_one() {
        let found = |text: &str| merge_conflict(text, |_| false);
        assert_eq!(found("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"), Some(2..14));
        assert_eq!(found("<<<<<<< HEAD\r\nb\r\n=======\r\nc\r\n>>>>>>> other\r\n"), Some(0..12));
        assert_eq!(found("<<<<<<< HEAD\nb\n=======\nc\n"), Some(0..12), "its last mark was removed");
        assert_eq!(found("b\n=======\nc\n>>>>>>> other\n"), Some(2..9), "its first mark was removed");
        assert_eq!(found("<<<<<<< HEAD\nb\n"), Some(0..12), "all but its first mark were removed");
        assert_eq!(found("b\n>>>>>>> other\n"), Some(2..15), "all but its last mark were removed");
        assert_eq!(found("Title\n=======\nb\n>>>>>>> other\n"), Some(6..13));
        for text in [
            "Title\n=======\n",
            ">>>>>>> quoted\n",
            "a\n\n>>>>>>> quoted\n>>>>>>> more\n",
            "<<<<<<<< eight\n=======\n",
            "<<<<<<<x\n=======\n>>>>>>>x\n",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(merge_conflict("<<<<<<< a\n=======\n>>>>>>> b\n", |_| true), None, "a sample in a fence");
    }
}
