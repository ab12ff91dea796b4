//! The decision map: what wins over a grid of two questions or traits, with all else as answered.
//!
//! A level of a trait is reached by the least changes of answers that bring it about, so every cell of the map is a real set of
//! answers, and the map says which. Whether other ways into a cell come to the same is found out in `ways`.

use super::changes::{Put, describe};
use crate::engine::base::steps::Cancel;
use crate::engine::bound::network::classes;
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE};
use crate::engine::meaning::several::holds;
use crate::engine::meaning::space::{MAX_STEPS, SHARE_PER_CONDITION};
use crate::engine::meaning::variable::{Cells, VarIdx, cells, full_mask};
use crate::engine::result::analysis::{Axis, AxisStep, DecisionMap, MapCell};
use crate::engine::situation::Situation;
use crate::model::{AnswerValue, QuestionIdx, QuestionKind, TraitIdx};

/// The map of a decision; `None` where both axes are the same or one has no steps, and where it was cancelled.
pub fn map(situation: &Situation, x: Axis, y: Axis, cancel: &dyn Cancel) -> Option<DecisionMap> {
    if cancel.is_set(0) {
        return None;
    }
    let mut grid = Grid::new(situation);
    let (across, up) = (grid.steps(x), grid.steps(y));
    if x == y || across.is_empty() || up.is_empty() {
        return None;
    }
    let mut rows = Vec::with_capacity(up.len());
    for upward in &up {
        let mut row = Vec::with_capacity(across.len());
        for step in &across {
            if cancel.is_set(grid.work()) {
                return None;
            }
            row.push(grid.cell(&[step, upward]));
        }
        rows.push(row);
    }
    Some(DecisionMap {
        decision: situation.base().decision.id.clone(),
        present: (grid.present(&across), grid.present(&up)),
        x: (x, across.into_iter().map(|step| step.shown).collect()),
        y: (y, up.into_iter().map(|step| step.shown).collect()),
        cells: rows,
    })
}

/// One step of an axis: as shown, and what has to hold there.
pub(super) struct Step {
    shown: AxisStep,
    place: Place,
}

/// What has to hold at a step.
#[derive(Clone, Copy)]
enum Place {
    /// A variable is in one of these cells.
    Cells(VarIdx, u64),
    /// A condition holds.
    Condition(NodeId),
}

/// Everything that cells of a map are found with.
pub(super) struct Grid<'a> {
    situation: &'a Situation,
    diagrams: Diagrams,
    /// For each variable, the cells that some rule of the decision tells apart, in classes.
    classes: Vec<Vec<u64>>,
}

impl<'a> Grid<'a> {
    /// The grid of a situation.
    pub(super) fn new(situation: &'a Situation) -> Self {
        let space = situation.space();
        let all: Vec<u64> = space.variables.iter().map(|variable| full_mask(variable.cells.len())).collect();
        let decision = situation.decision();
        let (confined, _) = space.diagrams.confined(&decision.rules, &all);
        let classes = classes(&confined, &all);
        let mut diagrams = space.diagrams.clone();
        diagrams.allow(MAX_STEPS / SHARE_PER_CONDITION);
        Self { situation, diagrams, classes }
    }

    /// About how many steps one cell of the map takes.
    pub(super) fn work(&self) -> usize {
        2 * self.diagrams.n_children() + self.situation.work()
    }

    /// The steps of an axis.
    pub(super) fn steps(&mut self, axis: Axis) -> Vec<Step> {
        match axis {
            Axis::Question(question) => self.question_steps(question),
            Axis::Choice(question, choice) => self.choice_steps(question, choice),
            Axis::Trait(of) => self.level_steps(of),
        }
    }

    fn question_steps(&self, question: QuestionIdx) -> Vec<Step> {
        let questions = &self.situation.subject.questionnaire.questions;
        let Some(kind) = questions.get(question.get()).map(|question| &question.kind) else { return Vec::new() };
        let var = self.situation.space().first_variable[question.get()];
        match (kind, &self.situation.space().variables[usize::from(var)].cells) {
            (QuestionKind::Choice { choices, .. }, _) => {
                let step = |(cell, choice): (usize, &crate::model::Choice)| Step {
                    shown: AxisStep::Answer(AnswerValue::OneOf(vec![choice.id.clone()])),
                    place: Place::Cells(var, 1 << cell),
                };
                choices.iter().enumerate().map(step).collect()
            }
            (QuestionKind::Number(_), Cells::Numbers(numbers)) => {
                let step = |(first, last): (usize, usize)| Step {
                    shown: AxisStep::Numbers(numbers[first].low, numbers[last].high),
                    place: Place::Cells(var, (first..=last).fold(0, |mask, cell| mask | 1 << cell)),
                };
                runs(&self.classes[usize::from(var)], numbers.len()).into_iter().map(step).collect()
            }
            _ => Vec::new(),
        }
    }

    fn choice_steps(&mut self, question: QuestionIdx, choice: usize) -> Vec<Step> {
        let questions = &self.situation.subject.questionnaire.questions;
        let kind = questions.get(question.get()).map(|question| &question.kind);
        let Some(kind @ QuestionKind::Several { choices, .. }) = kind else { return Vec::new() };
        if choice >= choices.len() {
            return Vec::new();
        }
        if kind.is_bound() {
            let first = self.situation.space().first_variable[question.get()];
            let node = holds(&mut self.diagrams, kind, first, choice);
            let without = node.and_then(|node| self.diagrams.not(node));
            let step = |is_held: bool, node: Result<NodeId, _>| Step {
                shown: AxisStep::Holds(is_held),
                place: Place::Condition(node.unwrap_or(FALSE)),
            };
            return vec![step(false, without), step(true, node)];
        }
        let var = self.situation.space().first_variable[question.get()] + choice as VarIdx;
        let step = |holds: bool| Step {
            shown: AxisStep::Holds(holds),
            place: Place::Cells(var, if holds { 0b10 } else { 0b01 }),
        };
        vec![step(false), step(true)]
    }

    fn level_steps(&mut self, of: TraitIdx) -> Vec<Step> {
        let Some(declared) = self.situation.subject.questionnaire.traits.get(of.get()) else { return Vec::new() };
        let at_least = &self.situation.space().at_least[of.get()];
        let mut steps = Vec::new();
        for (level, declared) in declared.levels.iter().enumerate() {
            let beyond = at_least.get(level + 1).map_or(Ok(TRUE), |node| self.diagrams.not(*node));
            let exactly = beyond.and_then(|beyond| self.diagrams.and(at_least[level], beyond));
            let place = Place::Condition(exactly.unwrap_or(FALSE));
            steps.push(Step { shown: AxisStep::Level(declared.id.clone()), place });
        }
        steps
    }

    /// What comes out where all these steps are taken.
    pub(super) fn cell(&mut self, steps: &[&Step]) -> MapCell {
        let mut knowledge = (*self.situation.knowledge).clone();
        let mut held = Vec::new();
        let mut condition = TRUE;
        for step in steps {
            match step.place {
                Place::Cells(var, cells) => {
                    let before = knowledge.possible[usize::from(var)];
                    // What is known already stays: an axis does not make a known number vaguer.
                    knowledge.narrow(usize::from(var), if before & cells == 0 { cells } else { before & cells });
                    held.push(var);
                }
                Place::Condition(node) => condition = self.diagrams.and(condition, node).unwrap_or(FALSE),
            }
        }
        let Some(way) = self.way_into(condition, &knowledge, &held) else { return MapCell::Impossible };
        if always_holds(&self.diagrams, self.situation.decision().idle, &knowledge.possible) {
            return MapCell::NothingToDecide;
        }
        for (var, cells, _) in &way {
            knowledge.narrow(usize::from(*var), *cells);
        }
        let on_axes = held.iter().map(|var| (*var, knowledge.possible[usize::from(*var)]));
        let all = on_axes.chain(way.iter().map(|(var, cells, _)| (*var, *cells))).collect();
        let changes = way.into_iter().filter(|(_, _, is_change)| *is_change);
        let puts: Vec<Put> = changes.map(|(var, cells, _)| Put::into(var, cells)).collect();
        let there = self.situation.under(knowledge);
        MapCell::Outcome {
            winner: there.winner(),
            lead: there.shown_lead(),
            level: there.level(),
            is_close: there.is_close_call(),
            depends: false,
            changes: describe(self.situation, &puts),
            puts: all,
        }
    }

    /// The cells to put variables in so that a condition holds, with whether that changes what is known: the fewest changes, of what
    /// is not fixed rather than of what is, and among those the likeliest.
    fn way_into(&self, root: NodeId, knowledge: &Knowledge, held: &[VarIdx]) -> Option<Vec<(VarIdx, u64, bool)>> {
        let mut costs: Vec<Option<Cost>> = vec![None, Some(Cost::default())];
        for node in 2..=root.0 {
            costs.push(
                self.ways(NodeId(node), knowledge, held, &costs).into_iter().map(|(cost, _)| cost).reduce(Cost::least),
            );
        }
        costs.get(root.0 as usize).copied().flatten()?;
        let mut way = Vec::new();
        let mut node = root;
        while node > TRUE {
            let var = self.diagrams.var(node);
            let ways = self.ways(node, knowledge, held, &costs);
            let (_, group) = ways.into_iter().reduce(|a, b| if b.0.is_less_than(a.0) { b } else { a })?;
            let possible = knowledge.possible[usize::from(var)];
            let is_change = possible & group == 0;
            way.push((var, if is_change { group } else { possible & group }, is_change));
            node = self.diagrams.child(node, group.trailing_zeros() as u8);
        }
        Some(way)
    }

    /// The ways on from a node: for each child that leads to where the condition holds, its cost and the cells that lead there.
    fn ways(&self, node: NodeId, knowledge: &Knowledge, held: &[VarIdx], costs: &[Option<Cost>]) -> Vec<(Cost, u64)> {
        let var = self.diagrams.var(node);
        let mut groups: Vec<(NodeId, u64)> = Vec::new();
        for (cell, child) in self.diagrams.children(node).iter().enumerate() {
            match groups.iter_mut().find(|(known, _)| known == child) {
                Some((_, mask)) => *mask |= 1 << cell,
                None => groups.push((*child, 1 << cell)),
            }
        }
        let way = |(child, group): (NodeId, u64)| {
            let below = costs[child.0 as usize]?;
            let possible = knowledge.possible[usize::from(var)];
            if possible & group == 0 {
                return (!held.contains(&var)).then(|| (below.and_change(self.is_fixed(var)), group));
            }
            let chances = &knowledge.chances[usize::from(var)];
            let chance: f64 = cells(possible & group).map(|cell| chances[usize::from(cell)]).sum();
            Some((below.and_chance(chance), group))
        };
        groups.into_iter().filter_map(way).collect()
    }

    fn is_fixed(&self, var: VarIdx) -> bool {
        let question = self.situation.space().variables[usize::from(var)].question;
        self.situation.subject.questionnaire.questions[question.get()].fixed
    }

    /// The step at which the present answers stand, if they stand at one.
    fn present(&self, steps: &[Step]) -> Option<usize> {
        let knowledge = &self.situation.knowledge;
        let is_here = |step: &Step| match step.place {
            Place::Cells(var, cells) => knowledge.possible[usize::from(var)] & !cells == 0,
            Place::Condition(node) => always_holds(&self.diagrams, node, &knowledge.possible),
        };
        steps.iter().position(is_here)
    }
}

/// What a way costs: changes of what is fixed, changes, and how unlikely it is.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    n_fixed: u32,
    n_changes: u32,
    unlikely: f64,
}

impl Cost {
    fn and_change(self, is_fixed: bool) -> Self {
        Self { n_fixed: self.n_fixed + u32::from(is_fixed), n_changes: self.n_changes + 1, ..self }
    }

    fn and_chance(self, chance: f64) -> Self {
        Self { unlikely: self.unlikely - chance.max(1e-9).ln(), ..self }
    }

    fn is_less_than(self, other: Self) -> bool {
        let changes = (self.n_fixed, self.n_changes).cmp(&(other.n_fixed, other.n_changes));
        changes.then(self.unlikely.total_cmp(&other.unlikely)).is_lt()
    }

    fn least(self, other: Self) -> Self {
        if other.is_less_than(self) { other } else { self }
    }
}

/// The stretches of cells that lie side by side in one class.
fn runs(classes: &[u64], n_cells: usize) -> Vec<(usize, usize)> {
    let class_of = |cell: usize| classes.iter().position(|mask| mask >> cell & 1 == 1);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for cell in 0..n_cells {
        match runs.last_mut().filter(|(_, last)| class_of(*last) == class_of(cell)) {
            Some((_, last)) => *last = cell,
            None => runs.push((cell, cell)),
        }
    }
    runs
}

fn always_holds(diagrams: &Diagrams, root: NodeId, possible: &[u64]) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if node == FALSE {
            return false;
        }
        if node > TRUE && seen.insert(node) {
            let children = diagrams.children(node);
            stack.extend(cells(possible[usize::from(diagrams.var(node))]).map(|cell| children[usize::from(cell)]));
        }
    }
    true
}
