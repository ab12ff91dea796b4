//! What answers come to: the levels of the traits and the values of the quantities.

use ratatui::text::{Line, Span};

use super::gauge;
use super::text::{pad, width};
use crate::engine::QuantityReading;
use crate::load::display_number;
use crate::tui::model::Interview;
use crate::tui::theme::Theme;

/// One line per trait: its name, its possible levels as boxes and in words.
pub fn trait_lines(theme: &Theme, interview: &Interview, columns: usize) -> Vec<Line<'static>> {
    let traits = &interview.subject.questionnaire.traits;
    let longest = traits.iter().map(|t| width(&t.name)).max().unwrap_or(0).min(columns / 2);
    let boxes = traits.iter().map(|t| t.levels.len() - 1).max().unwrap_or(0);
    let line = |(of, reading): (&crate::model::Trait, &crate::engine::TraitReading)| {
        let possible: Vec<usize> = (0..reading.levels.len()).filter(|l| reading.levels[*l] > 0.0).collect();
        let (least, greatest) = (possible.first().copied().unwrap_or(0), possible.last().copied().unwrap_or(0));
        let label = |level: usize| of.levels[level].label.as_str();
        let words = match (least, greatest) {
            (a, b) if a == b => label(a).to_owned(),
            (0, b) if b + 1 == of.levels.len() => "open".to_owned(),
            (a, b) => format!("{} to {}", label(a), label(b)),
        };
        let style = if least == greatest { theme.text } else { theme.quiet };
        let mut spans = vec![Span::raw(pad(&of.name, longest)), Span::raw("  ")];
        spans.extend(gauge::levels(theme, of.levels.len(), least, greatest));
        spans.push(Span::raw(" ".repeat(boxes + 2 - of.levels.len().min(boxes + 1))));
        spans.push(Span::styled(words, style));
        Line::from(spans)
    };
    traits.iter().zip(&interview.advice.traits).map(line).collect()
}

/// One line per quantity that applies: its name and value.
pub fn quantity_lines(theme: &Theme, interview: &Interview, columns: usize) -> Vec<Line<'static>> {
    let quantities = &interview.subject.questionnaire.quantities;
    let longest = quantities.iter().map(|q| width(&q.name)).max().unwrap_or(0).min(columns * 2 / 3);
    let line = |(of, reading): (&crate::model::Quantity, &QuantityReading)| {
        let value = quantity_value(interview, of, reading)?;
        let style = if value.starts_with(char::is_numeric) { theme.text } else { theme.quiet };
        Some(Line::from(vec![Span::raw(pad(&of.name, longest)), Span::raw("  "), Span::styled(value, style)]))
    };
    quantities.iter().zip(&interview.advice.quantities).filter_map(line).collect()
}

/// The value of a quantity in words; `None` where it does not apply.
fn quantity_value(interview: &Interview, of: &crate::model::Quantity, reading: &QuantityReading) -> Option<String> {
    let QuantityReading::Between { low, high } = reading else { return None };
    let nothing_said = of.over.iter().chain(&of.under).all(|q| interview.answer(*q).is_none());
    let unit = of.unit.as_deref().map_or_else(String::new, |unit| format!(" {unit}"));
    Some(match () {
        () if nothing_said => "open".to_owned(),
        () if (high - low).abs() < f64::EPSILON * high.abs().max(1.0) => format!("{}{unit}", number(*low)),
        () => format!("{} to {}{unit}", number(*low), number(*high)),
    })
}

/// A number with as many digits as say something.
fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 10.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    display_number(value.round() as i64)
}
