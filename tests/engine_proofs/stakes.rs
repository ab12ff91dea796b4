//! What hangs on each question, which options can still win, and what is asked next.

use std::collections::BTreeMap;
use std::sync::Arc;

use archfit::engine::{Advisor, Applies, Budget, Known, Stake};
use archfit::model::OptionIdx;

use crate::generator::{Random, definite};
use crate::naive::{self, Point, Said};
use crate::settled::{Case, SMALL, cases};
use crate::structured::structured;

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
    let (mut n_of, mut n_undecided) = (BTreeMap::new(), 0);
    for (seed, case) in cases(400, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let advice = advisor.advise(&case.file);
        let outlook = advisor.outlook(&case.file, Budget::FULL).remove(0);
        for (question, stake) in outlook.stakes.iter().enumerate() {
            let trial = by_trial(&case, question);
            let state = advice.questions[question];
            // What a rule is weighed by it shares answers with, and so many may be too many to try.
            if *stake == Stake::NotDecided && !case.subject.rule_bases[0].weighings().is_empty() {
                n_undecided += 1;
                continue;
            }
            if *stake == Stake::Closed {
                assert_eq!(trial, Stake::Irrelevant, "seed {seed}, question {question}, {state:?}");
            } else {
                assert_eq!(*stake, trial, "seed {seed}, question {question}, {state:?}");
            }
            *n_of.entry(*stake).or_insert(0) += 1;
        }
    }
    assert!(n_of.len() == 4 && n_of.values().all(|n| *n > 80), "{n_of:?}");
    assert!(n_undecided < 20, "{n_undecided}");
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
        assert_eq!(outlook.n_questions_open, advice.questions.iter().filter(is_open).count(), "seed {seed}");
    }
}

#[test]
fn a_spread_is_the_deviation_of_the_lead_over_the_answers() {
    let mut n_checked = 0;
    for (seed, case) in cases(300, &SMALL) {
        let Some(leader) = case.situation.winner().map(OptionIdx::get) else { continue };
        let outlook = Advisor::new(Arc::clone(&case.subject)).outlook(&case.file, Budget::FULL).remove(0);
        let mut rivals: Vec<usize> =
            outlook.contenders.iter().map(|option| option.get()).filter(|o| *o != leader).collect();
        if rivals.is_empty() {
            rivals = case.situation.in_play().map(OptionIdx::get).filter(|option| *option != leader).collect();
        }
        for next in &outlook.ask_next {
            assert!((0.0..=1.0 + 1e-9).contains(&next.share), "seed {seed}");
            let question = next.question.get();
            if matches!(
                case.subject.questionnaire.questions[question].kind,
                archfit::model::QuestionKind::Several { .. }
            ) {
                continue;
            }
            let deviation = |rival: usize| {
                let mut by_answer: BTreeMap<&Said, (f64, f64)> = BTreeMap::new();
                for (at, chance) in &case.completions {
                    let scores = case.scores(at);
                    let entry = by_answer.entry(&at[question]).or_default();
                    entry.0 += chance;
                    entry.1 += chance * (scores[leader] - scores[rival]) as f64;
                }
                let mean: f64 = by_answer.values().map(|(_, sum)| sum).sum();
                by_answer.values().map(|(chance, sum)| chance * (sum / chance - mean).powi(2)).sum::<f64>().sqrt()
            };
            let widest = rivals.iter().map(|rival| deviation(*rival)).fold(0.0, f64::max);
            let expected = widest / case.situation.weights.units_per_point;
            assert!(
                (next.spread - expected).abs() < 1e-6 * (1.0 + expected),
                "seed {seed}: {} {expected}",
                next.spread
            );
            n_checked += 1;
        }
    }
    assert!(n_checked > 200, "{n_checked}");
}

#[test]
fn asking_what_matters_reaches_the_proof_sooner_than_asking_in_file_order() {
    let (mut by_use, mut by_file) = (0, 0);
    for seed in 0..12 {
        let mut random = Random(seed);
        let subject = Arc::new(structured(&mut random, 16, 40, 3));
        let truth: Vec<_> = subject.questionnaire.questions.iter().map(|q| definite(&mut random, q)).collect();
        let ask = |pick: &dyn Fn(&archfit::engine::Advice, &archfit::engine::Outlook) -> Option<usize>| {
            let mut advisor = Advisor::new(Arc::clone(&subject));
            let mut file = archfit::model::AnswersFile::default();
            loop {
                let outlook = advisor.outlook(&file, Budget::LIVE).remove(0);
                let advice = advisor.advise(&file);
                let Some(question) = pick(&advice, &outlook).filter(|_| !outlook.is_settled()) else {
                    return file.answers.0.len();
                };
                let id = &subject.questionnaire.questions[question].id;
                file.answers.0.insert(id.clone(), truth[question].clone());
            }
        };
        by_use += ask(&|_, outlook| outlook.ask_next.first().map(|next| next.question.get()));
        by_file += ask(&|advice, _| {
            advice.questions.iter().position(|state| state.known == Known::Open && state.applies != Applies::No)
        });
    }
    assert!(by_use * 10 < by_file * 9, "{by_use} questions by use, {by_file} in file order");
}
