//! Stakes carried over from one decision to those whose questions follow it.

use crate::engine::result::advice::Followed;
use crate::engine::result::analysis::{Outlook, Stake, Usefulness};
use crate::model::{QuestionIdx, Subject};

/// Where a question follows a decision that is open, whatever hangs on an open question there hangs on it here too, as far as this
/// question matters: it is raised to "not decided" at most, for by which answers that would show was not looked for. `order` is the
/// order in which decisions are made.
pub fn carry_stakes(subject: &Subject, order: &[usize], followed: &[Followed], outlooks: &mut [Outlook]) {
    for position in order {
        let id = &subject.rule_bases[*position].decision.id;
        let Some(at) = outlooks.iter().position(|outlook| outlook.decision == *id) else { continue };
        for followed in followed.iter().filter(|followed| !followed.is_answered()) {
            carry(subject, followed.question, at, outlooks);
        }
    }
}

fn carry(subject: &Subject, question: QuestionIdx, at: usize, outlooks: &mut [Outlook]) {
    let settling = subject.questionnaire.questions[question.get()].settled_by.as_ref();
    let (here, there) = (&outlooks[at], outlooks.iter().find(|outlook| Some(&outlook.decision) == settling));
    let most = here.stakes[question.get()].min(Stake::NotDecided);
    let Some(there) = there.filter(|there| there.decision != here.decision && most > Stake::Irrelevant) else { return };
    let is_raised = |position: &usize| there.stakes[*position] > Stake::Irrelevant && here.stakes[*position] < most;
    let raised: Vec<usize> = (0..here.stakes.len()).filter(is_raised).collect();
    let is_asked = |ask: &&Usefulness| raised.contains(&ask.question.get());
    let asked: Vec<Usefulness> =
        there.ask_next.iter().filter(is_asked).map(|ask| Usefulness { stake: most, ..*ask }).collect();
    let here = &mut outlooks[at];
    raised.iter().for_each(|position| here.stakes[*position] = most);
    here.ask_next.retain(|ask| !raised.contains(&ask.question.get()));
    here.ask_next.extend(asked);
    here.ask_next.sort_by_key(|ask| std::cmp::Reverse(ask.stake));
}
