//! Rule bases too large to enumerate: what the engine says of them must hold at every completion that is tried, and what it
//! cannot decide within its budget it must say so.

use std::sync::Arc;

use archfit::engine::outlook::range;
use archfit::engine::{Advisor, Budget, Settled};
use archfit::model::OptionIdx;

use crate::generator::{Random, answers, definite};
use crate::structured::structured;

#[test]
fn bounds_of_large_rule_bases_hold_at_random_completions() {
    for seed in 0..12 {
        let mut random = Random(seed);
        let subject = Arc::new(structured(&mut random, 40, 200, 8));
        let file = answers(&mut random, &subject, 8 * seed);
        let mut advisor = Advisor::new(Arc::clone(&subject));
        let situation = advisor.situation(&file, "choice").unwrap();
        let ranges = range::ranges(&situation, Budget { steps: 50_000 }, None);
        let outlook = advisor.outlook(&file, Budget::LIVE).remove(0);
        for _ in 0..60 {
            let mut complete = file.clone();
            for question in &subject.questionnaire.questions {
                let answer = complete.answers.get(question.id.as_str());
                if answer.is_none_or(|a| a.sure < 100 || a.value == archfit::model::AnswerValue::Unknown) {
                    complete.answers.0.insert(question.id.clone(), definite(&mut random, question));
                }
            }
            let there = advisor.situation(&complete, "choice").unwrap();
            for (range, score) in ranges.iter().zip(&there.scores) {
                assert!(range.low as f64 <= *score && *score <= range.high as f64, "seed {seed}");
            }
            let Some(winner) = there.winner() else { continue };
            assert!(outlook.contenders.contains(&winner), "seed {seed}");
            if let Settled::Proven(certificate) = &outlook.settled {
                assert_eq!(winner, certificate.winner, "seed {seed}");
            }
        }
        assert!(outlook.contenders.is_sorted_by_key(|option: &OptionIdx| *option));
    }
}
