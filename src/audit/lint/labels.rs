//! Findings about labels that say other numbers, or another unit, than what they stand for: bands, levels with a threshold, choices in order,
//! and the short form of a choice. People choose by what they read, and rules go by what is meant.

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{Stretch, display_number, other_measure, read_stretch};
use crate::model::{Atom, Choice, Comparison, Condition, Expr, Level, Question, QuestionKind, Questionnaire};

/// How many times as far as the one before a choice may begin, where choices in order are stretches of numbers.
const MAX_GAP: i64 = 10;

/// Checks every label that is a stretch of numbers.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    for question in &questionnaire.questions {
        bands(question, findings);
        for choice in question.kind.choices() {
            short(question, choice, findings);
        }
        if let QuestionKind::Choice { choices, ordered: true } = &question.kind {
            in_order(question, choices, findings);
        }
    }
    for of in &questionnaire.traits {
        for level in &of.levels {
            if let Some(finding) = threshold(questionnaire, level, of.id.as_str()) {
                findings.report_in(&of.place, &of.accept, finding);
            }
        }
    }
}

/// The part of a label that may be a stretch: without what is said in front of it, and what is said of it behind.
fn core(label: &str) -> &str {
    const LEADS: [&str; 5] = ["within ", "in ", "usually ", "mostly ", "typically "];
    let ends = |(at, c): (usize, char)| match c {
        ':' | ';' | '(' => Some(at),
        ',' => label[at + 1..].trim_start().starts_with(|c: char| !c.is_ascii_digit()).then_some(at),
        _ => None,
    };
    let label = label.char_indices().find_map(ends).map_or(label, |at| &label[..at]).trim();
    let lead = LEADS.iter().find(|lead| label.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)));
    lead.map_or(label, |lead| label[lead.len()..].trim_start())
}

/// A band whose label is a stretch of other numbers, or names a unit in which nothing of the kind is counted.
fn bands(question: &Question, findings: &mut Findings) {
    let Some(spec) = question.kind.number() else { return };
    let unit = spec.unit.as_deref().unwrap_or_default();
    for band in &spec.bands {
        let said = core(&band.label);
        let called = format!("band `{}` of question `{}` is called \"{}\"", band.id, question.id, band.label);
        if let Some(other) = other_measure(said, unit) {
            let finding = Diagnostic::new(Severity::Warning, "label-bounds", &question.place, called)
                .note(format!("the question is counted in {unit}, and not in {other}"))
                .help("mend the label, or `unit` of the question");
            findings.report(&question.accept, finding);
            continue;
        }
        let Ok(stretch) = read_stretch(said, unit) else { continue };
        // Both "10 to 20" and "10 to below 20" are said where the next band begins with 20.
        let differs = |said: Option<i64>, is: i64| said.is_some_and(|said| said.abs_diff(is) > 1);
        if stretch != OPEN && (differs(stretch.from, band.from) || differs(stretch.to, band.to)) {
            let finding = Diagnostic::new(Severity::Warning, "label-bounds", &question.place, called)
                .note(format!("it goes from {} to {}", display_number(band.from), display_number(band.to)))
                .help("mend the label, or `below` here and in the band before");
            findings.report(&question.accept, finding);
        }
    }
}

/// A stretch of which neither end is said.
const OPEN: Stretch = Stretch { from: None, to: None };

/// What is counted by itself, in time or in size: in each a label may be read.
const MEASURES: [&str; 3] = ["", "us", "b"];

/// A label as a stretch, and what it is counted in.
fn measured(label: &str) -> Option<(&'static str, Stretch)> {
    let read = |unit: &&'static str| Some((*unit, read_stretch(core(label), unit).ok().filter(|said| *said != OPEN)?));
    MEASURES.iter().find_map(read)
}

/// A choice whose short form says other numbers than its label.
fn short(question: &Question, choice: &Choice, findings: &mut Findings) {
    let Some(short) = &choice.short else { return };
    let (Some(whole), Some(part)) = (measured(&choice.label), measured(short)) else { return };
    // The short form may leave the unit out.
    if whole != part && whole.0 == part.0 {
        let title = format!(
            "choice `{}` of question `{}` is called \"{}\", and \"{short}\" in short",
            choice.id, question.id, choice.label
        );
        let finding = Diagnostic::new(Severity::Warning, "label-bounds", &choice.place, title)
            .help("say the same numbers, in the same unit, in `label` and in `short`");
        findings.report_in(&question.place, &question.accept, finding);
    }
}

/// Choices in order whose labels are stretches of numbers, and of which one does not join its neighbour: a wrong number, or a wrong unit.
fn in_order(question: &Question, choices: &[Choice], findings: &mut Findings) {
    let read: Vec<_> = choices.iter().map(|choice| Some((choice, measured(&choice.label)?))).collect();
    let mut rises = None;
    for pair in read.windows(2) {
        let [Some((first, (unit, one))), Some((second, (other_unit, other)))] = pair else { continue };
        if unit != other_unit {
            continue;
        }
        let joins = joined(*one, *other);
        if joins.is_some_and(|up| rises.is_none_or(|known| known == up)) {
            rises = rises.or(joins);
            continue;
        }
        let title = format!(
            "choices `{}` (\"{}\") and `{}` (\"{}\") of question `{}` do not join, although they stand in order",
            first.id, first.label, second.id, second.label, question.id
        );
        let finding = Diagnostic::new(Severity::Warning, "label-bounds", &second.place, title)
            .note("they overlap, leave a wide gap, or run the other way than the choices before")
            .help("mend the number or the unit in one of the labels");
        findings.report_in(&question.place, &question.accept, finding);
    }
}

/// Whether one stretch goes on from another, upwards or downwards; nothing where they overlap or lie far apart.
fn joined(one: Stretch, other: Stretch) -> Option<bool> {
    let is_number = |of: Stretch| of.from == of.to;
    let goes_on = |low: Stretch, high: Stretch| {
        let (Some(end), Some(begin)) = (low.to, high.from) else { return false };
        // Single numbers, such as 1, 3 and 100, stand for themselves and join nothing.
        let is_near = is_number(low) || is_number(high) || begin / MAX_GAP <= end.max(1);
        end <= begin.saturating_add(1) && is_near
    };
    if goes_on(one, other) { Some(true) } else { goes_on(other, one).then_some(false) }
}

/// A level that begins with one number, by its condition, and with another, by its label.
fn threshold(questionnaire: &Questionnaire, level: &Level, of: &str) -> Option<Diagnostic> {
    let (begins, unit) = begin(questionnaire, level.when.as_ref()?)?;
    let label = level.label.split_once(':').map_or(level.label.as_str(), |(_, rest)| rest).trim();
    let said = read_stretch(core(label), unit).ok().or_else(|| without_noun(core(label), unit))?;
    let from = said.from.filter(|from| from.abs_diff(begins) > 1)?;
    let title = format!("level `{}` of trait `{of}` is called \"{}\"", level.id, level.label);
    let finding = Diagnostic::new(Severity::Warning, "label-bounds", &level.place, title)
        .note(format!("its condition begins with {}, and not with {}", display_number(begins), display_number(from)))
        .help("mend the label, or the number in `when`");
    Some(finding)
}

/// The number that a condition of one comparison begins with, and the unit it is counted in.
fn begin<'a>(questionnaire: &'a Questionnaire, when: &Condition) -> Option<(i64, &'a str)> {
    match &when.expr {
        Expr::Atom(Atom::Quantity { of, comparison, bound }) => {
            let first = match comparison {
                Comparison::GreaterOrEqual => *bound,
                Comparison::Greater => bound.saturating_add(1),
                _ => return None,
            };
            Some((first, questionnaire.quantities[of.get()].unit.as_deref().unwrap_or_default()))
        }
        Expr::Atom(Atom::Number { question, intervals }) => {
            let spec = questionnaire.questions[question.get()].kind.number()?;
            let [only] = intervals[..] else { return None };
            (only.high >= spec.max && only.low > spec.min).then(|| (only.low, spec.unit.as_deref().unwrap_or_default()))
        }
        _ => None,
    }
}

/// "500 and more in flight", "500 and more a second": the stretch before words that are no other unit.
fn without_noun(label: &str, unit: &str) -> Option<Stretch> {
    const TIMES: [(&str, &str); 7] = [
        ("second", "s"),
        ("minute", "min"),
        ("hour", "h"),
        ("day", "d"),
        ("week", "week"),
        ("month", "month"),
        ("year", "year"),
    ];
    const OTHER: [&str; 5] = ["ms", "s", "min", "thousand", "million"];
    let (noun, of) = unit.split_once('/').map_or((unit, ""), |(noun, of)| (noun.trim(), of.trim()));
    let words: Vec<&str> = label.split(' ').collect();
    (1..words.len()).rev().find_map(|n| {
        let said = read_stretch(&words[..n].join(" "), noun).ok()?;
        let time = |word: &&str| TIMES.iter().find(|(long, _)| *long == word.trim_end_matches('s'));
        let mut times = words[n..].iter().filter_map(time);
        let is_own = times.all(|(long, short)| [*long, *short].contains(&of));
        (is_own && words[n..].iter().all(|word| !OTHER.contains(word))).then_some(said)
    })
}
