//! What a chance to be excluded does to the ranking.

use archfit::engine::proof::settled;
use archfit::engine::{Budget, Exclusion};
use archfit::model::OptionIdx;

use crate::generator::Shape;
use crate::settled::{Case, SMALL, cases};

/// Many vetoes.
const VETOED: Shape = Shape { vetoes: 40, n_rules: 9, weighs: 0, ..SMALL };

/// For each option its expected score and its chance to be excluded, by adding up all completions.
fn by_trial(case: &Case) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0); case.situation.scores.len()];
    for (at, chance) in &case.completions {
        for ((score, out), sum) in case.scores(at).iter().zip(case.excluded(at)).zip(&mut sums) {
            sum.0 += chance * *score as f64;
            sum.1 += if out { *chance } else { 0.0 };
        }
    }
    sums
}

/// The option that no completion excludes or lets another reach.
fn settled_by_trial(case: &Case) -> Option<usize> {
    (0..case.situation.scores.len()).find(|option| case.is_settled(*option))
}

#[test]
fn chances_to_be_excluded_are_the_sums_over_all_completions() {
    for (seed, case) in cases(400, &VETOED) {
        for (option, (_, expected)) in by_trial(&case).iter().enumerate() {
            let got = case.situation.out_chances[option];
            assert!((got - expected).abs() < 1e-9, "seed {seed}, option {option}: {got} is not {expected}");
        }
    }
}

#[test]
fn the_best_of_those_more_likely_in_play_leads_unless_another_is_settled() {
    let (mut n_by_fit, mut n_by_chance, mut n_by_proof) = (0, 0, 0);
    for (seed, case) in cases(2_500, &VETOED) {
        let Some(winner) = case.situation.winner().map(OptionIdx::get) else { continue };
        let tried = by_trial(&case);
        let in_play: Vec<usize> = (0..tried.len()).filter(|option| tried[*option].1 < 1.0 - 1e-9).collect();
        let best_of = |options: &[usize]| {
            options.iter().copied().reduce(|best, next| if tried[next].0 > tried[best].0 + 0.01 { next } else { best })
        };
        let likely: Vec<usize> = in_play.iter().copied().filter(|option| tried[*option].1 <= 0.5 + 1e-9).collect();
        let by_fit = best_of(if likely.is_empty() { &in_play } else { &likely });
        let settled = settled_by_trial(&case);
        assert_eq!(Some(winner), settled.or(by_fit), "seed {seed}: {tried:?}");
        n_by_fit += usize::from(settled.is_none() && by_fit == best_of(&in_play));
        n_by_chance += usize::from(settled.is_none() && by_fit != best_of(&in_play));
        n_by_proof += usize::from(settled.is_some() && settled != by_fit);
    }
    assert!(n_by_fit > 250 && n_by_chance > 50 && n_by_proof > 1, "{n_by_fit}, {n_by_chance}, {n_by_proof}");
}

#[test]
fn a_settled_winner_stays_the_winner_whatever_is_answered_next() {
    let mut n_answered = 0;
    for (seed, case) in cases(600, &VETOED) {
        let Some(winner) = settled_by_trial(&case) else { continue };
        for (var, possible) in case.situation.knowledge.possible.iter().enumerate() {
            for cell in (0..64).filter(|cell| possible >> cell & 1 == 1 && possible.count_ones() > 1) {
                let mut knowledge = (*case.situation.knowledge).clone();
                knowledge.narrow(var, 1 << cell);
                let there = case.situation.under(knowledge);
                assert_eq!(there.winner().map(OptionIdx::get), Some(winner), "seed {seed}");
                let finding = settled::find(&there, Budget::LIVE);
                assert!(settled::report(&there, &finding).is_proven(), "seed {seed}");
                n_answered += 1;
            }
        }
    }
    assert!(n_answered > 200, "{n_answered}");
}

#[test]
fn the_lead_is_never_below_zero_and_the_winner_is_never_out() {
    for (seed, case) in cases(1_000, &VETOED) {
        let Some(winner) = case.situation.winner() else { continue };
        assert!(case.situation.lead().is_none_or(|lead| lead >= 0.0), "seed {seed}");
        assert!(!matches!(case.situation.exclusions[winner.get()], Exclusion::Certain(_)), "seed {seed}");
        assert_eq!(case.situation.comparable().first(), Some(&winner), "seed {seed}");
    }
}
