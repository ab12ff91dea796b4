//! What every code means: what it says, why it matters, an example that raises it, and the same thing done right.
//!
//! The entries are data in `catalogue.toml`; the documentation is made from them, and tests run their examples.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Severity;

/// What one code means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// The code.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to get out of it.
    pub way_out: String,
    /// Which file the examples belong into.
    #[serde(default)]
    pub file: ExampleFile,
    /// Text that raises the code; absent where no text can.
    pub example: Option<String>,
    /// The same thing done right.
    pub instead: Option<String>,
    /// Whether the example is the whole file; otherwise it is a part of one that is fine.
    #[serde(default)]
    pub whole: bool,
}

/// The kinds of files an example may be taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExampleFile {
    /// A file of a rule base.
    #[default]
    Rules,
    /// A questionnaire.
    Questionnaire,
    /// A file of shared evidence.
    Evidence,
    /// An answers file.
    Answers,
}

impl Entry {
    /// Whether a finding of this code can be accepted where it stands. What keeps an entry from being read cannot, nor can what is
    /// said about acceptances themselves.
    pub fn can_be_accepted(&self) -> bool {
        const DEFECTS: [&str; 3] = ["never-asked", "never-true", "duplicate-rule"];
        const ELSEWHERE: [&str; 6] =
            ["stale-accept", "accept-without-reason", "accept-all", "lost-answer", "old-name", "unused-choices"];
        let code = self.code.as_str();
        (self.severity != Severity::Error && !ELSEWHERE.contains(&code)) || DEFECTS.contains(&code)
    }
}

#[derive(Deserialize)]
struct Catalogue {
    code: Vec<Entry>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let catalogue: Catalogue = toml::from_str(include_str!("catalogue.toml")).expect("a test reads the catalogue");
    catalogue.code
});

static OF_RECORDS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let catalogue: Catalogue = toml::from_str(include_str!("records.toml")).expect("a test reads the catalogue");
    catalogue.code
});

/// All codes, in the order of the catalogue.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The kinds of findings about records, which no text of rules or answers can raise.
pub fn of_records() -> &'static [Entry] {
    &OF_RECORDS
}

/// What a code means.
pub fn find(code: &str) -> Option<&'static Entry> {
    ENTRIES.iter().chain(OF_RECORDS.iter()).find(|entry| entry.code == code)
}

/// One entry as Markdown, under a heading of the given depth.
pub fn explain(entry: &Entry, depth: usize) -> String {
    let hashes = "#".repeat(depth);
    let mut text = format!("{hashes} `{}`\n\n{} ({})\n\n", entry.code, entry.what, entry.severity.word());
    let _ = write!(text, "**Why it matters.** {}\n\n**The way out.** {}\n", entry.why, entry.way_out);
    if let Some(example) = &entry.example {
        let _ = write!(text, "\nExample:\n\n```toml\n{example}```\n");
    }
    if let Some(instead) = &entry.instead {
        let _ = write!(text, "\nInstead:\n\n```toml\n{instead}```\n");
    }
    text
}

/// The whole catalogue as a Markdown document.
pub fn document() -> String {
    let mut text = String::from(
        "# Findings\n\n\
         Everything `archfit check` and the loader may report, by code. `archfit explain CODE` prints an entry, and\n\
         `archfit explain --all` prints this document. An `error` keeps an entry from being used, a `warning` is probably not\n\
         what its author meant, a `note` is worth knowing.\n\n\
         A finding can be accepted where it stands, with a reason: `accept = { code = \"why this is fine here\" }`.\n",
    );
    for entry in entries() {
        let _ = write!(text, "\n{}", explain(entry, 2));
    }
    text
}
