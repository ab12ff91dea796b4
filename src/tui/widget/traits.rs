//! What answers come to: the levels of the traits and the values of the quantities.

use ratatui::text::{Line, Span};

use super::gauge;
use super::text::{fit, pad, width};
use crate::engine::{QuantityReading, TraitReading};
use crate::load::display_number;
use crate::model::{Quantity, Trait};
use crate::tui::model::Interview;
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
    let longest = traits.iter().map(|t| width(&t.name)).max().unwrap_or(0).min(columns / 2);
    let n_boxes = traits.iter().map(|t| t.levels.len().saturating_sub(1)).max().unwrap_or(0);
    let line = |(of, reading): (&Trait, &TraitReading)| {
        let possible: Vec<usize> = (0..reading.levels.len()).filter(|l| reading.levels[*l] > 0.0).collect();
        let (least, greatest) = (possible.first().copied().unwrap_or(0), possible.last().copied().unwrap_or(0));
        let is_known = possible.len() < of.levels.len();
        let label = |level: usize| of.levels[level].label.as_str();
        let words = match (least, greatest) {
            _ if !is_known => "open".to_owned(),
            (a, b) if a == b => label(a).to_owned(),
            (a, b) => format!("{} to {}", label(a), label(b)),
        };
        let style = if least == greatest { theme.text } else { theme.quiet };
        let mut spans = vec![Span::raw(pad(&of.name, longest)), Span::raw("  ")];
        spans.extend(gauge::levels(theme, of.levels.len(), least, greatest));
        let filler = n_boxes + 2 - of.levels.len().saturating_sub(1).min(n_boxes);
        spans.push(Span::raw(" ".repeat(filler)));
        spans.push(Span::styled(fit(&words, columns.saturating_sub(longest + n_boxes + 4)), style));
        ProfileLine { is_known, line: Line::from(spans) }
    };
    traits.iter().zip(&interview.advice.traits).map(line).collect()
}

/// One line per quantity that applies: its name and value.
pub fn quantity_lines(theme: &Theme, interview: &Interview, columns: usize) -> Vec<ProfileLine> {
    let quantities = &interview.subject.questionnaire.quantities;
    let longest = quantities.iter().map(|q| width(&q.name)).max().unwrap_or(0).min(columns * 11 / 20);
    let line = |(of, reading): (&Quantity, &QuantityReading)| {
        let (is_known, value) = quantity_value(interview, of, reading)?;
        let style = if is_known { theme.text } else { theme.quiet };
        let room = columns.saturating_sub(longest + 2);
        let unit = of.unit.as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
        // A number cut short is a wrong number: the unit makes way first.
        let unit = if is_known && width(&value) + width(&unit) <= room { unit } else { String::new() };
        let value = Span::styled(fit(&(value + &unit), room), style);
        Some(ProfileLine {
            is_known,
            line: Line::from(vec![Span::raw(pad(&of.name, longest)), Span::raw("  "), value]),
        })
    };
    quantities.iter().zip(&interview.advice.quantities).filter_map(line).collect()
}

/// Whether the answers say anything about a quantity, and its value in words; `None` where it does not apply.
fn quantity_value(interview: &Interview, of: &Quantity, reading: &QuantityReading) -> Option<(bool, String)> {
    let QuantityReading::Between { low, high } = reading else { return None };
    if of.over.iter().chain(&of.under).all(|q| interview.answer(*q).is_none()) {
        return Some((false, "open".to_owned()));
    }
    let is_one = (high - low).abs() <= f64::EPSILON * high.abs().max(1.0);
    let value = if is_one { number(*low) } else { format!("{} to {}", number(*low), number(*high)) };
    Some((true, value))
}

/// A number with as many digits as say something.
fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 10.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    display_number(value.round() as i64)
}
