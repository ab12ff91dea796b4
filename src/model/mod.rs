//! The plain data archfit works on. It knows no file, clock, environment or terminal, and does nothing by itself.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod answers;
pub mod capacity;
pub mod close_call;
pub mod condition;
pub mod day;
pub mod group;
pub mod id;
pub mod measure;
pub mod place;
pub mod questionnaire;
pub mod rule_base;
pub mod several;
pub mod weighing;

pub use answers::{Answer, AnswerSource, AnswerValue, Answers, AnswersFile, Override, Revisit, Unread};
pub use capacity::{MAX_PRICE, Prices, Resource, UnitCost};
pub use close_call::{CloseCall, Tenths};
pub use condition::{Atom, Comparison, Condition, Expr, Interval};
pub use day::Day;
pub use id::*;
pub use measure::{HoldsFor, Mapping, Observe, ObservedBand, Reading, Tells, measure};
pub use place::{Acceptance, Accepted, FileId, Place};
pub use questionnaire::{
    Addend, Band, Choice, Level, LikelyWhen, NumberSpec, Quantity, Question, QuestionKind, Questionnaire, Trait,
};
pub use rule_base::{
    ArchOption, Confidence, Criterion, Decision, Dominance, Effect, Evidence, EvidenceKind, Expectation, Measure,
    Origin, OutcomeKind, Risk, Rule, RuleBase, Scenario, Start, Withheld,
};
pub use several::NotTogether;
pub use weighing::{Product, Weighing};

/// A questionnaire with the decisions that read it: what one interview is about.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The questions.
    pub questionnaire: Questionnaire,
    /// The decisions, in the order in which they are made.
    pub rule_bases: Vec<RuleBase>,
}

impl Subject {
    /// A rule base, looked up by its decision.
    pub fn rule_base(&self, decision: &str) -> Option<&RuleBase> {
        self.rule_bases.iter().find(|b| b.decision.id == *decision)
    }

    /// A rule base, looked up by the present or an earlier name of its decision.
    pub fn rule_base_named(&self, decision: &str) -> Option<&RuleBase> {
        let is_earlier = |base: &&RuleBase| base.decision.is_called(decision);
        self.rule_base(decision).or_else(|| self.rule_bases.iter().find(is_earlier))
    }
}
