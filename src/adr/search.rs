//! Records by words in their titles, options, reasons and tags, rejected options included.

use schemars::JsonSchema;
use serde::Serialize;

use super::list::Record;

/// How many lines of a record are shown.
const MAX_LINES: usize = 3;
/// How long a line may be.
const MAX_WIDTH: usize = 160;

/// Words that a record has to hold, all of them; upper and lower case are alike.
#[derive(Clone, Debug)]
pub struct Words(Vec<String>);

/// A record that holds all words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hit {
    /// The record's path: within its folder, or from the project's root where several folders are searched.
    pub record: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: Option<String>,
    /// Its status as written.
    pub status: Option<String>,
    /// The first lines that hold one of the words, with their numbers.
    pub lines: Vec<(usize, String)>,
}

impl Words {
    /// The words of some texts.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let words = |text: T| text.as_ref().to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        Self(texts.into_iter().flat_map(words).collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of the words stand in a record's title, where title and text, given in lower case, hold all of them.
    pub fn weigh(&self, record: &Record, lower: &str) -> Option<usize> {
        let title = record.title.as_deref().unwrap_or_default().to_lowercase();
        let holds = |word: &String| lower.contains(word) || title.contains(word);
        self.0.iter().all(holds).then(|| self.0.iter().filter(|word| title.contains(*word)).count())
    }

    /// A record that holds all words, with the first lines that hold one.
    pub fn hit(&self, record: &Record, text: &str) -> Hit {
        let holds = |line: &str| {
            let line = line.to_lowercase();
            self.0.iter().any(|word| line.contains(word))
        };
        let lines = text.lines().enumerate().filter(|(_, line)| holds(line));
        Hit {
            record: record.file.clone(),
            number: record.number,
            title: record.title.clone(),
            status: record.written_status.clone(),
            lines: lines.take(MAX_LINES).map(|(n, line)| (n + 1, short(line))).collect(),
        }
    }
}

/// Puts what was weighed in order: what stands in a title is meant before what is only mentioned.
pub fn sort<T>(weighed: &mut [(usize, T)]) {
    weighed.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
}

/// A line as it is shown: without control characters, and not too long.
pub fn short(line: &str) -> String {
    let plain: String = line.trim().chars().filter(|c| !c.is_control()).collect();
    if plain.chars().count() <= MAX_WIDTH { plain } else { plain.chars().take(MAX_WIDTH - 1).chain(['…']).collect() }
}
