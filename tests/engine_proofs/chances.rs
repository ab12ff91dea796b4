//! Chances to win over the open answers, and what is worth investigating.

use std::collections::BTreeMap;

use archfit::engine::Method;

use crate::changes::analysis;
use crate::naive::{self, Said};
use crate::settled::{Case, SMALL, cases};

/// Each option's chance to win, and last that none is left, by adding up all completions.
fn by_trial(case: &Case, keep: impl Fn(&[Said]) -> bool) -> (Vec<f64>, f64) {
    let n_options = case.situation.scores.len();
    let mut wins = vec![0.0; n_options + 1];
    for (at, chance) in case.completions.iter().filter(|(at, _)| keep(at)) {
        wins[naive::winner(&case.scores(at), &case.excluded(at)).unwrap_or(n_options)] += chance;
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
