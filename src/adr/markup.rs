//! Records in other markup than Markdown: read so far that they are listed rightly, and never written.

use std::path::Path;

/// Markup that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// reStructuredText.
    Rst,
    /// `AsciiDoc`.
    Adoc,
}

impl Markup {
    /// The markup that a file's name tells, Markdown aside.
    pub fn of(name: &str) -> Option<Self> {
        let ending = Path::new(name).extension()?.to_str()?;
        let is = |known: &str| ending.eq_ignore_ascii_case(known);
        match () {
            () if is("rst") => Some(Self::Rst),
            () if is("adoc") || is("asciidoc") => Some(Self::Adoc),
            () => None,
        }
    }

    /// The headings and fields of a text as Markdown writes them; everything else as it is.
    pub fn as_markdown(self, text: &str) -> String {
        match self {
            Self::Rst => of_rst(text),
            Self::Adoc => text.lines().map(of_adoc).collect(),
        }
    }
}

/// `== Title` as `## Title`, and an attribute `:status: x` as a field.
fn of_adoc(line: &str) -> String {
    let level = line.bytes().take_while(|b| *b == b'=').count();
    if (1..=6).contains(&level) && line[level..].starts_with(' ') {
        return format!("{}{}\n", "#".repeat(level), &line[level..]);
    }
    // `Status:: accepted`, an item of a list of descriptions.
    if let Some((label, said)) = line.split_once(":: ").filter(|(label, _)| !label.contains(':')) {
        return format!("{label}: {said}\n");
    }
    let attribute = line.strip_prefix(':').and_then(|rest| rest.split_once(':')).filter(|(key, _)| !key.contains(' '));
    attribute.map_or_else(|| format!("{line}\n"), |(key, value)| format!("{key}:{value}\n"))
}

/// Underlined headings by the order in which their signs come first; `:Status: x` as a field.
fn of_rst(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut signs: Vec<char> = Vec::new();
    let mut markdown = String::new();
    let mut at = 0;
    while at < lines.len() {
        let (line, next) = (lines[at], lines.get(at + 1).copied().unwrap_or_default());
        match rule_of(next).filter(|_| !line.trim().is_empty() && rule_of(line).is_none()) {
            Some(sign) => {
                let level = signs.iter().position(|known| *known == sign).unwrap_or_else(|| {
                    signs.push(sign);
                    signs.len() - 1
                });
                markdown += &format!("{} {}\n", "#".repeat(level.min(5) + 1), line.trim());
                at += 2;
            }
            // A rule above a heading only repeats the one below it.
            None if rule_of(line).is_some() => at += 1,
            None => {
                markdown += &of_adoc(line.trim_start_matches("| "));
                at += 1;
            }
        }
    }
    markdown
}

/// The sign of a line that is nothing but one sign.
fn rule_of(line: &str) -> Option<char> {
    let line = line.trim_end();
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    (line.len() >= 3 && line.chars().all(|c| c == first)).then_some(first)
}
