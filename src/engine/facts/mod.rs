//! What the answers say about one decision: how its rules stand, what its options score and which of them are out.
//!
//! Owns everything that can be read off the answers in one pass. Knows no table, search or proof: who wins may need one, and is
//! said in `situation`.

pub mod capacity;
mod changed;
pub(crate) mod confine;
pub(crate) mod explain;
pub(crate) mod hinges;
pub mod knowledge;
mod leaning;
pub(crate) mod profile;
pub mod score;

use std::sync::Arc;

use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::reference::Reference;
use crate::engine::meaning::space::Space;
use crate::engine::meaning::weights::Weights;
use crate::engine::result::advice::{Contribution, Exclusion, Fit, RuleReading};
use crate::model::{Answers, OptionIdx, RuleBase, RuleIdx, Subject};
use knowledge::{Knowledge, Readings};
use score::InPlay;

/// One decision under some knowledge, as far as no proof is needed.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The subject.
    pub subject: Arc<Subject>,
    /// The subject as compiled for the answers.
    pub compiled: Arc<Compiled>,
    /// The decision's position in the subject.
    pub position: usize,
    /// The answers, with those that earlier decisions settled.
    pub answers: Arc<Answers>,
    /// The weights.
    pub weights: Weights,
    /// What is known.
    pub knowledge: Arc<Knowledge>,
    /// How every diagram stands.
    pub readings: Arc<Readings>,
    /// How every rule stands.
    pub rules: Vec<RuleReading>,
    /// The expected score of every option.
    pub scores: Vec<f64>,
    /// Whether each option is out.
    pub exclusions: Vec<Exclusion>,
    /// The chance that each option is out.
    pub out_chances: Vec<f64>,
    /// The options by fit: see [`CompiledDecision::ranking`].
    pub by_fit: Vec<OptionIdx>,
}

impl Facts {
    /// A decision of a subject under the given knowledge.
    pub fn new(
        subject: &Arc<Subject>,
        compiled: &Arc<Compiled>,
        position: usize,
        answers: &Arc<Answers>,
        weights: Weights,
        knowledge: &Arc<Knowledge>,
        readings: &Arc<Readings>,
    ) -> Self {
        let decision = &compiled.decisions[position];
        let mut rules = decision.read_rules(readings);
        read_too_complex(subject, compiled, position, knowledge, &mut rules);
        let weights = if decision.weighings.is_empty() { weights } else { weights.under(&rules, decision) };
        let scores = decision.expected_scores(&weights, &rules);
        let exclusions: Vec<Exclusion> =
            (0..scores.len()).map(|option| exclusion(decision, option, &rules, readings)).collect();
        let out_chance = |option: usize| out_chance(decision, option, &exclusions[option], &rules, readings);
        let withheld = readings.of(decision.withheld).chance;
        let out_chances: Vec<f64> = (0..scores.len()).map(|option| given_named(out_chance(option), withheld)).collect();
        let by_fit =
            decision.ranking(&scores, |option| InPlay::of(&exclusions[option.get()], out_chances[option.get()]));
        Self {
            subject: Arc::clone(subject),
            compiled: Arc::clone(compiled),
            position,
            answers: Arc::clone(answers),
            weights,
            knowledge: Arc::clone(knowledge),
            readings: Arc::clone(readings),
            rules,
            scores,
            exclusions,
            out_chances,
            by_fit,
        }
    }

    /// The same decision, with the same weights, under other knowledge.
    #[must_use]
    pub fn under(&self, knowledge: Knowledge) -> Self {
        let readings = Arc::new(Readings::new(&self.compiled.space.diagrams, &knowledge));
        let weights = self.weights.clone();
        let knowledge = Arc::new(knowledge);
        Self::new(&self.subject, &self.compiled, self.position, &self.answers, weights, &knowledge, &readings)
    }

    /// About how many steps it takes to look at the same decision under other knowledge: a reading of every child of every diagram.
    pub fn work(&self) -> usize {
        self.space().diagrams.n_children() + self.rules.len()
    }

    /// The rule base.
    pub fn base(&self) -> &RuleBase {
        &self.subject.rule_bases[self.position]
    }

    /// The rule base, compiled.
    pub fn decision(&self) -> &CompiledDecision {
        &self.compiled.decisions[self.position]
    }

    /// The answer space.
    pub fn space(&self) -> &Space {
        &self.compiled.space
    }

    /// The fit of every option, as it is shown.
    pub fn fits(&self) -> Vec<Fit> {
        self.scores.iter().map(|score| self.fit(*score)).collect()
    }

    /// Every part of every option's fit.
    pub fn contributions(&self) -> Vec<Contribution> {
        self.decision().contributions(&self.weights, &self.rules, &self.fits())
    }

    /// A difference of scores as it is shown.
    pub fn fit(&self, score: f64) -> Fit {
        self.weights.fit(score)
    }

    /// Whether an option's lead is too small to call.
    pub fn is_close(&self, leading: OptionIdx, lead: f64) -> bool {
        lead <= self.weights.close_call(self.decision(), self.scores[leading.get()])
    }
}

/// Reads the rules that have no diagram from their expressions; where that leaves them open, either is as likely.
fn read_too_complex(
    subject: &Subject,
    compiled: &Compiled,
    position: usize,
    knowledge: &Knowledge,
    rules: &mut [RuleReading],
) {
    let reference = Reference { questionnaire: &subject.questionnaire, variables: &compiled.space.variables };
    let decision = &compiled.decisions[position];
    let truth = |rule: RuleIdx| {
        let condition = &subject.rule_bases[position].rules[rule.get()].when;
        reference.truth(&condition.expr, &knowledge.possible)
    };
    for rule in &decision.too_complex {
        let truth = match decision.product(*rule) {
            None => truth(*rule),
            Some(product) => match (truth(product.by), product.of.map_or(Some(true), truth)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
        };
        rules[rule.get()] = match truth {
            Some(true) => RuleReading::Holds,
            Some(false) => RuleReading::CannotHold,
            None => RuleReading::Perhaps(0.5),
        };
    }
}

/// The chance that an option is out where an option is named at all.
fn given_named(out_chance: f64, withheld: f64) -> f64 {
    let named = 1.0 - withheld;
    if named > 1e-9 { ((out_chance - withheld) / named).clamp(0.0, 1.0) } else { out_chance }
}

/// The chance that some veto against an option holds. Of vetoes without a diagram either is as likely, whatever the others do.
fn out_chance(
    decision: &CompiledDecision,
    option: usize,
    exclusion: &Exclusion,
    rules: &[RuleReading],
    readings: &Readings,
) -> f64 {
    match exclusion {
        Exclusion::No => 0.0,
        Exclusion::Certain(_) => 1.0,
        Exclusion::Possible(vetoes) => {
            let blind = vetoes.iter().filter(|veto| decision.is_too_complex(**veto));
            let left = blind.fold(1.0, |left, veto| left * (1.0 - rules[veto.get()].chance()));
            1.0 - left * (1.0 - readings.of(decision.excluded[option]).chance)
        }
    }
}

fn exclusion(decision: &CompiledDecision, option: usize, rules: &[RuleReading], readings: &Readings) -> Exclusion {
    let possible = |veto: &&RuleIdx| rules[veto.get()] != RuleReading::CannotHold;
    let vetoes: Vec<RuleIdx> = decision.vetoes[option].iter().filter(possible).copied().collect();
    // Where single vetoes are certain, those are the reason; otherwise it takes several together.
    let certain: Vec<RuleIdx> = vetoes.iter().copied().filter(|v| rules[v.get()] == RuleReading::Holds).collect();
    if !certain.is_empty() {
        Exclusion::Certain(certain)
    } else if vetoes.is_empty() {
        Exclusion::No
    } else if readings.of(decision.excluded[option]).can_fail {
        Exclusion::Possible(vetoes)
    } else {
        Exclusion::Certain(vetoes)
    }
}
