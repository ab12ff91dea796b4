//! Numbers and stretches of numbers as people type them: `1,200`, `~40k`, `5k to 50k`, `>5000`, `60/min`, `2e3`.
//!
//! What may mean two things is refused with both: `1,5` and `5-50k`. Knows units of time, size and rate; knows no question.

use crate::condition::parse_number;

/// A stretch of numbers in the unit asked for, both ends included; an end that is absent is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first number.
    pub from: Option<i64>,
    /// Its last number.
    pub to: Option<i64>,
}

/// Reads one number or a stretch of them, in a unit. The error is a sentence that says how to write it.
pub fn read_stretch(text: &str, own: &str) -> Result<Stretch, String> {
    let text = plain(text);
    let text = without_about(&text);
    if let Some(open) = read_open(text, own) {
        return open;
    }
    if let Some((low, high)) = text.split_once("..") {
        let high = high.trim_start_matches('.').trim_start_matches('=');
        return between(low, high, own, true);
    }
    let inner = after(text, "between ").unwrap_or(text);
    let joint = if inner.len() < text.len() { " and " } else { " to " };
    if let Some((low, high)) = at_word(inner, joint).or_else(|| at_dash(text)) {
        says_where_it_begins(low, high)?;
        return between(low, high, own, false);
    }
    let number = Typed::read(text)?.in_unit(own, "")?;
    Ok(Stretch { from: Some(number), to: Some(number) })
}

/// The unit that a text names at its end, where it is one of time, of size or of a rate, and none of what is counted in the own one.
pub fn other_measure(text: &str, own: &str) -> Option<String> {
    let text = plain(text);
    let text = OPEN_AFTER.iter().find_map(|(words, _)| before(&text, words)).unwrap_or(&text);
    let behind = text.rfind(|c: char| c.is_ascii_digit()).map(|at| &text[at + 1..])?;
    let unit = suffix_of(behind).1.trim();
    let is_known = |unit: &str| measures(unit).is_some();
    // A unit of words, such as "minutes for each report", may count in what it names.
    let names_none = || own.split([' ', '/']).all(|word| measures(word).is_none());
    let is_other = is_known(unit) && conversion(unit, own).is_none() && !own.is_empty();
    (is_other && (is_known(own) || own.contains('/') || names_none())).then(|| unit.to_owned())
}

/// The family of a unit: times, sizes, or rates.
fn measures(unit: &str) -> Option<u8> {
    let rate = || unit.split_once('/').is_some_and(|(_, time)| size(&TIMES, time.trim()).is_some());
    match unit {
        unit if size(&TIMES, unit).is_some() => Some(0),
        unit if size(&SIZES, unit).is_some() => Some(1),
        _ => rate().then_some(2),
    }
}

/// One form of blanks and dashes.
fn plain(text: &str) -> String {
    let one = |c: char| match c {
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '–' | '—' | '−' | '‒' | '‑' => '-',
        '’' => '\'',
        c => c,
    };
    text.trim().chars().map(one).collect()
}

/// The text after a beginning, in any case.
fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let head = text.get(..beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then(|| text[beginning.len()..].trim_start())
}

/// The text before an ending, in any case.
fn before<'a>(text: &'a str, ending: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(ending.len())?;
    text.get(at..)?.eq_ignore_ascii_case(ending).then(|| text[..at].trim_end())
}

/// A number that is only about right is taken as it stands: how sure it is is said beside the answer.
fn without_about(text: &str) -> &str {
    let words = ["~", "≈", "about ", "around ", "roughly ", "approx. ", "approx ", "circa ", "ca. ", "ca "];
    words.iter().find_map(|word| after(text, word)).unwrap_or(text)
}

/// How an end is said: the words before the number, whether it is the first number, and whether it is left out itself.
const OPEN: [(&str, bool, bool); 14] = [
    (">=", true, false),
    ("≥", true, false),
    ("at least ", true, false),
    ("from ", true, false),
    (">", true, true),
    ("more than ", true, true),
    ("over ", true, true),
    ("above ", true, true),
    ("<=", false, false),
    ("≤", false, false),
    ("at most ", false, false),
    ("up to ", false, false),
    ("<", false, true),
    ("less than ", false, true),
];
/// The same for two more words.
const MORE_OPEN: [(&str, bool, bool); 2] = [("under ", false, true), ("below ", false, true)];
/// Words after the number, and whether it is the first number.
const OPEN_AFTER: [(&str, bool); 5] =
    [(" and more", true), (" or more", true), (" and over", true), (" or less", false), (" and less", false)];

/// A stretch that is open at one end; nothing where the text says no such thing.
fn read_open(text: &str, own: &str) -> Option<Result<Stretch, String>> {
    let words = OPEN.iter().chain(&MORE_OPEN);
    let said = words.filter_map(|(word, is_from, left_out)| Some((after(text, word)?.to_owned(), *is_from, *left_out)));
    let after_it =
        OPEN_AFTER.iter().filter_map(|(word, is_from)| Some((before(text, word)?.to_owned(), *is_from, false)));
    let plus = text.split_once('+').filter(|(number, _)| !number.ends_with(['e', 'E']));
    let plus = plus.map(|(number, unit)| (format!("{} {}", number.trim_end(), unit.trim_start()), true, false));
    let (number, is_from, left_out) = said.chain(after_it).chain(plus).next()?;
    // "from 5 to 10" has both ends.
    if at_word(&number, " to ").is_some() {
        return is_from.then(|| read_stretch(&number, own));
    }
    let read = Typed::read(without_about(number.trim())).and_then(|typed| typed.in_unit(own, ""));
    Some(read.map(|number| match (is_from, left_out) {
        (true, left_out) => Stretch { from: Some(number.saturating_add(i64::from(left_out))), to: None },
        (false, left_out) => Stretch { from: None, to: Some(number.saturating_sub(i64::from(left_out))) },
    }))
}

/// Both ends of a stretch. A unit after the upper end is meant for both: "5..50 ms".
fn between(low: &str, high: &str, own: &str, may_be_open: bool) -> Result<Stretch, String> {
    let end = |text: &str| match text.trim() {
        "" if may_be_open => Ok(None),
        text => Typed::read(without_about(text)).map(Some),
    };
    let (low, high) = (end(low)?, end(high)?);
    let unit = high.as_ref().map(|typed| typed.unit.clone()).unwrap_or_default();
    let number = |typed: Option<Typed>| typed.map(|typed| typed.in_unit(own, &unit)).transpose();
    let stretch = Stretch { from: number(low)?, to: number(high)? };
    match (stretch.from, stretch.to) {
        (Some(from), Some(to)) if from > to => Err(format!("the range starts above its end; write `{to}..{from}`")),
        _ => Ok(stretch),
    }
}

/// The two sides of a word, in any case.
fn at_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let at = text.to_ascii_lowercase().find(word)?;
    Some((&text[..at], &text[at + word.len()..]))
}

/// The two sides of a dash between two numbers.
fn at_dash(text: &str) -> Option<(&str, &str)> {
    let dashes = text.match_indices('-').map(|(at, _)| at);
    let is_between = |at: &usize| {
        let before = text[..*at].trim_end();
        let next = text[at + 1..].trim_start();
        !before.is_empty()
            && !before.ends_with(['e', 'E'])
            && next.starts_with(|c: char| c.is_ascii_digit() || c == '~')
    };
    dashes.into_iter().find(is_between).map(|at| (&text[..at], &text[at + 1..]))
}

/// Refuses "5-50k": the lower end may be 5 or 5k.
fn says_where_it_begins(low: &str, high: &str) -> Result<(), String> {
    let (Ok(first), Ok(last)) = (Typed::read(without_about(low.trim())), Typed::read(without_about(high.trim())))
    else {
        return Ok(());
    };
    if first.suffix.is_empty() && !last.suffix.is_empty() && first.unit.is_empty() && first.digits != "0" {
        let (low, suffix, high) = (&first.digits, &last.suffix, &last.digits);
        return Err(format!(
            "does this begin at {low} or at {low}{suffix}? Write {low}{suffix}-{high}{suffix}, or {low}..{high}{suffix}"
        ));
    }
    Ok(())
}

/// A number as it was typed, taken apart.
struct Typed {
    whole: String,
    /// Its digits, without blanks and commas.
    digits: String,
    /// What stands for a power of ten: `k`, `M`, `e3`.
    suffix: String,
    unit: String,
}

/// What stands between the digits of a long number.
const APART: [char; 4] = [' ', ',', '\'', '_'];

impl Typed {
    fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let numeric = |c: char| c.is_ascii_digit() || c == '.' || c == '-' || APART.contains(&c);
        let end = text.find(|c: char| !numeric(c)).unwrap_or(text.len());
        let (digits, rest) = (text[..end].trim(), &text[end..]);
        let (suffix, unit) = suffix_of(rest);
        let digits = without_groups(digits.trim_end_matches([',', ' ']), text)?;
        Ok(Self { whole: text.to_owned(), digits, suffix, unit: unit.trim().to_owned() })
    }

    /// The number in the unit asked for; one without a unit is taken to be in the fallback.
    fn in_unit(&self, own: &str, fallback: &str) -> Result<i64, String> {
        let unit = if self.unit.is_empty() { fallback } else { &self.unit };
        let (times, parts) =
            if unit.is_empty() { (1, 1) } else { conversion(unit, own).ok_or_else(|| wrong_unit(unit, own))? };
        let (number, scale) = self.value().ok_or_else(|| format!("`{}` is not a number", self.whole))?;
        let too_large = || format!("`{}` is too large", self.whole);
        let numerator = number.checked_mul(times).ok_or_else(too_large)?;
        let denominator = scale.checked_mul(parts).ok_or_else(too_large)?;
        if numerator % denominator != 0 {
            return Err(self.not_whole(numerator, denominator, own));
        }
        i64::try_from(numerator / denominator).map_err(|_| too_large())
    }

    /// The number as a fraction.
    fn value(&self) -> Option<(i128, i128)> {
        let (whole, fraction) = self.digits.split_once('.').unwrap_or((&self.digits, ""));
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let is_sound = !whole.is_empty() && (!fraction.is_empty() || !self.digits.contains('.'));
        let number: i128 = format!("{whole}{fraction}").parse().ok().filter(|_| is_sound)?;
        let power = match self.suffix.strip_prefix(['e', 'E']) {
            Some(power) => 10_i128.checked_pow(power.parse().ok()?)?,
            None if self.suffix.is_empty() => 1,
            None => i128::from(parse_number(&format!("1{}", self.suffix))?),
        };
        Some((number.checked_mul(power)?, scale))
    }

    fn not_whole(&self, numerator: i128, denominator: i128, own: &str) -> String {
        let low = numerator.div_euclid(denominator);
        let tenths = (numerator * 100 / denominator) as f64 / 100.0;
        let unit = if own.is_empty() { String::new() } else { format!(" {own}") };
        let thousands =
            self.digits.split_once('.').filter(|(_, fraction)| fraction.len() == 3 && self.suffix.is_empty());
        let point = thousands
            .map(|(whole, fraction)| format!("; a point is for fractions: {whole},{fraction} is meant, perhaps"));
        let point = point.unwrap_or_default();
        format!("`{}` is {tenths}{unit}, not a whole number; write {low}..{}{point}", self.whole, low + 1)
    }
}

/// The power of ten at the beginning of what follows the digits, and the unit after it.
fn suffix_of(rest: &str) -> (String, &str) {
    if let Some(power) = rest.strip_prefix(['e', 'E']) {
        let power = power.strip_prefix('+').unwrap_or(power);
        let n_digits = power.bytes().take_while(u8::is_ascii_digit).count();
        if n_digits > 0 {
            return (format!("e{}", &power[..n_digits]), &power[n_digits..]);
        }
    }
    for (word, suffix) in [("thousand", "k"), ("million", "M"), ("mio", "M")] {
        if let Some(unit) = after(rest, word) {
            return (suffix.to_owned(), unit);
        }
    }
    // "10k" and "10k ms": a lone k or M belongs to the number.
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some(c), next) if "kKM".contains(c) && !next.is_some_and(char::is_alphabetic) => (c.to_string(), &rest[1..]),
        _ => (String::new(), rest),
    }
}

/// Digits without what sets their thousands apart.
fn without_groups(digits: &str, text: &str) -> Result<String, String> {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let n_points = digits.matches('.').count();
    if n_points > 1 {
        let joined = digits.replace('.', ",");
        return Err(format!("`{text}` has more than one point; a comma or a blank sets thousands apart: {joined}"));
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let apart: Vec<&str> = whole.split([' ', ',', '\'']).filter(|group| !group.is_empty()).collect();
    let n_digits = |group: &str| group.bytes().filter(u8::is_ascii_digit).count();
    let in_threes =
        apart.iter().skip(1).all(|group| n_digits(group) == 3) && apart.first().is_none_or(|g| n_digits(g) <= 3);
    if apart.len() > 1 && !in_threes {
        return Err(match apart.as_slice() {
            [one, part] if whole.contains(',') => {
                format!("a fraction is written {one}.{part}; a comma only sets thousands apart, as in 1,200")
            }
            _ => format!(
                "`{text}` is more than one number; write a range such as 5..50, and thousands as 1 200 or 1,200"
            ),
        });
    }
    let whole: String = whole.chars().filter(|c| !APART.contains(c)).collect();
    let is_number = |text: &str| !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    match fraction.map(|f| f.replace('_', "")) {
        None if is_number(&whole) => Ok(format!("{sign}{whole}")),
        Some(fraction) if is_number(&whole) && is_number(&fraction) => Ok(format!("{sign}{whole}.{fraction}")),
        _ => Err(format!("`{text}` is not a number")),
    }
}

fn wrong_unit(unit: &str, own: &str) -> String {
    if own.is_empty() {
        format!("this counts without a unit; leave `{unit}` away")
    } else {
        format!("this is counted in {own}, not in `{unit}`")
    }
}

/// Times in microseconds.
const TIMES: [(&[&str], i128); 6] = [
    (&["us", "µs"], 1),
    (&["ms", "millisecond", "milliseconds"], 1_000),
    (&["s", "sec", "second", "seconds"], 1_000_000),
    (&["min", "minute", "minutes"], 60_000_000),
    (&["h", "hour", "hours"], 3_600_000_000),
    (&["d", "day", "days"], 86_400_000_000),
];
/// Sizes in bytes.
const SIZES: [(&[&str], i128); 9] = [
    (&["b", "byte", "bytes"], 1),
    (&["kb"], 1_000),
    (&["kib"], 1 << 10),
    (&["mb"], 1_000_000),
    (&["mib"], 1 << 20),
    (&["gb"], 1_000_000_000),
    (&["gib"], 1 << 30),
    (&["tb"], 1_000_000_000_000),
    (&["tib"], 1 << 40),
];

/// How many of the own units one of the given unit is, as a fraction; `None` where they are not comparable.
fn conversion(unit: &str, own: &str) -> Option<(i128, i128)> {
    let unit = match unit.to_lowercase().as_str() {
        "rps" | "qps" | "tps" => "/s".to_owned(),
        "rpm" => "/min".to_owned(),
        _ => unit.replace(" per ", "/").replacen("per ", "/", 1),
    };
    if same(&unit, own) || own.split(['/', ' ']).next().is_some_and(|noun| same(&unit, noun)) {
        return Some((1, 1));
    }
    match (unit.split_once('/'), own.split_once('/')) {
        (Some((noun, time)), Some((own_noun, own_time))) => {
            let noun = noun.trim();
            let is_short = noun.len() >= 3 && own_noun.to_lowercase().starts_with(&noun.to_lowercase());
            let is_counted = noun.is_empty() || is_short || same(noun, own_noun);
            let (time, own_time) = (size(&TIMES, time.trim())?, size(&TIMES, own_time.trim())?);
            is_counted.then_some((own_time, time))
        }
        (None, None) => {
            let of = |family| Some((size(family, &unit)?, size(family, own)?));
            of(&TIMES[..]).or_else(|| of(&SIZES[..]))
        }
        _ => None,
    }
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || a.trim_end_matches('s').eq_ignore_ascii_case(b.trim_end_matches('s'))
}

fn size(family: &[(&[&str], i128)], name: &str) -> Option<i128> {
    family.iter().find(|(names, _)| names.contains(&name.to_lowercase().as_str())).map(|found| found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, unit: &str) -> (Option<i64>, Option<i64>) {
        let stretch = read_stretch(text, unit).unwrap_or_else(|error| panic!("{text}: {error}"));
        (stretch.from, stretch.to)
    }

    #[test]
    fn one_number_is_read_in_every_way_people_write_it() {
        for text in [
            "1200",
            "1,200",
            "1 200",
            "1_200",
            "1'200",
            "1.2k",
            "~1200",
            "about 1,200",
            "1.2e3",
            "12e2",
            "1.2 thousand",
        ] {
            assert_eq!(said(text, "requests"), (Some(1_200), Some(1_200)), "{text}");
        }
        assert_eq!(said("2e3", ""), (Some(2_000), Some(2_000)));
        assert_eq!(said("1,200,000", ""), said("1.2M", ""));
        assert_eq!(said("2 million", ""), said("2M", ""));
    }

    #[test]
    fn a_stretch_is_read_with_dots_dashes_and_words() {
        let both = (Some(5_000), Some(50_000));
        for text in [
            "5k..50k",
            "5k...50k",
            "5k-50k",
            "5k – 50k",
            "5k—50k",
            "5k to 50k",
            "5k To 50k",
            "between 5k and 50k",
            "5,000-50,000",
            "from 5k to 50k",
            "~5k-50k",
        ] {
            assert_eq!(said(text, ""), both, "{text}");
        }
        assert_eq!(said("5-50", ""), (Some(5), Some(50)));
        assert_eq!(said("0-50k", ""), (Some(0), Some(50_000)));
        assert_eq!(said("5 ms - 1 s", "ms"), (Some(5), Some(1_000)));
        assert_eq!(said("1-2 s", "ms"), (Some(1_000), Some(2_000)));
    }

    #[test]
    fn a_stretch_may_be_open_at_one_end() {
        for text in ["5000+", "5k+", ">=5000", "≥ 5k", "at least 5000", "5k..", "5000 and more", "from 5k"] {
            assert_eq!(said(text, ""), (Some(5_000), None), "{text}");
        }
        assert_eq!(said(">5000", ""), (Some(5_001), None));
        assert_eq!(said("more than 5k", ""), (Some(5_001), None));
        assert_eq!(said("<50", ""), (None, Some(49)));
        assert_eq!(said("under 50 ms", "ms"), (None, Some(49)));
        assert_eq!(said("<=50", ""), (None, Some(50)));
        assert_eq!(said("up to 50", ""), (None, Some(50)));
        assert_eq!(said("..50", ""), (None, Some(50)));
        assert_eq!(said("10k+ ms", "ms"), (Some(10_000), None));
    }

    #[test]
    fn rates_are_read_in_other_times() {
        let one = (Some(1), Some(1));
        for text in [
            "60/min",
            "60 / min",
            "60 per minute",
            "60 requests/min",
            "60 req/min",
            "1 rps",
            "3600/h",
            "60 rpm",
            "1 request/s",
        ] {
            assert_eq!(said(text, "requests/s"), one, "{text}");
        }
        assert_eq!(said("1/s", "runs/min"), (Some(60), Some(60)));
        assert_eq!(said("30%", "% of a core"), (Some(30), Some(30)));
    }

    #[test]
    fn what_may_mean_two_things_is_refused_with_both() {
        let refused = |text: &str, unit: &str| read_stretch(text, unit).expect_err(text);
        assert!(refused("1,5", "").contains("1.5"), "{}", refused("1,5", ""));
        assert!(refused("5-50k", "").contains("5k-50k"), "{}", refused("5-50k", ""));
        assert!(refused("90/min", "requests/s").contains("1.5 requests/s"), "{}", refused("90/min", "requests/s"));
        assert!(refused("1.200", "").contains("1,200"), "{}", refused("1.200", ""));
        assert!(refused("1.200.000", "").contains("1,200,000"));
        assert!(refused("5 50", "").contains("5..50"));
        assert!(refused("9-3", "").contains("3..9"));
        for text in ["", "fast", "k", "..x", "5 apples", "1e40", "--3", "5-", "99999999999999999999"] {
            assert!(!refused(text, "ms").is_empty(), "{text}");
        }
    }
}
