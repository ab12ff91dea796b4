//! Completions of what answers leave open, at which it is seen without a proof that an option does not win.
//!
//! Whether an option wins whatever is open takes a search. That it does not takes one completion at which another option that is left
//! reaches it; and such a completion mostly stays one when one rule changes a little.

use super::play::Dice;
use crate::engine::Exclusion;
use crate::engine::bound::network::{LocalVar, Network};
use crate::engine::bound::search::{SearchResult, find_live};
use crate::engine::facts::Facts;
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, RuleIdx};

/// How many completions are drawn beside the one that the search finds.
const N_DRAWN: usize = 24;

/// The completions looked at.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Vec<Doubt>);

/// One completion.
#[derive(Debug)]
pub(crate) struct Doubt {
    /// For each variable its cell, as bits.
    pub(crate) cells: Vec<u64>,
    /// Every option's points at each slot of weights.
    points: Vec<Vec<i64>>,
    /// Every option's score, in the units of the decision.
    scores: Vec<i64>,
    /// Whether each option is excluded.
    is_out: Vec<bool>,
    /// Whether each rule holds.
    holds: Vec<bool>,
}

impl Doubt {
    /// Whether a rule holds there.
    pub(crate) fn holds(&self, rule: RuleIdx) -> bool {
        self.holds[rule.get()]
    }

    /// The options that are not excluded there.
    pub(crate) fn left(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.is_out.len()).filter(|option| !self.is_out[*option])
    }

    /// Every option's points at each slot of weights.
    pub(crate) fn points(&self) -> &[Vec<i64>] {
        &self.points
    }
}

impl Doubts {
    /// The completions of a situation; none where a rule has no diagram.
    pub(crate) fn of(situation: &Situation) -> Self {
        if !situation.decision().too_complex.is_empty() {
            return Self::default();
        }
        let mut points = Vec::new();
        let safe = situation.by_fit.iter().find(|option| situation.exclusions[option.get()] == Exclusion::No);
        if let Some(SearchResult::Reaches(_, classes)) =
            safe.map(|option| find_live(situation, situation.network(), *option))
        {
            points.push(point_of(situation, situation.network(), &classes));
        }
        let mut dice = Dice::new();
        for _ in 0..N_DRAWN {
            let draw = |cells: &u64| {
                let nth = dice.below(cells.count_ones() as usize);
                crate::engine::meaning::variable::cells(*cells).nth(nth).unwrap_or(0)
            };
            points.push(situation.knowledge.possible.iter().map(draw).collect());
        }
        Self(points.iter().map(|point| Doubt::at(situation, point)).collect())
    }

    /// The completions, one by one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Doubt> {
        self.0.iter()
    }

    /// Whether one of the completions shows that an option does not win, given what a change adds to every option's score there.
    pub(crate) fn refute(&self, option: OptionIdx, adds: impl Fn(&Doubt) -> Option<Vec<(OptionIdx, i64)>>) -> bool {
        self.0.iter().any(|doubt| {
            let Some(added) = adds(doubt) else { return false };
            let mut scores = doubt.scores.clone();
            added.iter().for_each(|(option, amount)| scores[option.get()] += amount);
            let reaches =
                |other: usize| other != option.get() && !doubt.is_out[other] && scores[other] >= scores[option.get()];
            (0..scores.len()).any(reaches)
        })
    }
}

/// A completion in these classes of a network's variables.
fn point_of(facts: &Facts, network: &Network, classes: &[(LocalVar, u8)]) -> Vec<u8> {
    let mut point: Vec<u8> = facts.knowledge.possible.iter().map(|cells| cells.trailing_zeros() as u8).collect();
    for (var, class) in classes {
        let variable = &network.variables[usize::from(*var)];
        point[usize::from(variable.var)] = variable.classes[usize::from(*class)].trailing_zeros() as u8;
    }
    point
}

impl Doubt {
    /// The completion in these classes of a network's variables; nothing where a rule has no diagram.
    pub(crate) fn in_classes(facts: &Facts, network: &Network, classes: &[(LocalVar, u8)]) -> Option<Self> {
        let is_read = facts.decision().too_complex.is_empty();
        is_read.then(|| Self::at(facts, &point_of(facts, network, classes)))
    }

    fn at(situation: &Facts, point: &[u8]) -> Self {
        let (decision, weights, diagrams) = (situation.decision(), &situation.weights, &situation.space().diagrams);
        let holds: Vec<bool> = decision.rules.iter().map(|node| diagrams.holds(*node, point)).collect();
        let mut points: Vec<Vec<i64>> = decision.start.to_vec();
        points.iter_mut().for_each(|points| points.resize(weights.worth.len(), 0));
        for ((slot, given), _) in decision.points.iter().zip(&holds).filter(|(_, holds)| **holds) {
            given.iter().for_each(|(option, given)| points[option.get()][*slot] += given);
        }
        let weigh = |points: &Vec<i64>| points.iter().zip(&weights.worth).map(|(points, worth)| points * worth).sum();
        let scores = points.iter().map(weigh).collect();
        let is_out = decision.vetoes.iter().map(|vetoes| vetoes.iter().any(|veto| holds[veto.get()])).collect();
        Self { cells: point.iter().map(|cell| 1 << cell).collect(), points, scores, is_out, holds }
    }
}
