//! A comparison as Markdown: what a reviewer of a pull request wants to see first stands first.

use std::fmt::Write as _;

use super::comparison::{Changed, Comparison};
use crate::audit::change::{Came, CaseChange, EntryChange, Extent, SpaceChange};
use crate::audit::lint::say_answers;
use crate::audit::scenarios::word;
use crate::diagnostic::render::counted;
use crate::load::display_number;
use crate::model::OptionId;
use crate::report;

/// The most changes of one sort that are listed.
const MAX_LISTED: usize = 20;

/// The most changed entries that stand in the open.
const MAX_OPEN: usize = 5;

/// The least share that is not rounded to nothing.
const LEAST_SHOWN: f64 = 0.000_5;

pub(super) fn render(comparison: &Comparison) -> String {
    let mut text = String::from("# What this edit changes\n\n");
    for (ids, what) in [(&comparison.added, "added"), (&comparison.removed, "removed")] {
        for id in ids {
            let _ = writeln!(text, "- The decision `{id}` was {what}.");
        }
    }
    for lost in &comparison.lost {
        let help = lost.suggestion.as_ref().map_or_else(String::new, |help| format!("; {help}"));
        let _ = writeln!(text, "- **The id `{}` is gone, and no alias leads from it to another one{help}**", lost.id);
    }
    for (n_errors, which) in [(comparison.n_errors.0, "before"), (comparison.n_errors.1, "now")] {
        if n_errors > 0 {
            let n_errors = counted(n_errors, "error");
            let _ =
                writeln!(text, "- **The version {which} has {n_errors}: the entries with errors are left out here.**");
        }
    }
    if !text.ends_with("\n\n") {
        text.push('\n');
    }
    if comparison.decisions.is_empty() && comparison.added.is_empty() && comparison.removed.is_empty() {
        text.push_str("Nothing: the files behind every decision are the same.\n");
    }
    for changed in &comparison.decisions {
        decision(&mut text, changed);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn decision(text: &mut String, changed: &Changed) {
    let _ = writeln!(text, "## {} (`{}`)\n", changed.title, changed.decision);
    let matters = changed.entries.iter().any(|entry| entry.extent == Extent::Meaning);
    let nothing = !matters && changed.space.transitions.is_empty() && changed.n_other_outcomes() == 0;
    if nothing && changed.space.other_outcome == 0.0 {
        text.push_str("Nothing that matters for outcomes.\n\n");
        listed(text, &changed.entries);
        return;
    }
    if !matters && !changed.settled_by.is_empty() {
        let others: Vec<String> = changed.settled_by.iter().map(|id| format!("`{id}`")).collect();
        let own = if changed.entries.is_empty() { "of its own" } else { "of its own that matters for outcomes" };
        let _ = writeln!(text, "Nothing {own} was edited; it follows from what {} comes to.\n", others.join(" and "));
    }
    for lost in &changed.lost_answers {
        let _ =
            writeln!(text, "- **Lost answers: {}. What is left open passes more easily, and pins less.**", lost.said());
    }
    if !changed.lost_answers.is_empty() {
        text.push('\n');
    }
    let is_short = changed.entries.len() <= MAX_OPEN;
    if is_short {
        listed(text, &changed.entries);
    }
    cases(text, "scenarios", &changed.scenarios);
    cases(text, "answers files", &changed.answers);
    space(text, &changed.space);
    if !is_short {
        listed(text, &changed.entries);
    }
}

fn cases(text: &mut String, what: &str, cases: &[CaseChange]) {
    if cases.is_empty() {
        return;
    }
    let changed: Vec<&CaseChange> = cases.iter().filter(|case| case.changes_outcome()).collect();
    let moved = cases.iter().filter(|case| case.changes_anything() && !case.changes_outcome()).count();
    let _ = writeln!(
        text,
        "Of {} {what}, **{} {} another outcome**; in {moved} more only fits moved.\n",
        cases.len(),
        changed.len(),
        if changed.len() == 1 { "gets" } else { "get" }
    );
    if changed.is_empty() {
        return;
    }
    text.push_str("| case | before | after |\n| --- | --- | --- |\n");
    // Another winner matters more than the same one more or less clearly.
    let (winners, others): (Vec<&CaseChange>, Vec<_>) = changed.iter().partition(|case| case.changes_winner());
    for case in winners.iter().chain(&others).take(MAX_LISTED) {
        let _ = writeln!(text, "| {} | {} | {} |", case.name, came(case.before.as_ref()), came(case.after.as_ref()));
    }
    more(text, changed.len());
    text.push('\n');
}

fn more(text: &mut String, n: usize) {
    if n > MAX_LISTED {
        let _ = writeln!(text, "\nand {} more.", n - MAX_LISTED);
    }
}

fn came(came: Option<&Came>) -> String {
    let Some(came) = came else { return "not there".to_owned() };
    match came.leaders() {
        [_, _, ..] => leaders(came.leaders()),
        _ => format!("{} ({}, lead {})", leaders(came.leaders()), word(came.outcome), came.lead),
    }
}

/// What wins, or what is level.
fn leaders(leaders: &[OptionId]) -> String {
    let named: Vec<String> = leaders.iter().map(|option| format!("`{option}`")).collect();
    match &named[..] {
        [] => "no option".to_owned(),
        [only] => only.clone(),
        level => format!("{}, level", report::listed(level)),
    }
}

fn space(text: &mut String, space: &SpaceChange) {
    let shares = Shares::of(space);
    if space.other_winner == 0.0 && space.other_outcome == 0.0 {
        if space.not_comparable > 1.0 - LEAST_SHOWN {
            text.push_str(
                "No answers are known to both versions, so nothing was compared over all possible answers.\n\n",
            );
        } else {
            let _ = writeln!(text, "Over {} no outcome changes ({}).\n", shares.possible(), shares.how);
        }
        not_counted(text, space);
        return;
    }
    let _ = writeln!(
        text,
        "Over {}, **{} get another winner**, and {} the same one more or less clearly ({}).\n",
        shares.possible(),
        shares.other_winner,
        shares.other_outcome,
        shares.how
    );
    not_counted(text, space);
    if space.transitions.is_empty() {
        return;
    }
    text.push_str("| before | after | share | smallest example found |\n| --- | --- | --- | --- |\n");
    for transition in space.transitions.iter().take(MAX_LISTED) {
        let example = say_answers(&transition.example);
        let example = if example.is_empty() { "with nothing answered".to_owned() } else { example };
        let told = say_answers(&transition.example_before);
        let example = if told.is_empty() { example } else { format!("{example}; before also {told}") };
        let (before, after) = (leaders(&transition.before), leaders(&transition.after));
        let _ = writeln!(text, "| {before} | {after} | {} | {example} |", share(space, transition.share));
    }
    more(text, space.transitions.len());
    text.push('\n');
}

/// What an edit changes in a decision, in one line.
pub(super) fn in_short(changed: &Changed) -> String {
    let shares = Shares::of(&changed.space);
    format!(
        "`{}`: of {}, {} get another winner, and {} the same one more or less clearly ({})",
        changed.decision, shares.of, shares.other_winner, shares.other_outcome, shares.how
    )
}

/// What shares are of where both versions know all answers.
const ALL: &str = "all answers";

/// The shares of all answers that get another outcome, and how they were found.
struct Shares {
    other_winner: String,
    other_outcome: String,
    /// Of which answers they are.
    of: &'static str,
    how: String,
}

impl Shares {
    fn of(space: &SpaceChange) -> Self {
        let how = if space.is_exact {
            "all combinations looked at".to_owned()
        } else if space.other_winner == 0.0 && space.other_outcome == 0.0 {
            format!("none of {} combinations in a fixed sample", display_number(space.n_points as i64))
        } else {
            "from a fixed sample, ± two standard errors".to_owned()
        };
        let [other_winner, other_outcome] = [space.other_winner, space.other_outcome].map(|of| share(space, of));
        let is_all = space.not_comparable == 0.0 && space.no_longer_possible == 0.0;
        let of = if is_all { ALL } else { "the answers that both versions know" };
        Self { other_winner, other_outcome, of, how }
    }
}

impl Shares {
    fn possible(&self) -> &'static str {
        if self.of == ALL { "all possible answers" } else { self.of }
    }
}

fn share(space: &SpaceChange, share: f64) -> String {
    match space.error(share) {
        _ if share > 0.0 && share < LEAST_SHOWN => "under 0.1 %".to_owned(),
        None => format!("{:.1} %", share * 100.0),
        Some(error) => format!("{:.1} % ± {:.1}", share * 100.0, error * 200.0),
    }
}

/// What the shares leave out.
fn not_counted(text: &mut String, space: &SpaceChange) {
    let mut say = |share: f64, what: &str| {
        if share > 0.0 {
            let share = if share < LEAST_SHOWN { "under 0.1 %".to_owned() } else { format!("{:.1} %", share * 100.0) };
            let _ = writeln!(text, "{share} of the answers {what}, and are not counted.\n");
        }
    };
    say(space.not_comparable, "were not possible before");
    say(space.no_longer_possible, "before are no longer possible");
}

fn listed(text: &mut String, entries: &[EntryChange]) {
    if entries.is_empty() {
        return;
    }
    let is_open = entries.len() <= MAX_OPEN;
    let _ = if is_open {
        writeln!(text, "What was edited:\n")
    } else {
        writeln!(text, "<details><summary>{} changed entries</summary>\n", entries.len())
    };
    text.push_str("```diff\n");
    for entry in entries {
        let _ = writeln!(text, "@@ {} @@", entry.headline().replace('`', ""));
        let (before, after) = entry.sides();
        for (sign, side) in [('-', before), ('+', after)] {
            let _ = side.map_or(Ok(()), |side| writeln!(text, "{sign} {side}"));
        }
    }
    text.push_str(if is_open { "```\n\n" } else { "```\n\n</details>\n\n" });
}
