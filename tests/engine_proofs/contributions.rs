//! Every score explains itself: the parts shown add up to it, and what is equal looks equal.

use std::sync::Arc;

use archfit::engine::{Advisor, Fit, RuleReading};
use archfit::model::OptionIdx;

use crate::generator::Shape;
use crate::settled::{SMALL, cases};

const WIDE: Shape = Shape { n_options: 4, n_rules: 24, ..SMALL };

#[test]
fn contributions_sum_to_the_score() {
    for (seed, case) in cases(600, &SMALL).chain(cases(200, &WIDE)) {
        let advice = Advisor::new(Arc::clone(&case.subject)).advise(&case.file);
        let made = &advice.decisions[0];
        for (position, score) in case.situation.scores.iter().enumerate() {
            let option = OptionIdx::from(position);
            let sum: i64 = made.contributions_of(option).map(|part| part.amount.0).sum();
            assert_eq!(Fit(sum), made.standing(option).fit, "seed {seed}");
            assert_eq!(Fit(sum), case.situation.fit(*score), "seed {seed}");
            let by_criterion = (0..made.weights.len()).map(|c| made.on_criterion(option, c.into()).0).sum::<i64>();
            assert_eq!(by_criterion, sum, "seed {seed}");
        }
    }
}

#[test]
fn each_contribution_is_its_points_times_its_chance_and_weight_nearly() {
    for (seed, case) in cases(400, &SMALL) {
        let advice = Advisor::new(Arc::clone(&case.subject)).advise(&case.file);
        let made = &advice.decisions[0];
        for part in &made.contributions {
            let swing = f64::from(case.subject.rule_bases[0].criteria[part.criterion.get()].scale_high)
                - f64::from(case.subject.rule_bases[0].criteria[part.criterion.get()].scale_low);
            // Where it is open what weighs, a part is expected with the weights that go with it.
            let weighing = case.subject.rule_bases[0].weighings();
            if weighing.iter().any(|by| matches!(made.rules[by.rule.get()], RuleReading::Perhaps(_))) {
                continue;
            }
            let chance = part.rule.map_or(1.0, |rule| made.rules[rule.get()].chance());
            let weight = f64::from(made.weights[part.criterion.get()]) / 10_000.0;
            let exact = chance * f64::from(part.points) * weight * 100.0 / swing;
            // A part that stands alone takes up what rounding leaves over.
            assert!((part.amount.points() - exact).abs() <= 0.15 + 1e-9, "seed {seed}: {part:?} is {exact}");
        }
    }
}

#[test]
fn what_a_rule_gives_to_two_options_alike_nearly_always_looks_alike() {
    let (mut n_alike, mut n_pairs) = (0, 0);
    for (_, case) in cases(400, &WIDE) {
        let advice = Advisor::new(Arc::clone(&case.subject)).advise(&case.file);
        let parts = &advice.decisions[0].contributions;
        for (position, part) in parts.iter().enumerate().filter(|(_, part)| part.rule.is_some()) {
            for other in parts[position + 1..].iter().filter(|other| other.rule == part.rule) {
                if other.points == part.points {
                    n_pairs += 1;
                    n_alike += usize::from(other.amount == part.amount);
                }
            }
        }
    }
    assert!(n_pairs > 1_000 && n_alike * 100 > n_pairs * 95, "{n_alike} of {n_pairs}");
}
