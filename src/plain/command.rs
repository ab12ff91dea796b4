//! What a line means: a command, or an answer. One table gives the words, the help and the documentation.

/// What a person may type instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Show the question again with its help.
    Help,
    /// Go to the question before.
    Back,
    /// Leave the question open.
    Skip,
    /// Look at what is here.
    Look,
    /// Take over what was observed.
    Take,
    /// Ask in file order, or the most useful question first.
    Order,
    /// Answer that it is not known.
    Unknown,
    /// Take the last change back.
    Undo,
    /// Make the last undone change again.
    Redo,
    /// Put a note on the answer.
    Note,
    /// Say how sure the answer is.
    Sure,
    /// Take the answer back.
    Clear,
    /// List all questions and answers.
    Review,
    /// Go to a question.
    Go,
    /// Say how the options stand.
    Standings,
    /// List the weights.
    Weights,
    /// Set a weight.
    Weight,
    /// Name the system decided for.
    Name,
    /// Show the recommendation.
    Result,
    /// Choose otherwise than recommended.
    Choose,
    /// Write the decision record.
    Adr,
    /// Read the file anew after somebody else changed it.
    Reload,
    /// Write over what somebody else wrote.
    Overwrite,
    /// Keep the interview in another file.
    Save,
    /// End the interview.
    Quit,
}

/// A word's names, what follows it, and what it does.
pub struct Entry {
    /// The word.
    pub word: Word,
    /// What may be typed for it; the first is shown.
    pub names: &'static [&'static str],
    /// What follows; empty where nothing does.
    pub takes: &'static str,
    /// What it does.
    pub does: &'static str,
}

const fn entry(word: Word, names: &'static [&'static str], takes: &'static str, does: &'static str) -> Entry {
    Entry { word, names, takes, does }
}

/// All words, in the order in which help shows them.
pub const WORDS: &[Entry] = &[
    entry(Word::Help, &["?", "help"], "", "explain the question, and list these words"),
    entry(Word::Back, &["b", "back"], "", "go to the question before"),
    entry(Word::Skip, &["s", "skip"], "", "leave the question open and go on"),
    entry(Word::Order, &["o", "order"], "", "ask in file order, all questions; again: the most useful first"),
    entry(Word::Unknown, &["d", "don't know", "dont know", "unknown"], "", "answer: don't know"),
    entry(Word::Look, &["look"], "", "look at what is here: logs, metrics, schemas, the repository"),
    entry(Word::Take, &["take"], "", "take over what was observed about this question"),
    entry(Word::Undo, &["u", "undo"], "", "take the last change back"),
    entry(Word::Redo, &["r", "redo"], "", "make it again"),
    entry(Word::Note, &["n", "note"], "TEXT", "put a note on the answer to this question; without a text, remove it"),
    entry(Word::Sure, &["sure"], "PERCENT", "say how sure the answer to this question is"),
    entry(Word::Clear, &["clear"], "", "take the answer to this question back"),
    entry(Word::Review, &["review", "l", "list"], "", "list all questions with their answers"),
    entry(Word::Go, &["go"], "NUMBER", "go to a question by its number in the review, or by its id"),
    entry(Word::Standings, &["standings"], "", "say how the options stand"),
    entry(Word::Weights, &["weights"], "", "list the criteria and their weights"),
    entry(Word::Weight, &["weight"], "CRITERION = POINTS", "set a weight; `default` takes it back"),
    entry(Word::Name, &["name"], "TEXT", "name the system that is being decided for"),
    entry(Word::Result, &["result"], "", "show the recommendation with its reasons"),
    entry(Word::Choose, &["choose"], "DECISION = OPTION # REASON", "choose otherwise; `recommended` takes it back"),
    entry(Word::Adr, &["adr"], "", "write the decisions as records into the project"),
    entry(Word::Save, &["save"], "FILE", "keep the interview in this new file from now on"),
    entry(Word::Reload, &["reload"], "", "read the answers file anew, with the changes not yet written on top"),
    entry(Word::Overwrite, &["overwrite"], "", "write the answers file over what another program wrote"),
    entry(Word::Quit, &["q", "quit"], "", "end; every answer is saved already"),
];

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing: go on.
    Empty,
    /// A remark in a script.
    Remark,
    /// A word, with what followed it.
    Word(Word, String),
    /// An answer to a question named by id, wherever the interview stands.
    Set(String, String),
    /// An answer to the question asked.
    Answer(String),
}

impl Line {
    /// Reads a line.
    pub fn parse(line: &str) -> Self {
        if line.is_empty() {
            return Self::Empty;
        }
        if line.starts_with('#') {
            return Self::Remark;
        }
        if let Some((word, rest)) = word_of(line) {
            return Self::Word(word, rest.to_owned());
        }
        let before_note = line.split('#').next().unwrap_or(line);
        match before_note.find('=').filter(|at| !before_note[..*at].trim().is_empty()) {
            // "..=" belongs to a range.
            Some(at) if !before_note[..at].ends_with("..") => {
                Self::Set(line[..at].trim().to_owned(), line[at + 1..].trim().to_owned())
            }
            _ => Self::Answer(line.to_owned()),
        }
    }
}

/// The word a line starts with, and the rest; a word that takes nothing stands alone.
fn word_of(line: &str) -> Option<(Word, &str)> {
    WORDS.iter().find_map(|entry| {
        entry.names.iter().find_map(|name| {
            let start = line.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
            let rest = &line[start.len()..];
            let fits = if entry.takes.is_empty() { rest.is_empty() } else { rest.is_empty() || rest.starts_with(' ') };
            fits.then(|| (entry.word, rest.trim()))
        })
    })
}

/// All words with what they do, one a line.
pub fn help() -> String {
    let line = |entry: &Entry| {
        let space = if entry.takes.is_empty() { "" } else { " " };
        let others = entry.names.get(1).map_or_else(String::new, |other| format!(" or {other}"));
        format!("  {}{others}{space}{}: {}", entry.names[0], entry.takes, entry.does)
    };
    WORDS.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_words_settings_or_answers() {
        let word = |word, rest: &str| Line::Word(word, rest.to_owned());
        let answer = |text: &str| Line::Answer(text.to_owned());
        let set = |id: &str, text: &str| Line::Set(id.to_owned(), text.to_owned());
        let cases = [
            ("", Line::Empty),
            ("# a remark", Line::Remark),
            ("?", word(Word::Help, "")),
            ("B", word(Word::Back, "")),
            ("Don't know", word(Word::Unknown, "")),
            ("n from last year's logs", word(Word::Note, "from last year's logs")),
            ("note", word(Word::Note, "")),
            ("weight calm = 30", word(Word::Weight, "calm = 30")),
            ("5k..50k", answer("5k..50k")),
            ("5..=50", answer("5..=50")),
            ("back pressure", answer("back pressure")),
            ("none", answer("none")),
            ("legs = 4 # a = b", set("legs", "4 # a = b")),
            ("4 # a = b", answer("4 # a = b")),
            ("= 4", answer("= 4")),
            ("naïve", answer("naïve")),
        ];
        for (line, expected) in cases {
            assert_eq!(Line::parse(line), expected, "{line}");
        }
    }

    #[test]
    fn no_two_words_share_a_name() {
        let mut names: Vec<&str> = WORDS.iter().flat_map(|entry| entry.names).copied().collect();
        let n_names = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), n_names);
    }
}
