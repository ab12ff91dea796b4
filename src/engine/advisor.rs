//! The engine's front door: a subject compiled once, asked again after every answer.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::advice::{
    Advice, Applies, DecisionAdvice, Exclusion, Fit, Known, QuantityReading, QuestionState, RuleReading, Standing,
    TraitReading,
};
use super::analysis::{Analysis, Axis, Budget, DecisionMap, Outlook};
use super::compile::{Compiled, CompiledDecision, Weights};
use super::knowledge::{Knowledge, Readings};
use super::space::{Cells, Cuts, cuts_of_answers};
use crate::model::{
    Answer, AnswerValue, Answers, AnswersFile, Effect, OptionIdx, OutcomeKind, Quantity, QuestionIdx, QuestionKind,
    RuleBase, RuleIdx, Subject,
};

/// Gives advice on one subject; keeps what it compiled between calls.
#[derive(Clone, Debug)]
pub struct Advisor {
    subject: Arc<Subject>,
    compiled: Compiled,
    /// The typed numbers the space is cut at.
    cuts: Cuts,
}

impl Advisor {
    /// Compiles the rule bases of a loaded subject.
    pub fn new(subject: Arc<Subject>) -> Self {
        let cuts = Cuts::new();
        let compiled = Compiled::new(&subject, &cuts);
        Self { subject, compiled, cuts }
    }

    /// The subject advised on.
    pub fn subject(&self) -> &Arc<Subject> {
        &self.subject
    }

    /// The subject as compiled for these answers: number questions are cut at the numbers typed.
    pub fn compiled(&mut self, answers: &Answers) -> &Compiled {
        let cuts = cuts_of_answers(&self.subject.questionnaire, answers);
        if cuts != self.cuts {
            self.compiled = Compiled::new(&self.subject, &cuts);
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
        let subject = Arc::clone(&self.subject);
        let compiled = self.compiled(&file.answers);
        let mut answers = file.answers.clone();
        let mut settled = Vec::new();
        let mut decisions: Vec<Option<DecisionAdvice>> = vec![None; subject.rule_bases.len()];
        let mut knowledge = Knowledge::new(&compiled.space, &subject.questionnaire, &answers);
        let mut readings = Readings::new(&compiled.space.diagrams, &knowledge);
        for position in making_order(&subject) {
            let base = &subject.rule_bases[position];
            if !file.decisions.is_empty() && !file.decisions.contains(&base.decision.id) {
                continue;
            }
            let weights = weights_of(base, file, &compiled.decisions[position]);
            let advice = decide(base, compiled, position, &weights, &knowledge, &readings);
            let newly_settled = settle(&subject, base, &advice, &mut answers);
            if !newly_settled.is_empty() {
                settled.extend(newly_settled);
                knowledge = Knowledge::new(&compiled.space, &subject.questionnaire, &answers);
                readings = Readings::new(&compiled.space.diagrams, &knowledge);
            }
            decisions[position] = Some(advice);
        }
        Advice {
            decisions: decisions.into_iter().flatten().collect(),
            questions: question_states(&subject, compiled, &readings, &answers, &settled),
            quantities: subject
                .questionnaire
                .quantities
                .iter()
                .map(|quantity| read_quantity(quantity, compiled, &knowledge, &readings))
                .collect(),
            traits: trait_readings(compiled, &readings),
        }
    }

    /// What is certain, what is open and what to ask next, for every decision that [`Self::advise`] makes, in the same order.
    pub fn outlook(&mut self, _file: &AnswersFile, _budget: Budget) -> Vec<Outlook> {
        Vec::new()
    }

    /// How firm one decision is and what would change it. `None` where the file does not make this decision, and where `cancel`
    /// was set before the work was done.
    pub fn analyse(
        &mut self,
        _file: &AnswersFile,
        _decision: &str,
        _budget: Budget,
        _cancel: &AtomicBool,
    ) -> Option<Analysis> {
        None
    }

    /// The axes a decision map may have for these answers, those that move the decision most first.
    pub fn axes(&mut self, _file: &AnswersFile, _decision: &str) -> Vec<Axis> {
        Vec::new()
    }

    /// The winner of one decision over two axes. `None` where the file does not make this decision, where both axes are the same,
    /// and where `cancel` was set before the work was done.
    pub fn decision_map(
        &mut self,
        _file: &AnswersFile,
        _decision: &str,
        _x: Axis,
        _y: Axis,
        _cancel: &AtomicBool,
    ) -> Option<DecisionMap> {
        None
    }
}

/// The weights an answers file gives to a decision's criteria; those it does not name keep their declared weight.
pub fn weights_of(base: &RuleBase, file: &AnswersFile, decision: &CompiledDecision) -> Weights {
    let own = |id| file.weights.get(id).copied();
    let declared: Vec<u32> = base.criteria.iter().map(|c| own(&c.id).unwrap_or(c.weight)).collect();
    Weights::new(&declared, decision)
}

/// The order in which decisions are made: one that settles a question before those whose rules may read it.
///
/// File order, with the settling decisions first; they keep file order among themselves.
pub fn making_order(subject: &Subject) -> Vec<usize> {
    let settles = |base: &RuleBase| {
        subject.questionnaire.questions.iter().any(|q| q.settled_by.as_ref() == Some(&base.decision.id))
    };
    let mut order: Vec<usize> = (0..subject.rule_bases.len()).collect();
    order.sort_by_key(|position| !settles(&subject.rule_bases[*position]));
    order
}

fn decide(
    base: &RuleBase,
    compiled: &Compiled,
    position: usize,
    weights: &Weights,
    knowledge: &Knowledge,
    readings: &Readings,
) -> DecisionAdvice {
    let decision = &compiled.decisions[position];
    let rules = decision.read_rules(readings);
    let scores = decision.expected_scores(weights, &rules);
    let fits: Vec<Fit> = scores.iter().map(|score| decision.fit(*score)).collect();
    let exclusions: Vec<Exclusion> =
        (0..base.options.len()).map(|o| exclusion(decision, o, &rules, readings)).collect();
    let ranking = decision.ranking(&scores, |option| exclusions[option.get()].is_certain());
    let mut in_play = ranking.iter().copied().filter(|option| !exclusions[option.get()].is_certain());
    let (winner, runner_up) = (in_play.next(), in_play.next());
    let lead = winner.zip(runner_up).map(|(a, b)| scores[a.get()] - scores[b.get()]);
    let close = (decision.close_call * decision.units_per_point()) as f64;
    let ranges = super::range::ranges(compiled, decision, weights, knowledge, readings);
    let standing = |option: &OptionIdx| {
        let (low, high) = ranges[option.get()];
        let fit = fits[option.get()];
        Standing {
            option: *option,
            fit,
            low: decision.fit(low as f64),
            high: decision.fit(high as f64),
            excluded: exclusions[option.get()].clone(),
        }
    };
    let contributions = decision.contributions(weights, &rules, &fits);
    DecisionAdvice {
        decision: base.decision.id.clone(),
        outcome: match (winner, lead) {
            (None, _) => OutcomeKind::NoOption,
            (Some(_), Some(lead)) if lead <= close => OutcomeKind::CloseCall,
            (Some(_), _) => OutcomeKind::Recommended,
        },
        winner,
        runner_up,
        lead: winner.zip(runner_up).map_or(Fit(0), |(a, b)| Fit(fits[a.get()].0 - fits[b.get()].0)),
        proven: winner.is_some_and(|w| super::range::is_proven(compiled, decision, weights, knowledge, readings, w)),
        standings: ranking.iter().map(standing).collect(),
        cautions: cautions(base, &rules, winner),
        rules,
        contributions,
        weights: weights.shares.clone(),
    }
}

fn exclusion(decision: &CompiledDecision, option: usize, rules: &[RuleReading], readings: &Readings) -> Exclusion {
    let reading = readings.of(decision.excluded[option]);
    let possible = |veto: &&RuleIdx| rules[veto.get()] != RuleReading::CannotHold;
    let vetoes: Vec<RuleIdx> = decision.vetoes[option].iter().filter(possible).copied().collect();
    match (reading.can_hold, reading.can_fail) {
        (false, _) => Exclusion::No,
        (true, true) => Exclusion::Possible(vetoes),
        (true, false) => {
            // Where single vetoes are certain, those are the reason; otherwise it takes several together.
            let certain: Vec<RuleIdx> =
                vetoes.iter().copied().filter(|v| rules[v.get()] == RuleReading::Holds).collect();
            Exclusion::Certain(if certain.is_empty() { vetoes } else { certain })
        }
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

/// Answers the questions that a decision settles, where they have no answer of their own; gives those answered.
fn settle(subject: &Subject, base: &RuleBase, advice: &DecisionAdvice, answers: &mut Answers) -> Vec<QuestionIdx> {
    let Some(winner) = advice.winner.filter(|_| advice.proven && advice.outcome == OutcomeKind::Recommended) else {
        return Vec::new();
    };
    let winner = &base.options[winner.get()].id;
    let mut settled = Vec::new();
    for (position, question) in subject.questionnaire.questions.iter().enumerate() {
        let by_this = question.settled_by.as_ref() == Some(&base.decision.id);
        let choice = question.kind.choices().iter().find(|c| c.options.contains(winner));
        if let (true, Some(choice), None) = (by_this, choice, answers.get(question.id.as_str())) {
            let value = AnswerValue::OneOf(vec![choice.id.clone()]);
            answers.0.insert(question.id.clone(), Answer::plain(value));
            settled.push(QuestionIdx::from(position));
        }
    }
    settled
}

fn question_states(
    subject: &Subject,
    compiled: &Compiled,
    readings: &Readings,
    answers: &Answers,
    settled: &[QuestionIdx],
) -> Vec<QuestionState> {
    let state = |(position, question): (usize, &crate::model::Question)| {
        let idx = QuestionIdx::from(position);
        let asked = readings.of(compiled.space.asked[position]);
        let applies = match (asked.can_hold, asked.can_fail) {
            (true, false) => Applies::Yes,
            (false, _) => Applies::No,
            (true, true) => Applies::Perhaps,
        };
        let known = match answers.get(question.id.as_str()) {
            _ if settled.contains(&idx) => Known::Settled,
            None => Known::Open,
            Some(answer) => how_known(answer, &question.kind),
        };
        QuestionState { applies, known }
    };
    subject.questionnaire.questions.iter().enumerate().map(state).collect()
}

fn how_known(answer: &Answer, kind: &QuestionKind) -> Known {
    match &answer.value {
        AnswerValue::Unknown => Known::Unknown,
        _ if answer.sure == 0 => Known::Unknown,
        _ if answer.sure < 100 => Known::Partly,
        AnswerValue::OneOf(choices) if choices.len() != 1 => Known::Partly,
        AnswerValue::Range(low, high) if low != high => Known::Partly,
        AnswerValue::Band(_) if kind.number().is_none() => Known::Open,
        _ => Known::Fully,
    }
}

fn read_quantity(
    quantity: &Quantity,
    compiled: &Compiled,
    knowledge: &Knowledge,
    readings: &Readings,
) -> QuantityReading {
    let (mut low, mut high) = (quantity.times as f64, quantity.times as f64);
    let divided_by = quantity.divided_by as f64;
    let mut read = |question: &QuestionIdx, over: bool| -> bool {
        let var = usize::from(compiled.space.first_variable[question.get()]);
        let Cells::Numbers(cells) = &compiled.space.variables[var].cells else { return false };
        let possible = cells.iter().enumerate().filter(|(cell, _)| knowledge.possible[var] >> cell & 1 == 1);
        let readings: Vec<f64> = possible.map(|(_, cell)| cell.reading as f64).collect();
        let least = readings.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = readings.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low, high) = if over { (low * least, high * greatest) } else { (low / greatest, high / least) };
        true
    };
    let fine = quantity.over.iter().all(|q| read(q, true)) && quantity.under.iter().all(|q| read(q, false));
    let asked =
        quantity.over.iter().chain(&quantity.under).all(|q| readings.of(compiled.space.asked[q.get()]).can_hold);
    if fine && asked {
        QuantityReading::Between { low: low / divided_by, high: high / divided_by }
    } else {
        QuantityReading::NotApplicable
    }
}

fn trait_readings(compiled: &Compiled, readings: &Readings) -> Vec<TraitReading> {
    let exactly = |at_least: &Vec<super::diagram::NodeId>| {
        let chance = |level: usize| at_least.get(level).map_or(0.0, |node| readings.of(*node).chance);
        // A difference of chances below any real one is a rounding error.
        let exact = |chance: f64| if chance < 1e-12 { 0.0 } else { chance };
        let levels = (0..at_least.len()).map(|level| exact(chance(level) - chance(level + 1))).collect();
        TraitReading { levels }
    };
    compiled.space.at_least.iter().map(exactly).collect()
}
