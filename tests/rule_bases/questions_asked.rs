//! How many questions are asked, the most useful first, until nothing open can change what is advised.
//!
//! `UPDATE_DOCS=1 cargo test --test rule_bases` writes the figures of `docs/questions.md` anew.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::Arc;

use archfit::engine::outlook::{most_useful, n_left_to_ask};
use archfit::engine::result::analysis::Stake;
use archfit::engine::{Advisor, Budget, Followed, Known};
use archfit::load::{Locations, load};
use archfit::model::{
    Answer, AnswerValue, Answers, AnswersFile, DecisionId, Question, QuestionIdx, QuestionKind, Subject,
};
use rayon::prelude::*;

use crate::coded_from_memory::sets;
use crate::rule_base_figures;

/// The most questions that may be asked in the middle of the cases until the first decision is settled. Fifteen are wanted.
const MOST_IN_THE_MIDDLE: usize = 21;

/// Of so many cases one is interviewed: an interview takes a while, and those that are left show the same.
const ONE_OF: usize = 8;

/// Of so many of those it is looked at when the interview may end without a proof; before so many questions it never does.
const ONE_OF_THOSE: usize = 2;
const EARLIEST_END: usize = 9;

/// One interview: after how many questions each decision was settled, after how many so little hung on what was open that it ended, and
/// what was asked.
struct Interview {
    settled: BTreeMap<DecisionId, usize>,
    ended: Option<usize>,
    asked: Vec<String>,
    /// Those left to ask when the last one was chosen.
    left: Option<Vec<QuestionIdx>>,
    /// What decisions said then to the questions that follow them.
    followed: Option<Vec<Followed>>,
}

/// Asks in the order of the interview, by the same choice of the next question: answers are the case's, and the likeliest where it
/// tells nothing.
fn interview(subject: &Arc<Subject>, told: &AnswersFile, decisions: &[DecisionId], may_end: bool) -> Interview {
    let mut advisor = Advisor::new(Arc::clone(subject));
    let mut file = AnswersFile { answers: Answers::default(), decisions: decisions.to_vec(), ..told.clone() };
    let mut done = Interview { settled: BTreeMap::new(), ended: None, asked: Vec::new(), left: None, followed: None };
    loop {
        let outlooks = advisor.outlook(&file, Budget::LIVE);
        for outlook in outlooks.iter().filter(|outlook| outlook.is_settled()) {
            done.settled.entry(outlook.decision.clone()).or_insert(done.asked.len());
        }
        let may_end = may_end && done.ended.is_none() && done.asked.len() >= EARLIEST_END;
        if may_end && advisor.hold_well_enough(&file, &outlooks).iter().all(|holds| *holds) {
            done.ended = Some(done.asked.len());
        }
        let advice = advisor.advise(&file);
        let (states, followed) = (advice.questions, advice.followed);
        let is_open = |question: QuestionIdx| {
            let id = &subject.questionnaire.questions[question.get()].id;
            states[question.get()].known == Known::Open && !file.answers.0.contains_key(id)
        };
        // Each answer takes a question away, and none comes back but where a decision says something else to what follows it,
        // or where a proof ended with its budget.
        let stakes =
            |question: &QuestionIdx| outlooks.iter().filter_map(|o| o.stakes.get(question.get())).max().copied();
        let matters = |question: &QuestionIdx| is_open(*question) && stakes(question) >= Some(Stake::NotDecided);
        let left: Vec<QuestionIdx> = (0..states.len()).map(QuestionIdx::from).filter(matters).collect();
        assert_eq!(n_left_to_ask(&outlooks, states.len(), is_open), left.len());
        // An answer may let a decision come out otherwise, and with it what follows that decision.
        let is_same = done.followed.replace(followed.clone()).is_none_or(|before| before == followed);
        if let Some(before) = done.left.replace(left.clone()).filter(|before| before.len() <= left.len()) {
            let back: Vec<_> = left.iter().filter(|question| !before.contains(question)).collect();
            let is_cut_short = back.iter().any(|question| stakes(question) == Some(Stake::NotDecided));
            let id = |question: &&QuestionIdx| subject.questionnaire.questions[question.get()].id.to_string();
            let back: Vec<_> = back.iter().map(id).collect();
            assert!(!is_same || is_cut_short, "{back:?} came back behind {:?}", done.asked);
        }
        // What another decision answers comes after what nobody else can answer.
        let is_own = |question: QuestionIdx| subject.questionnaire.questions[question.get()].settled_by.is_none();
        let next = most_useful(&outlooks, 0, false, |question| is_own(question) && is_open(question));
        let Some(question) = next.or_else(|| most_useful(&outlooks, 0, false, is_open)) else { return done };
        let question = &subject.questionnaire.questions[question.get()];
        let answer =
            told.answers.get(question.id.as_str()).cloned().unwrap_or_else(|| Answer::plain(likeliest(question)));
        file.answers.0.insert(question.id.clone(), answer);
        done.asked.push(question.id.to_string());
    }
}

/// What is said where a case tells nothing; what another decision settles is left to it.
fn likeliest(question: &Question) -> AnswerValue {
    if question.settled_by.is_some() {
        return AnswerValue::Unknown;
    }
    match &question.kind {
        QuestionKind::Choice { choices, .. } => {
            AnswerValue::OneOf(vec![choices.iter().rev().max_by_key(|choice| choice.likely).unwrap().id.clone()])
        }
        QuestionKind::Several { choices, .. } => AnswerValue::Several(vec![choices[0].id.clone()]),
        QuestionKind::Number(spec) => {
            AnswerValue::Band(spec.bands.iter().rev().max_by_key(|band| band.likely).unwrap().id.clone())
        }
    }
}

fn middle(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

fn row(what: &str, numbers: &[usize]) -> String {
    let (least, most) = (numbers.iter().min().unwrap(), numbers.iter().max().unwrap());
    format!("| {what} | {least} | {} | {most} |\n", middle(numbers.to_vec()))
}

#[test]
fn the_first_decision_is_settled_within_twenty_one_questions_in_the_middle_of_the_cases() {
    let mut library = load(&Locations::default());
    let sets = sets(&mut library);
    let subject = Arc::clone(library.subject("backend").unwrap());
    let cases: Vec<&AnswersFile> =
        sets.iter().flat_map(|(_, cases)| cases).map(|coded| &coded.file).step_by(ONE_OF).collect();
    let all: Vec<DecisionId> = subject.rule_bases.iter().map(|base| base.decision.id.clone()).collect();
    let mut rows = String::new();
    let together: Vec<Interview> = cases
        .par_iter()
        .enumerate()
        .map(|(at, case)| interview(&subject, case, &all, at % ONE_OF_THOSE == 0))
        .collect();
    let until_first: Vec<usize> = together.iter().filter_map(|done| done.settled.get(&all[0])).copied().collect();
    rows += &row("all decisions together, until the first is settled", &until_first);
    rows += &row("all decisions together", &together.iter().map(|done| done.asked.len()).collect::<Vec<_>>());
    let until_end = together.iter().step_by(ONE_OF_THOSE).map(|done| done.ended.unwrap_or(done.asked.len()));
    rows += &row("all decisions together, until the interview ends", &until_end.collect::<Vec<_>>());
    let head = "| what is decided | fewest | in the middle | most |\n| --- | --- | --- | --- |";
    rule_base_figures::are_current("docs/questions.md", &format!("\n{head}\n{rows}\n"));
    let middle = middle(until_first);
    assert!(middle <= MOST_IN_THE_MIDDLE, "{middle} questions in the middle of the cases");
}
