//! One rule on a page: how it stands, why it counts, and, unfolded, everything its file says about it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::figures::{percent, sign_style, signed};
use super::gauge;
use super::sheet::Pen;
use super::text::{fit, pad, pad_left, width, wrap};
use crate::engine::{DecisionAdvice, Fit, RuleReading};
use crate::model::{
    Confidence, CriterionIdx, Effect, Evidence, EvidenceKind, OptionIdx, Rule, RuleBase, RuleIdx, Withheld,
};

/// The rules of a decision, and what follows from them where answers are given.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The rule base.
    pub base: &'a RuleBase,
    /// What the engine says.
    pub advice: Option<&'a DecisionAdvice>,
}

/// Columns of the amount at the right.
const AMOUNT: usize = 8;

impl Rules<'_> {
    fn rule(&self, rule: RuleIdx) -> &Rule {
        &self.base.rules[rule.get()]
    }

    /// How a rule stands under the answers.
    pub fn reading(&self, rule: RuleIdx) -> Option<RuleReading> {
        self.advice.map(|advice| advice.rules[rule.get()])
    }

    /// How far a rule moves the lead of the winner over the runner-up.
    pub fn lead(&self, rule: RuleIdx) -> Fit {
        let Some(advice) = self.advice else { return Fit(0) };
        let of = |option: Option<OptionIdx>| -> i64 {
            let parts = advice.contributions.iter().filter(|p| p.rule == Some(rule) && Some(p.option) == option);
            parts.map(|p| p.amount.0).sum()
        };
        Fit(of(advice.winner) - of(advice.runner_up))
    }

    /// What the figures at the right of the entries are; nothing where there is no lead that they could move.
    pub fn lead_note(&self) -> Option<String> {
        let (winner, second) = self.advice.and_then(|advice| advice.winner.zip(advice.runner_up))?;
        let name = |option: OptionIdx| &self.base.options[option.get()].name;
        Some(format!("At the right: what it adds to the lead of {} over {}.", name(winner), name(second)))
    }

    fn names(&self, options: &[OptionIdx]) -> String {
        let names: Vec<&str> = options.iter().map(|o| self.base.options[o.get()].name.as_str()).collect();
        names.join(", ")
    }

    /// What is added to weights, in words.
    fn weighed(&self, added: &[(CriterionIdx, i32)]) -> String {
        let one = |(on, amount): &(CriterionIdx, i32)| {
            let criterion = &self.base.criteria[on.get()];
            let then = i64::from(criterion.weight) + i64::from(*amount);
            format!("{} {amount:+} ({} -> {then})", criterion.name, criterion.weight)
        };
        added.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// Everything a filter looks at.
    pub fn text(&self, rule: RuleIdx) -> String {
        let rule = self.rule(rule);
        let about = match &rule.effect {
            Effect::Points { criterion, points } => {
                let options: Vec<OptionIdx> = points.iter().map(|(option, _)| *option).collect();
                format!("{} {}", self.base.criteria[criterion.get()].name, self.names(&options))
            }
            Effect::Weighs(added) => format!("weighs {}", self.weighed(added)),
            Effect::Excludes(options) => format!("excludes {}", self.names(options)),
            Effect::Caution { text, .. } => format!("caution {text}"),
            Effect::Withholds { text, .. } => format!("{} {text}", withheld_word(&rule.effect)),
        };
        format!("{} {} {} {about}", rule.id, rule.when.text, rule.because).to_lowercase()
    }
}

/// A rule in the list: a mark for how it stands, its sentence, and what it does at the right.
pub fn entry<T>(rules: &Rules, pen: &mut Pen<T>, rule: RuleIdx) {
    let theme = pen.theme;
    let reading = rules.reading(rule);
    let (mark, style) = match reading {
        Some(RuleReading::Holds) => ("●", theme.good),
        Some(RuleReading::Perhaps(_)) => ("◐", theme.warn),
        Some(RuleReading::CannotHold) => ("○", theme.quiet),
        None => ("•", theme.quiet),
    };
    let (amount, amount_style) = match &rules.rule(rule).effect {
        Effect::Points { .. } => {
            let lead = rules.lead(rule);
            let text = if rules.advice.is_some() { signed(lead) } else { String::new() };
            (text, sign_style(pen, lead.0))
        }
        Effect::Weighs(_) => ("weight".to_owned(), theme.accent),
        Effect::Excludes(_) => ("veto".to_owned(), theme.bad),
        Effect::Caution { .. } => ("caution".to_owned(), theme.warn),
        effect @ Effect::Withholds { .. } => (withheld_word(effect).to_owned(), theme.bad),
    };
    let is_out = reading == Some(RuleReading::CannotHold);
    let text_style = if is_out { theme.quiet } else { theme.text };
    let chance = match reading {
        Some(RuleReading::Perhaps(chance)) => format!(" (chance\u{a0}{})", percent(chance)),
        _ => String::new(),
    };
    let text = format!("{}{chance}", rules.rule(rule).because);
    let columns = pen.columns.saturating_sub(2 + AMOUNT + 1);
    for (at, line) in wrap(&text, columns).into_iter().enumerate() {
        let (mark, amount) = if at == 0 { (mark, amount.as_str()) } else { (" ", "") };
        pen.line(Line::from(vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(pad(&line, columns), text_style),
            Span::raw(" "),
            Span::styled(pad_left(amount, AMOUNT), if is_out { theme.quiet } else { amount_style }),
        ]));
    }
}

/// Columns of the names at the left of the details.
const NAME: usize = 11;
/// Columns on either side of zero in a bar of points.
const HALF: usize = 8;

/// Everything the rule's file says about it.
pub fn details<T>(rules: &Rules, pen: &mut Pen<T>, rule: RuleIdx) {
    let (theme, idx) = (pen.theme, rule);
    let rule = rules.rule(rule);
    field(pen, "Fires when", &rule.when.text, theme.text);
    match &rule.effect {
        Effect::Points { criterion, points } => {
            field(pen, "Counts on", &rules.base.criteria[criterion.get()].name, theme.text);
            points.iter().for_each(|(option, points)| bar(rules, pen, idx, *option, *points));
        }
        Effect::Weighs(added) => field(pen, "Weighs", &rules.weighed(added), theme.text),
        Effect::Excludes(options) => field(pen, "Excludes", &rules.names(options), theme.bad),
        Effect::Withholds { text, .. } => field(pen, "Instead", text, theme.bad),
        Effect::Caution { text, options } => {
            field(pen, "Cautions", text, theme.warn);
            if !options.is_empty() {
                field(pen, "Concerns", &rules.names(options), theme.text);
            }
        }
    }
    if let Some(follow_up) = &rule.follow_up {
        field(pen, "Then", follow_up, theme.text);
    }
    let confidence = match rule.confidence {
        Confidence::Low => "low: judgement, or one weak source",
        Confidence::Medium => "medium: some evidence",
        Confidence::High => "high: measured or documented",
    };
    field(pen, "Confidence", confidence, theme.text);
    if rule.evidence.is_empty() {
        field(pen, "Evidence", "none is cited", theme.warn);
    }
    for (at, id) in rule.evidence.iter().enumerate() {
        let name = if at == 0 { "Evidence" } else { "" };
        match rules.base.evidence(id.as_str()) {
            Some(found) => evidence(pen, name, found),
            None => field(pen, name, &format!("`{id}` is not there"), theme.warn),
        }
    }
    field(pen, "Rule", rule.id.as_str(), theme.quiet);
}

fn field<T>(pen: &mut Pen<T>, name: &str, text: &str, style: Style) {
    let name = Span::styled(format!("  {}", pad(name, NAME)), pen.theme.quiet);
    pen.hang(name, NAME + 4, text, style);
}

/// Points as a bar on either side of zero, with what they come to in the fit.
fn bar<T>(rules: &Rules, pen: &mut Pen<T>, rule: RuleIdx, option: OptionIdx, points: i32) {
    let theme = pen.theme;
    let of_rule = |r: &Rule| match &r.effect {
        Effect::Points { points, .. } => points.iter().map(|(_, p)| p.abs()).max().unwrap_or(0),
        _ => 0,
    };
    let most = rules.base.rules.iter().map(of_rule).max().unwrap_or(1);
    let mut spans = vec![Span::raw(" ".repeat(NAME + 4))];
    spans.extend(gauge::points(theme, HALF, points, most));
    spans.push(Span::raw(format!(" {points:>+3}  ")));
    let part = rules.advice.and_then(|a| a.contributions.iter().find(|c| c.rule == Some(rule) && c.option == option));
    let amount = part.map_or(String::new(), |part| pad_left(&signed(part.amount), 6));
    let taken = NAME + 4 + 2 * HALF + 1 + 6 + width(&amount);
    let name = &rules.base.options[option.get()].name;
    spans.push(Span::styled(
        pad(&fit(name, pen.columns.saturating_sub(taken)), pen.columns.saturating_sub(taken)),
        theme.text,
    ));
    spans.push(Span::styled(amount, theme.quiet));
    pen.line(Line::from(spans));
}

fn evidence<T>(pen: &mut Pen<T>, name: &str, evidence: &Evidence) {
    let theme = pen.theme;
    let kind = match evidence.kind {
        EvidenceKind::Documentation => "documentation",
        EvidenceKind::Measurement => "measurement",
        EvidenceKind::Paper => "paper",
        EvidenceKind::Case => "case",
        EvidenceKind::Opinion => "opinion",
    };
    let year = evidence.year.map(|year| year.to_string());
    let checked = evidence.checked.map(|day| format!("checked {day}"));
    let about: Vec<String> =
        [Some(kind.to_owned()), evidence.publisher.clone(), year, checked].into_iter().flatten().collect();
    field(pen, name, &evidence.title, theme.text);
    field(pen, "", &about.join(", "), theme.quiet);
    if let Some(says) = &evidence.says {
        field(pen, "", says, theme.quiet);
    }
    if let Some(limits) = &evidence.limits {
        field(pen, "", &format!("It does not show: {limits}"), theme.quiet);
    }
    if let Some(link) = &evidence.link {
        field(pen, "", link, theme.key);
    }
}

fn withheld_word(effect: &Effect) -> &'static str {
    if effect.withheld() == Some(Withheld::NothingToDecide) { "idle" } else { "out of scope" }
}
