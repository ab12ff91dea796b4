//! Robustness over the weights, against sampling and against closed cases.

use archfit::engine::robust::bank::WeightBank;
use archfit::engine::robust::weights::{DRIFT, Worths, share_above_zero};
use archfit::engine::{PairShares, RuleReading, WeightAnalysis};
use archfit::model::OptionIdx;

use crate::changes::analysis;
use crate::generator::{Random, Shape};
use crate::settled::{Case, SMALL, cases};

const WIDE: Shape = Shape { n_options: 4, n_criteria: 5, vetoes: 4, ..SMALL };

/// Weights spread evenly over all there are.
fn even(random: &mut Random, n_criteria: usize) -> Vec<f64> {
    let unit = |random: &mut Random| ((random.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let parts: Vec<f64> = (0..n_criteria).map(|_| -unit(random).ln()).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|part| part / sum).collect()
}

fn value(weights: &[f64], by_criterion: &[f64]) -> f64 {
    weights.iter().zip(by_criterion).map(|(weight, worth)| weight * worth).sum()
}

/// A share is within three standard errors of a sampled one.
fn agrees(share: f64, hits: usize, n: usize) -> bool {
    let sampled = hits as f64 / n as f64;
    let error = (share.max(sampled) * (1.0 - share.min(sampled)) / n as f64).sqrt().max(0.5 / n as f64);
    (share - sampled).abs() <= 4.0 * error
}

#[test]
fn exact_shares_agree_with_a_million_samples() {
    let mut random = Random(7);
    for corners in [vec![3.0, -1.0, 2.0, -4.0], vec![0.5, -0.25, 0.0, -3.0, 1.0, 7.0], vec![-1.0; 3], vec![1.0, -1.0]] {
        let n = 1_000_000;
        let hits = (0..n).filter(|_| value(&even(&mut random, corners.len()), &corners) >= 0.0).count();
        assert!(agrees(share_above_zero(&corners), hits, n), "{corners:?}: {hits} of {n}");
    }
}

/// A case with something to weigh.
fn weighed(n_seeds: u64) -> impl Iterator<Item = (u64, Case, WeightAnalysis, Worths)> {
    cases(n_seeds, &WIDE).filter_map(|(seed, case)| {
        let weights = analysis(&case).weights?;
        let worths = Worths::new(&case.situation);
        Some((seed, case, weights, worths))
    })
}

#[test]
fn pairwise_shares_agree_with_samples() {
    let n = 20_000;
    let mut random = Random(11);
    for (seed, case, weights, worths) in weighed(24) {
        let winner = case.situation.winner().map_or(0, OptionIdx::get);
        let of = |option: usize| &worths.by_criterion[worths.options.iter().position(|o| *o == option).unwrap()];
        let shares = &case.situation.weights.expected;
        let now = in_parts_of_one(shares);
        for PairShares { rival, all, same_ranking, within_drift, drift, .. } in &weights.rivals {
            let lead: Vec<f64> = of(winner).iter().zip(of(rival.get())).map(|(a, b)| a - b).collect();
            let (mut n_all, mut n_drift, mut n_ranked, mut ranked_hits) = (0, 0, 0, 0);
            for _ in 0..n {
                let sample = even(&mut random, now.len());
                // Level is not ahead.
                let is_ahead = |weights: &[f64]| usize::from(value(weights, &lead) > 1e-9);
                n_all += is_ahead(&sample);
                let drifted: Vec<f64> = now.iter().zip(&sample).map(|(w, u)| (1.0 - drift) * w + drift * u).collect();
                n_drift += is_ahead(&drifted);
                if let Some(sorted) = ranked(shares, &sample) {
                    n_ranked += 1;
                    ranked_hits += is_ahead(&sorted);
                }
            }
            assert!((drift - DRIFT).abs() < 1e-12);
            assert!(agrees(*all, n_all, n), "seed {seed}: {all}, {n_all} of {n}");
            assert!(agrees(*within_drift, n_drift, n), "seed {seed}: {within_drift}, {n_drift} of {n}");
            assert!(n_ranked == 0 || agrees(*same_ranking, ranked_hits, n_ranked), "seed {seed}: {same_ranking}");
        }
    }
}

/// Weights as parts of one.
fn in_parts_of_one(weights: &[f64]) -> Vec<f64> {
    let all: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / all).collect()
}

/// The sample with its weights handed out in the order of the present ones; only where these are all different and above zero.
fn ranked(shares: &[f64], sample: &[f64]) -> Option<Vec<f64>> {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
    let differ =
        order.windows(2).all(|pair| shares[pair[0]] - shares[pair[1]] > 1.0) && shares.iter().all(|s| *s > 0.0);
    let mut sorted = sample.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut handed_out = vec![0.0; shares.len()];
    order.iter().zip(sorted).for_each(|(criterion, weight)| handed_out[*criterion] = weight);
    differ.then_some(handed_out)
}

#[test]
fn the_winner_changes_exactly_at_the_ends_of_a_stability_interval() {
    let mut n_ends = 0;
    for (seed, case, weights, worths) in weighed(200) {
        // While it is open what weighs, who leads is more than what the expected weights make of expected points.
        let weighing = case.subject.rule_bases[0].weighings();
        if weighing.iter().any(|by| matches!(case.situation.rules[by.rule.get()], RuleReading::Perhaps(_))) {
            continue;
        }
        let winner = case.situation.winner().map_or(0, OptionIdx::get);
        let now = in_parts_of_one(&case.situation.weights.expected);
        for stability in &weights.criteria {
            let criterion = stability.criterion.get();
            let others: f64 = now.iter().sum::<f64>() - now[criterion];
            if others <= 0.0 {
                continue;
            }
            let best_at = |weight: f64| {
                let scale = (1.0 - weight) / others;
                let moved: Vec<f64> =
                    (0..now.len()).map(|c| if c == criterion { weight } else { now[c] * scale }).collect();
                let score = |place: &usize| value(&moved, &worths.by_criterion[*place]);
                let best = (0..worths.options.len()).max_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a)));
                (score(&best.unwrap()), moved)
            };
            // Several may be level there.
            let wins_at = |weight: f64, option: usize| {
                let (best, moved) = best_at(weight);
                let place = worths.options.iter().position(|other| *other == option).unwrap();
                value(&moved, &worths.by_criterion[place]) > best - 1e-9
            };
            assert!(stability.low <= stability.weight && stability.weight <= stability.high, "seed {seed}");
            let inside = [0.001, 0.5, 0.999].map(|part| stability.low + part * (stability.high - stability.low));
            if stability.high - stability.low > 1e-6 {
                assert!(inside.iter().all(|weight| wins_at(*weight, winner)), "seed {seed}: {stability:?}");
            }
            if let Some(below) = stability.below.filter(|_| stability.low > 1e-6) {
                assert!(wins_at(stability.low - 1e-7, below.get()), "seed {seed}: {stability:?}");
                assert!(!wins_at(stability.low - 1e-7, winner), "seed {seed}: {stability:?}");
                n_ends += 1;
            } else {
                assert_eq!(stability.below, None, "seed {seed}");
            }
            if let Some(above) = stability.above.filter(|_| stability.high < 1.0 - 1e-6) {
                assert!(wins_at(stability.high + 1e-7, above.get()), "seed {seed}: {stability:?}");
                assert!(!wins_at(stability.high + 1e-7, winner), "seed {seed}: {stability:?}");
                n_ends += 1;
            } else {
                assert_eq!(stability.above, None, "seed {seed}");
            }
        }
    }
    assert!(n_ends > 50, "{n_ends}");
}

#[test]
fn at_the_tipping_drift_the_rival_draws_level_and_not_before() {
    let mut n_tips = 0;
    for (seed, case, weights, worths) in weighed(100) {
        let winner = case.situation.winner().map_or(0, OptionIdx::get);
        let of = |option: usize| &worths.by_criterion[worths.options.iter().position(|o| *o == option).unwrap()];
        let now = in_parts_of_one(&case.situation.weights.expected);
        for pair in &weights.rivals {
            let lead: Vec<f64> = of(winner).iter().zip(of(pair.rival.get())).map(|(a, b)| a - b).collect();
            // The worst drift puts everything spread anew on the criterion where the winner is furthest behind.
            let worst = lead.iter().copied().fold(f64::INFINITY, f64::min);
            let at = |drift: f64| (1.0 - drift) * value(&now, &lead) + drift * worst;
            match pair.tipping_drift {
                Some(drift) => {
                    assert!(at(drift).abs() <= 1e-6 * (1.0 + worst.abs()) || drift == 0.0, "seed {seed}");
                    n_tips += 1;
                }
                None => assert!(at(1.0) >= 0.0, "seed {seed}"),
            }
        }
    }
    assert!(n_tips > 30, "{n_tips}");
}

#[test]
fn rank_shares_agree_with_the_exact_shares_of_two_options() {
    let bank = WeightBank::new(4, 100_000);
    let worths = [vec![3.0, 1.0, 0.0, 2.0], vec![1.0, 2.0, 3.0, 1.5]];
    let lead: Vec<f64> = worths[0].iter().zip(&worths[1]).map(|(a, b)| a - b).collect();
    let ranks = bank.ranks(&worths);
    assert!(agrees(share_above_zero(&lead), ranks[0][0] as usize, bank.len()));
    assert_eq!(ranks[0][0] + ranks[0][1], 100_000);
    assert_eq!(ranks[0][0], ranks[1][1]);
}

#[test]
fn rank_shares_name_every_option_that_weights_could_put_first_and_their_error() {
    for (seed, case, weights, _) in weighed(40) {
        let in_play = case.situation.comparable().len();
        assert_eq!(weights.ranks.is_some(), in_play > 2, "seed {seed}");
        let Some(ranks) = weights.ranks else { continue };
        assert_eq!(ranks.options.len(), in_play, "seed {seed}");
        for (_, shares) in &ranks.options {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "seed {seed}");
        }
        assert!(ranks.error <= 0.5 / (ranks.n_weights as f64).sqrt(), "seed {seed}");
    }
}
