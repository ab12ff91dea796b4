//! A rule base played at single points of the answer space, with exact scores under its declared weights.

use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE};
use crate::engine::meaning::variable::VarIdx;
use crate::engine::meaning::weights::Weights;
use crate::model::{OutcomeKind, RuleBase, RuleIdx};

/// What wins at a point, and how clearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The option's position.
    pub winner: Option<usize>,
    /// How it comes out.
    pub kind: OutcomeKind,
}

/// A rule base ready to be played.
pub(crate) struct Play<'a> {
    pub diagrams: &'a Diagrams,
    pub decision: &'a CompiledDecision,
    pub weights: Weights,
    /// What the weights come to there.
    declared: i64,
    /// For each rule, what it adds to the weights.
    adds: Vec<i64>,
    /// For each rule, the options it excludes.
    pub excludes: Vec<Vec<usize>>,
    /// For each variable, the rules that read it.
    pub readers: Vec<Vec<usize>>,
    /// Those of them that exclude an option.
    vetoing: Vec<Vec<usize>>,
    start: Vec<i64>,
}

/// A point with what holds there.
#[derive(Clone, Debug)]
pub(crate) struct At {
    /// One cell per variable.
    pub point: Vec<u8>,
    /// For each rule, whether it holds.
    pub holds: Vec<bool>,
    /// The score of each option.
    pub scores: Vec<i64>,
    /// For each option, how many vetoes hold against it.
    pub vetoes: Vec<u32>,
    /// What the weights come to.
    pub weights: i64,
}

impl<'a> Play<'a> {
    pub(crate) fn new(compiled: &'a Compiled, decision: &'a CompiledDecision, base: &RuleBase) -> Self {
        let declared: Vec<u32> = base.criteria.iter().map(|criterion| criterion.weight).collect();
        let weights = Weights::new(&declared, decision);
        let diagrams = &compiled.space.diagrams;
        let mut excludes = vec![Vec::new(); decision.rules.len()];
        for (option, vetoes) in decision.vetoes.iter().enumerate() {
            vetoes.iter().for_each(|veto| excludes[veto.get()].push(option));
        }
        let mut readers = vec![Vec::new(); diagrams.n_vars()];
        for (rule, node) in decision.rules.iter().enumerate() {
            diagrams.scope(*node).iter().for_each(|var| readers[usize::from(*var)].push(rule));
        }
        let excluding = |rules: &Vec<usize>| rules.iter().copied().filter(|rule| !excludes[*rule].is_empty()).collect();
        let vetoing = readers.iter().map(excluding).collect();
        let start = decision.start_scores(&weights);
        let (criteria, added) = weights.parts.split_at(base.criteria.len());
        let declared = criteria.iter().sum();
        let mut adds = vec![0; decision.rules.len()];
        decision.weighings.iter().zip(added).for_each(|(weighing, part)| adds[weighing.rule.get()] += part);
        Self { diagrams, decision, weights, declared, adds, excludes, readers, vetoing, start }
    }

    /// What the weights come to where no rule weighs.
    pub(crate) fn declared(&self) -> i64 {
        self.declared
    }

    /// What a rule adds to what the weights come to.
    pub(crate) fn adds(&self, rule: usize) -> i64 {
        self.adds[rule]
    }

    /// The lead up to which it is too close to call where the weights come to this and the leading option has this score.
    pub(crate) fn close_at(&self, weights: i64, best: i64) -> i64 {
        let is_declared = weights == self.declared;
        let unit = if is_declared { self.weights.units_per_point } else { self.weights.unit(weights as f64) };
        self.decision.close_call.limit(best as f64, unit).floor() as i64
    }

    /// Whether other rules have to be looked at to know what comes out without this one: those that it weighs, or that weigh it.
    pub(crate) fn has_products(&self, rule: usize) -> bool {
        self.decision.with_products(RuleIdx::from(rule)).nth(1).is_some()
    }

    /// Whether a veto other than this rule holds against an option at a point.
    pub(crate) fn is_vetoed_but_by(&self, option: usize, rule: usize, point: &[u8]) -> bool {
        let mut others = self.decision.vetoes[option].iter().map(|veto| veto.get()).filter(|veto| *veto != rule);
        others.any(|veto| self.diagrams.holds(self.decision.rules[veto], point))
    }

    pub(crate) fn n_options(&self) -> usize {
        self.start.len()
    }

    /// The scores that options start from.
    pub(crate) fn start(&self) -> &[i64] {
        &self.start
    }

    /// What a rule adds to each option's score.
    pub(crate) fn effect(&self, rule: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        let (criterion, points) = &self.decision.points[rule];
        points.iter().map(move |(option, points)| (option.get(), points * self.weights.worth[*criterion]))
    }

    pub(crate) fn at(&self, point: Vec<u8>) -> At {
        self.at_with(point, 0..self.decision.rules.len())
    }

    /// A point with what its vetoes come to, and nothing else: they are few, and a point is moved often until an option is left.
    pub(crate) fn vetoes_at(&self, point: Vec<u8>) -> At {
        self.at_with(point, (0..self.excludes.len()).filter(|rule| !self.excludes[*rule].is_empty()))
    }

    fn at_with(&self, point: Vec<u8>, rules: impl Iterator<Item = usize>) -> At {
        let (scores, vetoes) = (self.start.clone(), vec![0; self.start.len()]);
        let holds = vec![false; self.decision.rules.len()];
        let mut at = At { point, holds, scores, vetoes, weights: self.declared };
        rules.for_each(|rule| self.look_again(&mut at, rule));
        at
    }

    /// Moves one variable to another cell.
    pub(crate) fn set(&self, at: &mut At, var: usize, cell: u8) {
        at.point[var] = cell;
        self.readers[var].iter().for_each(|rule| self.look_again(at, *rule));
    }

    /// Moves one variable of a point of which only the vetoes are known.
    pub(crate) fn set_vetoes(&self, at: &mut At, var: usize, cell: u8) {
        at.point[var] = cell;
        self.vetoing[var].iter().for_each(|rule| self.look_again(at, *rule));
    }

    /// Moves every variable to where another point has it.
    pub(crate) fn set_all(&self, at: &mut At, point: &[u8]) {
        for (var, cell) in point.iter().enumerate() {
            if at.point[var] != *cell {
                self.set(at, var, *cell);
            }
        }
    }

    fn look_again(&self, at: &mut At, rule: usize) {
        let holds = self.diagrams.holds(self.decision.rules[rule], &at.point);
        if holds == at.holds[rule] {
            return;
        }
        at.holds[rule] = holds;
        let sign = if holds { 1 } else { -1 };
        self.effect(rule).for_each(|(option, worth)| at.scores[option] += sign * worth);
        at.weights += sign * self.adds[rule];
        for option in &self.excludes[rule] {
            at.vetoes[*option] = at.vetoes[*option].wrapping_add_signed(sign as i32);
        }
    }

    /// What comes out at a point.
    pub(crate) fn outcome(&self, at: &At) -> Outcome {
        outcome(&at.scores, |option| at.vetoes[option] > 0, |best| self.close_at(at.weights, best))
    }

    /// What would come out without one of the rules that hold there.
    pub(crate) fn outcome_without(&self, at: &At, rule: usize) -> Outcome {
        let mut scores = at.scores.clone();
        for part in self.decision.with_products(RuleIdx::from(rule)).filter(|part| at.holds[part.get()]) {
            self.effect(part.get()).for_each(|(option, worth)| scores[option] -= worth);
        }
        let excluded = |option: usize| at.vetoes[option] > u32::from(self.excludes[rule].contains(&option));
        outcome(&scores, excluded, |best| self.close_at(at.weights - self.adds[rule], best))
    }

    /// By how much an option is ahead of the best other one that is not excluded; nothing where it is excluded itself.
    pub(crate) fn lead_of(&self, at: &At, option: usize) -> Option<(i64, Option<usize>)> {
        let others = (0..self.n_options()).filter(|other| *other != option && at.vetoes[*other] == 0);
        let best = others.max_by_key(|other| (at.scores[*other], std::cmp::Reverse(*other)));
        let lead = best.map_or(i64::MAX, |best| at.scores[option] - at.scores[best]);
        (at.vetoes[option] == 0).then_some((lead, best))
    }

    /// Moves a point into a condition, by a way through its diagram that `choose` picks.
    pub(crate) fn enter(&self, point: &mut [u8], mut node: NodeId, mut choose: impl FnMut(usize) -> usize) {
        while node > TRUE {
            let cells = self.diagrams.children(node);
            let open: Vec<u8> = (0..cells.len() as u8).filter(|cell| cells[usize::from(*cell)] != FALSE).collect();
            let var: VarIdx = self.diagrams.var(node);
            // A cell that leads on is kept, so that points stay where they were as far as possible.
            let here = point[usize::from(var)];
            let cell = if open.contains(&here) { here } else { open[choose(open.len())] };
            point[usize::from(var)] = cell;
            node = self.diagrams.child(node, cell);
        }
    }
}

/// What comes out of scores: the greatest wins, the earlier option among equal ones; `close` says up to which lead its score is too close to
/// call.
pub(crate) fn outcome(scores: &[i64], is_out: impl Fn(usize) -> bool, close: impl Fn(i64) -> i64) -> Outcome {
    let mut best: Option<usize> = None;
    let mut second = i64::MIN;
    for option in (0..scores.len()).filter(|option| !is_out(*option)) {
        match best {
            Some(winner) if scores[option] <= scores[winner] => second = second.max(scores[option]),
            _ => {
                second = best.map_or(second, |winner| scores[winner]);
                best = Some(option);
            }
        }
    }
    let kind = match best {
        None => OutcomeKind::NoOption,
        Some(winner) if second != i64::MIN && scores[winner] - second <= close(scores[winner]) => {
            OutcomeKind::CloseCall
        }
        Some(_) => OutcomeKind::Recommended,
    };
    Outcome { winner: best, kind }
}

/// Numbers that look random and are the same every time (`SplitMix64`, Steele, Lea, Flood, OOPSLA 2014).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        Self(0x5EED)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % n.max(1) as u64) as usize
    }
}
