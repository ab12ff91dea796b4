//! What was solved for the numbers of the rules: how far those of a rule may go, and what makes failing scenarios pass.

use ratatui::text::Span;

use crate::audit::tune::{Number, Repair, Tuned};
use crate::diagnostic::render::counted;
use crate::model::{Effect, RuleBase, RuleIdx};
use crate::tui::state::app::App;
use crate::tui::state::worked::Found;
use crate::tui::widget::sheet::Pen;

/// How many repairs are shown.
const MAX_REPAIRS: usize = 3;

/// How many failing scenarios are named.
const MAX_NAMED: usize = 4;

/// How far the numbers of a rule may go before a scenario comes out otherwise.
pub fn write_slack<T>(base: &RuleBase, tuned: &Found<std::sync::Arc<Tuned>>, pen: &mut Pen<T>, rule: RuleIdx) {
    if !matches!(base.rules[rule.get()].effect, Effect::Points { .. } | Effect::Weighs(_)) {
        return;
    }
    let quiet = pen.theme.quiet;
    let mut field = |name: &str, text: &str| pen.hang(Span::styled(format!("  {name:<11}"), quiet), 15, text, quiet);
    match tuned {
        Found::NotAsked => {}
        Found::Working => field("Slack", "being worked out"),
        Found::Here(tuned) => {
            let is_of = |of: RuleIdx| base.with_levels(of).contains(&rule);
            let of_rule = |number: Number| match number {
                Number::Points(of, option) if is_of(of) => Some(&base.options[option.get()].name),
                Number::Weighs(of, criterion) if is_of(of) => Some(&base.criteria[criterion.get()].name),
                _ => None,
            };
            let slacks = tuned.slack.iter().filter_map(|slack| Some((of_rule(slack.number)?, slack)));
            for (at, (of, slack)) in slacks.enumerate() {
                let name = if at == 0 { "Slack" } else { "" };
                field(name, &format!("{of}: {}", slack.said(base)));
            }
        }
    }
}

/// Which scenarios fail, and the smallest changes of numbers that make them pass.
pub fn say_repairs(app: &App, base: &RuleBase, tuned: &Tuned, pen: &mut Pen<()>) {
    let theme = pen.theme;
    let failing: Vec<usize> = tuned.failing.iter().chain(&tuned.beyond).copied().collect();
    if failing.is_empty() {
        return;
    }
    let named = failing.iter().take(MAX_NAMED).map(|at| format!("`{}`", base.scenarios[*at].id));
    let named = named.collect::<Vec<_>>().join(", ");
    let more = if failing.len() > MAX_NAMED { ", …" } else { "" };
    let verb = if failing.len() == 1 { "fails" } else { "fail" };
    pen.say(&format!("{} {verb}: {named}{more}", counted(failing.len(), "scenario")), theme.bad);
    if tuned.failing.is_empty() {
        pen.say("No number decides that: see `archfit test`.", theme.quiet);
        return;
    }
    if tuned.repairs.is_empty() {
        pen.say(tuned.no_repair_said(), theme.quiet);
        return;
    }
    let which = if tuned.beyond.is_empty() { "all scenarios pass" } else { "all pass that numbers decide" };
    pen.say(&format!("Each of these makes {which}:"), theme.text);
    for repair in tuned.repairs.iter().take(MAX_REPAIRS) {
        pen.point(&said(app, base, repair, tuned.is_exact), theme.text);
    }
}

fn said(app: &App, base: &RuleBase, repair: &Repair, is_exact: bool) -> String {
    let place = |number: Number| {
        let place = number.entry(base);
        let source = app.library.sources.0.get(place.file.0 as usize);
        source
            .map_or_else(String::new, |source| format!(" ({}:{})", source.name, source.position(place.span.start).line))
    };
    let edits: Vec<String> =
        repair.edits.iter().map(|edit| format!("{}{}", edit.said(base), place(edit.number))).collect();
    format!("{}; {}", edits.join(", "), repair.share_said(is_exact))
}
