//! Findings about effects that turn around: an option gains and then loses on a criterion while one ordered answer rises. Exact:
//! the conditions in the cells before and after every step of the answer are followed down together, by branch and bound.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::context::{Context, Findings};
use super::cut_short;
use super::pairs::implies;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE, TooComplex};
use crate::engine::meaning::variable::VarIdx;
use crate::model::{QuestionIdx, QuestionKind, RuleBase};

/// The most combinations that are followed for one option, criterion and answer.
const MAX_STATES: usize = 5_000;

/// The parts of rules that all combinations of a rule base have together: shared out evenly, so that none goes unlooked at.
const MAX_PARTS: usize = 100_000_000;

/// Checks the effects of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut diagrams = context.compiled.space.diagrams.clone();
    let n_nodes = diagrams.len();
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let mut reported = BTreeSet::new();
        let mut open = Vec::new();
        for criterion in 0..base.criteria.len() {
            let by_answer = parts_on(context, &mut diagrams, (base, decision), criterion);
            let share = MAX_PARTS / base.criteria.len() / by_answer.len().max(1);
            for ((option, var), parts) in by_answer {
                if context.is_cancelled() {
                    return;
                }
                let max_states = MAX_STATES.min(share / parts.len().max(1));
                let (turns, is_whole) = turns(&diagrams, var, parts, max_states, &mut reported);
                for turn in turns {
                    report(context, base, (criterion, option), var, &turn, findings);
                }
                if !is_whole {
                    open.push(said_of(context, base, (criterion, option), var));
                }
            }
            // The next criterion has other rules, and room for all that their conditions come to.
            diagrams.shrink_to(n_nodes);
        }
        cut_short::report(base, "some options gain and then lose while an answer rises", &open, findings);
    }
}

/// An option on a criterion while an answer rises, in words.
fn said_of(context: &Context, base: &RuleBase, (criterion, option): (usize, usize), var: VarIdx) -> String {
    let question = context.compiled.space.variables[usize::from(var)].question;
    let question = &context.subject.questionnaire.questions[question.get()].id;
    format!("`{}` on `{}` by `{question}`", base.options[option].id, base.criteria[criterion].id)
}

/// For each option and ordered answer, the parts that rules have in what the option gains on a criterion while the answer rises.
fn parts_on(
    context: &Context,
    diagrams: &mut Diagrams,
    (base, decision): (&RuleBase, &CompiledDecision),
    criterion: usize,
) -> BTreeMap<(usize, VarIdx), Vec<Part>> {
    let mut parts: BTreeMap<(usize, VarIdx), Vec<Part>> = BTreeMap::new();
    for (rule, (on, given)) in decision.points.iter().enumerate() {
        // A step takes points for what is needed more of, and for nothing else: beside a rule that gives some it is no mistake.
        if *on != criterion || given.is_empty() || !base.rules[rule].is_written() {
            continue;
        }
        for (var, steps) in steps_of(context, diagrams, decision.rules[rule]) {
            for (option, points) in given {
                let part = |step: &Step| Part { rule, points: *points, step: *step };
                parts.entry((option.get(), var)).or_default().extend(steps.iter().map(part));
            }
        }
    }
    parts
}

/// For each ordered answer that a condition reads, the steps in which it may come to hold or cease to.
type StepsOfRule = BTreeMap<VarIdx, Vec<Step>>;

/// What a condition may do while an answer rises from one cell to the next.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The cell before the step.
    cell: usize,
    /// What the condition comes to before and after it.
    sides: (NodeId, NodeId),
    /// Whether the step makes it hold somewhere, and whether it makes it fail.
    moves: (bool, bool),
}

fn steps_of(context: &Context, diagrams: &mut Diagrams, node: NodeId) -> StepsOfRule {
    let mut found = StepsOfRule::new();
    for var in diagrams.scope(node).into_iter().filter(|var| is_ordered(context, *var)) {
        let sides: Result<Vec<NodeId>, TooComplex> =
            (0..diagrams.n_cells(var)).map(|cell| diagrams.given(node, var, cell)).collect();
        let sides = sides.unwrap_or_default();
        let changes = sides.windows(2).enumerate().filter(|(_, sides)| sides[0] != sides[1]);
        let step = |(cell, sides): (usize, &[NodeId])| {
            let moves = (!implies(diagrams, sides[1], sides[0]), !implies(diagrams, sides[0], sides[1]));
            Step { cell, sides: (sides[0], sides[1]), moves }
        };
        found.insert(var, changes.map(step).collect());
    }
    found
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

/// The part that a rule has in a step.
#[derive(Clone, Copy, Debug)]
struct Part {
    rule: usize,
    points: i64,
    step: Step,
}

/// Where an effect turns around.
struct Turn {
    /// The cell before the first step, the points gained by it, and the rule behind it.
    first: (usize, i64, usize),
    /// The same for the second step.
    second: (usize, i64, usize),
    /// Answers to everything else that shows it.
    path: Vec<(VarIdx, u8)>,
}

/// The turns of an option on a criterion while a variable rises, each behind whose second step there is a rule not `reported` yet; and
/// whether all combinations were followed.
fn turns(
    diagrams: &Diagrams,
    var: VarIdx,
    mut parts: Vec<Part>,
    max_states: usize,
    reported: &mut BTreeSet<(usize, VarIdx)>,
) -> (Vec<Turn>, bool) {
    parts.sort_by_key(|part| (part.step.cell, part.rule));
    let is_told = parts.iter().map(|part| reported.contains(&(part.rule, var))).collect();
    let open = |(at, part): (usize, &Part)| Open { at, here: part.step.sides.0, there: part.step.sides.1 };
    let start = parts.iter().enumerate().map(open).collect();
    let mut search = TurnSearch {
        diagrams,
        parts,
        is_told,
        seen: FxHashSet::default(),
        max_states,
        turns: Vec::new(),
        is_whole: true,
    };
    search.find(start, &mut Vec::new());
    reported.extend(search.turns.iter().map(|turn| (turn.second.2, var)));
    (search.turns, search.is_whole)
}

/// What is left of a part's condition before and after the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Open {
    /// Which part.
    at: usize,
    here: NodeId,
    there: NodeId,
}

/// The parts that still may move something, by their steps: what holds on both sides takes no part in a step, just as what holds on
/// neither.
type State = Vec<Open>;

struct TurnSearch<'a> {
    diagrams: &'a Diagrams,
    /// The parts, by their steps.
    parts: Vec<Part>,
    /// For each part, whether a turn behind whose second step its rule stands is known: each is told once, so that an author who
    /// accepts one still hears of the others.
    is_told: Vec<bool>,
    seen: FxHashSet<State>,
    /// How many combinations are followed at most.
    max_states: usize,
    turns: Vec<Turn>,
    /// Whether all combinations were followed so far.
    is_whole: bool,
}

/// What one step may come to.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    /// The least and the greatest points gained.
    low: i64,
    high: i64,
    /// Whether a rule that is yet to be told of may take part in a loss, and in a gain.
    tells_loss: bool,
    tells_gain: bool,
}

impl TurnSearch<'_> {
    /// Looks for turns below a combination of conditions.
    fn find(&mut self, state: State, path: &mut Vec<(VarIdx, u8)>) {
        if !self.may_turn(&state) {
            return;
        }
        let open = state.iter().map(|open| self.diagrams.var(open.here).min(self.diagrams.var(open.there)));
        let var = open.min().unwrap_or(VarIdx::MAX);
        if var == VarIdx::MAX {
            self.turns_of(&state, path);
            return;
        }
        if self.seen.contains(&state) {
            return;
        }
        if self.seen.len() >= self.max_states {
            self.is_whole = false;
            return;
        }
        for cell in 0..self.diagrams.n_cells(var) {
            let down = |node: NodeId| self.diagrams.below(node, var, cell);
            let below = state.iter().map(|open| Open { here: down(open.here), there: down(open.there), ..*open });
            let next = below.filter(|open| open.here != open.there).collect();
            path.push((var, cell));
            self.find(next, path);
            path.pop();
        }
        self.seen.insert(state);
    }

    /// Whether a step one way may be followed by a step the other way, with a rule in it that is yet to be told of.
    fn may_turn(&self, state: &State) -> bool {
        let (mut gained, mut lost) = (false, false);
        for step in self.steps(state) {
            let bounds = self.bounds(step);
            if (gained && bounds.low < 0 && bounds.tells_loss) || (lost && bounds.high > 0 && bounds.tells_gain) {
                return true;
            }
            (gained, lost) = (gained || bounds.high > 0, lost || bounds.low < 0);
        }
        false
    }

    /// The parts that are left, step by step.
    fn steps<'s>(&'s self, state: &'s State) -> impl Iterator<Item = &'s [Open]> {
        state.chunk_by(|a, b| self.parts[a.at].step.cell == self.parts[b.at].step.cell)
    }

    fn bounds(&self, step: &[Open]) -> Bounds {
        let mut bounds = Bounds::default();
        for Open { at, here, there } in step.iter().copied() {
            let Part { points, step: Step { moves, .. }, .. } = self.parts[at];
            let (comes, goes) = (moves.0 && here != TRUE && there != FALSE, moves.1 && here != FALSE && there != TRUE);
            // A step between what is decided is certain.
            let stays = here > TRUE || there > TRUE || here == there;
            let of = |moves: bool, points: i64| moves.then_some(points);
            let gains = [of(comes, points), of(goes, -points), of(stays, 0)];
            let ends = gains.iter().flatten();
            let (low, high) = (ends.clone().min().copied().unwrap_or(0), ends.max().copied().unwrap_or(0));
            bounds.low += low;
            bounds.high += high;
            bounds.tells_loss |= low < 0 && !self.is_told[at];
            bounds.tells_gain |= high > 0 && !self.is_told[at];
        }
        bounds
    }

    /// Keeps the turns of a combination in which everything is decided.
    fn turns_of(&mut self, state: &State, path: &[(VarIdx, u8)]) {
        let moved = self.steps(state).filter_map(|step| {
            let total: i64 = step.iter().map(|open| self.gain(open)).sum();
            // The part with the greatest share of the step is behind it.
            let share = |open: &&Open| (total.signum() * self.gain(open), std::cmp::Reverse(open.at));
            step.iter().max_by_key(share).filter(|_| total != 0).map(|behind| (total, behind.at))
        });
        let moved: Vec<(i64, usize)> = moved.collect();
        let mut before: Option<(usize, i64, usize)> = None;
        for (total, behind) in moved {
            let this = (self.parts[behind].step.cell, total, self.parts[behind].rule);
            if let Some(first) = before.filter(|(_, gain, _)| gain.signum() != total.signum())
                && !self.is_told[behind]
            {
                for (at, part) in self.parts.iter().enumerate() {
                    self.is_told[at] |= part.rule == this.2;
                }
                self.turns.push(Turn { first, second: this, path: path.to_vec() });
            }
            before = Some(this);
        }
    }

    /// The points that a part gives or takes once its condition is decided.
    fn gain(&self, open: &Open) -> i64 {
        match (open.here, open.there) {
            (FALSE, TRUE) => self.parts[open.at].points,
            (TRUE, FALSE) => -self.parts[open.at].points,
            _ => 0,
        }
    }
}

fn report(
    context: &Context,
    base: &RuleBase,
    (criterion, option): (usize, usize),
    var: VarIdx,
    turn: &Turn,
    findings: &mut Findings,
) {
    let question: QuestionIdx = context.compiled.space.variables[usize::from(var)].question;
    let question = &context.subject.questionnaire.questions[question.get()].id;
    let (option, criterion) = (&base.options[option].id, &base.criteria[criterion].id);
    let (rule, other) = (&base.rules[turn.second.2], &base.rules[turn.first.2]);
    let said = |(cell, gain, _): (usize, i64, usize)| {
        let name = |cell: usize| super::questions::cell_name(context, usize::from(var), cell);
        format!("{gain:+} from `{}` to `{}`", name(cell), name(cell + 1))
    };
    let (up, down) = if turn.first.1 > 0 { ("gains", "loses") } else { ("loses", "gains") };
    let title = format!("on `{criterion}`, `{option}` {up} and then {down} while `{question}` rises");
    let note = format!("{}, {}", said(turn.first), said(turn.second));
    let mut finding = Diagnostic::new(Severity::Note, "not-monotone", &rule.place, title).note(note);
    if !turn.path.is_empty() {
        finding = finding.note(context.example(&turn.path));
    }
    if turn.first.2 != turn.second.2 {
        finding = finding.also(&other.place, "behind the first step");
    }
    let finding = finding
        .help("where a higher answer includes this, compare with `>=`; where the levels stand the other way round, turn them; or say in `accept` why it turns");
    findings.report(&rule.accept, finding);
}
