//! Findings about conditions that hold because something is not asked: `not loss == yes` holds wherever `loss` is skipped, so an `ask-if`
//! that hides the question makes a veto fire, or another question be asked, by default.

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::diagram::{FALSE, NodeId, TooComplex};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Accepted, Atom, Condition, Expr, Place, QuestionIdx, Questionnaire};

/// Checks vetoes, `ask-if`, `decide-if` and declared dominance.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    let none = Accepted::new();
    let mut look = |what: String, condition: &Condition, accept: &Accepted, place: &Place| {
        for question in hidden(&condition.expr, questionnaire) {
            if let Some(cells) = holds_by_silence(&condition.expr, question, context) {
                let asked = &questionnaire.questions[question.get()];
                let title = format!("{what} where `{}` is not asked, because of a `not`", asked.id);
                let finding = Diagnostic::new(Severity::Warning, "holds-unasked", place, title)
                    .note(format!("{}: `{}` holds", context.example(&cells), condition.text))
                    .note(format!(
                        "`{}` is asked only where `{}`",
                        asked.id,
                        asked.ask_if.as_ref().map_or("", |when| &when.text)
                    ))
                    .help(format!(
                        "compare by `!=` or `not in`, which hold only where it is asked, or write `({} is na or …)` where both is meant",
                        asked.id
                    ));
                findings.report_in(place, accept, finding);
            }
        }
    };
    for question in &questionnaire.questions {
        if let Some(condition) = &question.ask_if {
            look(format!("question `{}` is asked", question.id), condition, &question.accept, &question.place);
        }
    }
    for base in &context.subject.rule_bases {
        for rule in base.written_rules().filter(|rule| !rule.effect.excluded().is_empty()) {
            // What a group adds by `not` is no word of the author's.
            if let Some(condition) = &rule.own {
                look(format!("veto `{}` fires", rule.id), condition, &rule.accept, &rule.place);
            }
        }
        if let Some(condition) = &base.decision.decide_if {
            let (decision, what) = (&base.decision, format!("decision `{}` has to be made", base.decision.id));
            look(what, condition, &decision.accept, &decision.place);
        }
        for declared in &base.dominance {
            if let Some(condition) = &declared.when {
                look("this dominance is demanded".to_owned(), condition, &none, &declared.place);
            }
        }
    }
}

/// The questions that may be skipped and that stand under a `not`, apart from those of which the condition itself says what is to
/// follow where they are skipped.
fn hidden(expr: &Expr, questionnaire: &Questionnaire) -> Vec<QuestionIdx> {
    let (mut denied, mut spoken) = (Vec::new(), Vec::new());
    each(expr, false, &mut |atom, is_denied| match atom {
        Atom::IsNa { question } => spoken.push(*question),
        _ if is_denied => denied.extend(reads(atom, questionnaire)),
        _ => {}
    });
    denied.sort_unstable();
    denied.dedup();
    let may_be_skipped = |of: &QuestionIdx| questionnaire.questions[of.get()].ask_if.is_some();
    denied.retain(|of| may_be_skipped(of) && !spoken.contains(of));
    denied
}

/// Every comparison, each with whether it stands under an odd number of `not`.
fn each(expr: &Expr, is_denied: bool, look: &mut impl FnMut(&Atom, bool)) {
    match expr {
        Expr::Const(_) => {}
        Expr::Not(inner) => each(inner, !is_denied, look),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| each(part, is_denied, look)),
        Expr::Atom(atom) => look(atom, is_denied),
    }
}

/// The questions of a comparison by name, or of its quantity.
fn reads(atom: &Atom, questionnaire: &Questionnaire) -> Vec<QuestionIdx> {
    match atom {
        Atom::Choice { question, .. } | Atom::Number { question, .. } | Atom::Includes { question, .. } => {
            vec![*question]
        }
        // A part of a sum that is not asked adds nothing; only a product has no value then.
        Atom::Quantity { of, .. } => {
            let quantity = &questionnaire.quantities[of.get()];
            quantity.over.iter().chain(&quantity.under).copied().collect()
        }
        Atom::IsNa { .. } | Atom::Trait { .. } => Vec::new(),
    }
}

/// Answers under which a condition holds, and would not if the denied comparisons of a question that is not asked there held.
fn holds_by_silence(expr: &Expr, question: QuestionIdx, context: &Context) -> Option<Vec<(VarIdx, u8)>> {
    let questionnaire = &context.subject.questionnaire;
    let mut space = Space::clone(&context.compiled.space);
    let found = (|| -> Result<NodeId, TooComplex> {
        let holds = space.lower(expr, questionnaire)?;
        let answered = space.lower(&granted(expr, false, question, questionnaire), questionnaire)?;
        let asked = space.asked[question.get()];
        space.within_steps(|space| {
            let diagrams = &mut space.diagrams;
            let (unasked, fails) = (diagrams.not(asked)?, diagrams.not(answered)?);
            let there = diagrams.and(unasked, holds)?;
            diagrams.and(there, fails)
        })
    })();
    let node = found.ok().filter(|node| *node != FALSE)?;
    space.diagrams.witness(node)
}

/// A condition with every denied comparison that reads a question taken to hold.
fn granted(expr: &Expr, is_denied: bool, question: QuestionIdx, questionnaire: &Questionnaire) -> Expr {
    let part = |part: &Expr| granted(part, is_denied, question, questionnaire);
    match expr {
        Expr::Atom(atom) if is_denied && reads(atom, questionnaire).contains(&question) => Expr::Const(true),
        Expr::Const(_) | Expr::Atom(_) => expr.clone(),
        Expr::Not(inner) => Expr::Not(Box::new(granted(inner, !is_denied, question, questionnaire))),
        Expr::And(parts) => Expr::And(parts.iter().map(part).collect()),
        Expr::Or(parts) => Expr::Or(parts.iter().map(part).collect()),
    }
}
