//! Where the difference of two options comes from, criterion by criterion; what is shown adds up to the fits.

use std::collections::BTreeMap;

use ratatui::text::Span;

use crate::engine::{Fit, RuleReading};
use crate::model::{CriterionIdx, Effect, OptionIdx, RuleIdx};
use crate::tui::screen::report::page::{Page, Target, row};
use crate::tui::widget::figures::{NUMBER, percent, sign_style, signed};
use crate::tui::widget::sheet::{Pen, Sheet};
use crate::tui::widget::text::pad_left;

/// Parts that differ by less than this many tenths are folded.
const TINY: i64 = 5;
/// The most parts shown of a criterion that is folded.
const N_PARTS: usize = 4;

/// The page.
pub fn sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    let theme = pen.theme;
    let Some((a, b)) = compared(page) else {
        pen.say("There is nothing to compare: fewer than two options are left.", theme.text);
        pen.say("What excluded the others stands under \"Why not\".", theme.quiet);
        return pen.done();
    };
    let by = Fit(page.advice.standing(a).fit.0 - page.advice.standing(b).fit.0);
    pen.hang(Span::styled("A", theme.accent), 3, page.name(a), theme.accent);
    pen.hang(Span::styled("B", theme.strong), 3, page.name(b), theme.text);
    if page.advice.standings.len() > 2 {
        pen.say("o compares with another option", theme.quiet);
    }
    pen.blank();
    let head = [pad_left("A", NUMBER), pad_left("B", NUMBER), pad_left("A - B", NUMBER)];
    row(&mut pen, 0, "Fit points by criterion", theme.quiet, &head.map(|h| Span::styled(h, theme.quiet)));
    for criterion in order(page, a, b) {
        pen.stop(Target::Criterion(criterion), |pen| criterion_rows(page, pen, criterion, a, b));
    }
    pen.blank();
    let fits = [page.advice.standing(a).fit, page.advice.standing(b).fit];
    let mut figures: Vec<Span> =
        fits.iter().map(|f| Span::styled(pad_left(&f.to_string(), NUMBER), theme.strong)).collect();
    figures.push(Span::styled(pad_left(&signed(by), NUMBER), sign_style(&pen, by.0)));
    row(&mut pen, 0, "Together", theme.strong, &figures);
    pen.done()
}

/// The winner, and the option it is compared with.
fn compared(page: &Page) -> Option<(OptionIdx, OptionIdx)> {
    let a = page.advice.winner?;
    Some((a, page.rival.or(page.advice.runner_up)?))
}

/// The criteria, those that make the greatest difference first.
fn order(page: &Page, a: OptionIdx, b: OptionIdx) -> Vec<CriterionIdx> {
    let mut criteria: Vec<CriterionIdx> = (0..page.base.criteria.len()).map(CriterionIdx::from).collect();
    let difference = |c: &CriterionIdx| page.advice.on_criterion(a, *c).0 - page.advice.on_criterion(b, *c).0;
    criteria.sort_by_key(|c| -difference(c).abs());
    criteria
}

fn figures(pen: &Pen<Target>, a: i64, b: i64, is_sum: bool) -> [Span<'static>; 3] {
    let style = if is_sum { pen.theme.text } else { pen.theme.quiet };
    let cell = |amount: i64| {
        let text = if is_sum { Fit(amount).to_string() } else { signed(Fit(amount)) };
        Span::styled(pad_left(&text, NUMBER), style)
    };
    let difference = Span::styled(pad_left(&signed(Fit(a - b)), NUMBER), sign_style(pen, a - b));
    [cell(a), cell(b), difference]
}

fn criterion_rows(page: &Page, pen: &mut Pen<Target>, criterion: CriterionIdx, a: OptionIdx, b: OptionIdx) {
    let theme = pen.theme;
    let declared = &page.base.criteria[criterion.get()];
    let weight = f64::from(page.advice.weights[criterion.get()]) / 100.0;
    let own = if page.interview.file.weights.contains_key(&declared.id) { ", your own" } else { "" };
    let (sum_a, sum_b) = (page.advice.on_criterion(a, criterion).0, page.advice.on_criterion(b, criterion).0);
    let sums = figures(pen, sum_a, sum_b, true);
    let name = format!("{} (weight {weight:.1} %{own})", declared.name);
    row(pen, 0, &name, theme.strong, &sums);
    weighing_rows(page, pen, criterion);
    let parts = parts(page, criterion, a, b);
    let is_unfolded = page.is_unfolded(&Target::Criterion(criterion));
    let is_shown =
        |(at, (_, a, b)): (usize, &(Option<RuleIdx>, i64, i64))| is_unfolded || at < N_PARTS && (a - b).abs() >= TINY;
    let n_shown = parts.iter().enumerate().take_while(|(at, part)| is_shown((*at, part))).count();
    for (rule, a, b) in &parts[..n_shown] {
        let cells = figures(pen, *a, *b, false);
        row(pen, 2, &sentence(page, *rule), theme.text, &cells);
    }
    let rest = &parts[n_shown..];
    if !rest.is_empty() {
        let sum = |of: fn(&(Option<RuleIdx>, i64, i64)) -> i64| rest.iter().map(of).sum::<i64>();
        let cells = figures(pen, sum(|p| p.1), sum(|p| p.2), false);
        let text = match (n_shown, rest.len()) {
            (0, 1) => "1 part".to_owned(),
            (0, n) => format!("{n} parts"),
            (_, n) => format!("and {n} more"),
        };
        row(pen, 2, &text, theme.quiet, &cells);
    }
    if is_unfolded && let Some(about) = &declared.about {
        pen.hang(Span::raw(""), 2, about, theme.quiet);
    }
}

/// Why a criterion weighs what it does, where rules add to its weight.
fn weighing_rows(page: &Page, pen: &mut Pen<Target>, criterion: CriterionIdx) {
    let declared = &page.base.criteria[criterion.get()];
    let is_own = page.interview.file.weights.contains_key(&declared.id);
    for (rule, reading) in page.base.rules.iter().zip(&page.advice.rules) {
        let Effect::Weighs(added) = &rule.effect else { continue };
        let Some((_, added)) = added.iter().find(|(on, _)| *on == criterion) else { continue };
        let how = match reading {
            RuleReading::CannotHold => continue,
            _ if is_own => "does not count beside your own".to_owned(),
            RuleReading::Holds => format!("on {}", declared.weight),
            RuleReading::Perhaps(chance) => format!("on {}, with a chance of {}", declared.weight, percent(*chance)),
        };
        let text = format!("Weight {added:+} ({how}): {}", rule.because);
        pen.hang(Span::raw("  "), 4, &text, pen.theme.quiet);
    }
}

/// What a criterion's sums are made of, the greatest differences first; what both options start from comes as one part.
fn parts(page: &Page, criterion: CriterionIdx, a: OptionIdx, b: OptionIdx) -> Vec<(Option<RuleIdx>, i64, i64)> {
    let mut parts: BTreeMap<Option<RuleIdx>, (i64, i64)> = BTreeMap::new();
    for part in page.advice.contributions.iter().filter(|p| p.criterion == criterion) {
        let (of_a, of_b) = parts.entry(part.rule).or_default();
        match part.option {
            option if option == a => *of_a += part.amount.0,
            option if option == b => *of_b += part.amount.0,
            _ => {}
        }
    }
    let mut parts: Vec<_> =
        parts.into_iter().map(|(rule, (a, b))| (rule, a, b)).filter(|p| p.1 != 0 || p.2 != 0).collect();
    parts.sort_by_key(|(_, a, b)| -(a - b).abs());
    parts
}

/// What a part stands for.
fn sentence(page: &Page, rule: Option<RuleIdx>) -> String {
    let Some(rule) = rule else { return "Where it starts from, before any rule".to_owned() };
    let because = &page.base.rules[rule.get()].because;
    match page.advice.rules[rule.get()].chance() {
        chance if chance < 1.0 => format!("{because} (chance {})", percent(chance)),
        _ => because.clone(),
    }
}
