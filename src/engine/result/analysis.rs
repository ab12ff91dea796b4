//! What the engine proves and measures beyond the present scores: plain values for screens, reports and records.
//!
//! [`Outlook`] is the part that is shown live, after every answer: is the winner settled, which questions still matter, what to
//! ask next. [`Analysis`] is the part that goes into a report: flips, sufficient answers, conflicts, weights, chances. Every
//! claim that is not exact says so: by a variant, or by the error stated beside it.

use std::collections::BTreeSet;

use super::advice::Fit;
use super::proof::Settled;
use crate::model::{AnswerValue, CriterionIdx, DecisionId, LevelId, OptionIdx, QuestionIdx, RuleIdx, TraitIdx};

/// The most changes a flip may have.
pub const MAX_CHANGES: usize = 3;

/// What is certain, what is open and what to ask next, for one decision.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The decision.
    pub decision: DecisionId,
    /// Whether the winner is settled, with the proof or the completion that says otherwise.
    pub settled: Settled,
    /// What hangs on each question, in file order.
    pub stakes: Vec<Stake>,
    /// The open questions that may be asked now, the most useful first. Those proven irrelevant are left out.
    pub ask_next: Vec<Usefulness>,
    /// The options not proven unable to win, in option order.
    pub contenders: Vec<OptionIdx>,
    /// How many open questions could still be asked; once settled, this is how many are saved.
    pub n_questions_open: usize,
}

/// What hangs on a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stake {
    /// It is answered for good, or skipped.
    Closed,
    /// Proven: no answer to it changes the difference of any two options in play, or excludes one of them.
    Irrelevant,
    /// Proven: it can change leads, but never the winner.
    LeadOnly,
    /// Whether it can change the winner was not decided within the budget.
    NotDecided,
    /// There are completions that differ in nothing but this answer and have different winners.
    Winner,
}

/// How useful an open question is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usefulness {
    /// The question.
    pub question: QuestionIdx,
    /// What hangs on it.
    pub stake: Stake,
    /// Its share of all that is open between the winner and those that may overtake it, from 0 to 1, the closest ones counting most.
    /// The order is by stake, then by this, then by file.
    pub share: f64,
    /// How far its answer moves the lead over the option for which it does so most, as a standard deviation in fit points.
    pub spread: f64,
}

/// How firm one decision is and what would change it.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The decision.
    pub decision: DecisionId,
    /// What each option's fit may still come to, in option order.
    pub ranges: Vec<ExactRange>,
    /// The given answers that already decide, where the winner is settled.
    pub sufficient: Option<Sufficient>,
    /// For every option that does not win, the least changes that make it win, in option order.
    pub flips: Vec<Flips>,
    /// Answers that cannot be met together, where no option is left.
    pub conflict: Option<Conflict>,
    /// For every option excluded for certain, the least changes that would free it.
    pub relaxations: Vec<Relaxation>,
    /// How far the weights may drift; absent where fewer than two options are left.
    pub weights: Option<WeightAnalysis>,
    /// How the open answers may come out; absent where no option is left, or where a rule is too complex to say.
    pub chances: Option<Chances>,
}

/// What an option's fit may still come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactRange {
    /// The option.
    pub option: OptionIdx,
    /// The least fit the open answers allow.
    pub low: Fit,
    /// The greatest fit the open answers allow.
    pub high: Fit,
    /// Whether some completions give exactly these; otherwise these are bounds.
    pub is_exact: bool,
}

/// Given answers that decide by themselves, whatever all others are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sufficient {
    /// The questions, in file order.
    pub questions: Vec<QuestionIdx>,
    /// Whether no smaller set is sufficient. Otherwise the search was cut short, and fewer might do.
    pub is_smallest: bool,
}

/// What makes an option win.
#[derive(Clone, Debug, PartialEq)]
pub struct Flips {
    /// The option.
    pub option: OptionIdx,
    /// The least changes, those that move answers the least first; all have the same number of changes.
    pub found: Vec<Flip>,
    /// Whether the search was exhaustive up to [`MAX_CHANGES`]: with no flip found, there is none; with some
    /// found, none has fewer changes.
    pub is_exact: bool,
}

/// Changes of answers that together make an option win.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The changes, in file order.
    pub changes: Vec<Change>,
    /// The lead of the new winner over the next option.
    pub lead: Fit,
}

/// One changed answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The question.
    pub question: QuestionIdx,
    /// The present answer; absent where there is none or it is not known.
    pub from: Option<AnswerValue>,
    /// An answer that works; giving it in place of the present one brings the change about.
    pub to: AnswerValue,
    /// For a number: all numbers around `to` that work.
    pub span: Option<Span>,
}

/// A stretch of numbers, open where it reaches the end of what may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The least number that works; absent: any, however small.
    pub from: Option<i64>,
    /// The greatest number that works; absent: any, however great.
    pub to: Option<i64>,
}

/// Answers that together exclude every option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The questions, in file order: with any one of their answers taken back, some option could be left.
    pub questions: Vec<QuestionIdx>,
    /// The vetoes behind it, in file order.
    pub vetoes: Vec<RuleIdx>,
}

/// The least that would free an excluded option.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    /// The option.
    pub option: OptionIdx,
    /// The changes; empty where none of the answers that may change can free it.
    pub changes: Vec<Change>,
    /// Whether an answer marked as fixed would have to change.
    pub needs_fixed: bool,
}

/// How the winner depends on the weights, with the answers as they are. Options more likely excluded than the winner are left out:
/// no weights put them first.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightAnalysis {
    /// How far each weight may move by itself, in criterion order.
    pub criteria: Vec<Stability>,
    /// The winner against each other option that weights could put first, in option order.
    pub rivals: Vec<PairShares>,
    /// How often each option takes each rank; absent where there are only two of them, for which `rivals` is exact.
    pub ranks: Option<RankShares>,
}

/// How far one weight may move, all others keeping their proportions, before the winner changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// The criterion.
    pub criterion: CriterionIdx,
    /// Its weight now, from 0 to 1.
    pub weight: f64,
    /// The least weight at which the winner still wins.
    pub low: f64,
    /// What wins below that.
    pub below: Option<OptionIdx>,
    /// The greatest weight at which the winner still wins.
    pub high: f64,
    /// What wins above that.
    pub above: Option<OptionIdx>,
}

/// Over which share of the weights the winner is ahead of one other option; exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairShares {
    /// The other option.
    pub rival: OptionIdx,
    /// Over all weights.
    pub all: f64,
    /// Over all weights that rank the criteria as now, ties kept.
    pub same_ranking: f64,
    /// Over all weights within `drift` of the present ones.
    pub within_drift: f64,
    /// The drift: that part of the whole is spread anew, in any way.
    pub drift: f64,
    /// The least drift at which the other option can draw level; absent: no weights let it.
    pub tipping_drift: Option<f64>,
}

/// How often each option takes each rank, over a fixed bank of weights drawn evenly from all.
#[derive(Clone, Debug, PartialEq)]
pub struct RankShares {
    /// The options that weights could put first, in option order, each with its share of the first, second, … rank.
    pub options: Vec<(OptionIdx, Vec<f64>)>,
    /// How many weights were tried.
    pub n_weights: usize,
    /// The sampling error: the greatest standard error of any share.
    pub error: f64,
}

/// How the open answers may come out, each weighed by its chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Chances {
    /// Each option's chance to win, in option order.
    pub wins: Vec<f64>,
    /// The chance that no option is left.
    pub none_left: f64,
    /// How it was found.
    pub method: Method,
    /// The question most worth investigating before deciding; absent where none can change the winner.
    pub investigate: Option<Investigation>,
}

/// How chances were found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// By adding up all completions that differ in anything that matters.
    Exact {
        /// How many there are.
        n_completions: u64,
    },
    /// From a fixed sample.
    Sampled {
        /// How many completions were drawn.
        n_samples: u64,
        /// The greatest standard error of any chance.
        error: f64,
    },
}

/// A question worth investigating, and what it could change.
#[derive(Clone, Debug, PartialEq)]
pub struct Investigation {
    /// The question.
    pub question: QuestionIdx,
    /// By how much knowing the answer raises the chance of choosing what would win if everything were known.
    pub gain: f64,
    /// For each possible answer: its chance, and how likely each option then is to win, in option order.
    pub answers: Vec<(AnswerValue, f64, Vec<f64>)>,
}

/// One axis of a decision map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// A question with one choice, or a number.
    Question(QuestionIdx),
    /// Whether one choice of a question with several is among those that hold.
    Choice(QuestionIdx, usize),
    /// A trait.
    Trait(TraitIdx),
}

/// One step along an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AxisStep {
    /// This answer.
    Answer(AnswerValue),
    /// Any number of this stretch; nothing distinguishes them.
    Numbers(i64, i64),
    /// Whether the choice holds.
    Holds(bool),
    /// This level.
    Level(LevelId),
}

/// The winner over a grid of two questions or traits, with all else as answered.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionMap {
    /// The decision.
    pub decision: DecisionId,
    /// What varies from left to right, and its steps.
    pub x: (Axis, Vec<AxisStep>),
    /// What varies from bottom to top, and its steps.
    pub y: (Axis, Vec<AxisStep>),
    /// The cells, row by row: `cells[y][x]`.
    pub cells: Vec<Vec<MapCell>>,
    /// Where the present answers stand on each axis, where they are definite.
    pub present: (Option<usize>, Option<usize>),
}

impl DecisionMap {
    /// The options that win somewhere on it, in option order.
    pub fn winners(&self) -> Vec<OptionIdx> {
        let winner = |cell: &MapCell| match cell {
            MapCell::Outcome { winner, .. } => *winner,
            MapCell::Impossible | MapCell::NothingToDecide => None,
        };
        self.cells.iter().flatten().filter_map(winner).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// One cell of a decision map.
#[derive(Clone, Debug, PartialEq)]
pub enum MapCell {
    /// No answers put both axes there, where numbers are taken as their bands are read.
    Impossible,
    /// Whatever else is answered, the decision has not to be made there.
    NothingToDecide,
    /// What comes out there.
    Outcome {
        /// What wins; absent: no option is left.
        winner: Option<OptionIdx>,
        /// Its lead over the next option.
        lead: Fit,
        /// The options that share the lead, in option order; empty where one is ahead of all others.
        level: Vec<OptionIdx>,
        /// Whether the lead is too small to call.
        is_close: bool,
        /// Whether other answers that lead there as well, or numbers of the same stretch, may let another option win. All else is told
        /// for the changes named.
        depends: bool,
        /// The answers that would have to be different from now, in file order.
        changes: Vec<Change>,
        /// What that and the steps themselves come to: variables of the answer space with the cells they are put into, as bits.
        puts: Vec<(u16, u64)>,
    },
}
