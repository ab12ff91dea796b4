//! Names made from titles: file names, and titles that every tool can read; and titles without what stands around them.

/// The longest slug; file systems allow 255 bytes, and people read fewer.
const MAX_SLUG: usize = 80;

/// A title as a file name: `Something About Three.JS` is `something-about-three-js`. Never empty.
pub fn slug(title: &str) -> String {
    let mut slug = slug::slugify(title);
    if slug.len() > MAX_SLUG {
        let end = slug[..=MAX_SLUG].rfind('-').filter(|end| *end > 0).unwrap_or(MAX_SLUG);
        slug.truncate(end);
    }
    if slug.is_empty() { "decision".to_owned() } else { slug }
}

/// A title without what breaks a tool: one line, no brackets, bars, quotes or markup, no colon at the end. Never empty. A `#` that belongs to a
/// word, as in C#, stays.
pub fn clean_title(title: &str) -> String {
    let mut before = ' ';
    let fine = |c: char| {
        let in_word = c == '#' && before.is_alphanumeric();
        before = c;
        if c.is_control() || "[]|\\\"<>`*#".contains(c) && !in_word { ' ' } else { c }
    };
    let clean: String = title.chars().map(fine).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = clean.trim_end_matches([':', '.', ' ']);
    if clean.is_empty() { "Decision".to_owned() } else { clean.to_owned() }
}

/// A title as it may stand in a link of Markdown: as it was written, with what would end the link or begin something else escaped. Renderers that
/// take braces for code show them too.
pub fn linked_title(title: &str) -> String {
    let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_code = title.matches('`').count().is_multiple_of(2);
    let (mut linked, mut is_code, mut is_escaped) = (String::new(), false, false);
    for c in title.chars() {
        match c {
            '`' if has_code && !is_escaped => is_code = !is_code,
            '`' if !is_escaped => linked.push('\\'),
            '[' | ']' | '{' if !is_code && !is_escaped => linked.push('\\'),
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped && !is_code;
        match c {
            '<' if !is_code => linked.push_str("&lt;"),
            c => linked.push(c),
        }
    }
    // A backslash at the end would escape what ends the link.
    if is_escaped {
        linked.push('\\');
    }
    if linked.is_empty() { "Decision".to_owned() } else { linked }
}

/// The name of a record's file.
pub fn file_name(number: u32, title: &str) -> String {
    format!("{number:04}-{}.md", slug(title))
}

/// A title without the emphasis that stands around the whole of it: `**Title**`.
pub(super) fn without_emphasis(words: &str) -> &str {
    ["**", "__", "*", "_"]
        .into_iter()
        .find_map(|mark| {
            words.strip_prefix(mark)?.strip_suffix(mark).filter(|inner| !inner.is_empty() && !inner.contains(mark))
        })
        .map_or(words, str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_transliterated_and_never_empty() {
        for (title, expected) in [
            ("Something About Three.JS", "something-about-three-js"),
            ("  Größe: ça va?  ", "grosse-ca-va"),
            ("日本", "ri-ben"),
            ("***", "decision"),
            ("a--b", "a-b"),
        ] {
            assert_eq!(slug(title), expected);
        }
        let long = slug(&"word ".repeat(60));
        assert!(long.len() <= MAX_SLUG && !long.ends_with('-'), "{long}");
    }

    #[test]
    fn titles_lose_what_breaks_a_tool() {
        assert_eq!(clean_title(" Use [x] | \"y\" <z>:\n"), "Use x y z");
        assert_eq!(clean_title("[]"), "Decision");
        assert_eq!(clean_title("# Use C# and F#, not #7"), "Use C# and F#, not 7");
    }

    #[test]
    fn titles_stand_in_links_as_they_were_written() {
        for (title, expected) in [
            ("Serve /users/{id}", "Serve /users/\\{id}"),
            ("Serve /users/\\{id}", "Serve /users/\\{id}"),
            ("Use C# for services", "Use C# for services"),
            ("Return `Result<T>`", "Return `Result<T>`"),
            ("Return Result<T>", "Return Result&lt;T>"),
            ("2*3*4 and \"q\" [b]", "2*3*4 and \"q\" \\[b\\]"),
            ("one ` tick](x)", "one \\` tick\\](x)"),
            ("ends in \\", "ends in \\\\"),
            ("a `[x]` {y}", "a `[x]` \\{y}"),
        ] {
            assert_eq!(linked_title(title), expected, "{title}");
        }
    }
}
