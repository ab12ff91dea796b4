//! The engine's front door: a subject compiled once, asked again after every answer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::advice::{Advice, DecisionAdvice, Fit, QuestionState, RuleReading, Standing};
use super::analysis::{Analysis, Axis, Budget, Certificate, DecisionMap, Outlook};
use super::bank::{N_WEIGHTS, WeightBank};
use super::compile::{Compiled, CompiledDecision, Weights};
use super::cuts::{Cuts, Thresholds};
use super::flaw::Flaw;
use super::knowledge::{Knowledge, Readings};
use super::outlook::outlook;
use super::range::ranges;
use super::settled::{self, Finding};
use super::situation::Situation;
use super::{checker, firmness, map, profile};
use crate::model::{
    Answer, AnswerValue, Answers, AnswersFile, DecisionId, Effect, OptionIdx, OutcomeKind, QuestionIdx, RuleBase,
    RuleIdx, Subject,
};

/// Gives advice on one subject; keeps what it compiled and considered between calls. Clones share what is compiled.
#[derive(Clone, Debug)]
pub struct Advisor {
    subject: Arc<Subject>,
    compiled: Arc<Compiled>,
    thresholds: Thresholds,
    /// The typed numbers the space is cut at.
    cuts: Cuts,
    last: Option<Arc<Considered>>,
    banks: BTreeMap<usize, Arc<WeightBank>>,
}

/// An answers file, considered.
#[derive(Debug)]
struct Considered {
    file: AnswersFile,
    /// The decisions made, in the order of the subject, with whether their winner is settled.
    decisions: Vec<(Arc<Situation>, Finding)>,
    /// Everything known in the end.
    answers: Arc<Answers>,
    knowledge: Arc<Knowledge>,
    readings: Arc<Readings>,
    /// The questions that decisions answered.
    settled: Vec<QuestionIdx>,
}

impl Advisor {
    /// Compiles the rule bases of a loaded subject.
    pub fn new(subject: Arc<Subject>) -> Self {
        let cuts = Cuts::new();
        let compiled = Arc::new(Compiled::new(&subject, &cuts));
        let thresholds = Thresholds::new(&subject);
        Self { subject, compiled, thresholds, cuts, last: None, banks: BTreeMap::new() }
    }

    /// The subject advised on.
    pub fn subject(&self) -> &Arc<Subject> {
        &self.subject
    }

    /// The subject as compiled for these answers: number questions are cut at the numbers typed.
    pub fn compiled(&mut self, answers: &Answers) -> &Arc<Compiled> {
        let cuts = self.thresholds.cuts_for(&self.subject.questionnaire, answers);
        if cuts != self.cuts {
            self.compiled = Arc::new(Compiled::new(&self.subject, &cuts));
            self.cuts = cuts;
        }
        &self.compiled
    }

    /// The subject as it was compiled last.
    pub fn compiled_as_is(&self) -> &Compiled {
        &self.compiled
    }

    /// What follows from an answers file. Answers that do not fit the questionnaire are passed over.
    pub fn advise(&mut self, file: &AnswersFile) -> Advice {
        let considered = self.consider(file);
        let (compiled, readings) = (&self.compiled, &considered.readings);
        let decisions = considered.decisions.iter().map(|(situation, finding)| advice(situation, finding)).collect();
        let quantities = self.subject.questionnaire.quantities.iter();
        Advice {
            decisions,
            questions: self.question_states(&considered),
            quantities: quantities
                .map(|quantity| profile::read_quantity(quantity, compiled, &considered.knowledge, readings))
                .collect(),
            traits: profile::trait_readings(compiled, readings),
        }
    }

    /// Checks a certificate against an answers file, independently of how it was found.
    pub fn check(&mut self, file: &AnswersFile, decision: &str, certificate: &Certificate) -> Result<(), Flaw> {
        let situation = self.situation(file, decision).ok_or(Flaw::Unknown)?;
        checker::check(certificate, &situation)
    }

    /// What is certain, what is open and what to ask next, for every decision that [`Self::advise`] makes, in the same order.
    pub fn outlook(&mut self, file: &AnswersFile, budget: Budget) -> Vec<Outlook> {
        let considered = self.consider(file);
        let states = self.question_states(&considered);
        let one = |(situation, finding): &(Arc<Situation>, Finding)| outlook(situation, finding, &states, budget);
        considered.decisions.iter().map(one).collect()
    }

    /// How firm one decision is and what would change it. `None` where the file does not make this decision, and where `cancel`
    /// was set before the work was done.
    pub fn analyse(
        &mut self,
        file: &AnswersFile,
        decision: &str,
        budget: Budget,
        cancel: &AtomicBool,
    ) -> Option<Analysis> {
        let situation = self.situation(file, decision)?;
        let bank = self.bank(situation.weights.shares.len());
        let mut analysis = firmness::analyse(&situation, &bank, budget, cancel)?;
        if self.may_be_settled_otherwise(file, decision) {
            self.confirm_flips(file, &mut analysis);
        }
        Some(analysis)
    }

    /// Whether other decisions answer questions here, so that changed answers may change those too.
    fn may_be_settled_otherwise(&self, file: &AnswersFile, decision: &str) -> bool {
        self.subject.questionnaire.questions.iter().any(|question| {
            let by_another = question.settled_by.as_ref().is_some_and(|by| *by != *decision);
            by_another && file.answers.get(question.id.as_str()).is_none()
        })
    }

    /// Drops flips that do not come about because other decisions come out otherwise too.
    fn confirm_flips(&mut self, file: &AnswersFile, analysis: &mut Analysis) {
        for flips in &mut analysis.flips {
            let n_found = flips.found.len();
            flips.found.retain(|flip| {
                let mut changed = file.clone();
                for change in &flip.changes {
                    let id = &self.subject.questionnaire.questions[change.question.get()].id;
                    changed.answers = changed.answers.with(id, change.to.clone());
                }
                let there = self.situation(&changed, analysis.decision.as_str());
                there.is_some_and(|there| there.winner() == Some(flips.option))
            });
            // Where one is dropped, another that was not looked at may take its place.
            flips.is_exact &= flips.found.len() == n_found;
        }
    }

    /// The axes a decision map may have for these answers, those that move the decision most first.
    pub fn axes(&mut self, file: &AnswersFile, decision: &str) -> Vec<Axis> {
        self.situation(file, decision).map_or_else(Vec::new, |situation| map::axes(&situation))
    }

    /// The winner of one decision over two axes. `None` where the file does not make this decision, where both axes are the same,
    /// and where `cancel` was set before the work was done.
    pub fn decision_map(
        &mut self,
        file: &AnswersFile,
        decision: &str,
        x: Axis,
        y: Axis,
        cancel: &AtomicBool,
    ) -> Option<DecisionMap> {
        map::map(&*self.situation(file, decision)?, x, y, cancel)
    }

    /// The situation of a decision under an answers file; `None` where the file does not make this decision.
    pub fn situation(&mut self, file: &AnswersFile, decision: &str) -> Option<Arc<Situation>> {
        let considered = self.consider(file);
        let found = considered.decisions.iter().find(|(situation, _)| situation.base().decision.id == *decision);
        found.map(|(situation, _)| Arc::clone(situation))
    }

    /// The bank of weights for this many criteria, drawn when first needed.
    fn bank(&mut self, n_criteria: usize) -> Arc<WeightBank> {
        let bank = self.banks.entry(n_criteria).or_insert_with(|| Arc::new(WeightBank::new(n_criteria, N_WEIGHTS)));
        Arc::clone(bank)
    }

    fn question_states(&self, considered: &Considered) -> Vec<QuestionState> {
        let Considered { answers, readings, settled, .. } = considered;
        profile::question_states(&self.subject, &self.compiled, readings, answers, settled)
    }

    /// Makes the decisions of a file, those first that settle questions for others.
    fn consider(&mut self, file: &AnswersFile) -> Arc<Considered> {
        if let Some(last) = self.last.as_ref().filter(|last| last.file == *file) {
            return Arc::clone(last);
        }
        let subject = Arc::clone(&self.subject);
        let compiled = Arc::clone(self.compiled(&file.answers));
        let mut answers = Arc::new(file.answers.clone());
        let mut settled = Vec::new();
        let mut decisions = Vec::new();
        let mut knowledge = Arc::new(Knowledge::new(&compiled.space, &subject.questionnaire, &answers));
        let mut readings = Arc::new(Readings::new(&compiled.space.diagrams, &knowledge));
        for position in making_order(&subject, &file.decisions) {
            let base = &subject.rule_bases[position];
            let weights = weights_of(base, file, &compiled.decisions[position]);
            let situation = Situation::new(&subject, &compiled, position, &answers, weights, &knowledge, &readings);
            let finding = settled::find(&situation, Budget::LIVE);
            let newly_settled = answered_by(&situation, &finding);
            if !newly_settled.is_empty() {
                let more = Arc::make_mut(&mut answers);
                for (question, answer) in newly_settled {
                    more.0.insert(subject.questionnaire.questions[question.get()].id.clone(), answer);
                    settled.push(question);
                }
                knowledge = Arc::new(Knowledge::new(&compiled.space, &subject.questionnaire, &answers));
                readings = Arc::new(Readings::new(&compiled.space.diagrams, &knowledge));
            }
            decisions.push((Arc::new(situation), finding));
        }
        decisions.sort_by_key(|(situation, _)| situation.position);
        let considered = Arc::new(Considered { file: file.clone(), decisions, answers, knowledge, readings, settled });
        self.last = Some(Arc::clone(&considered));
        considered
    }
}

/// The weights an answers file gives to a decision's criteria; those it does not name keep their declared weight.
pub fn weights_of(base: &RuleBase, file: &AnswersFile, decision: &CompiledDecision) -> Weights {
    let own = |id| file.weights.get(id).copied();
    let declared: Vec<u32> = base.criteria.iter().map(|c| own(&c.id).unwrap_or(c.weight)).collect();
    Weights::new(&declared, decision)
}

/// The order in which the named decisions are made (all of them where none is named): one that settles a question before those
/// whose rules may read it.
///
/// File order, with the settling decisions first; they keep file order among themselves.
fn making_order(subject: &Subject, named: &[DecisionId]) -> Vec<usize> {
    let settles = |base: &RuleBase| {
        subject.questionnaire.questions.iter().any(|q| q.settled_by.as_ref() == Some(&base.decision.id))
    };
    let is_made = |position: &usize| named.is_empty() || named.contains(&subject.rule_bases[*position].decision.id);
    let mut order: Vec<usize> = (0..subject.rule_bases.len()).filter(is_made).collect();
    order.sort_by_key(|position| !settles(&subject.rule_bases[*position]));
    order
}

fn advice(situation: &Situation, finding: &Finding) -> DecisionAdvice {
    let decision = situation.decision();
    let fits: Vec<Fit> = situation.scores.iter().map(|score| decision.fit(*score)).collect();
    let mut in_play = situation.in_play();
    let (winner, runner_up) = (in_play.next(), in_play.next());
    let lead = situation.lead();
    let ranges = ranges(situation, Budget::LIVE_RANGE, None);
    let standing = |option: &OptionIdx| {
        let range = ranges[option.get()];
        Standing {
            option: *option,
            fit: fits[option.get()],
            low: decision.fit(range.low as f64),
            high: decision.fit(range.high as f64),
            is_exact: range.is_exact,
            excluded: situation.exclusions[option.get()].clone(),
            out_chance: situation.out_chances[option.get()],
        }
    };
    DecisionAdvice {
        decision: situation.base().decision.id.clone(),
        outcome: outcome(situation, winner, lead),
        winner,
        runner_up,
        lead: winner.zip(runner_up).map_or(Fit(0), |(a, b)| Fit((fits[a.get()].0 - fits[b.get()].0).max(0))),
        proven: matches!(finding, Finding::Proven(_)),
        standings: situation.ranking().iter().map(standing).collect(),
        cautions: cautions(situation.base(), &situation.rules, winner),
        contributions: decision.contributions(&situation.weights, &situation.rules, &fits),
        rules: situation.rules.clone(),
        weights: situation.weights.shares.clone(),
    }
}

fn outcome(situation: &Situation, winner: Option<OptionIdx>, lead: Option<f64>) -> OutcomeKind {
    match (winner, lead) {
        (None, _) => OutcomeKind::NoOption,
        (Some(_), Some(lead)) if situation.is_close(lead) => OutcomeKind::CloseCall,
        (Some(_), _) => OutcomeKind::Recommended,
    }
}

fn cautions(base: &RuleBase, rules: &[RuleReading], winner: Option<OptionIdx>) -> Vec<RuleIdx> {
    let concerns = |options: &[OptionIdx]| options.is_empty() || winner.is_some_and(|w| options.contains(&w));
    let shown = |(position, rule): (usize, &crate::model::Rule)| match &rule.effect {
        Effect::Caution { options, .. } if rules[position] == RuleReading::Holds && concerns(options) => {
            Some(RuleIdx::from(position))
        }
        _ => None,
    };
    base.rules.iter().enumerate().filter_map(shown).collect()
}

/// The questions that a decision answers for others, where they have no answer of their own.
fn answered_by(situation: &Situation, finding: &Finding) -> Vec<(QuestionIdx, Answer)> {
    let (Some(winner), Finding::Proven(_)) = (situation.winner(), finding) else { return Vec::new() };
    if situation.lead().is_some_and(|lead| situation.is_close(lead)) {
        return Vec::new();
    }
    let winner = &situation.base().options[winner.get()].id;
    let mut answered = Vec::new();
    for (position, question) in situation.subject.questionnaire.questions.iter().enumerate() {
        let by_this = question.settled_by.as_ref() == Some(&situation.base().decision.id);
        let choice = question.kind.choices().iter().find(|c| c.options.contains(winner));
        if let (true, Some(choice), None) = (by_this, choice, situation.answers.get(question.id.as_str())) {
            let value = AnswerValue::OneOf(vec![choice.id.clone()]);
            answered.push((QuestionIdx::from(position), Answer::plain(value)));
        }
    }
    answered
}
