//! The single changes of answers that a flip may be made of, and what the options come to under some of them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::changes::distance;
use crate::engine::bound::influence::{Influence, expected};
use crate::engine::bound::network::{LocalVar, Network, OpenVariable};
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE};
use crate::engine::meaning::variable::{VarIdx, cells, full_mask};
use crate::engine::result::advice::Exclusion;
use crate::engine::situation::Situation;
use crate::model::{Question, QuestionIdx, QuestionKind};

/// One change of one answer.
#[derive(Clone, Debug)]
pub struct Move {
    /// The question.
    pub question: QuestionIdx,
    /// The variables put into one class each; more than one only where a question with several choices was open, or one of them excludes the others.
    pub puts: Vec<(LocalVar, u8)>,
    /// How far it moves the answer: steps along an order, 1 elsewhere; 0 where the answer might be so already.
    pub cost: u32,
}

/// All moves from a situation, over a network in which every variable that may move is open.
#[derive(Debug)]
pub struct Moves {
    /// The situation with everything open that may move. Behind the options' scores it counts the chances of `may_be_out`.
    pub network: Network,
    /// The options that may be excluded after some moves, in option order.
    pub may_be_out: Vec<usize>,
    /// The moves, in file order.
    pub all: Vec<Move>,
    /// The chances of the network's classes as things stand.
    pub base: Vec<Vec<f64>>,
    possible: Vec<u64>,
    excluded: Vec<NodeId>,
    diagrams: Diagrams,
    /// For each move the options whose exclusion it may change.
    touches: Vec<Vec<bool>>,
    /// Whether each option is excluded as things stand.
    present: Vec<Out>,
}

impl Moves {
    /// The moves that the questionnaire allows: what is fixed and known stays.
    pub fn new(situation: &Situation) -> Self {
        let space = situation.space();
        let mut opened = (*situation.knowledge).clone();
        for (var, variable) in space.variables.iter().enumerate() {
            let question = &situation.subject.questionnaire.questions[variable.question.get()];
            if !question.fixed {
                opened.possible[var] = full_mask(variable.cells.len());
            }
        }
        let opened = situation.under(opened);
        let may_be_out: Vec<usize> = (0..opened.exclusions.len())
            .filter(|option| opened.readings.of(situation.decision().excluded[*option]).can_hold)
            .collect();
        let network = Network::with_chances_of(&opened, &may_be_out);
        let (diagrams, excluded) = space.diagrams.confined(&situation.decision().excluded, &opened.knowledge.possible);
        let mut moves = Self {
            base: network.chances(),
            network,
            may_be_out,
            all: Vec::new(),
            possible: situation.knowledge.possible.clone(),
            touches: Vec::new(),
            excluded,
            diagrams,
            present: situation.exclusions.iter().map(Out::of).collect(),
        };
        for (position, question) in situation.subject.questionnaire.questions.iter().enumerate() {
            let found = moves.of_question(situation, QuestionIdx::from(position), question);
            moves.all.extend(found);
        }
        let excluding: Vec<Vec<VarIdx>> = moves.excluded.iter().map(|node| moves.diagrams.scope(*node)).collect();
        let touches = |change: &Move| excluding.iter().map(|vars| moves.puts_one_of(change, vars)).collect();
        moves.touches = moves.all.iter().map(touches).collect();
        moves
    }

    fn puts_one_of(&self, change: &Move, vars: &[VarIdx]) -> bool {
        change.puts.iter().any(|(var, _)| vars.contains(&self.network.variables[usize::from(*var)].var))
    }

    fn of_question(&self, situation: &Situation, idx: QuestionIdx, question: &Question) -> Vec<Move> {
        let variables = situation.space().variables_of(idx);
        let is_open = |var: usize| situation.knowledge.cell(var).is_none();
        let is_open_set = matches!(question.kind, QuestionKind::Several { .. }) && variables.clone().any(is_open);
        if is_open_set {
            return self.of_open_set(idx, &question.kind, variables);
        }
        if question.kind.is_bound() {
            return self.of_bound_set(situation, idx, &question.kind, variables);
        }
        let is_ordered = match &question.kind {
            QuestionKind::Choice { ordered, .. } => *ordered,
            QuestionKind::Several { .. } => false,
            QuestionKind::Number(_) => true,
        };
        variables.flat_map(|var| self.of_variable(idx, var as VarIdx, is_ordered)).collect()
    }

    fn of_variable(&self, question: QuestionIdx, var: VarIdx, is_ordered: bool) -> Vec<Move> {
        let Some(local) = self.network.local(var) else { return Vec::new() };
        let present = self.possible[usize::from(var)];
        let classes = self.network.variables[usize::from(local)].classes.iter().enumerate();
        // Where the answer is in one class already, putting it there is no move.
        let moves = classes.filter(|(_, mask)| present & !**mask != 0);
        let cost = |mask: u64| {
            let steps = cells(mask).map(|cell| distance(present, cell)).min().unwrap_or(0);
            if is_ordered { steps } else { steps.min(1) }
        };
        moves.map(|(class, mask)| Move { question, puts: vec![(local, class as u8)], cost: cost(*mask) }).collect()
    }

    /// An open question with several choices can be answered with none, where that is an answer, or with one of them.
    fn of_open_set(&self, question: QuestionIdx, kind: &QuestionKind, variables: Range<usize>) -> Vec<Move> {
        let parts = variables.start..variables.start + kind.choices().len();
        let answer = |chosen: Option<usize>| {
            let says = |var: usize| (var, u8::from(chosen == Some(var)));
            let stands_in = chosen.and_then(|var| kind.stand_ins().iter().position(|other| parts.start + other == var));
            let stands_in = stands_in.map(|cell| (parts.end, cell as u8));
            self.to(question, 0, parts.clone().map(says).chain(stands_in))
        };
        let matters = |var: &usize| self.network.local(*var as VarIdx).is_some();
        let none = kind.takes_none().then_some(None);
        let chosen = none.into_iter().chain(parts.clone().filter(matters).map(Some));
        chosen.map(answer).filter(|change| !change.puts.is_empty()).collect()
    }

    /// Where choices depend on each other, one that excludes the others goes as the next one comes. Which choice stands in for none is
    /// never changed by itself, for nobody says so.
    fn of_bound_set(
        &self,
        situation: &Situation,
        question: QuestionIdx,
        kind: &QuestionKind,
        variables: Range<usize>,
    ) -> Vec<Move> {
        let choices = kind.choices();
        let parts = variables.start..variables.start + choices.len();
        let is_said = |choice: usize| situation.knowledge.cell(parts.start + choice) == Some(1);
        let alone = (0..choices.len()).find(|choice| choices[*choice].exclusive && is_said(*choice));
        let Some(alone) = alone else {
            return parts.flat_map(|var| self.of_variable(question, var as VarIdx, false)).collect();
        };
        let stand_ins = kind.stand_ins();
        let instead = |choice: usize| {
            let stands_in = stand_ins.iter().position(|other| *other == choice);
            let stands_in = stands_in.map(|cell| (parts.end, cell as u8));
            let says = |(choice, cell): (usize, u8)| (parts.start + choice, cell);
            self.to(question, 1, [(alone, 0), (choice, 1)].map(says).into_iter().chain(stands_in))
        };
        let others = (0..choices.len()).filter(|choice| *choice != alone).map(instead);
        let none = kind.takes_none().then(|| self.to(question, 1, [(parts.start + alone, 0)].into_iter()));
        none.into_iter().chain(others).filter(|change| !change.puts.is_empty()).collect()
    }

    /// The move that puts variables into these cells, as far as they matter.
    fn to(&self, question: QuestionIdx, cost: u32, cells: impl Iterator<Item = (usize, u8)>) -> Move {
        let puts = cells.filter_map(|(var, cell)| {
            let local = self.network.local(var as VarIdx)?;
            let classes = &self.network.variables[usize::from(local)].classes;
            Some((local, classes.iter().position(|mask| mask >> cell & 1 == 1).unwrap_or(0) as u8))
        });
        Move { question, puts: puts.collect(), cost }
    }

    /// The chances of a completion that has these cells, and else the likeliest classes: 1 for one class of each variable.
    pub fn completion(&self, has: &[(VarIdx, u8)]) -> Vec<Vec<f64>> {
        let one = |(variable, chances): (&OpenVariable, &Vec<f64>)| {
            let cell = has.iter().find(|(var, _)| *var == variable.var).map(|(_, cell)| cell);
            let class = cell.and_then(|cell| variable.classes.iter().position(|mask| mask >> cell & 1 == 1));
            let likeliest = || (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]));
            let class = class.or_else(likeliest).unwrap_or(0);
            (0..chances.len()).map(|other| if other == class { 1.0 } else { 0.0 }).collect()
        };
        self.network.variables.iter().zip(&self.base).map(one).collect()
    }

    /// The chances of all classes after some moves, given those before.
    fn chances(&self, base: &[Vec<f64>], moves: &[usize]) -> Vec<Vec<f64>> {
        let mut chances = base.to_vec();
        for (var, class) in moves.iter().flat_map(|change| &self.all[*change].puts) {
            chances[usize::from(*var)].fill(0.0);
            chances[usize::from(*var)][usize::from(*class)] = 1.0;
        }
        chances
    }

    /// The expected scores after some moves, and behind them the chances of `may_be_out`, given the chances before.
    pub fn scores(&self, base: &[Vec<f64>], moves: &[usize]) -> Vec<f64> {
        expected(&self.network, &self.chances(base, moves))
    }

    /// What every class of every variable would do to the expected scores after some moves, given the chances before.
    pub fn influence(&self, base: &[Vec<f64>], moves: &[usize]) -> Influence {
        Influence::new(&self.network, &self.chances(base, moves))
    }

    /// Whether two moves can be made together.
    pub fn go_together(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.all[a], &self.all[b]);
        a.question != b.question || !a.puts.iter().any(|(var, _)| b.puts.iter().any(|(other, _)| other == var))
    }

    /// The cells of the space's variables after some moves, for those that move.
    pub fn puts(&self, moves: &[usize]) -> Vec<(VarIdx, u64)> {
        let puts = moves.iter().flat_map(|change| &self.all[*change].puts);
        let cells = |(var, class): &(LocalVar, u8)| {
            let variable = &self.network.variables[usize::from(*var)];
            (variable.var, variable.classes[usize::from(*class)])
        };
        puts.map(cells).collect()
    }

    /// Whether an option cannot be excluded as things stand.
    pub fn is_safe(&self, option: usize) -> bool {
        self.present[option] == Out::No
    }

    /// Whether an option is excluded after some moves.
    pub fn out(&self, option: usize, moves: &[usize], known: &mut FxHashMap<(usize, Vec<usize>), Out>) -> Out {
        let relevant: Vec<usize> = moves.iter().copied().filter(|change| self.touches[*change][option]).collect();
        if relevant.is_empty() {
            return self.present[option];
        }
        if let Some(known) = known.get(&(option, relevant.clone())) {
            return *known;
        }
        let mut possible = self.possible.clone();
        self.puts(&relevant).iter().for_each(|(var, cells)| possible[usize::from(*var)] = *cells);
        let reaches = |leaf: NodeId| reaches(&self.diagrams, self.excluded[option], &possible, leaf);
        let out = match (reaches(TRUE), reaches(FALSE)) {
            (false, _) => Out::No,
            (true, true) => Out::Perhaps,
            (true, false) => Out::Certain,
        };
        known.insert((option, relevant), out);
        out
    }
}

/// Whether an option is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out {
    /// It cannot be.
    No,
    /// It hangs on what is open.
    Perhaps,
    /// It is, whatever is open.
    Certain,
}

impl Out {
    fn of(exclusion: &Exclusion) -> Self {
        match exclusion {
            Exclusion::No => Self::No,
            Exclusion::Possible(_) => Self::Perhaps,
            Exclusion::Certain(_) => Self::Certain,
        }
    }
}

/// Whether some way through what is possible ends at a leaf.
fn reaches(diagrams: &Diagrams, root: NodeId, possible: &[u64], leaf: NodeId) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if node == leaf {
            return true;
        }
        if node > TRUE && seen.insert(node) {
            let children = diagrams.children(node);
            stack.extend(cells(possible[usize::from(diagrams.var(node))]).map(|cell| children[usize::from(cell)]));
        }
    }
    false
}
