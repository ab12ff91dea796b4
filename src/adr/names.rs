//! What the names of files tell: whether they are records, and which number and date they bear. The one place where that is decided.

use std::ops::Range;
use std::path::Path;

use super::markup::Markup;

/// The longest run of digits that is a number; longer ones are dates and timestamps.
const MAX_DIGITS: usize = 5;
/// Words beside `adr` by which teams call their records.
const OF_RECORDS: [&str; 7] = ["ladr", "dr", "tdr", "edr", "pdr", "dec", "decision"];
/// The words of which the names of templates are made.
const OF_TEMPLATES: [&str; 19] = [
    "template",
    "adr",
    "adrs",
    "madr",
    "decision",
    "record",
    "records",
    "architecture",
    "architectural",
    "short",
    "long",
    "minimal",
    "full",
    "bare",
    "simple",
    "example",
    "nygard",
    "the",
    "for",
];
/// Files that stand among records and are none.
const NO_RECORDS: [&str; 8] =
    ["readme", "index", "template", "adr-template", "toc", "contributing", "changelog", "license"];

/// The number in a record's name; `None` for dates, timestamps and names without one.
pub fn number_of(name: &str) -> Option<u32> {
    name[number_span(name)?].parse().ok()
}

/// Where the number stands in a record's name: at its start, behind a chapter's number (`09_0003_x`), behind the word that marks
/// records (`adr013-x`, `ODH-ADR-0005-x`, `ADR-001_a`), or behind another word where it is filled up with zeros (`LADR-001-x`, `DR001-x`).
pub fn number_span(name: &str) -> Option<Range<usize>> {
    let start = marked_by_word(name).or_else(|| marked_by_zeros(name)).unwrap_or(0);
    let digits = name[start..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > MAX_DIGITS {
        return None;
    }
    let rest = &name[start + digits..];
    let is_record = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    let is_date = start == 0 && (digits == 4 || digits == 2) && (day_of(name).is_some() || is_week(name));
    if !is_record || is_date {
        return None;
    }
    let inner = rest.strip_prefix('_').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let is_chapter = digits <= 2 && inner == 4 && rest[1 + inner..].starts_with(['-', '_']);
    let from = start + digits + 1;
    Some(if is_chapter { from..from + inner } else { start..start + digits })
}

/// Where the digits begin behind `adr`, which other words may stand before and after.
fn marked_by_word(name: &str) -> Option<usize> {
    let is_separator = |c: char| "-_ ".contains(c);
    let mut at = 0;
    let mut is_marked = false;
    for word in name.split(is_separator) {
        let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
        if is_marked && word.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(at);
        }
        let is_mark = word[..letters].eq_ignore_ascii_case("adr");
        if is_mark && word.len() > letters && word[letters..].starts_with(|c: char| c.is_ascii_digit()) {
            return Some(at + letters);
        }
        // Between the mark and the number stands a short name of a team at most: in capitals, or before a number that is filled up with zeros,
        // as no word of a title is.
        let is_name = || word.chars().all(|c| c.is_ascii_uppercase()) || has_zeros(&name[at + letters..]);
        if word.len() > letters || is_marked && (letters > 12 || !is_name()) {
            return None;
        }
        is_marked |= is_mark;
        at += word.len() + 1;
    }
    None
}

/// Where the digits begin behind the word that a name begins with: `LADR-001-x`, `DR001-x`. A word of a title is followed by zeros in none, and
/// words by which teams call their records also by a number of three digits that has none.
fn marked_by_zeros(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_short = (1..=8).contains(&letters);
    let rest = name.get(letters..)?;
    let gap = usize::from(rest.starts_with(['-', '_', ' ']));
    let digits = rest[gap..].bytes().take_while(u8::is_ascii_digit).count();
    let is_known = OF_RECORDS.iter().any(|word| word.eq_ignore_ascii_case(&name[..letters]));
    let is_filled = (3..=MAX_DIGITS).contains(&digits) && (rest[gap..].starts_with('0') || is_known && digits == 3);
    (is_short && is_filled).then_some(letters + gap)
}

/// Whether a rest such as `-0001-title` begins with a number that is filled up with zeros.
fn has_zeros(rest: &str) -> bool {
    let digits = rest.trim_start_matches(['-', '_', ' ']).bytes().take_while(u8::is_ascii_digit);
    rest.len() > 3 && rest[1..].starts_with('0') && (3..=MAX_DIGITS).contains(&digits.count())
}

/// The day that a name starts with, with hyphens or the like between its parts: `2024-01-15-x`, `2024-2-21-x`, `24-05-03-x`.
fn day_of(name: &str) -> Option<(u32, u32, u32)> {
    let mut parts = name.split(['-', '_', '.', ' ']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let part = |said: &str, most: u32| {
        let is_short = said.len() <= 2 && said.bytes().all(|byte| byte.is_ascii_digit());
        said.parse::<u32>().ok().filter(|number| is_short && (1..=most).contains(number))
    };
    let year = match year.len() {
        4 => year.parse().ok().filter(|year| (1970..2200).contains(year))?,
        // Two digits may be a number as well: a year of these times, with a month and a day written as dates are.
        2 if month.len() == 2 && day.len() == 2 => {
            2000 + year.parse::<u32>().ok().filter(|year| (15..40).contains(year))?
        }
        _ => return None,
    };
    Some((year, part(month, 12)?, part(day, 31)?))
}

/// Whether a name starts with a week: `2024-W18-x`.
fn is_week(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let year = parts.next().filter(|year| year.len() == 4).and_then(|year| year.parse::<u32>().ok());
    let week = parts.next().and_then(|week| week.strip_prefix(['W', 'w'])).filter(|week| week.len() == 2);
    year.is_some_and(|year| (1970..2200).contains(&year)) && week.is_some_and(|week| week.parse::<u32>().is_ok())
}

/// The date that a name starts with: `2024-01-15-title.md`, `2024-2-21-title.md` or `20240115-title.md`.
pub(super) fn date_of(name: &str) -> Option<String> {
    if let Some((year, month, day)) = day_of(name) {
        return Some(format!("{year}-{month:02}-{day:02}"));
    }
    let digits: String =
        name.chars().take_while(|c| c.is_ascii_digit() || "-_.".contains(*c)).filter(char::is_ascii_digit).collect();
    let day = digits.get(..8)?;
    let part = |range: std::ops::Range<usize>| day[range].parse::<u32>().ok();
    let is_date =
        (1970..2200).contains(&part(0..4)?) && (1..=12).contains(&part(4..6)?) && (1..=31).contains(&part(6..8)?);
    is_date.then(|| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..8]))
}

/// Whether a file is Markdown by its name.
pub(super) fn is_markdown(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
}

/// The folder that a record has to itself, as a path: one named by a number or a date, where the file's own name bears no other.
pub(super) fn own_folder(file: &str) -> Option<&str> {
    let (folder, name) = file.rsplit_once('/')?;
    let own = folder.rsplit('/').next()?;
    (is_of_one_decision(own) && !bears_another(own, name)).then_some(folder)
}

/// What carries a record's number, given its path: the folder that it has to itself, or its file; and whether that is a folder.
pub(super) fn entry_of(file: &str) -> (&str, bool) {
    match own_folder(file) {
        Some(folder) if number_of(split(folder).1).is_some() => (folder, true),
        _ => (file, false),
    }
}

/// A path within the folder as the sub-folder it is in and its name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The slug in a record's path: what stands behind number and date in its name, without the ending.
pub(super) fn slug_in(file: &str) -> &str {
    let (entry, is_folder) = entry_of(file);
    let name = split(entry).1;
    let stem = if is_folder { name } else { name.rsplit_once('.').map_or(name, |(stem, _)| stem) };
    let is_of_date = |c: char| c.is_ascii_digit() || "-_.".contains(c);
    let start = match number_span(stem) {
        Some(number) => number.end,
        None if date_of(stem).is_some() => stem.find(|c| !is_of_date(c)).unwrap_or(stem.len()),
        None => 0,
    };
    stem[start..].trim_start_matches(['-', '_', '.', ' '])
}

/// The sub-folder and the number by which a record is known, given its path; `None` where its name carries no number,
/// or one that several share on purpose.
pub(super) fn place_and_number(file: &str) -> Option<(&str, u32)> {
    let (place, name) = split(entry_of(file).0);
    let rest = &name[number_span(name)?.end..];
    // `0001.1-x` and `0001.2-y` are two parts of one.
    let is_part = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_part { None } else { Some((place, number_of(name)?)) }
}

/// Whether a folder of this name, which holds these, is one decision's own: it is named like one, and no record of another number lies in it.
pub(super) fn has_to_itself<'a>(folder: &str, inside: impl Iterator<Item = &'a str>) -> bool {
    is_of_one_decision(folder) && !inside.filter(|name| is_record_name(name)).any(|name| bears_another(folder, name))
}

/// Whether a folder is named by a number or a date, as those are that hold one decision. A year is the name of a folder of many.
fn is_of_one_decision(folder: &str) -> bool {
    let is_year = folder.len() == 4 && folder.parse().is_ok_and(|year: u32| (1970..2200).contains(&year));
    // `phase-001` may hold anything.
    let is_numbered =
        number_of(folder).is_some() && (marked_by_word(folder).is_some() || marked_by_zeros(folder).is_none());
    !is_year && (is_numbered || date_of(folder).is_some())
}

/// Whether a file's name bears a number or a date that is not its folder's.
fn bears_another(folder: &str, name: &str) -> bool {
    let (number, date) = (number_of(name), date_of(name));
    number.is_some() && number != number_of(folder) || date.is_some() && date != date_of(folder)
}

/// Whether a file of this name is a record, by its name alone: the one place where that is decided.
pub fn is_record_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_text = is_markdown(name) || Markup::of(name).is_some();
    is_text && !NO_RECORDS.iter().any(|none| stem.eq_ignore_ascii_case(none)) && !is_template_name(name)
}

/// Whether a file of this name is a template of records.
pub(super) fn is_template_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // Nearly no name has the word.
    stem.as_bytes().windows(8).any(|part| part.eq_ignore_ascii_case(b"template")) && is_template(&stem.to_lowercase())
}

/// `template`, `0000-template`, `adr-short-template`; but not `0007-use-a-template` or `0000-use-template-engine`, which decide something.
fn is_template(stem: &str) -> bool {
    let words: Vec<&str> = stem.split(['-', '_', '.', ' ']).collect();
    let is_of_it = |word: &&str| word.is_empty() || word.parse::<u32>().is_ok() || OF_TEMPLATES.contains(word);
    match number_of(stem) {
        Some(0) => words.contains(&"template") && words.iter().all(is_of_it),
        Some(_) => false,
        None => words.last() == Some(&"template") || words.first() == Some(&"template"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_decisions_own_or_holds_many() {
        for (file, own) in [
            ("0007-use-x/README.md", Some("0007-use-x")),
            ("0007-use-x/0007-use-x.md", Some("0007-use-x")),
            ("live/2023-05-01-use-x/decision.md", Some("live/2023-05-01-use-x")),
            ("2024/0001-use-x.md", None),
            ("2024/use-x.md", None),
            ("01-live/0003-use-x.md", None),
            ("services/0001-use-x.md", None),
            ("0001-use-x.md", None),
            ("phase-001/use-x.md", None),
        ] {
            assert_eq!(own_folder(file), own, "{file}");
        }
        assert!(has_to_itself("0007-use-x", ["README.md", "notes.md", "picture.svg"].into_iter()));
        assert!(!has_to_itself("01-live", ["README.md", "0003-use-x.md"].into_iter()));
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (name, date) in [
            ("2024-01-15-x.md", Some("2024-01-15")),
            ("2024-2-21-x.md", Some("2024-02-21")),
            ("2022-9-12_x.md", Some("2022-09-12")),
            ("24-05-03-x.md", Some("2024-05-03")),
            ("20240115-x.md", Some("2024-01-15")),
            ("2024-13-01-x.md", None),
            ("0024-05-03-x.md", None),
        ] {
            assert_eq!(date_of(name).as_deref(), date, "{name}");
        }
    }

    #[test]
    fn a_template_is_told_from_a_decision_about_one() {
        for name in [
            "template.md",
            "0000-template.md",
            "0000-adr-template.md",
            "000-template-adr.md",
            "adr-short-template.md",
            "0000_decision_record_template.md",
        ] {
            assert!(!is_record_name(name), "{name}");
        }
        for name in [
            "0000-use-template-engine.md",
            "000-use-jinja-template.md",
            "0007-template-engine.md",
            "0007-use-a-template.md",
        ] {
            assert!(is_record_name(name), "{name}");
        }
    }

    #[test]
    fn numbers_are_told_from_dates() {
        for (name, number) in [
            ("0001-title.md", Some(1)),
            ("12.md", Some(12)),
            ("0042", Some(42)),
            ("7_title.md", Some(7)),
            ("2024-01-15-title.md", None),
            ("20240115-title.md", None),
            ("2024-title.md", Some(2024)),
            ("1700000000-x.md", None),
            ("1password.md", None),
            ("readme.md", None),
            ("adr013-x.md", Some(13)),
            ("ODH-ADR-0005-x.md", Some(5)),
            ("ODH-ADR-OP-0001-x.md", Some(1)),
            ("ADR-001_a.md", Some(1)),
            ("adr-7.md", Some(7)),
            ("ODH-ADR-Operator-0008-x.md", Some(8)),
            ("adr-payments-012-x.md", Some(12)),
            ("adr-review-2024-x.md", None),
            ("adr-tools-0.md", None),
            ("09_0003_x.md", Some(3)),
            ("12_factors.md", Some(12)),
            ("LADR-001-a.md", Some(1)),
            ("LADR-112-a.md", Some(112)),
            ("DR001-a.md", Some(1)),
            ("AD-001-a.md", Some(1)),
            ("DEC_0042.md", Some(42)),
            ("TDR-0003 - x.md", Some(3)),
            ("rfc-012-x.md", Some(12)),
            ("RFC-7231-x.md", None),
            ("HTTP-2-x.md", None),
            ("utf-8-x.md", None),
            ("SHA256-x.md", None),
            ("2024-2-21-x.md", None),
            ("2022-9-12_x.md", None),
            ("24-05-03-x.md", None),
            ("2024-W18-x.md", None),
            ("12-05-03-x.md", Some(12)),
            ("24-hour-support.md", Some(24)),
            ("adr-tools-2-x.md", None),
            ("madr-4-x.md", None),
            ("1652433602-x.md", None),
            ("20220513123456-x.md", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
    }
}
