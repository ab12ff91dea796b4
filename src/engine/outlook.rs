//! What is certain, what is open, and what to ask next: the part of an analysis that is shown live.

use super::advice::{Applies, Known, QuestionState};
use super::analysis::{Budget, Outlook, Settled, Stake, Usefulness};
use super::order::{questions_of, reads};
use super::settled::{self, Finding};
use super::situation::Situation;
use super::stakes::{Stakes, stakes};
use super::usefulness::Scales;
use crate::model::QuestionIdx;

/// The outlook of a decision. `finding` is what is known of the winner; where it is not decided, it is tried again with this budget.
pub fn outlook(situation: &Situation, finding: &Finding, states: &[QuestionState], budget: Budget) -> Outlook {
    let again = matches!(finding, Finding::NotDecided).then(|| settled::find(situation, budget));
    let finding = again.as_ref().unwrap_or(finding);
    let found = stakes(situation, finding, budget);
    let is_open = |state: &&QuestionState| state.known == Known::Open && state.applies != Applies::No;
    Outlook {
        decision: situation.base().decision.id.clone(),
        settled: settled::report(situation, finding),
        ask_next: ask_next(situation, states, &found),
        stakes: found.questions,
        contenders: found.contenders,
        n_questions_left: states.iter().filter(is_open).count(),
    }
}

impl Outlook {
    /// Whether the winner is settled.
    pub fn is_settled(&self) -> bool {
        matches!(self.settled, Settled::Proven(_))
    }
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
