//! What is open and what to ask next, live after every answer.
//!
//! Owns the stakes and usefulness of each open question and the range of each score. Knows nothing of what other weights or
//! changed answers would do: `robust` does.

pub mod carried;
pub mod range;
pub mod stakes;
pub(crate) mod usefulness;
pub(crate) mod winner_search;

use self::stakes::{Stakes, stakes};
use self::usefulness::Scales;
use crate::engine::base::steps::Budget;
use crate::engine::bound::search::SearchResult;
use crate::engine::meaning::order::{questions_of, reads};
use crate::engine::proof::settled;
use crate::engine::result::advice::{Applies, Known, QuestionState};
use crate::engine::result::analysis::{Outlook, Stake, Usefulness};
use crate::engine::result::proof::Settled;
use crate::engine::situation::Situation;
use crate::model::QuestionIdx;

/// The outlook of a decision. `finding` is what is known of the winner; where it is not decided, it is tried again with this budget.
pub fn outlook(situation: &Situation, finding: &SearchResult, states: &[QuestionState], budget: Budget) -> Outlook {
    let again = matches!(finding, SearchResult::NotDecided).then(|| settled::find(situation, budget));
    let finding = again.as_ref().unwrap_or(finding);
    let found = stakes(situation, finding, budget);
    let is_open = |state: &&QuestionState| state.known == Known::Open && state.applies != Applies::No;
    Outlook {
        decision: situation.base().decision.id.clone(),
        settled: settled::report(situation, finding),
        ask_next: ask_next(situation, states, &found),
        stakes: found.questions,
        contenders: found.contenders,
        n_questions_open: states.iter().filter(is_open).count(),
    }
}

impl Outlook {
    /// Whether the winner is settled.
    pub fn is_settled(&self) -> bool {
        matches!(self.settled, Settled::Proven(_))
    }
}

/// The question to ask next of those that may be asked: the most useful one for the decision that the fewest questions are left for, of
/// equals the one shown. What settles a small decision is asked for the large ones too, and tells which of their questions can be
/// missed; the other way round much is asked that a small one never needed. Past what is settled, also one that moves a lead only.
pub fn most_useful(
    outlooks: &[Outlook],
    shown: usize,
    past_settled: bool,
    may_be_asked: impl Fn(QuestionIdx) -> bool,
) -> Option<QuestionIdx> {
    let others = outlooks.iter().enumerate().filter(|(at, _)| *at != shown).map(|(_, outlook)| outlook);
    let of = outlooks.get(shown).into_iter().chain(others).filter(|o| past_settled || !o.is_settled());
    let mut of: Vec<&Outlook> = of.collect();
    of.sort_by_key(|outlook| outlook.ask_next.iter().filter(|useful| useful.stake >= Stake::NotDecided).count());
    let useful: Vec<&Usefulness> = of.into_iter().flat_map(|outlook| &outlook.ask_next).collect();
    let first =
        |least: Stake| useful.iter().filter(|u| u.stake >= least).map(|u| u.question).find(|q| may_be_asked(*q));
    first(Stake::NotDecided).or_else(|| first(Stake::LeadOnly).filter(|_| past_settled))
}

/// How many open questions may still change a winner, as things stand. Each answer takes at least its own question away, for what is
/// proven of all completions holds for fewer of them too. It is no bound all the same: where an answer makes a close call of a decision,
/// the question that follows it is open again, and what depends on that.
pub fn n_left_to_ask(outlooks: &[Outlook], n_questions: usize, may_be_asked: impl Fn(QuestionIdx) -> bool) -> usize {
    let matters = |question: &QuestionIdx| {
        let stakes = outlooks.iter().filter_map(|outlook| outlook.stakes.get(question.get()));
        stakes.max().is_some_and(|stake| *stake >= Stake::NotDecided)
    };
    (0..n_questions).map(QuestionIdx::from).filter(|question| may_be_asked(*question) && matters(question)).count()
}

fn ask_next(situation: &Situation, states: &[QuestionState], found: &Stakes) -> Vec<Usefulness> {
    let usefulness = Scales::new(situation, &found.contenders);
    let mut useful: Vec<Usefulness> = (0..states.len())
        .map(QuestionIdx::from)
        .filter(|question| {
            may_be_asked(situation, states, *question) && found.questions[question.get()] > Stake::Irrelevant
        })
        .map(|question| usefulness.of(question, found.questions[question.get()]))
        .collect();
    // The sort is stable, so among equals the file decides.
    useful.sort_by(|a, b| b.stake.cmp(&a.stake).then(b.share.total_cmp(&a.share)));
    useful
}

/// Whether a question is open and applies, or may apply and nothing open that its `ask-if` reads has to be asked before.
fn may_be_asked(situation: &Situation, states: &[QuestionState], question: QuestionIdx) -> bool {
    let state = states[question.get()];
    state.known == Known::Open
        && match state.applies {
            Applies::Yes => true,
            Applies::No => false,
            Applies::Perhaps => !waits_for_others(situation, states, question),
        }
}

fn waits_for_others(situation: &Situation, states: &[QuestionState], question: QuestionIdx) -> bool {
    let questionnaire = &situation.subject.questionnaire;
    let Some(condition) = &questionnaire.questions[question.get()].ask_if else { return false };
    let mut steps = Vec::new();
    reads(&condition.expr, questionnaire, &mut steps);
    questions_of(steps, questionnaire).iter().any(|read| states[read.get()].known == Known::Open)
}
