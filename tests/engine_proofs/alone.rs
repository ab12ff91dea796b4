//! Answers considered by themselves come to the same as answers advised on with everything that may still change.

use std::sync::Arc;

use archfit::engine::considered::Considered;
use archfit::engine::{Advisor, RuleReading, TraitReading};
use archfit::model::AnswersFile;

use crate::generator::{Random, Shape, answers, subject};
use crate::settled::SMALL;

/// More questions of every kind than can be enumerated, quantities of several of them included.
const WIDE: Shape = Shape { n_questions: 14, n_traits: 3, n_quantities: 3, n_rules: 40, numbers: 60, ..SMALL };

#[test]
fn considered_alone_answers_come_to_the_same() {
    for shape in [SMALL, WIDE] {
        for seed in 0..200 {
            let mut random = Random(seed);
            let subject = Arc::new(subject(&mut random, &shape));
            let mut advisor = Advisor::new(Arc::clone(&subject));
            // The second file finds what the first has left behind.
            for known in [100, [0, 30, 60, 90, 100][seed as usize % 5]] {
                let file = answers(&mut random, &subject, known);
                let alone = advisor.consider_alone(&file);
                let advice = advisor.advise(&file);
                same_traits(&alone.traits(), &advice.traits, seed);
                assert_eq!(alone.question_states(&subject), advice.questions, "seed {seed}");
                same_decisions(&alone, &file, &mut advisor, seed);
            }
        }
    }
}

fn same_decisions(alone: &Considered, file: &AnswersFile, advisor: &mut Advisor, seed: u64) {
    let advice = advisor.advise(file);
    assert_eq!(advice.decisions.len(), alone.decisions.len(), "seed {seed}");
    for (made, advised) in alone.decisions.iter().zip(&advice.decisions) {
        let situation = &made.situation;
        let full = advisor.situation(file, advised.decision.as_str()).expect("the decision is made");
        let rules = situation.rules.iter().zip(&advised.rules);
        assert!(rules.into_iter().all(|(a, b)| alike(*a, *b)), "seed {seed}");
        assert_eq!(situation.scores, full.scores, "seed {seed}");
        assert_eq!(situation.exclusions, full.exclusions, "seed {seed}");
        assert_eq!(situation.ranking(), full.ranking(), "seed {seed}");
        assert_eq!(situation.outcome(), advised.outcome, "seed {seed}");
        assert_eq!(situation.shown_lead(), advised.lead, "seed {seed}");
        // With chances in play, a rounding error may move the last tenth of a point from one part to another.
        if !situation.rules.iter().any(|rule| is_perhaps(*rule)) {
            assert_eq!(situation.contributions(), advised.contributions, "seed {seed}");
        }
        assert_eq!(situation.base().decision.id, advised.decision);
    }
}

fn is_perhaps(rule: RuleReading) -> bool {
    matches!(rule, RuleReading::Perhaps(_))
}

/// The same certainty; chances are added up in another order and so may differ by a rounding error.
fn alike(a: RuleReading, b: RuleReading) -> bool {
    is_perhaps(a) == is_perhaps(b) && (a.chance() - b.chance()).abs() < 1e-9
}

fn same_traits(a: &[TraitReading], b: &[TraitReading], seed: u64) {
    assert_eq!(a.len(), b.len(), "seed {seed}");
    for (a, b) in a.iter().zip(b) {
        assert_eq!(a.decided(), b.decided(), "seed {seed}");
        assert!(a.levels.iter().zip(&b.levels).all(|(a, b)| (a - b).abs() < 1e-9), "seed {seed}");
    }
}
