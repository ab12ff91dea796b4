//! The words of records in the languages in which people write them, read from `labels.toml`: labels, what a status means, dates.

use std::sync::LazyLock;

use serde::Deserialize;

use super::status::StatusKind;

/// The words, in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Words {
    status: Vec<String>,
    date: Vec<String>,
    proposed: Vec<String>,
    accepted: Vec<String>,
    rejected: Vec<String>,
    deprecated: Vec<String>,
    superseded: Vec<String>,
    links: Vec<String>,
    superseded_by: Vec<String>,
    supersedes: Vec<String>,
    replaces: Vec<String>,
    general: Vec<String>,
    behind: Vec<String>,
    undone: Vec<String>,
    partly: Vec<String>,
    limits: Vec<String>,
    months: Vec<Vec<String>>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("labels.toml")).expect("a test reads the words"));

/// What a line is about by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The record's status.
    Status,
    /// Its date.
    Date,
}

/// What a label means, markup and case aside.
pub fn label(word: &str) -> Option<Label> {
    let word = word.trim_matches(|c: char| c.is_whitespace() || "*-+_|>`:：".contains(c));
    if word.is_empty() || word.len() > 40 {
        return None;
    }
    let among = among(word);
    match () {
        () if among(&WORDS.status) => Some(Label::Status),
        () if among(&WORDS.date) => Some(Label::Date),
        () => None,
    }
}

/// Whether a word is among some in lower case. Nearly every word is plain, and needs no copy.
fn among(word: &str) -> impl Fn(&[String]) -> bool + '_ {
    let lower = if word.is_ascii() { None } else { Some(word.to_lowercase()) };
    move |words| match &lower {
        None => words.iter().any(|known| known.eq_ignore_ascii_case(word)),
        Some(lower) => words.contains(lower),
    }
}

/// The words by which statuses are known that archfit writes.
pub const STATUSES: [&str; 5] = ["proposed", "accepted", "rejected", "deprecated", "superseded"];

/// What the first word of a status means; `None` where it is none of the known ones.
pub fn status(word: &str) -> Option<StatusKind> {
    let among = among(word);
    let known: [(&[String], StatusKind); 5] = [
        (&WORDS.proposed, StatusKind::Proposed),
        (&WORDS.accepted, StatusKind::Accepted),
        (&WORDS.rejected, StatusKind::Rejected),
        (&WORDS.deprecated, StatusKind::Deprecated),
        (&WORDS.superseded, StatusKind::Superseded),
    ];
    known.into_iter().find(|(words, _)| among(words)).map(|(_, kind)| kind)
}

/// The words with which a line begins that names what replaced a record.
pub(super) fn superseded_by() -> &'static [String] {
    &WORDS.superseded_by
}

/// The words with which a line begins that names what a record replaces.
pub(super) fn supersedes() -> impl Iterator<Item = &'static String> {
    WORDS.supersedes.iter().chain(&WORDS.replaces)
}

/// Whether such words begin sentences about other things as well: what follows has to name a record.
pub(super) fn is_of_other_things(words: &str) -> bool {
    WORDS.replaces.iter().any(|known| known == words)
}

/// Whether a section of this title lists what a record has to do with others.
pub fn is_about_links(title: &str) -> bool {
    let title = title.trim_matches(|c: char| c.is_whitespace() || "*_:：".contains(c));
    title.len() <= 60 && among(title)(&WORDS.links)
}

/// Whether a word of a status means other things as well, such as "review".
pub fn is_general(word: &str) -> bool {
    among(word)(&WORDS.general)
}

/// Whether a word begins what a status may say of itself: when, by whom.
pub fn is_behind(word: &str) -> bool {
    among(word)(&WORDS.behind)
}

/// Whether a word behind the record named limits a supersession to a part.
pub fn is_limit(word: &str) -> bool {
    among(word)(&WORDS.limits)
}

/// Whether a text takes back the status before it.
pub fn is_undone(said: &str) -> bool {
    says_one_of(said, &WORDS.undone)
}

/// Whether a text says that something holds for a part only.
pub fn is_partly(said: &str) -> bool {
    says_one_of(said, &WORDS.partly)
}

fn says_one_of(said: &str, phrases: &[String]) -> bool {
    let said = said.to_lowercase();
    phrases.iter().any(|phrase| said.contains(phrase.as_str()))
}

/// A date as people write it, as `2024-09-15`; `None` where it cannot be told, such as `03-04-2024`.
pub fn iso_date(written: &str) -> Option<String> {
    if let Some(plain) = plain_date(written.trim()) {
        return Some(plain.to_owned());
    }
    let lower = written[..written.floor_char_boundary(60)].to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = parts.into_iter().flat_map(split_signs).flat_map(split_digits).collect();
    let number =
        |part: &str| part[..part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len())].parse::<u32>().ok();
    let named = parts.iter().take(4).find_map(|part| month(part));
    let numbers: Vec<(usize, u32)> = parts.iter().take(4).filter_map(|p| Some((p.len(), number(p)?))).collect();
    let is_year = |(length, number): (usize, u32)| length >= 4 && (1970..2200).contains(&number);
    let (year, month, day) = match (named, numbers.as_slice()) {
        (Some(month), [day, year, ..]) if is_year(*year) => (year.1, month, day.1),
        (Some(month), [year, day, ..]) if is_year(*year) => (year.1, month, day.1),
        (None, [year, month, day, ..]) if is_year(*year) => (year.1, month.1, day.1),
        // Where both could be the month, nothing tells which one is.
        (None, [day, month, year, ..]) if is_year(*year) && day.1 > 12 => (year.1, month.1, day.1),
        (None, [month, day, year, ..]) if is_year(*year) && day.1 > 12 => (year.1, month.1, day.1),
        (None, [day, month, year, ..]) if is_year(*year) && day.1 == month.1 => (year.1, month.1, day.1),
        // Full stops are written in German and its neighbours alone, and there the day stands first.
        (None, [day, month, year, ..]) if is_year(*year) && lower.matches('.').count() >= 2 => (year.1, month.1, day.1),
        _ => return None,
    };
    is_day(year, month, day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The first date within a text.
pub fn date_in(said: &str) -> Option<String> {
    let starts = said.char_indices().scan(false, |was_in, (at, c)| {
        let is_start = c.is_alphanumeric() && !*was_in;
        *was_in = c.is_alphanumeric();
        Some((at, is_start))
    });
    starts.filter(|(_, is_start)| *is_start).find_map(|(at, _)| iso_date(&said[at..]))
}

/// A date that is written as it is kept, as most are.
fn plain_date(written: &str) -> Option<&str> {
    let bytes = written.as_bytes();
    let is_one = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    let number = |range: std::ops::Range<usize>| written.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let (year, month, day) = is_one.then(|| Some((number(0..4)?, number(5..7)?, number(8..10)?))).flatten()?;
    ((1970..2200).contains(&year) && is_day(year, month, day)).then_some(written)
}

/// Whether the calendar has this day.
fn is_day(year: u32, month: u32, day: u32) -> bool {
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    matches!(parts, (Ok(year), Ok(month), Ok(day)) if jiff::civil::Date::new(year, month, day).is_ok())
}

/// `2024年9月20日` as its three numbers.
fn split_signs(part: &str) -> Vec<&str> {
    if part.contains(['年', '月']) {
        part.split(['年', '月', '日']).filter(|p| !p.is_empty()).collect()
    } else {
        vec![part]
    }
}

/// `20240920` as its three numbers.
fn split_digits(part: &str) -> Vec<&str> {
    let is_day = part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()) && part.starts_with(['1', '2']);
    if is_day { vec![&part[..4], &part[4..6], &part[6..]] } else { vec![part] }
}

pub(super) fn month(part: &str) -> Option<u32> {
    let is_word = part.chars().next().is_some_and(char::is_alphabetic);
    let begins = |names: &Vec<String>| names.iter().any(|name| part.starts_with(name.as_str()));
    let found = WORDS.months.iter().position(begins).filter(|_| is_word)?;
    Some(found as u32 + 1)
}

impl StatusKind {
    /// What a written status means; `None` where it is a template's list of possibilities or nothing at all.
    pub fn of(written: &str) -> Option<Self> {
        let written = without_braces(written.trim());
        let plain: String = written.chars().filter(|c| !"*_`~[]".contains(*c)).collect();
        if written.contains(['|', '{', '}']) || plain.trim().is_empty() {
            return None;
        }
        let bare = plain.trim_start_matches(|c: char| !c.is_alphabetic());
        let word: String = bare.chars().take_while(|c| c.is_alphabetic()).collect();
        let kind = status(&word);
        // Possibilities that a template lists: "proposed / accepted / rejected".
        let n_known = bare.split(['/', ',']).filter(|part| status(part.trim()).is_some()).count();
        if word.is_empty() || n_known > 1 {
            return None;
        }
        Some(kind.unwrap_or(Self::Other))
    }
}

/// One word that a template's braces were left around.
fn without_braces(written: &str) -> &str {
    let inner = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    inner.filter(|inner| status(inner).is_some()).unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them_or_not_at_all() {
        for (written, iso) in [
            ("2024-09-15", Some("2024-09-15")),
            ("{2024-09-15}", Some("2024-09-15")),
            ("2023-9-5", Some("2023-09-05")),
            ("2023/09/15 last changed", Some("2023-09-15")),
            ("2024-09-15T10:00:00Z", Some("2024-09-15")),
            ("September 20, 2024", Some("2024-09-20")),
            ("20th September 2024", Some("2024-09-20")),
            ("11-April-2023", Some("2023-04-11")),
            ("22-10-2024", Some("2024-10-22")),
            ("10/22/2024", Some("2024-10-22")),
            ("03.04.2024", Some("2024-04-03")),
            ("3 août 2024", Some("2024-08-03")),
            ("2024年9月20日", Some("2024-09-20")),
            ("03-04-2024", None),
            ("20240920", Some("2024-09-20")),
            ("2024-13-01", None),
            ("20241301", None),
            ("3-Jun-24", None),
            ("YYYY-MM-DD", None),
            ("when the decision was last updated", None),
            ("9999999999999999", None),
            ("", None),
            ("2024-02-30", None),
            ("31.11.2024", None),
            ("30 February 2024", None),
            ("2024-02-29", Some("2024-02-29")),
        ] {
            assert_eq!(iso_date(written).as_deref(), iso, "{written}");
        }
    }

    #[test]
    fn labels_and_statuses_are_known_in_other_languages() {
        for word in ["Status", "**Statut** ", "ステータス", "> | Estado"] {
            assert_eq!(label(word), Some(Label::Status), "{word}");
        }
        assert_eq!(label("Datum"), Some(Label::Date));
        assert_eq!(label("Context"), None);
        assert_eq!(status("Akzeptiert"), Some(StatusKind::Accepted));
        assert_eq!(status("承認"), Some(StatusKind::Accepted));
    }
}
