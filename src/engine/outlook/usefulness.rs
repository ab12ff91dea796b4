//! How useful it is to ask a question: how much of what is open between the winner and its rivals hangs on it.

use std::ops::Add;

use crate::engine::bound::influence::Influence;
use crate::engine::bound::network::LocalVar;
use crate::engine::meaning::variable::VarIdx;
use crate::engine::result::analysis::{Stake, Usefulness};
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionIdx};

/// How an answer moves a lead: its variance, and the distance between its ends.
#[derive(Clone, Copy, Debug, Default)]
struct Moves {
    variance: f64,
    range: f64,
}

impl Add for Moves {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { variance: self.variance + other.variance, range: self.range + other.range }
    }
}

/// The scales that questions are judged on.
pub struct Scales<'a> {
    situation: &'a Situation,
    influence: Influence,
    /// For each rival how all open answers together move the lead over it, and how much the rival counts.
    rivals: Vec<(usize, Moves, f64)>,
}

impl<'a> Scales<'a> {
    /// The scales of a situation, where only these options can still win; with none but the winner, all options in play count.
    pub fn new(situation: &'a Situation, contenders: &[OptionIdx]) -> Self {
        let network = situation.network();
        let influence = Influence::new(network, &network.chances());
        let mut scales = Self { situation, influence, rivals: Vec::new() };
        let Some(leader) = situation.winner() else { return scales };
        let others = |options: Vec<OptionIdx>| options.into_iter().filter(move |option| *option != leader);
        let mut rivals: Vec<OptionIdx> = others(contenders.to_vec()).collect();
        if rivals.is_empty() {
            rivals = others(situation.in_play().collect()).collect();
        }
        let judged = rivals.into_iter().map(|rival| {
            let all = (0..network.variables.len() as LocalVar).map(|var| scales.moves(var, rival.get()));
            let all = all.fold(Moves::default(), Moves::add);
            let gap = (situation.scores[leader.get()] - situation.scores[rival.get()]).max(0.0);
            // The height of the bell curve at the gap: what is far behind, measured by what is open, counts little.
            let counts = if all.variance > 0.0 { (-0.5 * gap * gap / all.variance).exp() } else { 0.0 };
            (rival.get(), all, counts)
        });
        scales.rivals = judged.collect();
        scales
    }

    /// How useful a question is.
    pub fn of(&self, question: QuestionIdx, stake: Stake) -> Usefulness {
        let network = self.situation.network();
        let variables = || self.situation.space().variables_of(question).filter_map(|var| network.local(var as VarIdx));
        let moves = |rival: usize| variables().map(|var| self.moves(var, rival)).fold(Moves::default(), Moves::add);
        let (mut share, mut counted, mut variance) = (0.0, 0.0, 0.0_f64);
        for (rival, all, counts) in &self.rivals {
            let own = moves(*rival);
            variance = variance.max(own.variance);
            if all.range > 0.0 {
                share += counts * own.range / all.range;
                counted += counts;
            }
        }
        let share = if counted > 0.0 { share / counted } else { 0.0 };
        Usefulness { question, stake, share, spread: variance.sqrt() / self.situation.weights.units_per_point }
    }

    fn moves(&self, var: LocalVar, rival: usize) -> Moves {
        let leader = self.situation.winner().map_or(rival, OptionIdx::get);
        let by_class = self.situation.network().variables[usize::from(var)].chances.iter().enumerate();
        let (mut variance, mut low, mut high) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
        for (class, chance) in by_class {
            let changes = self.influence.of(var, class);
            let change = changes[leader] - changes[rival];
            variance += chance * change * change;
            (low, high) = (low.min(change), high.max(change));
        }
        Moves { variance, range: high - low }
    }
}
