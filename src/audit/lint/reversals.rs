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
                let (turns, is_whole) = turns(&diagrams, var, parts, max_states, &reported);
                for turn in turns {
                    // What is accepted of one option says nothing of the next.
                    if report(context, base, (criterion, option), var, &turn, findings) {
                        reported.insert((turn.second.2, var));
                    }
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
    parts: Vec<Part>,
    max_states: usize,
    reported: &BTreeSet<(usize, VarIdx)>,
) -> (Vec<Turn>, bool) {
    let mut search = TurnSearch::new(diagrams, parts, |rule| reported.contains(&(rule, var)), max_states);
    search.find(0);
    (search.turns, search.is_whole)
}

/// What is left of a part's condition before and after the step. A part moves nothing once both are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Left {
    here: NodeId,
    there: NodeId,
}

/// Answers are given one after the other. What is left of every part, what each step may still come to, and a key of the whole are
/// kept up to date part by part, for one answer moves few of them.
struct TurnSearch<'a> {
    diagrams: &'a Diagrams,
    /// The parts, by their steps.
    parts: Vec<Part>,
    /// For each part, the position of its step.
    step_of: Vec<usize>,
    /// For each part, what the answers given so far leave of it.
    left: Vec<Left>,
    /// For each part, what it counts for as it is.
    counted: Vec<Counted>,
    /// For each part, whether a turn behind whose second step its rule stands is known: each is told once, so that an author who
    /// accepts one still hears of the others.
    is_told: Vec<bool>,
    /// What each step may come to.
    bounds: Vec<Bounds>,
    /// The variables that some part reads, rising, each with those that do.
    readers: Vec<(VarIdx, Vec<usize>)>,
    /// The answers given.
    path: Vec<(VarIdx, u8)>,
    /// What is left of all parts, in 128 bits that change with each.
    key: u128,
    /// The keys of what has been followed.
    seen: FxHashSet<u128>,
    /// How many combinations are followed at most.
    max_states: usize,
    turns: Vec<Turn>,
    /// Whether all combinations were followed so far.
    is_whole: bool,
}

/// What one step may come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bounds {
    /// The least and the greatest points gained.
    low: i64,
    high: i64,
    /// How many parts of rules that are yet to be told of may take part in a loss, and in a gain.
    telling_losses: usize,
    telling_gains: usize,
}

/// What a part adds to the bounds of its step, and to the key.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    bounds: Bounds,
    key: u128,
}

impl<'a> TurnSearch<'a> {
    fn new(diagrams: &'a Diagrams, mut parts: Vec<Part>, is_told: impl Fn(usize) -> bool, max_states: usize) -> Self {
        parts.sort_by_key(|part| (part.step.cell, part.rule));
        let mut cells: Vec<usize> = parts.iter().map(|part| part.step.cell).collect();
        cells.dedup();
        let mut readers: BTreeMap<VarIdx, Vec<usize>> = BTreeMap::new();
        for (at, part) in parts.iter().enumerate() {
            let (here, there) = part.step.sides;
            let both: BTreeSet<VarIdx> = [here, there].iter().flat_map(|side| diagrams.scope(*side)).collect();
            both.into_iter().for_each(|var| readers.entry(var).or_default().push(at));
        }
        let mut search = Self {
            diagrams,
            step_of: parts.iter().map(|part| cells.partition_point(|cell| *cell < part.step.cell)).collect(),
            left: vec![Left { here: FALSE, there: FALSE }; parts.len()],
            counted: vec![Counted::default(); parts.len()],
            is_told: parts.iter().map(|part| is_told(part.rule)).collect(),
            bounds: vec![Bounds::default(); cells.len()],
            readers: readers.into_iter().collect(),
            path: Vec::new(),
            key: 0,
            seen: FxHashSet::default(),
            max_states,
            turns: Vec::new(),
            is_whole: true,
            parts,
        };
        for at in 0..search.parts.len() {
            let (here, there) = search.parts[at].step.sides;
            search.set(at, Left { here, there });
        }
        search
    }

    /// Looks for turns under the answers given, the variables before the `first`-th among them.
    fn find(&mut self, first: usize) {
        if !self.may_turn() {
            return;
        }
        let reads = |(var, parts): &(VarIdx, Vec<usize>)| parts.iter().any(|at| self.reads(*at, *var));
        let Some(next) = (first..self.readers.len()).find(|next| reads(&self.readers[*next])) else {
            self.turns_here();
            return;
        };
        let key = self.key;
        if self.seen.contains(&key) {
            return;
        }
        if self.seen.len() >= self.max_states {
            self.is_whole = false;
            return;
        }
        let var = self.readers[next].0;
        let reading = self.readers[next].1.iter().copied().filter(|at| self.reads(*at, var));
        let reading: Vec<(usize, Left)> = reading.map(|at| (at, self.left[at])).collect();
        for cell in 0..self.diagrams.n_cells(var) {
            let below = |left: Left, cell: u8| Left {
                here: self.diagrams.below(left.here, var, cell),
                there: self.diagrams.below(left.there, var, cell),
            };
            if cell > 0 && reading.iter().all(|(_, left)| below(*left, cell) == below(*left, cell - 1)) {
                continue;
            }
            for (at, left) in &reading {
                self.set(
                    *at,
                    Left {
                        here: self.diagrams.below(left.here, var, cell),
                        there: self.diagrams.below(left.there, var, cell),
                    },
                );
            }
            self.path.push((var, cell));
            self.find(next + 1);
            self.path.pop();
        }
        reading.iter().for_each(|(at, left)| self.set(*at, *left));
        self.seen.insert(key);
    }

    /// Whether a part still depends on a variable, none before it being open.
    fn reads(&self, at: usize, var: VarIdx) -> bool {
        let Left { here, there } = self.left[at];
        here != there && (self.diagrams.var(here) == var || self.diagrams.var(there) == var)
    }

    /// Says what is left of a part.
    fn set(&mut self, at: usize, left: Left) {
        if self.left[at] != left {
            self.left[at] = left;
            self.count(at);
        }
    }

    /// Takes a part into account as it is now, in the place of what it was.
    fn count(&mut self, at: usize) {
        let ((low, high), tells) = (self.ends(at), !self.is_told[at]);
        let (tells_loss, tells_gain) = (usize::from(tells && low < 0), usize::from(tells && high > 0));
        let bounds = Bounds { low, high, telling_losses: tells_loss, telling_gains: tells_gain };
        let now = Counted { bounds, key: key_of(at, self.left[at]) };
        let before = std::mem::replace(&mut self.counted[at], now);
        let all = &mut self.bounds[self.step_of[at]];
        all.low += low - before.bounds.low;
        all.high += high - before.bounds.high;
        all.telling_losses = all.telling_losses + tells_loss - before.bounds.telling_losses;
        all.telling_gains = all.telling_gains + tells_gain - before.bounds.telling_gains;
        self.key ^= before.key ^ now.key;
    }

    /// The least and the greatest points that a part may still gain.
    fn ends(&self, at: usize) -> (i64, i64) {
        let Left { here, there } = self.left[at];
        if here == there {
            return (0, 0);
        }
        let Part { points, step: Step { moves, .. }, .. } = self.parts[at];
        let (comes, goes) = (moves.0 && here != TRUE && there != FALSE, moves.1 && here != FALSE && there != TRUE);
        // A step between what is decided is certain.
        let stays = here > TRUE || there > TRUE;
        let of = |moves: bool, points: i64| moves.then_some(points);
        let gains = [of(comes, points), of(goes, -points), of(stays, 0)];
        let ends = gains.iter().flatten();
        (ends.clone().min().copied().unwrap_or(0), ends.max().copied().unwrap_or(0))
    }

    /// Whether a step one way may be followed by a step the other way, with a rule in it that is yet to be told of.
    fn may_turn(&self) -> bool {
        let (mut gained, mut lost) = (false, false);
        for bounds in &self.bounds {
            let (may_lose, may_gain) = (bounds.low < 0, bounds.high > 0);
            if (gained && may_lose && bounds.telling_losses > 0) || (lost && may_gain && bounds.telling_gains > 0) {
                return true;
            }
            (gained, lost) = (gained || may_gain, lost || may_lose);
        }
        false
    }

    /// Keeps the turns of a combination in which everything is decided.
    fn turns_here(&mut self) {
        let mut before: Option<(usize, i64, usize)> = None;
        for (total, behind) in self.moved() {
            let this = (self.parts[behind].step.cell, total, self.parts[behind].rule);
            if let Some(first) = before.filter(|(_, gain, _)| gain.signum() != total.signum())
                && !self.is_told[behind]
            {
                self.tell(this.2);
                self.turns.push(Turn { first, second: this, path: self.path.clone() });
            }
            before = Some(this);
        }
    }

    /// For each step that gains or loses something, how much, and the part with the greatest share of it.
    fn moved(&self) -> Vec<(i64, usize)> {
        let mut moved: Vec<(i64, usize)> = Vec::new();
        let mut at = 0;
        for of_step in self.step_of.chunk_by(|a, b| a == b) {
            let parts = at..at + of_step.len();
            at = parts.end;
            let total: i64 = parts.clone().map(|at| self.gain(at)).sum();
            let share = |at: &usize| (total.signum() * self.gain(*at), std::cmp::Reverse(*at));
            moved.extend(parts.max_by_key(share).filter(|_| total != 0).map(|behind| (total, behind)));
        }
        moved
    }

    /// Notes that a turn behind whose second step a rule stands is known.
    fn tell(&mut self, rule: usize) {
        for at in (0..self.parts.len()).filter(|at| self.parts[*at].rule == rule).collect::<Vec<_>>() {
            self.is_told[at] = true;
            self.count(at);
        }
    }

    /// The points that a part gives or takes once its condition is decided.
    fn gain(&self, at: usize) -> i64 {
        match self.left[at] {
            Left { here: FALSE, there: TRUE } => self.parts[at].points,
            Left { here: TRUE, there: FALSE } => -self.parts[at].points,
            Left { .. } => 0,
        }
    }
}

/// What is left of a part in the key: nothing once it moves nothing.
fn key_of(at: usize, Left { here, there }: Left) -> u128 {
    if here == there {
        return 0;
    }
    let mixed = |seed: u64| {
        let mut mixed = seed ^ (u64::from(here.0) << 32 | u64::from(there.0));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9).wrapping_add(at as u64 + 1);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    u128::from(mixed(0x9E37_79B9_7F4A_7C15)) << 64 | u128::from(mixed(0xD1B5_4A32_D192_ED03))
}

fn report(
    context: &Context,
    base: &RuleBase,
    (criterion, option): (usize, usize),
    var: VarIdx,
    turn: &Turn,
    findings: &mut Findings,
) -> bool {
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
    findings.report(&rule.accept, finding)
}
