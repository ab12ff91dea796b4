//! What is recommended, how firm that is, and how every option stands.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::engine::{Exclusion, Standing};
use crate::model::OutcomeKind;
use crate::report::{StandingInfo, origins};
use crate::tui::screen::report::page::{Page, Target, reason};
use crate::tui::widget::gauge;
use crate::tui::widget::sheet::{Pen, Sheet};
use crate::tui::widget::text::{fit, pad, pad_left, width, wrap};

/// How many reasons are named here; the others stand under `Reasons`.
const N_REASONS: usize = 3;

/// The page.
pub fn sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    headline(page, &mut pen);
    pen.heading("Standings");
    let longest = page.base.options.iter().map(|o| width(&o.name)).max().unwrap_or(0);
    for standing in &page.advice.standings {
        pen.stop(Target::Choose(standing.option), |pen| standing_row(page, pen, standing, longest));
    }
    if let Some(winner) = leading(page).first() {
        why(page, &mut pen);
        about(&mut pen, winner);
    }
    runner_up(page, &mut pen);
    rests_on(page, &mut pen);
    pen.done()
}

/// The options that lead: one, or both of a close call.
fn leading<'a>(page: &Page<'a>) -> Vec<&'a StandingInfo> {
    let is_leading = |s: &&StandingInfo| {
        Some(&s.option) == page.report.winner.as_ref()
            || page.report.outcome == OutcomeKind::CloseCall && Some(&s.option) == page.report.runner_up.as_ref()
    };
    page.report.standings.iter().filter(is_leading).collect()
}

fn headline(page: &Page, pen: &mut Pen<Target>) {
    let theme = pen.theme;
    let style = match page.report.outcome {
        OutcomeKind::Recommended => theme.accent,
        OutcomeKind::CloseCall => theme.warn,
        OutcomeKind::NoOption | OutcomeKind::OutOfScope | OutcomeKind::NothingToDecide => theme.bad,
    };
    pen.say(&page.report.ask, theme.quiet);
    pen.say(&page.report.headline, style);
    pen.say(&page.report.verdict, theme.text);
    let own = page.report.chosen.as_ref().and_then(|c| Some((c, c.override_.as_ref()?)));
    if let Some((chosen, own)) = own {
        let cost = if own.needed { format!(" It gives up {:.1} fit points.", own.cost) } else { String::new() };
        let veto = if own.excluded { " A veto holds against it." } else { "" };
        pen.say(&format!("Your team chose {}: {}{cost}{veto}", chosen.name, own.because), theme.warn);
    }
}

/// The columns of a fit, and of the range behind it.
const FIT: usize = 6;
const RANGE: usize = 14;

fn standing_row(page: &Page, pen: &mut Pen<Target>, standing: &Standing, longest: usize) {
    let theme = pen.theme;
    let name_columns = longest.min(pen.columns / 2);
    let mut names = wrap(page.name(standing.option), name_columns).into_iter();
    let name = pad(&names.next().unwrap_or_default(), name_columns);
    let room = pen.columns.saturating_sub(name_columns + 1);
    if let Exclusion::Certain(vetoes) = &standing.excluded {
        let because = vetoes.first().map_or("", |rule| page.base.rules[rule.get()].because.as_str());
        let more = if vetoes.len() > 1 { format!(" (and {} more)", vetoes.len() - 1) } else { String::new() };
        pen.line(Line::from(vec![
            Span::styled(name, theme.quiet),
            Span::styled(" out ", theme.bad),
            Span::styled(fit(&format!("{because}{more}"), room.saturating_sub(5)), theme.quiet),
        ]));
        names.for_each(|rest| pen.line(Line::styled(rest, theme.quiet)));
        return;
    }
    let style = if page.advice.winner == Some(standing.option) { theme.accent } else { theme.text };
    let gauge_columns = room.saturating_sub(FIT + RANGE).min(50);
    let (low, point, high) = (standing.low.points(), standing.fit.points(), standing.high.points());
    let mut spans = vec![Span::styled(name, style), Span::raw(" ")];
    spans.extend(gauge::range(theme, gauge_columns, low, point, high, style));
    spans.push(Span::styled(pad_left(&standing.fit.to_string(), FIT), style));
    spans.push(range_words(pen, standing));
    pen.line(Line::from(spans));
    names.for_each(|rest| pen.line(Line::styled(rest, style)));
}

fn range_words(pen: &Pen<Target>, standing: &Standing) -> Span<'static> {
    let style: Style = pen.theme.quiet;
    match standing.excluded {
        Exclusion::Possible(_) => Span::styled("  may be out", pen.theme.warn),
        _ if standing.low == standing.high => Span::raw(""),
        _ => Span::styled(format!("  {} to {}", standing.low, standing.high), style),
    }
}

/// The strongest reasons for the winner over the runner-up.
fn why(page: &Page, pen: &mut Pen<Target>) {
    let Some(behind) = page.report.why_not.iter().find(|w| Some(&w.option) == page.report.runner_up.as_ref()) else {
        return;
    };
    if behind.against.is_empty() {
        return;
    }
    let is_level = !page.report.level.is_empty();
    pen.heading(&match (is_level, &page.report.chosen) {
        (true, Some(chosen)) => format!("What speaks for {} beside {}", chosen.name, behind.name),
        _ => format!("What puts it ahead of {}", behind.name),
    });
    for against in behind.against.iter().take(N_REASONS) {
        // Seen from the winner, what counts against the other one counts for it.
        reason(pen, &crate::report::Reason { amount: -against.amount, ..against.clone() });
    }
}

fn about(pen: &mut Pen<Target>, winner: &StandingInfo) {
    let theme = pen.theme;
    pen.heading(&winner.name);
    pen.say(&winner.summary, theme.text);
    if let Some(right_when) = &winner.right_when {
        pen.heading("Right when");
        pen.say(right_when, theme.text);
    }
    if !winner.costs.is_empty() {
        pen.heading("What it costs");
        winner.costs.iter().for_each(|cost| pen.point(cost, theme.text));
    }
}

/// Where the answers come from, where some were observed.
fn rests_on(page: &Page, pen: &mut Pen<Target>) {
    let interview = page.interview;
    let (origins, observed) = origins(&interview.subject, &interview.advice, &interview.file);
    if observed.is_empty() {
        return;
    }
    pen.heading("What it rests on");
    pen.say(&origins.sentence, pen.theme.text);
    for answer in observed {
        let on = answer.on.map_or_else(String::new, |on| format!(", read {on}"));
        let from = answer.from.unwrap_or_default();
        pen.point(&format!("{} {} (observed: {from}{on})", answer.ask, answer.said), pen.theme.quiet);
    }
}

fn runner_up(page: &Page, pen: &mut Pen<Target>) {
    let theme = pen.theme;
    let Some(second) = page.report.standings.iter().find(|s| Some(&s.option) == page.report.runner_up.as_ref()) else {
        return;
    };
    let stands = if page.report.level.is_empty() { "Runner-up" } else { "Level with it" };
    pen.heading(&format!("{stands}: {}", second.name));
    pen.say(&second.summary, theme.text);
    if let Some(right_when) = &second.right_when {
        pen.say(&format!("Right when: {right_when}"), theme.quiet);
    }
}
