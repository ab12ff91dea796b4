//! The options of one decision, best first, with their fits, the ranges these can still reach, and what the last change moved.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::frame::put_lines;
use super::gauge;
use super::text::{clip, fit, pad, pad_left, width, wrap};
use crate::engine::{DecisionAdvice, Exclusion, Standing};
use crate::model::{OutcomeKind, RuleBase};
use crate::report::listed;
use crate::tui::state::interview::Interview;
use crate::tui::theme::Theme;

/// The outcome of a decision in a few words.
pub fn headline(base: &RuleBase, advice: &DecisionAdvice) -> String {
    let name = |option: crate::model::OptionIdx| {
        let name = &base.options[option.get()].name;
        let may_be_out = matches!(advice.standing(option).excluded, Exclusion::Possible(_));
        if may_be_out { format!("{name} (may be out)") } else { name.clone() }
    };
    match (advice.outcome, advice.winner) {
        (OutcomeKind::NothingToDecide, _) => "nothing to decide".to_owned(),
        (OutcomeKind::OutOfScope, _) => "out of scope".to_owned(),
        (OutcomeKind::NoOption, _) | (_, None) => "no option is left".to_owned(),
        (OutcomeKind::CloseCall, Some(_)) if !advice.level.is_empty() => {
            let names: Vec<String> = advice.level.iter().map(|option| name(*option)).collect();
            format!("{} are level", listed(&names))
        }
        (OutcomeKind::CloseCall, Some(winner)) => match advice.runner_up {
            Some(second) => format!("too close to call: {} or {}", name(winner), name(second)),
            None => name(winner),
        },
        (OutcomeKind::Recommended, Some(winner)) => format!("{} leads by {}", name(winner), advice.lead),
    }
}

/// Draws as many options as there is room for; gives the rows used. Where there is room to spare, names are written out.
pub fn draw(
    theme: &Theme,
    frame: &mut Frame,
    area: Rect,
    interview: &Interview,
    base: &RuleBase,
    advice: &DecisionAdvice,
) -> u16 {
    let longest = base.options.iter().map(|o| width(&o.name)).max().unwrap_or(0);
    let columns = Columns::new(area.width as usize, longest);
    let block = |most: usize| -> Vec<Line<'static>> {
        let lines = advice.standings.iter().map(|s| lines(theme, &columns, interview, base, advice, s, most));
        lines.flatten().collect()
    };
    let in_full = block(NAME_LINES);
    let shown = if in_full.len() <= area.height as usize * 3 / 4 { in_full } else { block(1) };
    put_lines(frame, area, shown)
}

/// The most lines of a name.
const NAME_LINES: usize = 2;

/// One option: its line, and below it what is left of a name too long for it.
fn lines(
    theme: &Theme,
    columns: &Columns,
    interview: &Interview,
    base: &RuleBase,
    advice: &DecisionAdvice,
    standing: &Standing,
    most: usize,
) -> Vec<Line<'static>> {
    let name = &base.options[standing.option.get()].name;
    let mut names = clip(wrap(name, columns.name), most, columns.name).into_iter();
    let first = names.next().unwrap_or_default();
    let (line, style) = line(theme, columns, interview, base, advice, standing, &first);
    std::iter::once(line).chain(names.map(|rest| Line::styled(rest, style))).collect()
}

/// How the width is shared out: the name, the range, the fit, the movement.
struct Columns {
    name: usize,
    range: usize,
    moved: usize,
}

/// The fit, with the blank before it.
const FIT: usize = 5;
/// The fewest columns that a reason is worth.
const LEAST_REASON: usize = 16;
/// From this width on a movement is shown by its amount, not by its direction alone.
const AMOUNTS: usize = 42;

impl Columns {
    fn new(columns: usize, longest_name: usize) -> Self {
        let moved = if columns < AMOUNTS { 2 } else { 6 };
        let room = columns.saturating_sub(FIT + moved + 1);
        let least_range = (room / 4).min(12);
        let name = longest_name.min(room - least_range);
        Self { name, range: (room - name).min(30), moved }
    }
}

fn line(
    theme: &Theme,
    columns: &Columns,
    interview: &Interview,
    base: &RuleBase,
    advice: &DecisionAdvice,
    standing: &Standing,
    name: &str,
) -> (Line<'static>, Style) {
    let name = pad(name, columns.name);
    if let Exclusion::Certain(vetoes) = &standing.excluded {
        let why = vetoes.first().map_or(String::new(), |rule| base.rules[rule.get()].because.clone());
        let room = (columns.range + FIT + columns.moved).saturating_sub(4);
        // A few letters of a reason say nothing; the report has it in full.
        let why = if room < LEAST_REASON { String::new() } else { fit(&why, room) };
        let line = Line::from(vec![
            Span::styled(name, theme.quiet),
            Span::styled(" out ", theme.bad),
            Span::styled(why, theme.quiet),
        ]);
        return (line, theme.quiet);
    }
    let leads = advice.winner == Some(standing.option);
    let style = if leads { theme.accent } else { theme.text };
    let mut spans = vec![Span::styled(name, style), Span::raw(" ")];
    let (low, point, high) = (standing.low.points(), standing.fit.points(), standing.high.points());
    spans.extend(gauge::range(theme, columns.range, low, point, high, style));
    spans.push(Span::styled(pad_left(&standing.fit.to_string(), FIT), style));
    spans.push(moved(theme, columns.moved, interview, advice, standing));
    (Line::from(spans), style)
}

/// What the last change did to a fit; a possible veto is shown in its place, since it weighs more.
fn moved(
    theme: &Theme,
    columns: usize,
    interview: &Interview,
    advice: &DecisionAdvice,
    standing: &Standing,
) -> Span<'static> {
    let change = interview.fit_before(advice, standing.option).map_or(0, |before| standing.fit.0 - before.0);
    let amount = crate::engine::Fit(change.abs());
    let (text, style) = match (&standing.excluded, change) {
        (Exclusion::Possible(_), _) if columns < 5 => (" ?".to_owned(), theme.warn),
        (Exclusion::Possible(_), _) => (" out?".to_owned(), theme.warn),
        (_, 0) => (String::new(), theme.text),
        (_, 1..) => (format!(" ▲{amount}"), theme.good),
        _ => (format!(" ▼{amount}"), theme.bad),
    };
    // Where there is no room for the amount, its direction is what is left of it.
    let text: String = if columns < 5 { text.chars().take(columns).collect() } else { text };
    Span::styled(pad(&text, columns), style)
}
