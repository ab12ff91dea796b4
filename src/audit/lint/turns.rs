//! Findings about effects that turn around: an option gains and then loses on a criterion while one ordered answer rises. Exact:
//! for every cell of the answer, conditions are followed down together.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::descent::{MAX_STATES, below, rules_on};
use super::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::CompiledDecision;
use crate::engine::diagram::{Diagrams, NodeId, TRUE, VarIdx};
use crate::model::{QuestionIdx, QuestionKind, RuleBase};

/// Checks the effects of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let mut reported = BTreeSet::new();
        for criterion in 0..base.criteria.len() {
            for option in 0..base.options.len() {
                turns(context, base, decision, (criterion, option), &mut reported, findings);
            }
        }
    }
}

/// Reports where an option gains and then loses on a criterion, or the other way round, while an ordered answer rises.
fn turns(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    (criterion, option): (usize, usize),
    reported: &mut BTreeSet<(usize, VarIdx)>,
    findings: &mut Findings,
) {
    let diagrams = &context.compiled.space.diagrams;
    let rules = rules_on(decision, criterion, option);
    let mut vars: BTreeSet<VarIdx> = BTreeSet::new();
    rules.iter().for_each(|(rule, _)| vars.extend(diagrams.scope(decision.rules[*rule])));
    vars.retain(|var| is_ordered(context, *var));
    for var in vars {
        let reads = |(rule, _): &&(usize, i64)| diagrams.scope(decision.rules[*rule]).contains(&var);
        let own: Vec<(usize, i64)> = rules.iter().filter(reads).copied().collect();
        let mut search = TurnSearch {
            diagrams,
            var,
            seen: FxHashSet::default(),
            points: own.iter().map(|(_, points)| *points).collect(),
            turns: Vec::new(),
        };
        let n_cells = usize::from(diagrams.n_cells(var));
        let nodes: Vec<NodeId> = own.iter().map(|(rule, _)| decision.rules[*rule]).collect();
        search.find(vec![nodes; n_cells], &mut Vec::new());
        for turn in search.turns {
            let (first, second) = (own[turn.first.1].0, own[turn.second.1].0);
            if reported.insert((second, var)) {
                report(context, base, (criterion, option), var, &turn, (first, second), findings);
            }
        }
    }
}

/// Whether the cells of a variable rise, and are enough for an effect to turn around.
fn is_ordered(context: &Context, var: VarIdx) -> bool {
    let question = context.compiled.space.variables[usize::from(var)].question;
    let ordered = match &context.subject.questionnaire.questions[question.get()].kind {
        QuestionKind::Choice { ordered, .. } => *ordered,
        QuestionKind::Number(_) => true,
        QuestionKind::Several { .. } => false,
    };
    ordered && context.compiled.space.diagrams.n_cells(var) > 2
}

/// Where an effect turns around.
struct Turn {
    /// The cell before the first step, and the rule behind it.
    first: (usize, usize),
    /// The cell before the second step, and the rule behind it.
    second: (usize, usize),
    /// The points gained by each.
    steps: (i64, i64),
    /// Answers to everything else that shows it.
    path: Vec<(VarIdx, u8)>,
}

struct TurnSearch<'a> {
    diagrams: &'a Diagrams,
    var: VarIdx,
    points: Vec<i64>,
    seen: FxHashSet<Vec<Vec<NodeId>>>,
    /// What was found, for each rule behind a second step once: an author who accepts one still hears of the others.
    turns: Vec<Turn>,
}

impl TurnSearch<'_> {
    /// Looks for turns below a combination of conditions: for each cell of the variable, what is left of each rule's.
    fn find(&mut self, mut state: Vec<Vec<NodeId>>, path: &mut Vec<(VarIdx, u8)>) {
        for (cell, nodes) in state.iter_mut().enumerate() {
            nodes.iter_mut().for_each(|node| *node = below(self.diagrams, *node, self.var, cell as u8));
        }
        let var = state.iter().flatten().map(|node| self.diagrams.var(*node)).min().unwrap_or(VarIdx::MAX);
        if var == VarIdx::MAX {
            self.turns_of(&state, path);
            return;
        }
        if self.seen.len() >= MAX_STATES || !self.seen.insert(state.clone()) {
            return;
        }
        for cell in 0..self.diagrams.n_cells(var) {
            let down = |node: &NodeId| below(self.diagrams, *node, var, cell);
            let next = state.iter().map(|nodes| nodes.iter().map(down).collect()).collect();
            path.push((var, cell));
            self.find(next, path);
            path.pop();
        }
    }

    /// Keeps the turns of a combination in which everything is decided.
    fn turns_of(&mut self, state: &[Vec<NodeId>], path: &[(VarIdx, u8)]) {
        let mut before: Option<(usize, i64)> = None;
        for cell in 0..state.len() - 1 {
            let step = |rule: usize| self.points[rule] * (holds(state, cell + 1, rule) - holds(state, cell, rule));
            let total: i64 = (0..self.points.len()).map(step).sum();
            if total == 0 {
                continue;
            }
            if let Some((at, step)) = before.filter(|(_, step)| step.signum() != total.signum()) {
                let second = self.rule_behind(state, cell, total);
                if self.turns.iter().all(|turn| turn.second.1 != second) {
                    let first = (at, self.rule_behind(state, at, step));
                    let (second, path) = ((cell, second), path.to_vec());
                    self.turns.push(Turn { first, second, steps: (step, total), path });
                }
            }
            before = Some((cell, total));
        }
    }

    /// The rule with the greatest part in a step.
    fn rule_behind(&self, state: &[Vec<NodeId>], cell: usize, total: i64) -> usize {
        let part = |rule: &usize| {
            total.signum() * self.points[*rule] * (holds(state, cell + 1, *rule) - holds(state, cell, *rule))
        };
        (0..self.points.len()).max_by_key(|rule| (part(rule), std::cmp::Reverse(*rule))).unwrap_or(0)
    }
}

/// Whether a rule holds in a cell, as 1 or 0, once all conditions are decided.
fn holds(state: &[Vec<NodeId>], cell: usize, rule: usize) -> i64 {
    i64::from(state[cell][rule] == TRUE)
}

fn report(
    context: &Context,
    base: &RuleBase,
    (criterion, option): (usize, usize),
    var: VarIdx,
    turn: &Turn,
    (first, second): (usize, usize),
    findings: &mut Findings,
) {
    let question: QuestionIdx = context.compiled.space.variables[usize::from(var)].question;
    let question = &context.subject.questionnaire.questions[question.get()].id;
    let (option, criterion) = (&base.options[option].id, &base.criteria[criterion].id);
    let (rule, other) = (&base.rules[second], &base.rules[first]);
    let cell = |cell: usize| super::questions::cell_name(context, usize::from(var), cell);
    let (up, down) = if turn.steps.0 > 0 { ("gains", "loses") } else { ("loses", "gains") };
    let title = format!("on `{criterion}`, `{option}` {up} and then {down} while `{question}` rises");
    let note = format!(
        "{:+} from `{}` to `{}`, {:+} from `{}` to `{}`",
        turn.steps.0,
        cell(turn.first.0),
        cell(turn.first.0 + 1),
        turn.steps.1,
        cell(turn.second.0),
        cell(turn.second.0 + 1)
    );
    let mut finding = Diagnostic::new(Severity::Note, "not-monotone", &rule.place, title).note(note);
    if !turn.path.is_empty() {
        finding = finding.note(context.example(&turn.path));
    }
    if first != second {
        finding = finding.also(&other.place, "behind the first step");
    }
    let finding = finding
        .help("compare with `>=` instead of `==` where a higher answer includes this, or say in `accept` why it turns");
    findings.report(&rule.accept, finding);
}
