//! Whether the decisions of one answers file go together: what one comes to, against what the others were made on.
//!
//! They meet in the questions that a decision settles. An answer to such a question may say otherwise than the decision does; and where
//! the question follows a decision that is still open or close, what leads elsewhere may be out under what leads there.

use super::considered::{Considered, Made};
use super::result::advice::{Applies, Clash, Disagreement, Exclusion};
use super::situation::Situation;
use crate::model::{AnswersFile, OptionIdx, Question, QuestionIdx, RuleIdx, Subject};

/// What does not go together, by question.
pub fn disagreements(considered: &Considered, subject: &Subject, file: &AnswersFile) -> Vec<Disagreement> {
    let states = considered.question_states(subject);
    let questions = subject.questionnaire.questions.iter().enumerate();
    let asked = questions.filter(|(at, _)| states[*at].applies != Applies::No);
    asked.filter_map(|(at, question)| disagreement(considered, file, at.into(), question)).collect()
}

fn disagreement(
    considered: &Considered,
    file: &AnswersFile,
    question: QuestionIdx,
    asked: &Question,
) -> Option<Disagreement> {
    let id = asked.settled_by.as_ref()?;
    let settling = considered.to_be_made().find(|made| made.situation.base().decision.id == *id)?;
    let option = chosen(&settling.situation, file)?;
    let cell = choice_of(&settling.situation, asked, option)?;
    let var = usize::from(considered.compiled.space.first_variable[question.get()]);
    let possible = considered.knowledge.possible[var];
    let near = near(&settling.situation, option, file);
    let is_near = |option: &OptionIdx| {
        choice_of(&settling.situation, asked, *option).is_some_and(|cell| possible >> cell & 1 == 1)
    };
    let is_said = !considered.followed.iter().any(|followed| followed.question == question);
    if possible == 1 << cell || (is_said && near.iter().any(is_near)) {
        return None;
    }
    let others = considered.to_be_made().filter(|made| made.situation.position != settling.situation.position);
    let clashes: Vec<Clash> = others.filter_map(|made| clash(made, file, var, cell)).collect();
    (is_said || !clashes.is_empty()).then(|| Disagreement {
        settling: id.clone(),
        option,
        question,
        choice: asked.kind.choices()[cell].id.clone(),
        is_said,
        clashes,
    })
}

/// The option that the team goes for.
fn chosen(situation: &Situation, file: &AnswersFile) -> Option<OptionIdx> {
    own(situation, file).or_else(|| situation.winner())
}

fn own(situation: &Situation, file: &AnswersFile) -> Option<OptionIdx> {
    let base = situation.base();
    let own = file.overrides.iter().find(|own| own.decision == base.decision.id)?;
    base.option_idx(own.option.as_str())
}

/// The options that are as good: the chosen one, and where nobody chose otherwise those within the close call.
fn near(situation: &Situation, option: OptionIdx, file: &AnswersFile) -> Vec<OptionIdx> {
    if own(situation, file).is_some() {
        return vec![option];
    }
    let score = |option: OptionIdx| situation.scores[option.get()];
    situation.in_play().filter(|other| situation.is_close(option, score(option) - score(*other))).collect()
}

fn choice_of(situation: &Situation, question: &Question, option: OptionIdx) -> Option<usize> {
    question.kind.place_led_to(&situation.base().options[option.get()].id)
}

/// What becomes of a decision where a question has this choice, if that speaks against what is chosen there.
fn clash(made: &Made, file: &AnswersFile, var: usize, cell: usize) -> Option<Clash> {
    let here = &made.situation;
    let option = chosen(here, file)?;
    let mut knowledge = (*here.knowledge).clone();
    knowledge.narrow(var, 1 << cell);
    let there = here.under(knowledge);
    // What is out whatever is chosen there is not out by that.
    let known = own_vetoes(here, option);
    let vetoes: Vec<RuleIdx> = own_vetoes(&there, option).into_iter().filter(|veto| !known.contains(veto)).collect();
    let instead = there.winner().filter(|winner| *winner != option);
    let is_overtaken = own(here, file).is_none()
        && instead
            .is_some_and(|winner| !there.is_close(winner, there.scores[winner.get()] - there.scores[option.get()]));
    let decision = here.base().decision.id.clone();
    (!vetoes.is_empty() || is_overtaken).then_some(Clash { decision, option, vetoes, instead })
}

/// The vetoes by which an option is out for certain; those that withhold all options speak against none.
fn own_vetoes(situation: &Situation, option: OptionIdx) -> Vec<RuleIdx> {
    let is_own = |veto: &RuleIdx| situation.base().rules[veto.get()].effect.withheld().is_none();
    match &situation.exclusions[option.get()] {
        Exclusion::Certain(vetoes) => vetoes.iter().copied().filter(is_own).collect(),
        _ => Vec::new(),
    }
}
