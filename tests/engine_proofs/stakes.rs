//! What hangs on each question, which options can still win, and what is asked next.

use std::collections::BTreeMap;
use std::sync::Arc;

use archfit::engine::{Advisor, Applies, Budget, Known, Stake};
use archfit::model::OptionIdx;

use crate::naive::{self, Point, Said};
use crate::settled::{Case, SMALL, cases};

/// What hangs on a question, by trying everything.
fn by_trial(case: &Case, question: usize) -> Stake {
    let in_play: Vec<usize> = case.situation.in_play().map(OptionIdx::get).collect();
    let mut groups: BTreeMap<Vec<Said>, Vec<&Point>> = BTreeMap::new();
    for (at, _) in &case.completions {
        let mut rest = at.clone();
        rest.remove(question);
        groups.entry(rest).or_default().push(at);
    }
    let mut stake = Stake::Irrelevant;
    for group in groups.values() {
        let outcome = |at: &Point| {
            let (scores, out) = (case.scores(at), case.excluded(at));
            let leads: Vec<i128> = in_play.iter().map(|option| scores[*option] - scores[in_play[0]]).collect();
            let out_of_play: Vec<bool> = in_play.iter().map(|option| out[*option]).collect();
            (naive::winner(&scores, &out), leads, out_of_play)
        };
        let first = outcome(group[0]);
        for at in group {
            let (winner, leads, out) = outcome(at);
            if winner != first.0 {
                return Stake::Winner;
            }
            if leads != first.1 || out != first.2 {
                stake = Stake::LeadOnly;
            }
        }
    }
    stake
}

#[test]
fn stakes_are_what_trying_everything_shows() {
    let mut n_of = BTreeMap::new();
    for (seed, case) in cases(400, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let advice = advisor.advise(&case.file);
        let outlook = advisor.outlook(&case.file, Budget::FULL).remove(0);
        for (question, stake) in outlook.stakes.iter().enumerate() {
            let trial = by_trial(&case, question);
            let state = advice.questions[question];
            if *stake == Stake::Closed {
                assert_eq!(trial, Stake::Irrelevant, "seed {seed}, question {question}, {state:?}");
            } else {
                assert_eq!(*stake, trial, "seed {seed}, question {question}, {state:?}");
            }
            *n_of.entry(*stake).or_insert(0) += 1;
        }
    }
    assert!(n_of.len() == 4 && n_of.values().all(|n| *n > 100), "{n_of:?}");
}

#[test]
fn contenders_are_the_options_that_win_somewhere() {
    for (seed, case) in cases(400, &SMALL) {
        let outlook = Advisor::new(Arc::clone(&case.subject)).outlook(&case.file, Budget::FULL).remove(0);
        for option in 0..case.situation.scores.len() {
            let wins = |(at, _): &(Point, f64)| naive::winner(&case.scores(at), &case.excluded(at)) == Some(option);
            let is_contender = outlook.contenders.iter().any(|contender| contender.get() == option);
            assert!(is_contender || !case.completions.iter().any(wins), "seed {seed}, option {option}");
        }
    }
}

#[test]
fn only_open_questions_that_matter_are_asked_next() {
    for (seed, case) in cases(400, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let advice = advisor.advise(&case.file);
        let outlook = advisor.outlook(&case.file, Budget::FULL).remove(0);
        let stakes: Vec<Stake> = outlook.ask_next.iter().map(|next| next.stake).collect();
        assert!(stakes.is_sorted_by(|a, b| a >= b), "seed {seed}");
        for next in &outlook.ask_next {
            let state = advice.questions[next.question.get()];
            assert!(state.known == Known::Open && state.applies != Applies::No, "seed {seed}");
            assert!(next.stake > Stake::Irrelevant && outlook.stakes[next.question.get()] == next.stake, "seed {seed}");
        }
        let is_open =
            |state: &&archfit::engine::QuestionState| state.known == Known::Open && state.applies != Applies::No;
        assert_eq!(outlook.n_questions_left, advice.questions.iter().filter(is_open).count(), "seed {seed}");
    }
}
