//! What was solved, for people: what mends failing scenarios, what cannot be mended, what nothing holds, and what to ask next.

use std::fmt::Write as _;

use super::solved::{Files, Solved};
use crate::audit::lint::say_answers;
use crate::audit::scenario_text::{Says, free_id, scenario_text};
use crate::audit::tune::{Conflict, MAX_TOGETHER, N_DRAWN, Next, Number, Slack};
use crate::load::{Sources, answer_to_text};
use crate::model::OptionIdx;
use crate::report::listed;

pub(super) fn of(solved: &Solved, sources: &Sources, all_slack: bool) -> String {
    let (tuned, files) = (&solved.tuned, &Files::of(solved, sources));
    let id = &solved.base().decision.id;
    let mut text = format!("{id}: {} of {} scenarios pass\n", tuned.n_passing, solved.base().scenarios.len());
    named(&mut text, solved, "fail by their numbers", &tuned.failing);
    named(&mut text, solved, "fail by what no number decides", &tuned.beyond);
    repairs(&mut text, solved, files);
    tuned.conflicts.iter().for_each(|conflict| self::conflict(&mut text, solved, conflict));
    in_no_conflict(&mut text, solved);
    slack(&mut text, solved, files, all_slack);
    if let Some(next) = &tuned.next {
        self::next(&mut text, solved, next);
    }
    text
}

fn named(text: &mut String, solved: &Solved, what: &str, scenarios: &[usize]) {
    if !scenarios.is_empty() {
        let ids: Vec<String> = scenarios.iter().map(|at| format!("`{}`", solved.scenario(*at))).collect();
        let _ = writeln!(text, "  {} {what}: {}", scenarios.len(), ids.join(", "));
    }
}

fn repairs(text: &mut String, solved: &Solved, files: &Files) {
    let tuned = &solved.tuned;
    if tuned.failing.is_empty() {
        return;
    }
    if tuned.repairs.is_empty() {
        let _ = writeln!(text, "\n{}", tuned.no_repair_said());
        return;
    }
    let n = tuned.repairs[0].edits.len();
    let what = if n == 1 {
        "Each of these changes of one number".into()
    } else {
        format!("Each of these changes of {n} numbers")
    };
    let _ = writeln!(text, "\n{what} makes all of them pass, and no other scenario fail:");
    for repair in &tuned.repairs {
        let _ = writeln!(text, "  {}", repair.share_said(tuned.is_exact));
        for edit in &repair.edits {
            let place = files.line_of(edit.number);
            let _ = writeln!(text, "    {}: {}", place, edit.said(solved.base()));
        }
    }
    let n_more = tuned.n_found - tuned.repairs.len();
    if n_more > 0 {
        let more = if n_more == 1 {
            "One more was found, no smaller".into()
        } else {
            format!("{n_more} more were found, none smaller")
        };
        let _ = writeln!(text, "  {more}.");
    }
    if tuned.is_cut_short {
        let _ = writeln!(text, "  There may be others: not everything was looked at.");
    }
}

/// That larger sets of scenarios are not looked at.
fn in_no_conflict(text: &mut String, solved: &Solved) {
    let tuned = &solved.tuned;
    if tuned.repairs.is_empty() && !tuned.in_no_conflict.is_empty() {
        let ids: Vec<String> = tuned.in_no_conflict.iter().map(|at| format!("`{}`", solved.scenario(*at))).collect();
        let _ = writeln!(
            text,
            "\nWhether scenarios contradict each other was looked at for up to {MAX_TOGETHER} at a time, those that name one winner and leave \
             nothing open: none of these was found to be part of it: {}.",
            ids.join(", ")
        );
    }
}

fn conflict(text: &mut String, solved: &Solved, conflict: &Conflict) {
    let scenarios: Vec<String> = conflict.scenarios().iter().map(|at| format!("`{}`", solved.scenario(*at))).collect();
    let option = |option: OptionIdx| &solved.base().options[option.get()].id;
    let _ = writeln!(
        text,
        "\nNo points at all satisfy {} together, whatever their signs and sizes:",
        scenarios.join(" and ")
    );
    for part in &conflict.parts {
        let times = if part.times == 1 { String::new() } else { format!("{} times: ", part.times) };
        let (ahead, behind) = (option(part.ahead), option(part.behind));
        let _ = writeln!(text, "  {times}`{ahead}` ahead of `{behind}` in `{}`", solved.scenario(part.scenario));
    }
    let _ = writeln!(
        text,
        "  Added up, nothing would have to be more than nothing. A condition has to tell them apart, or one is wrong."
    );
}

fn slack(text: &mut String, solved: &Solved, files: &Files, all: bool) {
    let slack = &solved.tuned.slack;
    let n = |which: fn(&Slack) -> bool| slack.iter().filter(|slack| which(slack)).count();
    let points: Vec<&Slack> = slack.iter().filter(|slack| !slack.number.is_of_weight()).collect();
    let n_signs = points.iter().filter(|slack| slack.is_sign_pinned()).count();
    let _ = writeln!(
        text,
        "\nOf {} numbers scenarios hold {}; of {} numbers of points they hold {} signs.",
        slack.len(),
        n(Slack::is_pinned),
        points.len(),
        n_signs
    );
    if all {
        slack.iter().for_each(|slack| interval(text, solved, files, slack));
        return;
    }
    // What fails asks for some of them.
    let edits: Vec<Number> =
        solved.tuned.repairs.iter().flat_map(|repair| &repair.edits).map(|edit| edit.number).collect();
    let is_free = |slack: &&Slack| !slack.is_pinned() && !edits.contains(&slack.number);
    if slack.iter().any(|slack| is_free(&slack)) {
        let head = if solved.tuned.failing.is_empty() {
            "Held by no scenario, and so any number would do that a file may have:"
        } else {
            "Held by no scenario that passes; what fails may ask for another number:"
        };
        let _ = writeln!(text, "{head}");
        slack.iter().filter(is_free).for_each(|slack| interval(text, solved, files, slack));
    }
}

fn interval(text: &mut String, solved: &Solved, files: &Files, slack: &Slack) {
    let place = files.line_of(slack.number);
    let what = slack.number.said(solved.base());
    let within = if slack.is_pinned() || slack.least.is_some() {
        format!(", {}", slack.said(solved.base()))
    } else {
        String::new()
    };
    let _ = writeln!(text, "  {place}: {what}: {}{within}", slack.value);
}

fn next(text: &mut String, solved: &Solved, next: &Next) {
    let option = |option: Option<OptionIdx>| option.map_or("no option", |o| solved.base().options[o.get()].id.as_str());
    let votes: Vec<String> =
        next.votes.iter().map(|(winner, n)| format!("`{}` wins with {n}", option(*winner))).collect();
    let changed = say_answers(&next.changed);
    let but = if changed.is_empty() { String::new() } else { format!(", but {changed}") };
    let _ = writeln!(text, "\nAsk next: like `{}`{but}. Which should win?", solved.scenario(next.like));
    let _ = writeln!(text, "Of {N_DRAWN} sets of numbers under which every scenario passes,");
    let now = match &next.now[..] {
        [only] => format!("`{}` does", option(Some(*only))),
        [] => "no option does".to_owned(),
        level => {
            let level: Vec<String> = level.iter().map(|leader| format!("`{}`", option(Some(*leader)))).collect();
            format!("{} are level", listed(&level))
        }
    };
    let _ = writeln!(text, "{}; as they are, {now}.", votes.join(", "));
    let _ = writeln!(text, "With an expert's answer as `winner`, this scenario settles it:\n");
    for line in ready(solved, next).lines() {
        let _ = writeln!(text, "    {line}");
    }
}

/// The case as a scenario that expects what wins now.
pub(super) fn ready(solved: &Solved, next: &Next) -> String {
    let base = solved.base();
    let words = next.changed.0.iter().map(|(id, answer)| format!(" {id} {}", answer_to_text(&answer.value)));
    let id = free_id(&format!("{}{}", solved.scenario(next.like), words.collect::<String>()), base);
    let says = Says { id, title: None, leaders: next.now.clone(), outcome: None };
    scenario_text(&says, &next.answers, base, &solved.subject.questionnaire)
}
