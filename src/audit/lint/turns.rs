//! Findings about effects that turn around: an option gains and then loses on a criterion while one ordered answer rises. Exact:
//! for every cell of the answer, conditions are followed down together.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::descent::{below, rules_on};
use super::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::CompiledDecision;
use crate::engine::diagram::{Diagrams, FALSE, NodeId, TRUE, VarIdx};
use crate::model::{QuestionIdx, QuestionKind, RuleBase};

/// The most combinations that are followed for one option, criterion and answer.
const MAX_STATES: usize = 5_000;

/// Checks the effects of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let diagrams = &context.compiled.space.diagrams;
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let scopes: Vec<Vec<VarIdx>> = decision.rules.iter().map(|node| diagrams.scope(*node)).collect();
        let mut reported = BTreeSet::new();
        for criterion in 0..base.criteria.len() {
            for option in 0..base.options.len() {
                turns(context, base, decision, &scopes, (criterion, option), &mut reported, findings);
            }
        }
    }
}

/// Reports where an option gains and then loses on a criterion, or the other way round, while an ordered answer rises.
fn turns(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    scopes: &[Vec<VarIdx>],
    (criterion, option): (usize, usize),
    reported: &mut BTreeSet<(usize, VarIdx)>,
    findings: &mut Findings,
) {
    let diagrams = &context.compiled.space.diagrams;
    let rules = rules_on(decision, criterion, option);
    let vars: BTreeSet<VarIdx> = rules.iter().flat_map(|(rule, _)| scopes[*rule].iter().copied()).collect();
    for var in vars.into_iter().filter(|var| is_ordered(context, *var)) {
        let own: Vec<(usize, i64)> = rules.iter().filter(|(rule, _)| scopes[*rule].contains(&var)).copied().collect();
        let n_cells = usize::from(diagrams.n_cells(var));
        let mut search = TurnSearch {
            diagrams,
            var,
            n_cells,
            seen: FxHashSet::default(),
            points: own.iter().map(|(_, points)| *points).collect(),
            is_told: own.iter().map(|(rule, _)| reported.contains(&(*rule, var))).collect(),
            turns: Vec::new(),
        };
        search.find(own.iter().flat_map(|(rule, _)| vec![decision.rules[*rule]; n_cells]).collect(), &mut Vec::new());
        for turn in search.turns {
            let (first, second) = (own[turn.first.1].0, own[turn.second.1].0);
            reported.insert((second, var));
            report(context, base, (criterion, option), var, &turn, (first, second), findings);
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
    n_cells: usize,
    points: Vec<i64>,
    /// For each rule, whether a turn behind whose second step it stands is known: each is told once, so that an author who accepts
    /// one still hears of the others.
    is_told: Vec<bool>,
    seen: FxHashSet<Vec<NodeId>>,
    turns: Vec<Turn>,
}

impl TurnSearch<'_> {
    /// Looks for turns below a combination of conditions: for each rule, what is left of its condition in each cell of the variable.
    fn find(&mut self, mut state: Vec<NodeId>, path: &mut Vec<(VarIdx, u8)>) {
        for nodes in state.chunks_mut(self.n_cells) {
            for (cell, node) in nodes.iter_mut().enumerate() {
                *node = below(self.diagrams, *node, self.var, cell as u8);
            }
            // What no longer reads the variable takes no part in any step.
            if nodes.iter().all(|node| *node == nodes[0]) && self.diagrams.var(nodes[0]) > self.var {
                nodes.fill(FALSE);
            }
        }
        if !self.may_turn(&state) {
            return;
        }
        let var = state.iter().map(|node| self.diagrams.var(*node)).min().unwrap_or(VarIdx::MAX);
        if var == VarIdx::MAX {
            self.turns_of(&state, path);
            return;
        }
        if self.seen.len() >= MAX_STATES || !self.seen.insert(state.clone()) {
            return;
        }
        for cell in 0..self.diagrams.n_cells(var) {
            let next = state.iter().map(|node| below(self.diagrams, *node, var, cell)).collect();
            path.push((var, cell));
            self.find(next, path);
            path.pop();
        }
    }

    /// Whether a step one way may be followed by a step the other way, with a rule in it that is yet to be told of.
    fn may_turn(&self, state: &[NodeId]) -> bool {
        let moves = state.chunks(self.n_cells).map(|nodes| nodes.iter().any(|node| *node != FALSE));
        if !moves.zip(&self.is_told).any(|(moves, is_told)| moves && !is_told) {
            return false;
        }
        let (mut rose, mut fell, mut turns) = (false, false, false);
        for cell in 0..self.n_cells - 1 {
            let (mut rises, mut falls) = (false, false);
            for (nodes, points) in state.chunks(self.n_cells).zip(&self.points) {
                let (here, there) = (nodes[cell], nodes[cell + 1]);
                if here == there && self.diagrams.var(here) > self.var {
                    continue;
                }
                let (comes, goes) = (here != TRUE && there != FALSE, here != FALSE && there != TRUE);
                rises |= if *points > 0 { comes } else { goes };
                falls |= if *points > 0 { goes } else { comes };
            }
            turns |= (rose && falls) || (fell && rises);
            (rose, fell) = (rose || rises, fell || falls);
        }
        turns
    }

    /// Keeps the turns of a combination in which everything is decided.
    fn turns_of(&mut self, state: &[NodeId], path: &[(VarIdx, u8)]) {
        let mut before: Option<(usize, i64)> = None;
        for cell in 0..self.n_cells - 1 {
            let total: i64 = (0..self.points.len()).map(|rule| self.step(state, cell, rule)).sum();
            if total == 0 {
                continue;
            }
            if let Some((at, step)) = before.filter(|(_, step)| step.signum() != total.signum()) {
                let second = self.rule_behind(state, cell, total);
                if !std::mem::replace(&mut self.is_told[second], true) {
                    let first = (at, self.rule_behind(state, at, step));
                    let (second, path) = ((cell, second), path.to_vec());
                    self.turns.push(Turn { first, second, steps: (step, total), path });
                }
            }
            before = Some((cell, total));
        }
    }

    /// The points that a rule gives or takes in the step from a cell to the next one, once all conditions are decided.
    fn step(&self, state: &[NodeId], cell: usize, rule: usize) -> i64 {
        let holds = |cell: usize| i64::from(state[rule * self.n_cells + cell] == TRUE);
        self.points[rule] * (holds(cell + 1) - holds(cell))
    }

    /// The rule with the greatest part in a step.
    fn rule_behind(&self, state: &[NodeId], cell: usize, total: i64) -> usize {
        let part = |rule: &usize| total.signum() * self.step(state, cell, *rule);
        (0..self.points.len()).max_by_key(|rule| (part(rule), std::cmp::Reverse(*rule))).unwrap_or(0)
    }
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
