//! Parts of conditions that change nothing: what an author adds in a hurry to a condition that says it already.

use super::context::{Context, Findings};
use super::pairs::implies;
use crate::audit::condition_parts::each_part;
use crate::audit::readers::Read;
use crate::condition::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::diagram::{FALSE, TRUE};
use crate::engine::meaning::space::Space;
use crate::load::span_of_text;
use crate::model::{Accepted, Atom, Condition, Expr, Place};

/// Checks the conditions of rules, levels and questions.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut space = Space::clone(&context.compiled.space);
    let questionnaire = &context.subject.questionnaire;
    for question in &questionnaire.questions {
        let of = (format!("question `{}`", question.id), &question.accept, &question.place);
        look(context, &mut space, question.ask_if.as_ref(), of, findings);
    }
    for of in &questionnaire.traits {
        for level in &of.levels {
            let at = (format!("level `{}` of trait `{}`", level.id, of.id), &of.accept, &level.place);
            look(context, &mut space, level.when.as_ref(), at, findings);
        }
    }
    for base in &context.subject.rule_bases {
        for entry in base.entries() {
            let rule = &base.rules[entry.get()];
            if context.is_cancelled() {
                return;
            }
            let of = (format!("rule `{}`", base.entry_id(entry)), &rule.accept, &rule.place);
            look(context, &mut space, rule.own.as_ref(), of, findings);
        }
    }
}

/// Reports the first part of a condition without which it holds for the same answers.
fn look(
    context: &Context,
    space: &mut Space,
    when: Option<&Condition>,
    (what, accept, entry): (String, &Accepted, &Place),
    findings: &mut Findings,
) {
    let questionnaire = &context.subject.questionnaire;
    let Some(when) = when.filter(|when| matches!(when.expr, Expr::And(_) | Expr::Or(_) | Expr::Not(_))) else { return };
    let Ok(whole) = space.lower(&when.expr, questionnaire) else { return };
    // What holds never or always is found as such.
    if whole == FALSE || whole == TRUE {
        return;
    }
    let mut candidates = Vec::new();
    let reads_no_quantity = |expr: &Expr| Read::of(expr, questionnaire).quantities.is_empty();
    each_part(&when.expr, &mut |part, rebuild| {
        let (Expr::And(parts) | Expr::Or(parts)) = part else { return };
        let is_all = matches!(part, Expr::And(_));
        for (at, dropped) in parts.iter().enumerate() {
            let mut left = parts.clone();
            left.remove(at);
            let beside = left.iter().any(|other| says_already(other, dropped, is_all)) || {
                let known = left.iter().filter(|other| reads_no_quantity(other)).cloned().collect();
                reads_no_quantity(dropped) && follows(space, context, known, dropped, is_all)
            };
            let rest = rebuild(if is_all { Expr::And(left) } else { Expr::Or(left) });
            candidates.push((dropped.clone(), rest, beside));
        }
    });
    // Between the readings of bands a quantity may be anything, so that what is the same for all readings may differ for a number.
    let is_exact = reads_no_quantity(&when.expr);
    let idle = candidates.into_iter().find(|(part, rest, beside)| {
        let changes_nothing = is_exact && space.lower(rest, questionnaire).is_ok_and(|rest| rest == whole);
        *beside || changes_nothing && !only_guards(space, context, part, rest)
    });
    let Some((part, _, _)) = idle else { return };
    let text = &context.sources.get(entry.file).text;
    let place = span_of_text(text, &when.text, entry.span.start)
        .map_or_else(|| entry.clone(), |span| Place { file: entry.file, span });
    let title = format!("`{}` changes nothing in the condition of {what}", print(&part, questionnaire));
    let finding = Diagnostic::new(Severity::Warning, "idle-part", &place, title)
        .note("without it, the condition holds for the same answers")
        .help("remove it, or write what it was meant to say");
    findings.report_in(entry, accept, finding);
}

/// Whether one of two conditions about the same trait says what the other one says: whatever the levels are, exactly one holds.
fn says_already(other: &Expr, part: &Expr, is_all: bool) -> bool {
    match (other, part) {
        (Expr::Atom(Atom::Trait { of: a, mask: said }), Expr::Atom(Atom::Trait { of: b, mask })) if a == b => {
            if is_all { said & !mask == 0 } else { mask & !said == 0 }
        }
        _ => false,
    }
}

/// Whether a part follows from others that have to hold with it, or one of which has to hold.
fn follows(space: &mut Space, context: &Context, others: Vec<Expr>, part: &Expr, is_all: bool) -> bool {
    let others = if is_all { Expr::And(others) } else { Expr::Or(others) };
    let questionnaire = &context.subject.questionnaire;
    let (Ok(known), Ok(node)) = (space.lower(&others, questionnaire), space.lower(part, questionnaire)) else {
        return false;
    };
    let (given, found) = if is_all { (known, node) } else { (node, known) };
    implies(&space.diagrams, given, found) && !only_guards(space, context, part, &others)
}

/// Whether a part says no more than that a question is asked which the rest reads: that is clear, and often meant so.
fn only_guards(space: &mut Space, context: &Context, part: &Expr, rest: &Expr) -> bool {
    let questionnaire = &context.subject.questionnaire;
    let Ok(node) = space.lower(part, questionnaire) else { return true };
    let read = Read::of(rest, questionnaire).questions;
    let mut asked = read.into_iter().map(|question| space.asked[question.get()]);
    asked.any(|asked| asked != TRUE && implies(&space.diagrams, asked, node))
}
