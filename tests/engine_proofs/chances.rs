//! Chances to win over the open answers, and what is worth investigating.

use std::collections::BTreeMap;
use std::sync::Arc;

use archfit::engine::base::steps::Steps;
use archfit::engine::{Advisor, Budget, Method};
use archfit::model::AnswersFile;

use crate::changes::analysis;
use crate::generator::Random;
use crate::naive::{self, Said};
use crate::settled::{Case, SMALL, cases};
use crate::structured::structured;

/// Each option's chance to win, and last that none is left, by adding up all completions.
fn by_trial(case: &Case, keep: impl Fn(&[Said]) -> bool) -> (Vec<f64>, f64) {
    let n_options = case.situation.scores.len();
    let mut wins = vec![0.0; n_options + 1];
    for (at, chance) in case.completions.iter().filter(|(at, _)| keep(at)) {
        let (scores, excluded) = (case.scores(at), case.excluded(at));
        match naive::winner(&scores, &excluded) {
            None => wins[n_options] += chance,
            // Options that are level share the win.
            Some(winner) => {
                let level = (0..n_options).filter(|option| !excluded[*option] && scores[*option] == scores[winner]);
                let level: Vec<usize> = level.collect();
                level.iter().for_each(|option| wins[*option] += chance / level.len() as f64);
            }
        }
    }
    let sum = wins.iter().sum();
    (wins, sum)
}

#[test]
fn chances_are_the_sums_over_all_completions() {
    for (seed, case) in cases(300, &SMALL) {
        let Some(chances) = analysis(&case).chances else {
            assert!(case.situation.winner().is_none(), "seed {seed}");
            continue;
        };
        assert!(matches!(chances.method, Method::Exact { .. }), "seed {seed}");
        let (wins, _) = by_trial(&case, |_| true);
        for (got, expected) in chances.wins.iter().chain([&chances.none_left]).zip(&wins) {
            assert!((got - expected).abs() < 1e-9, "seed {seed}: {got} is not {expected}");
        }
    }
}

#[test]
fn the_question_worth_investigating_is_the_one_whose_answer_helps_most() {
    let mut n_gains = 0;
    for (seed, case) in cases(300, &SMALL) {
        let Some(chances) = analysis(&case).chances else { continue };
        let (wins, _) = by_trial(&case, |_| true);
        let best_now = wins.iter().copied().fold(0.0, f64::max);
        let mut gains = BTreeMap::new();
        for question in 0..case.subject.questionnaire.questions.len() {
            let said: std::collections::BTreeSet<&Said> =
                case.completions.iter().map(|(at, _)| &at[question]).collect();
            let best = |said: &&Said| by_trial(&case, |at| at[question] == **said).0.into_iter().fold(0.0, f64::max);
            gains.insert(question, said.iter().map(best).sum::<f64>() - best_now);
        }
        let greatest = gains.values().copied().fold(0.0, f64::max);
        match &chances.investigate {
            Some(investigation) => {
                let gain = gains[&investigation.question.get()];
                assert!((investigation.gain - gain).abs() < 1e-9 || gain < 1e-9, "seed {seed}");
                assert!(gain > greatest - 1e-9, "seed {seed}");
                let sum: f64 = investigation.answers.iter().map(|(_, chance, _)| chance).sum();
                assert!((sum - 1.0).abs() < 1e-9, "seed {seed}");
                n_gains += usize::from(gain > 1e-9);
            }
            None => assert!(greatest < 1e-9, "seed {seed}"),
        }
    }
    assert!(n_gains > 20, "{n_gains}");
}

#[test]
fn sampled_chances_agree_with_completions_drawn_by_somebody_else() {
    let n = 3_000;
    for seed in 0..3 {
        let mut random = Random(seed);
        let subject = Arc::new(structured(&mut random, 20, 50, 4));
        let file = AnswersFile::default();
        let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice").unwrap();
        let chances = archfit::engine::robust::chances::chances(&situation, &mut Steps::new(Budget::FULL)).unwrap();
        let Method::Sampled { error, n_samples } = chances.method else {
            panic!("seed {seed}: small enough to add up")
        };
        assert!(error > 0.0 && error <= 0.5 / (n_samples as f64).sqrt(), "seed {seed}");
        let possible = naive::possibilities(&subject, &file.answers);
        let (base, q) = (&subject.rule_bases[0], &subject.questionnaire);
        let mut wins = vec![0; base.options.len()];
        for _ in 0..n {
            let at: Vec<Said> = possible.iter().map(|choices| draw(&mut random, choices)).collect();
            let scores = naive::scores(base, q, &situation.weights.parts, &at);
            if let Some(winner) = naive::winner(&scores, &naive::excluded(base, q, &at)) {
                wins[winner] += 1;
            }
        }
        for (chance, hits) in chances.wins.iter().zip(wins) {
            let drawn = f64::from(hits) / f64::from(n);
            let deviation = (chance * (1.0 - chance) / f64::from(n) + error * error).sqrt();
            assert!((chance - drawn).abs() <= 3.0 * deviation + 1e-9, "seed {seed}: {chance} and {drawn}");
        }
    }
}

fn draw(random: &mut Random, choices: &[(Said, f64)]) -> Said {
    let mut left = (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    for (said, chance) in choices {
        left -= chance;
        if left < 0.0 {
            return said.clone();
        }
    }
    choices[choices.len() - 1].0.clone()
}

#[test]
fn what_leads_holds_as_often_as_it_is_within_the_close_call_of_the_best() {
    let mut n_between = 0;
    for (seed, case) in cases(80, &SMALL) {
        let Some(winner) = case.situation.winner() else { continue };
        let drawn = archfit::engine::robust::hold::chance_to_hold(&case.situation).unwrap();
        let (base, q) = (&case.subject.rule_bases[0], &case.subject.questionnaire);
        let holds = |at: &Vec<Said>| {
            let (scores, out) = (case.scores(at), case.excluded(at));
            let Some(best) = naive::winner(&scores, &out) else { return false };
            let all: i128 = naive::weights(base, q, &case.situation.weights.parts, at).iter().sum();
            let whole = all * i128::from(case.situation.decision().common_swing);
            let close = naive::thousandths_of_close(base, whole, scores[best]);
            !out[winner.get()] && (scores[best] - scores[winner.get()]) * 1_000 <= close
        };
        let exact: f64 = case.completions.iter().filter(|(at, _)| holds(at)).map(|(_, chance)| chance).sum();
        assert!((drawn - exact).abs() < 0.04, "seed {seed}: {drawn} drawn, {exact} added up");
        n_between += usize::from(exact > 0.05 && exact < 0.95);
    }
    assert!(n_between > 10, "{n_between}");
}
