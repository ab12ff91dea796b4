//! What stays when an interview ends: the first page, as far as there is something to say yet, and what is still open.

use super::build::{Origin, Report, build};
use super::filters::wrap;
use crate::diagnostic::render::counted;
use crate::engine::outlook::n_left_to_ask;
use crate::engine::{Advisor, Applies, Budget, Known, Outlook, Stake};
use crate::model::{AnswersFile, QuestionIdx};

/// The first page as lines of text no wider than `width`, with what `grow` knows about how long decisions hold. Decisions for which a
/// question that matters still waits are named as open, with the question to go on with.
pub fn farewell(
    advisor: &mut Advisor,
    file: &AnswersFile,
    width: usize,
    grow: impl FnOnce(&mut Report, &Advisor),
) -> String {
    let outlooks = advisor.outlook(file, Budget::LIVE);
    let holds = advisor.hold_well_enough(file, &outlooks);
    let is_empty = file.answers.0.is_empty();
    let subject = std::sync::Arc::clone(advisor.subject());
    let states = advisor.advise(file).questions;
    let is_open = |question: QuestionIdx| {
        let state = &states[question.get()];
        state.applies != Applies::No && state.known == Known::Open
    };
    let (waiting, made): (Vec<&Outlook>, Vec<&Outlook>) = {
        let (waiting, made): (Vec<_>, Vec<_>) =
            outlooks.iter().zip(holds).partition(|(outlook, holds)| is_waiting(outlook, *holds, is_empty));
        (
            waiting.into_iter().map(|(outlook, _)| outlook).collect(),
            made.into_iter().map(|(outlook, _)| outlook).collect(),
        )
    };
    let mut blocks = Vec::new();
    if !made.is_empty() || (waiting.is_empty() && !is_empty) {
        let mut report = build(advisor, file, &Origin::default());
        grow(&mut report, advisor);
        report.first_page.keep(|summary| made.iter().any(|outlook| outlook.decision == summary.decision));
        blocks.push(report.first_page.text(width));
        blocks.extend(report.nothing_to_decide.iter().map(|idle| wrapped(&idle.sentence(), width)));
    }
    let still_open = |outlook: &&Outlook| {
        let title = &subject.rule_base(outlook.decision.as_str())?.decision.title;
        let n_left = n_left_to_ask(std::slice::from_ref(*outlook), states.len(), is_open);
        let first = outlook.ask_next.iter().find(|useful| is_open(useful.question));
        let first = first.map(|useful| &subject.questionnaire.questions[useful.question.get()].ask);
        let open = match first.filter(|_| !is_empty && n_left > 0) {
            Some(first) => format!("Still open: {} may decide it, first of all: {first}", counted(n_left, "question")),
            None => "Still open.".to_owned(),
        };
        let open = wrap(&open, width.saturating_sub(2), Some(2)).unwrap_or(open);
        Some(format!("{title}\n  {open}"))
    };
    blocks.extend(waiting.iter().filter_map(still_open));
    let n_open = (0..states.len()).map(QuestionIdx::from).filter(|question| is_open(*question)).count();
    if !is_empty {
        blocks.push(wrapped(
            &format!("{}.", what_is_open(n_open, n_left_to_ask(&outlooks, states.len(), is_open))),
            width,
        ));
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

/// How many questions are left to ask, of those that are open: those that may still change what wins, the one asked among them. An
/// answer may take away more than its own.
pub fn left_to_ask(n_left: usize) -> String {
    if n_left == 0 { "none left".to_owned() } else { format!("at most {n_left} left") }
}

/// That the questions still open change nothing (`what`) of a settled outcome; nothing where none is open.
pub fn settled_whatever(n_open: usize, what: &str) -> Option<String> {
    match n_open {
        0 => None,
        1 => Some(format!("the question still open cannot change {what}")),
        n => Some(format!("the {n} questions still open cannot change {what}")),
    }
}

/// How many questions are open, and how many of them may change what wins; without final stop.
pub fn what_is_open(n_open: usize, n_matter: usize) -> String {
    let are_open = if n_open == 1 { "1 question is open".to_owned() } else { format!("{n_open} questions are open") };
    match (n_open, n_matter) {
        (0, _) => "Every question is answered".to_owned(),
        (_, 0) => are_open,
        (1, _) => format!("{are_open} and may still change what wins"),
        (_, n) => format!("{are_open}; {n} of them may still change what wins"),
    }
}

/// Whether nothing is answered yet, or a question that has not been answered may well change the winner.
fn is_waiting(outlook: &Outlook, holds: bool, is_empty: bool) -> bool {
    let may_change = || outlook.ask_next.iter().any(|useful| useful.stake >= Stake::NotDecided);
    !outlook.settled.is_proven() && (is_empty || (!holds && may_change()))
}

fn wrapped(text: &str, width: usize) -> String {
    wrap(text, width, None).unwrap_or_else(|_| text.to_owned())
}
