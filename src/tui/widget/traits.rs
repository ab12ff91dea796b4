//! What answers come to: the levels of the traits and the values of the quantities.

use ratatui::text::{Line, Span};

use super::gauge;
use super::text::{fit, pad, width};
use crate::engine::{QuantityReading, TraitReading};
use crate::load::display_number;
use crate::model::{AnswerValue, Quantity, QuestionIdx, Trait};
use crate::tui::state::interview::Interview;
use crate::tui::theme::Theme;

/// What is known of a trait or a quantity, and the line that says it.
pub struct ProfileLine {
    /// Whether the answers say anything about it.
    pub is_known: bool,
    /// The line.
    pub line: Line<'static>,
}

/// One line per trait: its name, its possible levels as boxes and in words.
pub fn trait_lines(theme: &Theme, interview: &Interview, columns: usize) -> Vec<ProfileLine> {
    let traits = &interview.subject.questionnaire.traits;
    let n_boxes = traits.iter().map(|t| t.levels.len().saturating_sub(1)).max().unwrap_or(0);
    let said: Vec<Levels> = traits.iter().zip(&interview.advice.traits).map(|(t, r)| Levels::new(t, r)).collect();
    let names = traits.iter().map(|t| t.name.as_str());
    let name_columns =
        name_columns(names, said.iter().map(|s| s.words.as_str()), columns.saturating_sub(n_boxes + 4), columns / 2);
    let line = |(of, said): (&Trait, &Levels)| {
        let style = if said.least == said.greatest { theme.text } else { theme.quiet };
        let mut spans = vec![Span::raw(pad(&of.name, name_columns)), Span::raw("  ")];
        spans.extend(gauge::levels(theme, of.levels.len(), said.least, said.greatest));
        let filler = n_boxes + 2 - of.levels.len().saturating_sub(1).min(n_boxes);
        spans.push(Span::raw(" ".repeat(filler)));
        spans.push(Span::styled(fit(&said.words, columns.saturating_sub(name_columns + n_boxes + 4)), style));
        ProfileLine { is_known: said.is_known, line: Line::from(spans) }
    };
    traits.iter().zip(&said).map(line).collect()
}

/// What the answers make of a trait.
struct Levels {
    least: usize,
    greatest: usize,
    is_known: bool,
    words: String,
}

impl Levels {
    fn new(of: &Trait, reading: &TraitReading) -> Self {
        let possible: Vec<usize> = (0..reading.levels.len()).filter(|l| reading.levels[*l] > 0.0).collect();
        let (least, greatest) = (possible.first().copied().unwrap_or(0), possible.last().copied().unwrap_or(0));
        let is_known = possible.len() < of.levels.len();
        let label = |level: usize| of.levels[level].label.as_str();
        let words = match (least, greatest) {
            _ if !is_known => "open".to_owned(),
            (a, b) if a == b => label(a).to_owned(),
            (a, b) => format!("{} to {}", label(a), label(b)),
        };
        Self { least, greatest, is_known, words }
    }
}

/// The columns of the names: all they take where every value beside them fits too, and at least so many otherwise.
fn name_columns<'a>(
    names: impl Iterator<Item = &'a str>,
    values: impl Iterator<Item = &'a str>,
    room: usize,
    least: usize,
) -> usize {
    let longest = names.map(width).max().unwrap_or(0);
    let widest = values.map(width).max().unwrap_or(0);
    longest.min(room.saturating_sub(widest).max(least))
}

/// What the answers make of a quantity.
struct Value<'a> {
    of: &'a Quantity,
    is_known: bool,
    number: String,
    with_unit: String,
}

/// One line per quantity that applies: its name and value.
pub fn quantity_lines(theme: &Theme, interview: &Interview, columns: usize) -> Vec<ProfileLine> {
    let quantities = interview.subject.questionnaire.quantities.iter().zip(&interview.advice.quantities);
    let said: Vec<Value> = quantities
        .filter_map(|(of, reading)| {
            let (is_known, number) = quantity_value(interview, of, reading)?;
            let unit = of.unit.as_deref().filter(|_| is_known).map_or_else(String::new, |unit| format!(" {unit}"));
            Some(Value { of, is_known, with_unit: format!("{number}{unit}"), number })
        })
        .collect();
    let names = said.iter().map(|value| value.of.name.as_str());
    let values = said.iter().map(|value| value.with_unit.as_str());
    let name_columns = name_columns(names, values, columns.saturating_sub(2), columns * 11 / 20);
    let line = |value: &Value| {
        let style = if value.is_known { theme.text } else { theme.quiet };
        let room = columns.saturating_sub(name_columns + 2);
        // A number cut short is a wrong number: the unit makes way first.
        let text = if width(&value.with_unit) <= room { &value.with_unit } else { &value.number };
        let text = Span::styled(fit(text, room), style);
        let name = Span::raw(pad(&value.of.name, name_columns));
        ProfileLine { is_known: value.is_known, line: Line::from(vec![name, Span::raw("  "), text]) }
    };
    said.iter().map(line).collect()
}

/// What quantities a number makes with what is known otherwise, in words: those that are worked out of this question.
pub fn makes(interview: &Interview, question: QuestionIdx, value: &AnswerValue) -> Vec<String> {
    let questionnaire = &interview.subject.questionnaire;
    let reads = |of: &Quantity| of.reads().any(|q| *q == question);
    if !questionnaire.quantities.iter().any(reads) {
        return Vec::new();
    }
    let mut file = interview.file.clone();
    file.answers = file.answers.with(&questionnaire.questions[question.get()].id, value.clone());
    let readings = interview.advisor().advise(&file).quantities;
    let said = |(of, reading): (&Quantity, &QuantityReading)| {
        let QuantityReading::Between { low, high } = reading else { return None };
        let unit = of.unit.as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
        reads(of).then(|| format!("{}{unit}", between(*low, *high)))
    };
    questionnaire.quantities.iter().zip(&readings).filter_map(said).collect()
}

fn between(low: f64, high: f64) -> String {
    let is_one = (high - low).abs() <= f64::EPSILON * high.abs().max(1.0);
    if is_one { number(low) } else { format!("{} to {}", number(low), number(high)) }
}

/// Whether the answers say anything about a quantity, and its value in words; `None` where it does not apply.
fn quantity_value(interview: &Interview, of: &Quantity, reading: &QuantityReading) -> Option<(bool, String)> {
    let QuantityReading::Between { low, high } = reading else { return None };
    if of.reads().all(|q| interview.answer(*q).is_none()) {
        return Some((false, "open".to_owned()));
    }
    Some((true, between(*low, *high)))
}

/// A number with as many digits as say something.
fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 10.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    display_number(value.round() as i64)
}
