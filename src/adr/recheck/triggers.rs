//! Reasons to decide again that a record names: days and conditions over answers.

use super::look::Look;
use super::replays::Made;
use crate::adr::replay::{Replay, Trigger};
use crate::condition::{parse, renamed};
use crate::engine::facts::knowledge::{Knowledge, Readings};
use crate::engine::meaning::cuts::{Cuts, cuts_of, cuts_of_answers};
use crate::engine::meaning::space::Space;
use crate::load::{day_of, parse_answer};
use crate::model::{Answer, Answers, Day, Expr, Questionnaire};

/// Reports the days that have come.
pub(super) fn dates(found: &mut Look, replay: &Replay, today: Day) {
    for trigger in &replay.revisit {
        let Some(on) = trigger.on.and_then(day_of).filter(|on| *on <= today) else { continue };
        let what = format!("the day to look at it again has come: {on}{}", why(trigger));
        let help = "look at it; then write a new record, or a later day into this one";
        found.fault("review-date", &format!("on = {on}"), what, Vec::new(), help);
    }
}

fn why(trigger: &Trigger) -> String {
    trigger.because.as_ref().map_or_else(String::new, |why| format!(" ({why})"))
}

/// Reports the conditions that have come true.
pub(super) fn conditions(found: &mut Look, replay: &Replay, made: &Made) {
    let questionnaire = &made.subject.questionnaire;
    for trigger in &replay.revisit {
        let Some(when) = &trigger.when else { continue };
        let at = format!("when = \"{when}\"");
        match parse(&renamed(when, questionnaire), questionnaire) {
            Ok(expr) => {
                if holds(&expr, made) {
                    come_true(found, trigger, &at, when);
                }
            }
            Err(errors) => {
                let why = errors.first().map_or("it cannot be read", |error| error.message.as_str());
                let what = format!("a reason to decide again can no longer be checked: `{when}`: {why}");
                let help = "where a name changed, say in `[aliases]` of the questionnaire what it is by now; else supersede the record";
                found.fault("revisit", &at, what, Vec::new(), help);
            }
        }
    }
}

/// What the team named asks for a look. What was computed as a flip only does where it flips, and then the winner says so already.
fn come_true(found: &mut Look, trigger: &Trigger, at: &str, when: &str) {
    let what = format!("a reason to decide again has come true: `{when}`{}", why(trigger));
    if trigger.option.is_none() {
        let help = "decide again: `archfit recheck --propose` writes the record that would supersede this one";
        found.fault("revisit", at, what, Vec::new(), help);
    } else if !found.found.iter().any(|other| other.kind == "winner-changed") {
        let help = "other answers changed as well; the record still follows";
        found.note("revisit", None, at, format!("{what}, and the decision still follows"), Vec::new(), help);
    }
}

/// Whether a condition holds whatever the open answers are.
fn holds(expr: &Expr, made: &Made) -> bool {
    let questionnaire = &made.subject.questionnaire;
    let answers = all_answers(questionnaire, made);
    let mut cuts = made.cuts.as_ref().clone();
    let by_expr = cuts_of(std::iter::once(expr));
    for (question, numbers) in by_expr.into_iter().chain(cuts_of_answers(questionnaire, &answers)) {
        cuts.entry(question).or_default().extend(numbers);
    }
    reads_true(expr, questionnaire, &answers, &cuts)
}

fn reads_true(expr: &Expr, questionnaire: &Questionnaire, answers: &Answers, cuts: &Cuts) -> bool {
    let mut space = Space::new(questionnaire, cuts);
    let Ok(node) = space.lower(expr, questionnaire) else { return false };
    let knowledge = Knowledge::new(&space, &space.variables, questionnaire, answers);
    let reading = Readings::new(&space.diagrams, &knowledge).of(node);
    reading.can_hold && !reading.can_fail
}

/// The answers given and those that another decision settled.
fn all_answers(questionnaire: &Questionnaire, made: &Made) -> Answers {
    let mut answers = made.file.answers.clone();
    for info in made.report.answers.iter().filter(|info| info.settled_by.is_some()) {
        let question = questionnaire.question(info.question.as_str());
        if let Some(value) = question.and_then(|question| parse_answer(&info.value, question).ok()) {
            answers.0.insert(info.question.clone(), Answer::plain(value));
        }
    }
    answers
}
