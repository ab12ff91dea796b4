//! What the engine says about a set of answers: plain values for screens, reports and records.
//!
//! Everything shown as a score is in tenths of a fit point, apportioned so that parts add up exactly to their whole.

use std::fmt;

use crate::model::{
    Answer, AnswerValue, ChoiceId, CriterionIdx, DecisionId, OptionIdx, OutcomeKind, QuestionIdx, Resource, RuleIdx,
};

/// A fit, or part of one, in tenths of a point: 734 reads 73.4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fit(pub i64);

impl Fit {
    /// The fit in points, for charts and JSON.
    pub fn points(self) -> f64 {
        self.0 as f64 / 10.0
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{}", self.0.abs() / 10, self.0.abs() % 10))
    }
}

/// What follows from the answers, for every decision of the interview.
#[derive(Clone, Debug, Default)]
pub struct Advice {
    /// One entry per decision made, in the order of the subject's rule bases; those that have not to be made are left out.
    pub decisions: Vec<DecisionAdvice>,
    /// The decisions that have not to be made under these answers.
    pub nothing_to_decide: Vec<DecisionId>,
    /// The questions that follow decisions, with what these say to them.
    pub followed: Vec<Followed>,
    /// One entry per question, in file order.
    pub questions: Vec<QuestionState>,
    /// One entry per quantity, in file order.
    pub quantities: Vec<QuantityReading>,
    /// One entry per trait, in file order.
    pub traits: Vec<TraitReading>,
}

impl Advice {
    /// The advice on one decision.
    pub fn decision(&self, id: &str) -> Option<&DecisionAdvice> {
        self.decisions.iter().find(|d| d.decision == *id)
    }
}

/// What a decision says to a question that it settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// The question.
    pub question: QuestionIdx,
    /// The choices that the decision's outcome leads to, or may lead to.
    pub choices: Vec<ChoiceId>,
    /// Whether the person said that it follows, by "don't know"; otherwise it was left open.
    pub said: bool,
    /// How likely each choice of the question is, in its own order; absent where only the declared weights say so.
    pub chances: Option<Vec<f64>>,
}

impl Followed {
    /// Whether the decision answers the question.
    pub fn is_answered(&self) -> bool {
        self.choices.len() == 1
    }

    /// The same as an answer.
    pub fn answer(&self) -> Answer {
        Answer::plain(AnswerValue::OneOf(self.choices.clone()))
    }
}

/// What a decision comes to does not go with what others were made on: it leads to a choice of a question that it settles, and that
/// choice is not what the others count on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The decision that settles the question.
    pub settling: DecisionId,
    /// What it comes to.
    pub option: OptionIdx,
    /// The question.
    pub question: QuestionIdx,
    /// The choice that this leads to.
    pub choice: ChoiceId,
    /// Whether the person answered the question with something else; otherwise it follows, and is still open.
    pub is_said: bool,
    /// What becomes of the others with that choice.
    pub clashes: Vec<Clash>,
}

/// What is chosen in a decision does not go with what another comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The decision.
    pub decision: DecisionId,
    /// What is chosen there.
    pub option: OptionIdx,
    /// The vetoes that would hold against it; without any it would only be overtaken.
    pub vetoes: Vec<RuleIdx>,
    /// What would lead instead, if an option is left.
    pub instead: Option<OptionIdx>,
}

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionState {
    /// Whether it applies.
    pub applies: Applies,
    /// What is known of it.
    pub known: Known,
}

/// Whether a question applies, given the answers its `ask-if` depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It is asked.
    Yes,
    /// It is skipped: `na`. An answer it has is kept but not used.
    No,
    /// It depends on answers that are open.
    Perhaps,
}

/// What is known of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing was said.
    Open,
    /// The person does not know.
    Unknown,
    /// A range, several possible choices, or an answer given without being sure.
    Partly,
    /// One definite answer.
    Fully,
    /// The outcome of another decision answers it.
    Settled,
    /// It follows another decision, whose outcome leaves several choices open.
    Follows,
}

/// The present value of a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QuantityReading {
    /// A question it reads is skipped.
    NotApplicable,
    /// It lies between these; equal when everything it reads is known.
    Between {
        /// The least value the answers allow.
        low: f64,
        /// The greatest value the answers allow.
        high: f64,
    },
}

/// The levels a trait may have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TraitReading {
    /// How likely each level is, lowest level first; adds up to 1.
    pub levels: Vec<f64>,
}

impl TraitReading {
    /// The level, when the answers decide it.
    pub fn decided(&self) -> Option<usize> {
        let mut possible = self.levels.iter().enumerate().filter(|(_, p)| **p > 0.0);
        match (possible.next(), possible.next()) {
            (Some((level, _)), None) => Some(level),
            _ => None,
        }
    }
}

/// The advice on one decision.
#[derive(Clone, Debug)]
pub struct DecisionAdvice {
    /// The decision.
    pub decision: DecisionId,
    /// How it comes out.
    pub outcome: OutcomeKind,
    /// The option that leads among those not excluded. It may yet be: its standing says so.
    pub winner: Option<OptionIdx>,
    /// The option behind it.
    pub runner_up: Option<OptionIdx>,
    /// The winner's lead over the runner-up; zero where there is none, and where the runner-up has the greater fit and is behind
    /// because it is likely to be excluded.
    pub lead: Fit,
    /// The options that share the lead, by their ids; empty where one is ahead of all others.
    pub level: Vec<OptionIdx>,
    /// Whether no completion of the open answers changes the winner.
    pub proven: bool,
    /// Whether none changes the outcome either: a clear lead stays clear, and a close call stays close.
    pub outcome_proven: bool,
    /// One entry per option, best first, likely excluded ones behind and excluded ones last.
    pub standings: Vec<Standing>,
    /// One entry per rule, in file order.
    pub rules: Vec<RuleReading>,
    /// Every part of every option's fit, in option, criterion and rule order; zero parts are left out.
    pub contributions: Vec<Contribution>,
    /// The cautions to show, given the winner: those that hold, and those more likely to hold than not.
    pub cautions: Vec<RuleIdx>,
    /// The chance that the decision has to be made at all.
    pub applies: f64,
    /// The rules by which no option is or may yet be named.
    pub withheld: Vec<Withholding>,
    /// What each option needs at peak, by resource and option; options without unit costs are left out.
    pub capacity: Vec<Need>,
    /// The weights used, in 1/10 000, one per criterion, adding up to 10 000.
    pub weights: Vec<u32>,
}

/// A rule by which no option is or may yet be named.
#[derive(Clone, Debug, PartialEq)]
pub struct Withholding {
    /// The rule.
    pub rule: RuleIdx,
    /// The chance that it holds.
    pub chance: f64,
    /// The questions that it hangs on, the one that moves the chance most first; empty where it is certain.
    pub hinges: Vec<QuestionIdx>,
}

impl DecisionAdvice {
    /// The standing of an option.
    pub fn standing(&self, option: OptionIdx) -> &Standing {
        self.standings.iter().find(|s| s.option == option).expect("every option has a standing")
    }

    /// The contributions to an option's fit.
    pub fn contributions_of(&self, option: OptionIdx) -> impl Iterator<Item = &Contribution> {
        self.contributions.iter().filter(move |c| c.option == option)
    }

    /// An option's fit on one criterion: the sum of its contributions there.
    pub fn on_criterion(&self, option: OptionIdx, criterion: CriterionIdx) -> Fit {
        Fit(self.contributions_of(option).filter(|c| c.criterion == criterion).map(|c| c.amount.0).sum())
    }
}

/// An option's present score with the range it can still reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The option.
    pub option: OptionIdx,
    /// Its fit; over open answers, the expected one.
    pub fit: Fit,
    /// The least fit the open answers allow.
    pub low: Fit,
    /// The greatest fit the open answers allow.
    pub high: Fit,
    /// Whether some completions of the open answers give exactly `low` and `high`; otherwise these are bounds.
    pub is_exact: bool,
    /// Whether it is out.
    pub excluded: Exclusion,
    /// The chance that it is out.
    pub out_chance: f64,
}

/// Whether a veto holds against an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// No veto can hold.
    No,
    /// A veto holds for some completions of the open answers.
    Possible(Vec<RuleIdx>),
    /// In every completion one of these vetoes holds.
    Certain(Vec<RuleIdx>),
}

impl Exclusion {
    /// Whether the option is out for certain.
    pub fn is_certain(&self) -> bool {
        matches!(self, Self::Certain(_))
    }

    /// The vetoes that hold or may hold.
    pub fn vetoes(&self) -> &[RuleIdx] {
        match self {
            Self::No => &[],
            Self::Possible(vetoes) | Self::Certain(vetoes) => vetoes,
        }
    }
}

/// Whether a rule holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RuleReading {
    /// It holds, whatever the open answers are.
    Holds,
    /// It holds with this chance over the open answers, strictly between 0 and 1.
    Perhaps(f64),
    /// It cannot hold.
    CannotHold,
}

impl RuleReading {
    /// The chance that it holds.
    pub fn chance(self) -> f64 {
        match self {
            Self::Holds => 1.0,
            Self::Perhaps(chance) => chance,
            Self::CannotHold => 0.0,
        }
    }

    /// Whether it holds, or is more likely to hold than not; sums of chances may miss a half by a rounding error.
    pub fn is_likely(self) -> bool {
        self.chance() > 0.5 + 1e-9
    }
}

/// One part of an option's fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The option.
    pub option: OptionIdx,
    /// The criterion it counts on.
    pub criterion: CriterionIdx,
    /// The rule it comes from; absent for the point the option starts from on this criterion.
    pub rule: Option<RuleIdx>,
    /// The rule's points, before weighting and before its chance.
    pub points: i32,
    /// Its share of the fit shown.
    pub amount: Fit,
}

/// What an option needs at peak of one resource, in units of cost: microseconds of CPU a second, or KiB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The option.
    pub option: OptionIdx,
    /// What is needed.
    pub resource: Resource,
    /// The least that the answers and the unit costs allow.
    pub low: i128,
    /// What is expected.
    pub expected: i128,
    /// The most.
    pub high: i128,
    /// The parts, which add up to it.
    pub lines: Vec<CostLine>,
}

impl Need {
    /// The sum of some lines.
    pub fn new(option: OptionIdx, resource: Resource, lines: Vec<CostLine>) -> Self {
        let sum = |of: fn(&CostLine) -> i128| lines.iter().map(of).fold(0, i128::saturating_add);
        let (low, expected, high) = (sum(|l| l.low), sum(|l| l.expected), sum(|l| l.high));
        Self { option, resource, low, expected, high, lines }
    }
}

/// What one unit cost comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostLine {
    /// The unit cost's position in its rule base.
    pub cost: usize,
    /// The least.
    pub low: i128,
    /// What is expected.
    pub expected: i128,
    /// The most.
    pub high: i128,
}
