//! Why a condition can never hold: the least parts of it that cannot hold together.

use super::context::Context;
use crate::condition::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::diagram::{FALSE, TRUE};
use crate::engine::meaning::order::{Step, reads};
use crate::engine::meaning::space::Space;
use crate::model::{Condition, Expr, Place, Questionnaire};

/// The most alternatives of an `or` that are spoken of.
const MAX_ALTERNATIVES: usize = 3;

/// What is said of an entry that comes to nothing because its condition never holds.
pub(super) fn never_true(context: &Context, when: &Condition, place: &Place, title: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, "never-true", place, title)
        .notes(conflicts(&when.expr, context))
        .help("remove it, or mend its condition: mind that skipped questions satisfy no comparison")
}

/// For each alternative of a condition that can never hold, which parts of it contradict each other.
pub(super) fn conflicts(expr: &Expr, context: &Context) -> Vec<String> {
    let mut space = Space::clone(&context.compiled.space);
    let alternatives = if let Expr::Or(parts) = expr { &parts[..] } else { std::slice::from_ref(expr) };
    let of = |one: &Expr| conflict(one, &context.subject.questionnaire, &mut space);
    alternatives.iter().take(MAX_ALTERNATIVES).flat_map(of).collect()
}

fn conflict(expr: &Expr, questionnaire: &Questionnaire, space: &mut Space) -> Vec<String> {
    let parts = if let Expr::And(parts) = expr { parts.iter().collect() } else { vec![expr] };
    let mut needed = parts.clone();
    // A part without which nothing holds either has no share in the contradiction.
    for part in parts {
        let others: Vec<&Expr> = needed.iter().filter(|other| **other != part).copied().collect();
        if !can_hold(&others, questionnaire, space) {
            needed = others;
        }
    }
    let said: Vec<String> = needed.iter().map(|part| format!("`{}`", print(part, questionnaire))).collect();
    let mut notes = match &said[..] {
        [] => return Vec::new(),
        [one] => vec![format!("{one} never holds")],
        several => vec![format!("{} never hold together", several.join(" and "))],
    };
    let mut read = Vec::new();
    needed.iter().for_each(|part| reads(part, questionnaire, &mut read));
    read.sort_unstable();
    read.dedup();
    for step in read {
        let Step::Question(question) = step else { continue };
        let question = &questionnaire.questions[question.get()];
        notes.extend(
            question.ask_if.as_ref().map(|when| format!("`{}` is asked only where `{}`", question.id, when.text)),
        );
    }
    notes
}

fn can_hold(parts: &[&Expr], questionnaire: &Questionnaire, space: &mut Space) -> bool {
    let mut all = TRUE;
    for part in parts {
        let Ok(node) = space.lower(part, questionnaire) else { return true };
        let Ok(both) = space.within_steps(|space| space.diagrams.and(all, node)) else { return true };
        all = both;
    }
    all != FALSE
}
