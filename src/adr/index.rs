//! A list of records between two markers of a file that is otherwise the team's own.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::folder::Folder;
use super::list::Record;
use super::slug::{clean_title, linked_title};
use super::supersession::Known;

/// The line before the list.
pub const START: &str = "<!-- adrlog -->";
/// The line after it.
pub const STOP: &str = "<!-- adrlogstop -->";

/// Why an index was not made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// The markers are missing or the wrong way round.
    #[error("`{0}` has no place for an index; put the lines `{START}` and `{STOP}` where it belongs")]
    NoMarkers(String),
}

/// The list: one line per record with its status, rejected and superseded ones included so that they can be found.
pub fn lines(folder: &Folder, records: &[Record], from: Option<&std::path::Path>) -> String {
    let base = from.and_then(|from| {
        Folder::at(crate::files::folder_of(from).to_owned(), String::new(), None).relative(&folder.path)
    });
    let prefix = base.filter(|base| !base.is_empty()).map_or_else(String::new, |base| format!("{base}/"));
    let line = |record: &Record| {
        let title = record.title.as_deref().map_or_else(|| record.file.clone(), linked_title);
        let name = record.number.map_or_else(String::new, |number| format!("ADR-{number:04}: "));
        let status = record.written_status.as_deref().map_or("unknown", |_| match record.status {
            Some(super::status::StatusKind::Superseded) => "superseded",
            _ => record.written_status.as_deref().unwrap_or("unknown"),
        });
        let date = record.date.as_deref().map_or_else(String::new, |date| format!(", {date}"));
        format!("* [{name}{title}]({prefix}{}) ({}{date})\n", address(&record.file), clean_title(status).to_lowercase())
    };
    records.iter().map(line).collect()
}

/// A path as the address of a link: what would end it or mean something else is coded.
fn address(path: &str) -> String {
    let mut coded = String::with_capacity(path.len());
    for letter in path.chars() {
        match letter {
            ' ' | '#' | '%' | '?' | '(' | ')' | '<' | '>' | '[' | ']' | '\\' => {
                let _ = write!(coded, "%{:02X}", u32::from(letter));
            }
            letter if letter.is_control() => {
                for byte in letter.to_string().bytes() {
                    let _ = write!(coded, "%{byte:02X}");
                }
            }
            letter => coded.push(letter),
        }
    }
    coded
}

/// The list of one of several folders: below its path, one step further in.
pub fn part(name: &str, lines: &str) -> String {
    let inner: Vec<String> = lines.lines().map(|line| format!("  {line}\n")).collect();
    format!("* `{name}`\n{}", inner.concat())
}

/// The supersessions as a graph in Mermaid, from the earlier record to the later one; empty where there are none.
pub fn graph(folder: &Folder, records: &[Record]) -> String {
    let pairs = Known::new(folder, records).pairs();
    if pairs.is_empty() {
        return String::new();
    }
    let node = |file: &str| records.iter().position(|record| record.file == file).unwrap_or_default();
    let label = |at: usize| {
        let record = &records[at];
        let title = record.title.as_deref().map_or_else(|| record.file.clone(), clean_title);
        let number = record.number.map_or_else(String::new, |number| format!("{number:04} "));
        // Within quotes only these two would end or change the text.
        format!("{number}{title}").replace('"', "'").replace('#', "")
    };
    let nodes: BTreeSet<usize> = pairs.iter().flat_map(|(old, new)| [node(old), node(new)]).collect();
    let nodes = nodes.into_iter().map(|at| format!("    r{at}[\"{}\"]\n", label(at)));
    let edges = pairs.iter().map(|(old, new)| format!("    r{} --> r{}\n", node(old), node(new)));
    format!("\n```mermaid\nflowchart LR\n{}```\n", nodes.chain(edges).collect::<String>())
}

/// A file's text with the list between its markers; everything else stays.
pub fn put(text: &str, list: &str, name: &str) -> Result<String, IndexError> {
    let missing = || IndexError::NoMarkers(name.to_owned());
    let start = text.find(START).ok_or_else(missing)? + START.len();
    let stop = start + text[start..].find(STOP).ok_or_else(missing)?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let list = list.replace('\n', end);
    Ok(format!("{}{end}{end}{list}{end}{}", &text[..start], &text[stop..]))
}
