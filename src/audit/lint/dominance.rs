//! Findings about declared dominance: answers under which an option stands below one that it is never to stand below. Exact: all ways in
//! which the rules of the criterion can hold together are followed, by branch and bound.

use super::conflicts::never_true;
use super::context::{Context, Findings};
use super::cut_short;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE, TooComplex};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Dominance, OptionIdx, RuleBase};

/// The most combinations that are followed for one pair of options.
const MAX_STEPS: usize = 50_000;

/// Checks the declared dominance of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let mut open = Vec::new();
        for declared in &base.dominance {
            never(context, declared, findings);
            for below in &declared.below {
                match falls_below(context, decision, declared, *below) {
                    Ok(Some(fall)) => report(context, base, (declared, *below), fall, findings),
                    Ok(None) => {}
                    Err(TooComplex) => {
                        let [above, below] = [declared.above, *below].map(|option| &base.options[option.get()].id);
                        let criterion = &base.criteria[declared.criterion.get()].id;
                        open.push(format!("`{above}` above `{below}` on `{criterion}`"));
                    }
                }
            }
        }
        cut_short::report(base, "some options stand where they are declared to", &open, findings);
    }
}

/// Reports a dominance of which nothing is demanded: its condition never holds.
fn never(context: &Context, declared: &Dominance, findings: &mut Findings) {
    let Some(when) = &declared.when else { return };
    let mut space = Space::clone(&context.compiled.space);
    if space.lower(&when.expr, &context.subject.questionnaire) == Ok(FALSE) {
        let title = "this dominance is never looked at: no answers satisfy its `when`";
        findings.found.push(never_true(context, when, &declared.place, title));
    }
}

/// The cells at which an option stands below the other one, and its lead there.
type Fall = (Vec<(VarIdx, u8)>, i64);

fn falls_below(
    context: &Context,
    decision: &CompiledDecision,
    declared: &Dominance,
    below: OptionIdx,
) -> Result<Option<Fall>, TooComplex> {
    let mut space = Space::clone(&context.compiled.space);
    let questionnaire = &context.subject.questionnaire;
    let when = declared.when.as_ref().map_or(Ok(TRUE), |when| space.lower(&when.expr, questionnaire))?;
    // Where the other one is out, nothing stands above.
    let is_in = space.diagrams.not(decision.excluded[below.get()])?;
    let within = space.diagrams.and(when, is_in)?;
    let criterion = declared.criterion.get();
    let points = |rule: usize, option: OptionIdx| {
        let given = decision.points[rule].1.iter().find(|(of, _)| *of == option);
        given.map_or(0, |(_, points)| *points)
    };
    let of_rule = |rule: usize| points(rule, declared.above) - points(rule, below);
    let rules = (0..decision.rules.len()).filter(|rule| decision.points[*rule].0 == criterion);
    let mut moves: Vec<(i64, NodeId)> = rules.map(|rule| (of_rule(rule), decision.rules[rule])).collect();
    moves.retain(|(points, _)| *points != 0);
    moves.sort_by_key(|(points, _)| *points);
    let start = decision.start[declared.above.get()][criterion] - decision.start[below.get()][criterion];
    let found = Search { diagrams: &mut space.diagrams, moves: &moves, steps: MAX_STEPS }.find(within, start, 0)?;
    Ok(found.and_then(|(at, lead)| Some((space.diagrams.witness(at)?, lead))))
}

/// Follows the rules one by one, those that take from the lead first.
struct Search<'a> {
    diagrams: &'a mut Diagrams,
    moves: &'a [(i64, NodeId)],
    steps: usize,
}

impl Search<'_> {
    fn find(&mut self, within: NodeId, lead: i64, next: usize) -> Result<Option<(NodeId, i64)>, TooComplex> {
        let can_take: i64 = self.moves[next..].iter().map(|(points, _)| *points.min(&0)).sum();
        if within == FALSE || lead + can_take >= 0 {
            return Ok(None);
        }
        let Some((points, holds)) = self.moves.get(next) else { return Ok(Some((within, lead))) };
        self.steps = self.steps.checked_sub(1).ok_or(TooComplex)?;
        let with = self.diagrams.and(within, *holds)?;
        let fails = self.diagrams.not(*holds)?;
        let without = self.diagrams.and(within, fails)?;
        match self.find(with, lead + points, next + 1)? {
            None => self.find(without, lead, next + 1),
            found => Ok(found),
        }
    }
}

fn report(
    context: &Context,
    base: &RuleBase,
    (declared, below): (&Dominance, OptionIdx),
    (cells, lead): Fall,
    findings: &mut Findings,
) {
    let [above, below] = [declared.above, below].map(|option| &base.options[option.get()].id);
    let criterion = &base.criteria[declared.criterion.get()].id;
    let title = format!("`{above}` stands {} points below `{below}` on `{criterion}`, and is declared never to", -lead);
    let finding =
        Diagnostic::new(Severity::Warning, "not-dominated", &declared.place, title).note(context.example(&cells)).help(
            "let a rule that takes points from the upper option take as many from the lower one, or narrow the `when`",
        );
    findings.found.push(finding);
}
