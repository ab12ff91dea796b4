//! What one key press costs: whole interviews over structured rule bases, every answer timed by itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use archfit::engine::{Advisor, Budget, Known};

#[path = "../tests/engine_proofs/generator.rs"]
mod generator;
#[path = "../tests/engine_proofs/structured.rs"]
mod structured;

use generator::{Random, answers, definite};
use structured::structured;

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    println!("questions  options  rules    median       p99       max   (one key press: advice and outlook, in ms)");
    for (n_questions, n_options, n_rules) in [
        (40, 8, 50),
        (40, 8, 100),
        (40, 8, 200),
        (40, 8, 500),
        (40, 8, 1_000),
        (10, 8, 200),
        (20, 8, 200),
        (80, 8, 200),
    ] {
        let mut times = Vec::new();
        for seed in 0..10 {
            interview(seed, n_questions, n_options, n_rules, &mut times);
        }
        times.sort_unstable();
        let at = |share: usize| millis(times[(times.len() - 1) * share / 100]);
        println!("{n_questions:9}  {n_options:7}  {n_rules:5}  {:8.3}  {:8.3}  {:8.3}", at(50), at(99), at(100));
    }
}

fn interview(seed: u64, n_questions: usize, n_options: usize, n_rules: usize, times: &mut Vec<Duration>) {
    let mut random = Random(seed);
    let subject = Arc::new(structured(&mut random, n_questions, n_rules, n_options));
    let mut advisor = Advisor::new(Arc::clone(&subject));
    // A few answers are unsure or unknown from the start, as in life.
    let mut file = answers(&mut random, &subject, 0);
    let advice = advisor.advise(&file);
    for (question, state) in subject.questionnaire.questions.iter().zip(advice.questions) {
        if state.known == Known::Open {
            file.answers.0.insert(question.id.clone(), definite(&mut random, question));
            let start = Instant::now();
            let shown = (advisor.advise(&file), advisor.outlook(&file, Budget::LIVE));
            times.push(start.elapsed());
            std::hint::black_box(shown);
        }
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
