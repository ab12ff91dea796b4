//! Findings about the shape of effects: scales that are not what points can come to, and effects that turn around while one
//! ordered answer rises. Exact: conditions are followed down together, each combination of what is left of them once.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::CompiledDecision;
use crate::engine::diagram::{Diagrams, NodeId, TRUE, VarIdx};
use crate::model::{Criterion, OptionIdx, Place, QuestionIdx, QuestionKind, RuleBase};

/// The most combinations that are followed for one criterion and option.
const MAX_STATES: usize = 20_000;

/// Checks the shape of every rule base's effects.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        for criterion in 0..base.criteria.len() {
            scale(context, base, decision, criterion, findings);
        }
        let mut reported = BTreeSet::new();
        for criterion in 0..base.criteria.len() {
            for option in 0..base.options.len() {
                turns(context, base, decision, (criterion, option), &mut reported, findings);
            }
        }
    }
}

/// The rules that give an option points on a criterion, with the points.
fn rules_on(decision: &CompiledDecision, criterion: usize, option: usize) -> Vec<(usize, i64)> {
    let given = decision.points.iter().enumerate().filter(|(_, (on, _))| *on == criterion);
    let points_of = |(rule, points): (usize, &[(OptionIdx, i64)])| {
        points.iter().find(|(o, _)| o.get() == option).map(|(_, points)| (rule, *points))
    };
    given.filter_map(|(rule, (_, points))| points_of((rule, points))).collect()
}

fn scale(context: &Context, base: &RuleBase, decision: &CompiledDecision, criterion: usize, findings: &mut Findings) {
    let declared = &base.criteria[criterion];
    let mut attainable: Option<(i64, i64)> = None;
    for option in 0..base.options.len() {
        let start = decision.start[option][criterion] + i64::from(declared.scale_low);
        let mut descent = Descent { diagrams: &context.compiled.space.diagrams, seen: FxHashMap::default() };
        let rules = rules_on(decision, criterion, option);
        let open = rules.iter().map(|(rule, points)| (decision.rules[*rule], *points)).collect();
        // An option that is excluded everywhere has no range, and is found elsewhere.
        match descent.range(open, decision.excluded[option]) {
            Err(TooMany) => return,
            Ok(None) => {}
            Ok(Some((low, high))) => {
                let (low, high) = (low + start, high + start);
                attainable = Some(attainable.map_or((low, high), |(least, most)| (least.min(low), most.max(high))));
            }
        }
    }
    let Some((low, high)) = attainable else { return };
    if (low, high) == (i64::from(declared.scale_low), i64::from(declared.scale_high)) {
        return;
    }
    let title = if low == high {
        format!("no option ever gets anything but {low} points on criterion `{}`", declared.id)
    } else {
        format!(
            "the scale of criterion `{}` is [{}, {}], and its points go from {low} to {high}",
            declared.id, declared.scale_low, declared.scale_high
        )
    };
    let finding = Diagnostic::new(Severity::Warning, "scale", &declared.place, title);
    let finding = if low == high {
        finding.help("remove the criterion, or write rules that count on it")
    } else {
        let finding = finding.help(format!("write `scale = [{low}, {high}]`"));
        match scale_place(context, declared) {
            Some(place) => finding.fix(&place, format!("[{low}, {high}]")),
            None => finding,
        }
    };
    findings.report(&declared.accept, finding);
}

/// Where the scale of a criterion stands: the first list after `scale =` behind its id.
fn scale_place(context: &Context, criterion: &Criterion) -> Option<Place> {
    let text = &context.sources.get(criterion.place.file).text;
    let from = criterion.place.span.end;
    let entry = text.get(from..)?;
    let entry = &entry[..entry.find("\n[").unwrap_or(entry.len())];
    let key = entry.match_indices("scale").find(|(at, key)| entry[at + key.len()..].trim_start().starts_with('='))?.0;
    let start = key + entry[key..].find('[')?;
    let end = start + entry[start..].find(']')? + 1;
    Some(Place { file: criterion.place.file, span: from + start..from + end })
}

/// More combinations than are followed.
struct TooMany;

/// What is left of conditions, with their points.
type Open = Vec<(NodeId, i64)>;

/// Follows conditions down together.
struct Descent<'a> {
    diagrams: &'a Diagrams,
    seen: FxHashMap<(Open, NodeId), Option<(i64, i64)>>,
}

impl Descent<'_> {
    /// The least and the greatest sum of the points whose conditions hold, where `excluded` does not; nothing where it always does.
    fn range(&mut self, open: Vec<(NodeId, i64)>, excluded: NodeId) -> Result<Option<(i64, i64)>, TooMany> {
        let (sure, open) = settle(open);
        if excluded == TRUE {
            return Ok(None);
        }
        let nodes = open.iter().map(|(node, _)| *node).chain([excluded]);
        let var = nodes.map(|node| self.diagrams.var(node)).min().unwrap_or(VarIdx::MAX);
        if var == VarIdx::MAX {
            return Ok(Some((sure, sure)));
        }
        let key = (open, excluded);
        if let Some(known) = self.seen.get(&key) {
            return Ok(known.map(|(low, high)| (low + sure, high + sure)));
        }
        if self.seen.len() >= MAX_STATES {
            return Err(TooMany);
        }
        let mut range: Option<(i64, i64)> = None;
        let mut done = FxHashSet::default();
        for cell in 0..self.diagrams.n_cells(var) {
            let down = |node: NodeId| below(self.diagrams, node, var, cell);
            let next: Vec<(NodeId, i64)> = key.0.iter().map(|(node, points)| (down(*node), *points)).collect();
            let excluded = down(excluded);
            if !done.insert((next.clone(), excluded)) {
                continue;
            }
            if let Some((low, high)) = self.range(next, excluded)? {
                range = Some(range.map_or((low, high), |(least, most)| (least.min(low), most.max(high))));
            }
        }
        self.seen.insert(key, range);
        Ok(range.map(|(low, high)| (low + sure, high + sure)))
    }
}

fn below(diagrams: &Diagrams, node: NodeId, var: VarIdx, cell: u8) -> NodeId {
    if diagrams.var(node) == var { diagrams.child(node, cell) } else { node }
}

/// The sum of what holds for certain, and what is open, the points of equal conditions added up.
fn settle(mut open: Vec<(NodeId, i64)>) -> (i64, Vec<(NodeId, i64)>) {
    let sure = open.iter().filter(|(node, _)| *node == TRUE).map(|(_, points)| points).sum();
    open.retain(|(node, _)| *node > TRUE);
    open.sort_unstable();
    let mut merged: Vec<(NodeId, i64)> = Vec::new();
    for (node, points) in open {
        match merged.last_mut() {
            Some((last, sum)) if *last == node => *sum += points,
            _ => merged.push((node, points)),
        }
    }
    (sure, merged)
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
        let mut search =
            TurnSearch { diagrams, var, seen: FxHashSet::default(), points: own.iter().map(|(_, p)| *p).collect() };
        let n_cells = usize::from(diagrams.n_cells(var));
        let nodes: Vec<NodeId> = own.iter().map(|(rule, _)| decision.rules[*rule]).collect();
        let Some(turn) = search.find(vec![nodes; n_cells], &mut Vec::new()) else { continue };
        let (first, second) = (own[turn.first.1].0, own[turn.second.1].0);
        if reported.insert((second, var)) {
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
    points: Vec<i64>,
    seen: FxHashSet<Vec<Vec<NodeId>>>,
}

impl TurnSearch<'_> {
    /// Looks for a turn below a combination of conditions: for each cell of the variable, what is left of each rule's.
    fn find(&mut self, mut state: Vec<Vec<NodeId>>, path: &mut Vec<(VarIdx, u8)>) -> Option<Turn> {
        for (cell, nodes) in state.iter_mut().enumerate() {
            nodes.iter_mut().for_each(|node| *node = below(self.diagrams, *node, self.var, cell as u8));
        }
        let var = state.iter().flatten().map(|node| self.diagrams.var(*node)).min().unwrap_or(VarIdx::MAX);
        if var == VarIdx::MAX {
            return self.turn_of(&state, path);
        }
        if self.seen.len() >= MAX_STATES || !self.seen.insert(state.clone()) {
            return None;
        }
        for cell in 0..self.diagrams.n_cells(var) {
            let down = |node: &NodeId| below(self.diagrams, *node, var, cell);
            let next = state.iter().map(|nodes| nodes.iter().map(down).collect()).collect();
            path.push((var, cell));
            let found = self.find(next, path);
            path.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A turn that needs a word: one where a rule just stops holding, or the second of two. A single turn that another rule
    /// brings about by its own points is what that rule is there to say.
    fn turn_of(&self, state: &[Vec<NodeId>], path: &[(VarIdx, u8)]) -> Option<Turn> {
        let mut before: Option<(usize, i64)> = None;
        let mut n_turns = 0;
        for cell in 0..state.len() - 1 {
            let step = |rule: usize| self.points[rule] * (holds(state, cell + 1, rule) - holds(state, cell, rule));
            let total: i64 = (0..self.points.len()).map(step).sum();
            if total == 0 {
                continue;
            }
            if let Some((at, step)) = before.filter(|(_, step)| step.signum() != total.signum()) {
                n_turns += 1;
                let second = self.rule_behind(state, cell, total);
                if n_turns == 2 || holds(state, cell + 1, second) == 0 {
                    let first = (at, self.rule_behind(state, at, step));
                    let (second, path) = ((cell, second), path.to_vec());
                    return Some(Turn { first, second, steps: (step, total), path });
                }
            }
            before = Some((cell, total));
        }
        None
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
    let finding = finding.help("compare with `>=` instead of `==`, or accept this at the rule with a reason");
    findings.report(&rule.accept, finding);
}
