//! One decision under some knowledge: how its rules stand and how its options rank. What all proofs and analyses start from.

use std::sync::{Arc, OnceLock};

use super::advice::{Contribution, Exclusion, Fit, RuleReading};
use super::compile::{Compiled, CompiledDecision, Weights};
use super::knowledge::{Knowledge, Readings};
use super::network::Network;
use super::reference::Reference;
use super::space::Space;
use crate::model::{Answers, OptionIdx, OutcomeKind, RuleBase, RuleIdx, Subject};

/// One decision under some knowledge.
#[derive(Clone, Debug)]
pub struct Situation {
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
    /// The options, best first, excluded ones last.
    pub ranking: Vec<OptionIdx>,
    network: OnceLock<Network>,
}

impl Situation {
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
        let scores = decision.expected_scores(&weights, &rules);
        let exclusions: Vec<Exclusion> =
            (0..scores.len()).map(|option| exclusion(decision, option, &rules, readings)).collect();
        let ranking = decision.ranking(&scores, |option| exclusions[option.get()].is_certain());
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
            ranking,
            network: OnceLock::new(),
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

    /// The undecided rules as tables, made when first needed.
    pub fn network(&self) -> &Network {
        self.network.get_or_init(|| Network::new(self))
    }

    /// The options not excluded for certain, best first.
    pub fn in_play(&self) -> impl Iterator<Item = OptionIdx> {
        self.ranking.iter().copied().filter(|option| !self.exclusions[option.get()].is_certain())
    }

    /// The option that leads, if one is left.
    pub fn winner(&self) -> Option<OptionIdx> {
        self.in_play().next()
    }

    /// The winner's lead over the next option, if there is one.
    pub fn lead(&self) -> Option<f64> {
        let mut in_play = self.in_play();
        let (winner, next) = (in_play.next()?, in_play.next()?);
        Some(self.scores[winner.get()] - self.scores[next.get()])
    }

    /// The fit of every option, as it is shown.
    pub fn fits(&self) -> Vec<Fit> {
        self.scores.iter().map(|score| self.fit(*score)).collect()
    }

    /// The winner's lead as it is shown: the difference of the fits shown; zero where there is nobody to lead.
    pub fn shown_lead(&self) -> Fit {
        let mut in_play = self.in_play().map(|option| self.fit(self.scores[option.get()]).0);
        let (winner, next) = (in_play.next(), in_play.next());
        winner.zip(next).map_or(Fit(0), |(winner, next)| Fit(winner - next))
    }

    /// How it comes out.
    pub fn outcome(&self) -> OutcomeKind {
        match (self.winner(), self.lead()) {
            (None, _) => OutcomeKind::NoOption,
            (Some(_), Some(lead)) if self.is_close(lead) => OutcomeKind::CloseCall,
            (Some(_), _) => OutcomeKind::Recommended,
        }
    }

    /// Every part of every option's fit.
    pub fn contributions(&self) -> Vec<Contribution> {
        self.decision().contributions(&self.weights, &self.rules, &self.fits())
    }

    /// A difference of scores as it is shown.
    pub fn fit(&self, score: f64) -> Fit {
        self.decision().fit(score)
    }

    /// Whether a lead is too small to call.
    pub fn is_close(&self, lead: f64) -> bool {
        lead <= (self.decision().close_call * self.decision().units_per_point()) as f64
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
    for rule in &compiled.decisions[position].too_complex {
        let condition = &subject.rule_bases[position].rules[rule.get()].when;
        rules[rule.get()] = match reference.truth(&condition.expr, &knowledge.possible) {
            Some(true) => RuleReading::Holds,
            Some(false) => RuleReading::CannotHold,
            None => RuleReading::Perhaps(0.5),
        };
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
