//! The engine's front door: a subject compiled once, asked again after every answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::agree;
use super::base::steps::{Budget, Cancel, Steps};
use super::bound::search::SearchResult;
use super::check::checker;
use super::check::flaw::Flaw;
use super::check::premises::Premises;
use super::considered::{Considered, Made};
use super::facts::confine::{confined, known_uncut};
use super::facts::hinges::hinges;
use super::facts::knowledge::Knowledge;
use super::facts::{capacity, profile};
use super::meaning::compile::Compiled;
use super::meaning::cuts::{Cuts, Thresholds};
use super::outlook::carried::carry_stakes;
use super::outlook::outlook;
use super::outlook::range::ranges;
use super::result::advice::{Advice, DecisionAdvice, Disagreement, Exclusion, RuleReading, Standing, Withholding};
use super::result::analysis::{Analysis, Axis, DecisionMap, Outlook};
use super::result::proof::{Certificate, Settled};
use super::robust::bank::{N_WEIGHTS, WeightBank};
use super::robust::hold::{WELL_ENOUGH, chance_to_hold};
use super::robust::singles::Single;
use super::robust::ways::{self, Ways};
use super::robust::{axes, firmness, map};
use super::situation::Situation;
use crate::model::{Answers, AnswersFile, DecisionId, Effect, OptionIdx, RuleBase, RuleIdx, Subject};

/// Gives advice on one subject; keeps what it compiled and considered between calls. Clones share what is compiled.
#[derive(Clone, Debug)]
pub struct Advisor {
    subject: Arc<Subject>,
    /// The subject cut at its own thresholds only.
    uncut: Arc<Compiled>,
    /// The subject as it was compiled last.
    compiled: Arc<Compiled>,
    thresholds: Thresholds,
    /// The typed numbers the space is cut at.
    cuts: Cuts,
    last: Option<(AnswersFile, Arc<Considered>)>,
    banks: BTreeMap<usize, Arc<WeightBank>>,
    /// What every single change of an answer comes to, for the answers looked at last.
    pub(super) singles: Option<(AnswersFile, Arc<[Single]>)>,
}

impl Advisor {
    /// Compiles the rule bases of a loaded subject.
    pub fn new(subject: Arc<Subject>) -> Self {
        let cuts = Cuts::new();
        let compiled = Arc::new(Compiled::new(&subject, &cuts));
        let thresholds = Thresholds::new(&subject);
        let uncut = Arc::clone(&compiled);
        Self { subject, uncut, compiled, thresholds, cuts, last: None, banks: BTreeMap::new(), singles: None }
    }

    /// The subject advised on.
    pub fn subject(&self) -> &Arc<Subject> {
        &self.subject
    }

    /// The subject as compiled for these answers: number questions are cut at the numbers typed.
    pub fn compiled(&mut self, answers: &Answers) -> &Arc<Compiled> {
        let cuts = self.thresholds.cuts_for(&self.subject.questionnaire, answers);
        if cuts != self.cuts {
            self.compiled = Arc::new(self.uncut.recut(&self.subject, &cuts));
            self.cuts = cuts;
        }
        &self.compiled
    }

    /// What follows from an answers file by itself, for those who ask once and nothing further: the same rules, scores and winners
    /// as [`Self::advise`] finds, without what the open answers may still change.
    pub fn consider_alone(&self, file: &AnswersFile) -> Considered {
        if let Some(knowledge) = known_uncut(&self.uncut, &self.subject, &file.answers) {
            return Considered::new(&self.subject, Arc::clone(&self.uncut), knowledge, file);
        }
        let (compiled, knowledge) = confined(&self.uncut, &self.subject, file);
        Considered::new(&self.subject, Arc::new(compiled), knowledge, file)
    }

    /// What follows from an answers file. Answers that do not fit the questionnaire are passed over.
    pub fn advise(&mut self, file: &AnswersFile) -> Advice {
        let considered = self.consider(file);
        let (compiled, readings) = (&self.compiled, &considered.readings);
        let idle = considered.decisions.iter().filter(|made| !made.has_to_be_made());
        let quantities = self.subject.questionnaire.quantities.iter();
        Advice {
            decisions: considered.to_be_made().map(|made| advice(made, &considered)).collect(),
            nothing_to_decide: idle.map(|made| made.situation.base().decision.id.clone()).collect(),
            followed: considered.followed.clone(),
            questions: considered.question_states(&self.subject),
            quantities: quantities
                .map(|quantity| {
                    let questionnaire = &self.subject.questionnaire;
                    profile::read_quantity(quantity, questionnaire, compiled, &considered.knowledge, readings)
                })
                .collect(),
            traits: considered.traits(),
        }
    }

    /// What does not go together among the decisions that [`Self::advise`] makes: what one comes to, against what others count on.
    pub fn disagreements(&mut self, file: &AnswersFile) -> Vec<Disagreement> {
        agree::disagreements(&self.consider(file), &self.subject, file)
    }

    /// Checks a certificate against an answers file, independently of how it was found.
    pub fn check(&mut self, file: &AnswersFile, decision: &str, certificate: &Certificate) -> Result<(), Flaw> {
        let situation = self.situation(file, decision).ok_or(Flaw::Unknown)?;
        checker::check(certificate, &Premises::of(&situation))
    }

    /// What is certain, what is open and what to ask next, for every decision that [`Self::advise`] makes, in the same order.
    pub fn outlook(&mut self, file: &AnswersFile, budget: Budget) -> Vec<Outlook> {
        let considered = self.consider(file);
        let states = considered.question_states(&self.subject);
        let one = |made: &Made| outlook(&made.situation, made.finding(), &states, budget);
        let mut outlooks: Vec<Outlook> = considered.to_be_made().map(one).collect();
        let situation = |id: &DecisionId| considered.situation(id.as_str());
        carry_stakes(&self.subject, &self.compiled.order, &considered.followed, situation, &mut outlooks);
        outlooks
    }

    /// For each of these decisions, whether so little hangs on what is open that the interview may stop: it is proven, or what leads is
    /// most likely as good as any once everything is answered.
    pub fn hold_well_enough(&mut self, file: &AnswersFile, outlooks: &[Outlook]) -> Vec<bool> {
        let considered = self.consider(file);
        let holds = |outlook: &Outlook| {
            let made = considered.decisions.iter().find(|made| made.situation.base().decision.id == outlook.decision);
            let is_likely = |made: &Made| {
                // Whether there is something to decide has to be about as sure.
                let is_clear = (made.applies - 0.5).abs() >= WELL_ENOUGH - 0.5;
                is_clear && chance_to_hold(&made.situation).is_some_and(|chance| chance >= WELL_ENOUGH)
            };
            // Where no option is left, no answer brings one back.
            let is_settled = outlook.is_settled() || matches!(outlook.settled, Settled::NoOption);
            is_settled || made.is_some_and(is_likely)
        };
        outlooks.iter().map(holds).collect()
    }

    /// How firm one decision is and what would change it. `None` where the file does not make this decision, and where `cancel`
    /// was set before the work was done.
    pub fn analyse(
        &mut self,
        file: &AnswersFile,
        decision: &str,
        budget: Budget,
        cancel: &dyn Cancel,
    ) -> Option<Analysis> {
        self.analyse_by(firmness::analyse, file, decision, budget, cancel)
    }

    /// The same without which answers alone suffice.
    pub fn analyse_essence(
        &mut self,
        file: &AnswersFile,
        decision: &str,
        budget: Budget,
        cancel: &dyn Cancel,
    ) -> Option<Analysis> {
        self.analyse_by(firmness::essence, file, decision, budget, cancel)
    }

    fn analyse_by(
        &mut self,
        analyse: fn(&Situation, &WeightBank, Budget, &dyn Cancel) -> Option<Analysis>,
        file: &AnswersFile,
        decision: &str,
        budget: Budget,
        cancel: &dyn Cancel,
    ) -> Option<Analysis> {
        let situation = self.situation(file, decision)?;
        let n_criteria = situation.weights.shares.len();
        if cancel.is_set(N_WEIGHTS * n_criteria) {
            return None;
        }
        let bank = self.bank(n_criteria);
        let mut analysis = analyse(&situation, &bank, budget, cancel)?;
        // What is claimed of a single answer is tried out, however little else is looked at.
        self.carry_out(file, &mut analysis, &mut Steps::until(Budget::FULL, cancel), cancel);
        (!cancel.is_set(0)).then_some(analysis)
    }

    /// The axes a decision map may have for these answers, those that move the decision most first; none where `cancel` was set.
    pub fn axes(&mut self, file: &AnswersFile, decision: &str, cancel: &dyn Cancel) -> Vec<Axis> {
        self.situation(file, decision).map_or_else(Vec::new, |situation| axes::axes(&situation, cancel))
    }

    /// The map over that pair of these axes that says the most, and most of it by the pair alone; `None` where there is no pair that can be crossed, and where `cancel`
    /// was set before the work was done.
    pub fn telling_map(
        &mut self,
        file: &AnswersFile,
        decision: &str,
        axes: &[Axis],
        cancel: &dyn Cancel,
    ) -> Option<DecisionMap> {
        let maps = axes::telling_maps(&*self.situation(file, decision)?, axes, cancel).into_iter();
        let mut maps = maps.filter_map(|map| self.over_all_ways(file, map, cancel));
        let best = maps.next()?;
        let plainer = maps.find(|map| axes::is_plainer(map, &best));
        Some(plainer.unwrap_or(best)).filter(|_| !cancel.is_set(0))
    }

    /// The winner of one decision over two axes. `None` where the file does not make this decision, where both axes are the same,
    /// and where `cancel` was set before the work was done.
    pub fn decision_map(
        &mut self,
        file: &AnswersFile,
        decision: &str,
        x: Axis,
        y: Axis,
        cancel: &dyn Cancel,
    ) -> Option<DecisionMap> {
        let map = map::map(&*self.situation(file, decision)?, x, y, cancel)?;
        self.over_all_ways(file, map, cancel)
    }

    /// A map with what comes out however its cells are reached.
    fn over_all_ways(&mut self, file: &AnswersFile, map: DecisionMap, cancel: &dyn Cancel) -> Option<DecisionMap> {
        let situation = self.situation(file, map.decision.as_str())?;
        let axes = [map.x.0, map.y.0];
        let questions = ways::questions_open(&situation, axes);
        let more = self.thresholds.cuts_around(&self.subject.questionnaire, &file.answers, &questions);
        match Ways::new(&situation, file, axes, &more) {
            Some(ways) => ways.over(map, cancel),
            None => Some(ways::untold(map)),
        }
    }

    /// The situation of a decision under an answers file; `None` where the file does not make this decision.
    pub fn situation(&mut self, file: &AnswersFile, decision: &str) -> Option<Arc<Situation>> {
        self.consider(file).situation(decision).cloned()
    }

    /// The bank of weights for this many criteria, drawn when first needed.
    fn bank(&mut self, n_criteria: usize) -> Arc<WeightBank> {
        let bank = self.banks.entry(n_criteria).or_insert_with(|| Arc::new(WeightBank::new(n_criteria, N_WEIGHTS)));
        Arc::clone(bank)
    }

    pub(super) fn consider(&mut self, file: &AnswersFile) -> Arc<Considered> {
        if let Some((_, last)) = self.last.as_ref().filter(|(last, _)| last == file) {
            return Arc::clone(last);
        }
        let compiled = Arc::clone(self.compiled(&file.answers));
        let space = &compiled.space;
        let knowledge = Knowledge::new(space, &space.variables, &self.subject.questionnaire, &file.answers);
        let considered = Arc::new(Considered::new(&self.subject, compiled, knowledge, file));
        self.last = Some((file.clone(), Arc::clone(&considered)));
        considered
    }
}

fn advice(made: &Made, considered: &Considered) -> DecisionAdvice {
    let situation = &*made.situation;
    let fits = situation.fits();
    let mut in_play = situation.in_play();
    let (winner, runner_up) = (in_play.next(), in_play.next());
    let ranges = ranges(situation, Budget::LIVE_RANGE, None);
    let standing = |option: &OptionIdx| {
        let range = ranges[option.get()];
        let (low, high, is_exact) = situation.shown_range((range.low, range.high), range.is_exact);
        Standing {
            option: *option,
            fit: fits[option.get()],
            low,
            high,
            is_exact,
            excluded: by_own_vetoes(situation, *option),
            out_chance: situation.out_chances[option.get()],
        }
    };
    DecisionAdvice {
        decision: situation.base().decision.id.clone(),
        outcome: situation.outcome(),
        winner,
        runner_up,
        lead: situation.shown_lead(),
        level: situation.level(),
        proven: matches!(made.finding(), SearchResult::Proven(_)),
        outcome_proven: made.is_outcome_settled(),
        standings: situation.ranking().iter().map(standing).collect(),
        applies: made.applies,
        withheld: withheld(made, considered),
        cautions: cautions(situation.base(), &situation.rules, winner),
        contributions: situation.contributions(),
        rules: situation.rules.clone(),
        capacity: capacity::sheet(situation),
        weights: situation.weights.shares.clone(),
    }
}

/// The exclusion of an option, without what speaks against naming any option.
fn by_own_vetoes(situation: &Situation, option: OptionIdx) -> Exclusion {
    let is_own = |veto: &RuleIdx| situation.base().rules[veto.get()].effect.withheld().is_none();
    let exclusion = &situation.exclusions[option.get()];
    let own: Vec<RuleIdx> = exclusion.vetoes().iter().copied().filter(is_own).collect();
    match exclusion {
        _ if own.is_empty() => Exclusion::No,
        Exclusion::Certain(_) => Exclusion::Certain(own),
        _ => Exclusion::Possible(own),
    }
}

/// The rules by which no option is or may yet be named: those that hold where one does, else those that may.
fn withheld(made: &Made, considered: &Considered) -> Vec<Withholding> {
    let situation = &*made.situation;
    let rules = (0..).map(RuleIdx).zip(&situation.base().rules).zip(&situation.rules);
    let withholding =
        rules.filter(|((_, rule), reading)| rule.effect.withheld().is_some() && **reading != RuleReading::CannotHold);
    let found: Vec<(RuleIdx, RuleReading)> = withholding.map(|((idx, _), reading)| (idx, *reading)).collect();
    let is_certain = found.iter().any(|(_, reading)| *reading == RuleReading::Holds);
    let kept = found.into_iter().filter(|(_, reading)| !is_certain || *reading == RuleReading::Holds);
    let withholding = |(rule, reading): (RuleIdx, RuleReading)| {
        let node = situation.decision().rules[rule.get()];
        let hinges = match reading {
            RuleReading::Perhaps(_) => hinges(situation.space(), &considered.knowledge, node),
            _ => Vec::new(),
        };
        Withholding { rule, chance: reading.chance(), hinges }
    };
    kept.map(withholding).collect()
}

fn cautions(base: &RuleBase, rules: &[RuleReading], winner: Option<OptionIdx>) -> Vec<RuleIdx> {
    let concerns = |options: &[OptionIdx]| options.is_empty() || winner.is_some_and(|w| options.contains(&w));
    let shown = |(position, rule): (usize, &crate::model::Rule)| match &rule.effect {
        Effect::Caution { options, .. } if rules[position].is_likely() && concerns(options) => {
            Some(RuleIdx::from(position))
        }
        _ => None,
    };
    base.rules.iter().enumerate().filter_map(shown).collect()
}
