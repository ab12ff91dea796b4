//! Where no option is left: answers that cannot be met together, and the least that would free each excluded option.

use super::changes::{Put, describe};
use super::sufficient::{given, knowledge_from};
use crate::engine::base::steps::Steps;
use crate::engine::meaning::diagram::{FALSE, NodeId, TRUE};
use crate::engine::meaning::variable::VarIdx;
use crate::engine::result::analysis::{Conflict, Relaxation};
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionIdx, RuleIdx};

/// Given answers that together exclude every option, none of which can be left out; `None` where an option is left, and where it was
/// cancelled.
pub fn conflict(situation: &Situation, steps: &Steps) -> Option<Conflict> {
    let excludes_all = |questions: &[QuestionIdx]| {
        // What was cancelled says yes to everything, so that it ends.
        if !steps.goes_on(situation.work()) {
            return true;
        }
        let knowledge = knowledge_from(situation, questions);
        !situation.under(knowledge).in_play().any(|_| true)
    };
    let given = given(situation);
    if situation.in_play().next().is_some() || !excludes_all(&given) {
        return None;
    }
    let mut questions = if excludes_all(&[]) { Vec::new() } else { quick_explain(&excludes_all, &[], false, &given) };
    if !steps.goes_on(situation.work()) {
        return None;
    }
    questions.sort_unstable();
    let there = situation.under(knowledge_from(situation, &questions));
    let mut vetoes: Vec<RuleIdx> = there.exclusions.iter().flat_map(|exclusion| exclusion.vetoes().to_vec()).collect();
    vetoes.sort_unstable();
    vetoes.dedup();
    Some(Conflict { questions, vetoes })
}

/// A minimal part of `candidates` that is in conflict together with `background` (`QuickXplain`; Junker, AAAI 2004).
fn quick_explain(
    is_conflict: &dyn Fn(&[QuestionIdx]) -> bool,
    background: &[QuestionIdx],
    has_grown: bool,
    candidates: &[QuestionIdx],
) -> Vec<QuestionIdx> {
    if has_grown && is_conflict(background) {
        return Vec::new();
    }
    if let [only] = candidates {
        return vec![*only];
    }
    let (first, second) = candidates.split_at(candidates.len() / 2);
    let of_second = quick_explain(is_conflict, &[background, first].concat(), !first.is_empty(), second);
    let with_second = [background, &of_second[..]].concat();
    let of_first = quick_explain(is_conflict, &with_second, !of_second.is_empty(), first);
    [of_first, of_second].concat()
}

/// The least changes that free each option excluded for certain, in option order; only some of them where it was cancelled.
pub fn relaxations(situation: &Situation, steps: &Steps) -> Vec<Relaxation> {
    let excluded = (0..situation.exclusions.len()).filter(|option| situation.exclusions[*option].is_certain());
    let excluded = excluded.take_while(|_| steps.goes_on(2 * situation.work()));
    excluded.map(|option| relaxation(situation, OptionIdx::from(option))).collect()
}

fn relaxation(situation: &Situation, option: OptionIdx) -> Relaxation {
    let way = cheapest_way_out(situation, situation.decision().excluded[option.get()]);
    let frees = |puts: &Vec<Put>| {
        let mut knowledge = (*situation.knowledge).clone();
        puts.iter().for_each(|put| knowledge.narrow(usize::from(put.var), put.into));
        !situation.under(knowledge).exclusions[option.get()].is_certain()
    };
    let puts = way.filter(frees).unwrap_or_default();
    let needs_fixed = puts.iter().any(|put| is_fixed(situation, put.var));
    Relaxation { option, changes: describe(situation, &puts), needs_fixed }
}

/// What a way to the leaf `FALSE` costs: first changes of what is fixed, then changes at all.
type Cost = (u32, u32);

/// The variables to change, with the cells that serve, so that a condition can fail; the cheapest way, found from the leaves up.
fn cheapest_way_out(situation: &Situation, root: NodeId) -> Option<Vec<Put>> {
    let diagrams = &situation.space().diagrams;
    let cost_of = |var: VarIdx, cell: usize| -> Cost {
        let is_possible = situation.knowledge.possible[usize::from(var)] >> cell & 1 == 1;
        (u32::from(!is_possible && is_fixed(situation, var)), u32::from(!is_possible))
    };
    let mut costs: Vec<Option<Cost>> = vec![Some((0, 0)), None];
    for node in 2..=root.0 {
        let node = NodeId(node);
        let ways = diagrams.children(node).iter().enumerate().filter_map(|(cell, child)| {
            let (below, here) = (costs[child.0 as usize]?, cost_of(diagrams.var(node), cell));
            Some((below.0 + here.0, below.1 + here.1))
        });
        costs.push(ways.min());
    }
    costs.get(root.0 as usize).copied().flatten()?;
    let mut puts = Vec::new();
    let mut node = root;
    while node > TRUE {
        let (var, children) = (diagrams.var(node), diagrams.children(node));
        let through = |cell: usize| {
            let (below, here) = (costs[children[cell].0 as usize]?, cost_of(var, cell));
            Some((below.0 + here.0, below.1 + here.1))
        };
        let (_, cell) = (0..children.len()).filter_map(|cell| Some((through(cell)?, cell))).min()?;
        if cost_of(var, cell).1 > 0 {
            let serves = (0..children.len()).filter(|other| children[*other] == children[cell]);
            puts.push(Put::into(var, serves.fold(0, |mask, cell| mask | 1 << cell)));
        }
        node = children[cell];
    }
    debug_assert_eq!(node, FALSE, "a way with a cost ends where the condition fails");
    Some(puts)
}

fn is_fixed(situation: &Situation, var: VarIdx) -> bool {
    let question = situation.space().variables[usize::from(var)].question;
    situation.subject.questionnaire.questions[question.get()].fixed
}
