//! One answers file, considered: its decisions made one after the other, those first that settle questions for others.

use std::sync::{Arc, OnceLock};

use super::base::steps::Budget;
use super::bound::search::SearchResult;
use super::facts::knowledge::{Knowledge, Readings};
use super::facts::{Facts, profile};
use super::follow;
use super::meaning::compile::{Compiled, CompiledDecision};
use super::meaning::weights::{Weight, Weights};
use super::proof::{outcome, settled};
use super::result::advice::{Followed, QuestionState, TraitReading};
use super::situation::{Link, Situation, cells_of};
use crate::model::{Answers, AnswersFile, Criterion, OutcomeKind, RuleBase, Subject};

/// An answers file, considered.
#[derive(Debug)]
pub struct Considered {
    /// The subject as compiled for the file's answers.
    pub compiled: Arc<Compiled>,
    /// The decisions made, in the order of the subject.
    pub decisions: Vec<Made>,
    /// Everything known in the end.
    pub answers: Arc<Answers>,
    /// What that says about the answer space.
    pub knowledge: Arc<Knowledge>,
    /// How every diagram stands.
    pub readings: Arc<Readings>,
    /// The questions that follow decisions, with what these say to them.
    pub followed: Vec<Followed>,
}

/// A decision made.
#[derive(Debug)]
pub struct Made {
    /// How it stands.
    pub situation: Arc<Situation>,
    /// The chance that it has to be made at all.
    pub applies: f64,
    finding: OnceLock<SearchResult>,
    is_outcome_settled: OnceLock<bool>,
}

impl Made {
    /// Whether its winner is settled, found out when first asked for.
    pub fn finding(&self) -> &SearchResult {
        self.finding.get_or_init(|| settled::find(&self.situation, Budget::LIVE))
    }

    /// Whether the outcome is settled and not only the winner, found out when first asked for.
    pub fn is_outcome_settled(&self) -> bool {
        let is_settled = || matches!(self.finding(), SearchResult::Proven(_)) && outcome::is_settled(&self.situation);
        *self.is_outcome_settled.get_or_init(is_settled)
    }
}

impl Made {
    /// Whether there is or may be something to decide.
    pub fn has_to_be_made(&self) -> bool {
        self.situation.outcome() != OutcomeKind::NothingToDecide
    }
}

impl Considered {
    /// The decisions that have to be made, or may have to.
    pub fn to_be_made(&self) -> impl Iterator<Item = &Made> {
        self.decisions.iter().filter(|made| made.has_to_be_made())
    }

    /// Makes the decisions of a file; `knowledge` is what its answers say.
    pub fn new(subject: &Arc<Subject>, compiled: Arc<Compiled>, knowledge: Knowledge, file: &AnswersFile) -> Self {
        let diagrams = &compiled.space.diagrams;
        let mut answers = Arc::new(file.answers.clone());
        let mut knowledge = Arc::new(knowledge);
        let mut readings = Arc::new(Readings::new(diagrams, &knowledge));
        let mut decisions = Vec::new();
        let (mut followed_by, mut links) = (Vec::new(), Vec::new());
        let is_made = |position: &&usize| {
            file.decisions.is_empty() || file.decisions.contains(&subject.rule_bases[**position].decision.id)
        };
        for position in compiled.order.iter().filter(is_made).copied() {
            let weights = weights_of(&subject.rule_bases[position], file, &compiled.decisions[position]);
            let (known, read) = where_it_applies(&compiled, position, &knowledge, &readings);
            let facts = Facts::new(subject, &compiled, position, &answers, weights, &known, &read);
            let applies = 1.0 - readings.of(compiled.decisions[position].idle).chance;
            let situation = Arc::new(Situation::new(facts).following(&links));
            let made = Made {
                situation: Arc::clone(&situation),
                applies,
                finding: OnceLock::new(),
                is_outcome_settled: OnceLock::new(),
            };
            let base = &subject.rule_bases[position];
            let own = file.overrides.iter().find(|own| own.decision == base.decision.id);
            let own = own.and_then(|own| base.option_idx(own.option.as_str()));
            let newly = follow::followed(&situation, own);
            if !newly.is_empty() {
                let more = Arc::make_mut(&mut answers);
                let learned = Arc::make_mut(&mut knowledge);
                for follows in &newly {
                    let question = &subject.questionnaire.questions[follows.question.get()];
                    if !follows.is_answered() {
                        let var = usize::from(compiled.space.first_variable[follows.question.get()]);
                        let (cells, as_it_is) = (cells_of(base, question), learned.chances[var].clone());
                        links.push(Link { var, cells, as_it_is, settling: Arc::clone(&situation), own });
                    }
                    more.0.insert(question.id.clone(), follows.answer());
                    learned.follow(&compiled.space, question, follows);
                }
                readings = Arc::new(Readings::new(diagrams, &knowledge));
                followed_by.extend(newly);
            }
            decisions.push(made);
        }
        decisions.sort_by_key(|made| made.situation.position);
        Self { compiled, decisions, answers, knowledge, readings, followed: followed_by }
    }

    /// The situation of a decision; `None` where the file does not make it.
    pub fn situation(&self, decision: &str) -> Option<&Arc<Situation>> {
        self.decisions.iter().map(|made| &made.situation).find(|situation| situation.base().decision.id == *decision)
    }

    /// Where every question stands.
    pub fn question_states(&self, subject: &Subject) -> Vec<QuestionState> {
        profile::question_states(subject, &self.compiled, &self.readings, &self.answers, &self.followed)
    }

    /// The levels of every trait.
    pub fn traits(&self) -> Vec<TraitReading> {
        profile::trait_readings(&self.compiled, &self.readings)
    }
}

/// The weights an answers file gives to a decision's criteria, which stand whatever rules add to them; those it does not name keep their
/// declared weight.
pub fn weights_of(base: &RuleBase, file: &AnswersFile, decision: &CompiledDecision) -> Weights {
    let own = |criterion: &Criterion| match file.weights.get(&criterion.id) {
        Some(weight) => Weight::ByHand(*weight),
        None => Weight::Declared(criterion.weight),
    };
    Weights::of(&base.criteria.iter().map(own).collect::<Vec<Weight>>(), decision)
}

/// What is known where a decision has to be made: as likely as it is there, with nothing ruled out for the proofs.
fn where_it_applies(
    compiled: &Compiled,
    position: usize,
    knowledge: &Arc<Knowledge>,
    readings: &Arc<Readings>,
) -> (Arc<Knowledge>, Arc<Readings>) {
    let idle = compiled.decisions[position].idle;
    let reading = readings.of(idle);
    if !(reading.can_hold && reading.can_fail) {
        return (Arc::clone(knowledge), Arc::clone(readings));
    }
    let diagrams = &compiled.space.diagrams;
    let leaning = knowledge.leaning_away_from(diagrams, idle);
    let readings = Arc::new(Readings::new(diagrams, &leaning));
    (Arc::new(leaning), readings)
}
