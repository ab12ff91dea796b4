//! Stakes carried over from one decision to those whose questions follow it.

use std::sync::Arc;

use crate::engine::result::advice::{Followed, RuleReading};
use crate::engine::result::analysis::{Outlook, Stake, Usefulness};
use crate::engine::situation::Situation;
use crate::model::{CloseCall, DecisionId, QuestionIdx, Subject};

/// Where a question follows a decision that is open, whatever hangs on an open question there hangs on it here too, as far as this
/// question matters: it is raised to "not decided" at most, for by which answers that would show was not looked for. `order` is the
/// order in which decisions are made.
pub fn carry_stakes<'a>(
    subject: &Subject,
    order: &[usize],
    followed: &[Followed],
    situation: impl Fn(&DecisionId) -> Option<&'a Arc<Situation>>,
    outlooks: &mut [Outlook],
) {
    for position in order {
        let id = &subject.rule_bases[*position].decision.id;
        let Some(at) = outlooks.iter().position(|outlook| outlook.decision == *id) else { continue };
        for followed in followed.iter().filter(|followed| !followed.is_answered()) {
            let settling = subject.questionnaire.questions[followed.question.get()].settled_by.as_ref();
            let moves_close_call =
                settling.and_then(&situation).map_or_else(Vec::new, |there| moving_close_call(there));
            carry(subject, followed.question, &moves_close_call, at, outlooks);
        }
    }
}

/// The questions that may make a close call of a decision, or a clear lead, although they move no lead: where the close call is a share of the
/// own fit, or weights are open, all that it reads may.
fn moving_close_call(there: &Situation) -> Vec<QuestionIdx> {
    let decision = there.decision();
    if matches!(decision.close_call, CloseCall::Points(_)) && decision.weighings.is_empty() {
        return Vec::new();
    }
    let diagrams = &there.space().diagrams;
    let is_open = |reading: &RuleReading| matches!(reading, RuleReading::Perhaps(_));
    let open = decision.rules.iter().zip(&there.rules).filter(|(_, reading)| is_open(reading));
    let vars = open.flat_map(|(node, _)| diagrams.variables_of(*node)).map(usize::from);
    let vars = vars.filter(|var| there.knowledge.cell(*var).is_none());
    vars.map(|var| there.space().variables[var].question).collect()
}

fn carry(
    subject: &Subject,
    question: QuestionIdx,
    moves_close_call: &[QuestionIdx],
    at: usize,
    outlooks: &mut [Outlook],
) {
    let settling = subject.questionnaire.questions[question.get()].settled_by.as_ref();
    let (here, there) = (&outlooks[at], outlooks.iter().find(|outlook| Some(&outlook.decision) == settling));
    let most = here.stakes[question.get()].min(Stake::NotDecided);
    let Some(there) = there.filter(|there| there.decision != here.decision && most > Stake::Irrelevant) else { return };
    let has_stake = |position: usize| {
        there.stakes[position] > Stake::Irrelevant || moves_close_call.contains(&QuestionIdx::from(position))
    };
    let is_raised = |position: &usize| has_stake(*position) && here.stakes[*position] < most;
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
