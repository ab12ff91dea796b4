//! Findings of a recheck for people, programs, code scanning, annotations and the comment on a pull request.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::adr::recheck::{Finding, Rechecked};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Format as Form, Layout, counted, render as render_findings, sarif};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one object.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For annotations in GitHub's workflows.
    Github,
    /// For one comment on a pull request, to be updated in place.
    Markdown,
}

/// The first line of the comment, by which its next version finds it.
const MARKER: &str = "<!-- archfit recheck -->";
/// How many characters of findings a comment holds: GitHub takes 65 536 in all.
const MAX_COMMENT: usize = 65_000;
/// How many records of one reason are named in a comment.
const MAX_NAMED: usize = 10;

/// Everything found, as text.
pub(super) fn render(rechecked: &Rechecked, format: Format) -> anyhow::Result<String> {
    let diagnostics = || -> Vec<Diagnostic> { rechecked.findings.iter().map(|f| f.diagnostic.clone()).collect() };
    Ok(match format {
        Format::Text => text(rechecked),
        Format::Json => serde_json::to_string_pretty(rechecked)? + "\n",
        Format::Sarif => sarif(&diagnostics(), &rechecked.sources, "recheck"),
        Format::Github => render_findings(&diagnostics(), &rechecked.sources, Form::Github, Layout::default()),
        Format::Markdown => markdown(rechecked),
    })
}

/// How many records follow, and which were not looked at, in a sentence.
pub(super) fn summary(rechecked: &Rechecked) -> String {
    let n_records = rechecked.records.len();
    let n_following = rechecked.records.iter().filter(|record| record.follows).count();
    let by_reason: Vec<String> =
        by_reason(rechecked).into_iter().map(|(why, files)| format!("{} {why}", files.len())).collect();
    let rest = match rechecked.not_replayed.len() {
        0 => String::new(),
        n => format!("; {n} not replayed: {}", by_reason.join(", ")),
    };
    let untouched = match rechecked.n_untouched {
        0 => String::new(),
        n => format!("; {n} that the change cannot touch"),
    };
    format!("{n_following} of {n_records} recorded decisions still follow{rest}{untouched}")
}

fn by_reason(rechecked: &Rechecked) -> BTreeMap<&str, Vec<&str>> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for record in &rechecked.not_replayed {
        by_reason.entry(record.why).or_default().push(&record.file);
    }
    by_reason
}

/// Findings by the records they are about, in the order in which they were found.
fn by_records(rechecked: &Rechecked) -> Vec<(&[String], Vec<&Finding>)> {
    let mut groups: Vec<(&[String], Vec<&Finding>)> = Vec::new();
    for finding in &rechecked.findings {
        match groups.iter_mut().find(|(records, _)| *records == finding.records.as_slice()) {
            Some((_, findings)) => findings.push(finding),
            None => groups.push((&finding.records, vec![finding])),
        }
    }
    groups
}

fn text(rechecked: &Rechecked) -> String {
    let mut text = String::new();
    for (records, findings) in by_records(rechecked) {
        let is_asked = findings.iter().any(|finding| finding.is_error());
        let word = if is_asked { "LOOK AT" } else { "noted  " };
        let named = match records {
            [] => "the folder and its settings".to_owned(),
            [one] => one.clone(),
            several => format!("{}: {}", counted(several.len(), "record"), several.join(", ")),
        };
        let _ = writeln!(text, "{word}  {}", one_line(&named));
        findings.iter().for_each(|finding| write_finding(&mut text, finding));
    }
    for record in rechecked.records.iter().filter(|record| record.follows) {
        let _ = writeln!(text, "follows  {}", one_line(&record.file));
    }
    for (why, files) in by_reason(rechecked) {
        let _ = writeln!(text, "not replayed, {why}: {}", one_line(&files.join(", ")));
    }
    text
}

/// A text without what would end its line or do something to the terminal, such as a file's name may hold.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn write_finding(text: &mut String, finding: &Finding) {
    let level = if finding.is_error() { "" } else { "note: " };
    let _ = writeln!(text, "         {level}{} [{}]", one_line(&finding.diagnostic.title), finding.kind());
    for because in &finding.diagnostic.notes {
        let _ = writeln!(text, "           - {}", one_line(because));
    }
    let (file, line) = finding.place();
    let _ = writeln!(text, "           at {}:{line}", one_line(file));
    if let (true, Some(help)) = (finding.is_error(), &finding.diagnostic.help) {
        let _ = writeln!(text, "           {}", one_line(help));
    }
}

fn markdown(rechecked: &Rechecked) -> String {
    let n_errors = rechecked.findings.iter().filter(|finding| finding.is_error()).count();
    let headline = match n_errors {
        0 => "Recorded decisions still follow".to_owned(),
        n => format!("Recorded decisions: {} to look at", counted(n, "finding")),
    };
    let mut text = format!("{MARKER}\n## {headline}\n\n{}.\n", plain(&summary(rechecked)));
    let (errors, notes): (Vec<&Finding>, Vec<&Finding>) =
        rechecked.findings.iter().partition(|finding| finding.is_error());
    let mut room = MAX_COMMENT.saturating_sub(text.chars().count());
    let mut left_out = [0; 2];
    for (kind, (head, findings)) in [("", errors), ("\nWorth knowing:\n", notes)].into_iter().enumerate() {
        let mut head = head;
        for finding in findings {
            let mut item = String::from(head);
            write_item(&mut item, finding);
            let n_chars = item.chars().count();
            // Once one is left out all later ones are, so that what is there is the beginning.
            if n_chars > room || left_out[kind] > 0 {
                left_out[kind] += 1;
                continue;
            }
            (room, head) = (room - n_chars, "");
            text.push_str(&item);
        }
    }
    let [errors, notes] = left_out;
    if errors + notes > 0 {
        let said = [(errors, "finding"), (notes, "note")].into_iter().filter(|(n, _)| *n > 0);
        let said: Vec<String> = said.map(|(n, word)| counted(n, word)).collect();
        let _ = writeln!(
            text,
            "\n{} more would make this comment too long; `archfit recheck` shows everything.",
            said.join(" and ")
        );
    }
    text
}

fn write_item(text: &mut String, finding: &Finding) {
    let (file, line) = finding.place();
    let shown: Vec<String> = finding.records.iter().take(MAX_NAMED).map(|record| plain(record)).collect();
    let more = finding.records.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let of = if shown.is_empty() { String::new() } else { format!(" ({}{more})", shown.join(", ")) };
    let _ = write!(text, "\n* **{}**{of}: {}", finding.kind(), plain(&finding.diagnostic.title));
    let _ = writeln!(text, ", at {}:{line}", plain(file));
    for because in &finding.diagnostic.notes {
        let _ = writeln!(text, "  * {}", plain(because));
    }
    if let (true, Some(help)) = (finding.is_error(), &finding.diagnostic.help) {
        let _ = writeln!(text, "\n  {}", plain(help));
    }
}

/// Text on which Markdown has no effect but for code spans, which findings put names into.
fn plain(text: &str) -> String {
    let mut in_code = false;
    let even = text.matches('`').count().is_multiple_of(2);
    let mut shown = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        in_code ^= c == '`' && even;
        match c {
            '<' if !in_code => shown.push_str("&lt;"),
            '`' if !even => shown.push_str("\\`"),
            '*' | '_' | '[' | ']' | '#' | '|' | '~' if !in_code => {
                shown.push('\\');
                shown.push(c);
            }
            '@' if !in_code => shown.push_str("@\u{200b}"),
            _ => shown.push(c),
        }
    }
    shown
}
