//! Which share of all answers gets another winner by an edit of numbers: over a fixed sample, or over everything where that is little.

use std::sync::Arc;

use super::number::{Edit, applied};
use crate::engine::bulk::{Block, Everything, Keep, LANES, Numbers, Ready, Run, Sample};
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::engine::meaning::weights::Weights;
use crate::model::{OptionIdx, RuleBase, Subject};

/// Up to how many combinations are all looked at.
const MAX_EXACT: usize = 65_536;

/// How many blocks are sampled where there are more.
const N_BLOCKS: usize = 64;

/// The winners of a rule base over its answer space.
pub(super) struct Space<'a> {
    subject: &'a Arc<Subject>,
    base: &'a RuleBase,
    position: usize,
    compiled: Compiled,
    chances: Vec<Vec<f64>>,
    everything: Option<Everything>,
    sample: Sample,
    winners: Vec<Option<OptionIdx>>,
}

impl<'a> Space<'a> {
    /// The winners under the numbers as they are; nothing where the subject has no such decision.
    pub(super) fn new(subject: &'a Arc<Subject>, base: &'a RuleBase) -> Option<Self> {
        let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id)?;
        let compiled = Compiled::new(subject, &Cuts::new());
        let variables = &compiled.space.variables;
        let chances = Knowledge::of_all_answers(&compiled.space, &subject.questionnaire).chances;
        let ready = ready(subject, &compiled, position);
        let everything = Everything::within(MAX_EXACT, variables, ready.reads());
        let sample = Sample::new(&subject.questionnaire, variables, &chances, ready.reads());
        let mut space = Self { subject, base, position, compiled, chances, everything, sample, winners: Vec::new() };
        space.winners = space.winners_of(&ready);
        Some(space)
    }

    /// Whether all combinations are looked at.
    pub(super) fn is_exact(&self) -> bool {
        self.everything.is_some()
    }

    fn winners_of(&self, ready: &Ready) -> Vec<Option<OptionIdx>> {
        let mut block = Block::new(&self.compiled.space.variables);
        let mut run = Run::default();
        let mut winners = Vec::new();
        for position in 0.. {
            let is_more = match &self.everything {
                Some(everything) => everything.fill(position, &mut block),
                None => position < N_BLOCKS,
            };
            if !is_more {
                break;
            }
            if self.everything.is_none() {
                self.sample.fill(position, &mut block);
            }
            ready.run(&mut block, &mut run);
            // Of level options none wins.
            let winner = |lane: usize| run.winner(lane).filter(|_| run.lead(lane) != Some(0));
            winners.extend((0..run.n_lanes.min(LANES)).map(winner));
        }
        winners
    }

    /// The share of answers with another winner after some edits.
    pub(super) fn changed_by(&self, edits: &[Edit]) -> f64 {
        let subject = applied(self.subject, self.base, edits);
        let mut compiled = self.compiled.clone();
        let decision = &compiled.decisions[self.position];
        compiled.decisions[self.position] = decision.renumbered(&subject.rule_bases[self.position]);
        let winners = self.winners_of(&ready(&subject, &compiled, self.position));
        let chance = |point: usize| self.everything.as_ref().map_or(1.0, |all| all.chance(point, &self.chances));
        let (mut changed, mut total) = (0.0, 0.0);
        for (point, (before, after)) in self.winners.iter().zip(winners).enumerate() {
            total += chance(point);
            changed += if *before == after { 0.0 } else { chance(point) };
        }
        if total > 0.0 { changed / total } else { 0.0 }
    }
}

/// The decision under its declared weights, ready for many answers.
fn ready(subject: &Subject, compiled: &Compiled, position: usize) -> Ready {
    let declared: Vec<u32> = subject.rule_bases[position].criteria.iter().map(|criterion| criterion.weight).collect();
    let weights = Weights::new(&declared, &compiled.decisions[position]);
    Ready::new(subject, compiled, position, &weights, (Numbers::ByCell, Keep::Outcomes))
}
