//! What one key press costs: whole interviews over structured rule bases, every answer timed by itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use archfit::engine::{Advisor, Budget, Known};
use archfit::model::Subject;

#[path = "../tests/engine_proofs/generator.rs"]
mod generator;
#[path = "../tests/engine_proofs/structured.rs"]
mod structured;

use generator::{Random, answers, definite};
use structured::structured;

/// How often every interview is repeated; each key press counts with its fastest run, for the machine may be shared.
const N_RUNS: usize = 5;

/// How many interviews are held for each size.
const N_INTERVIEWS: u64 = 10;

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    println!("one key press: advice and outlook together, milliseconds\n");
    println!("questions  options  rules   answers    median       p99       max");
    for (n_questions, n_options, n_rules) in [
        (40, 8, 50),
        (40, 8, 100),
        (40, 8, 200),
        (40, 8, 500),
        (40, 8, 1_000),
        (10, 8, 200),
        (20, 8, 200),
        (80, 8, 200),
        (40, 4, 200),
        (40, 16, 200),
    ] {
        let subject = |seed| Arc::new(structured(&mut Random(seed), n_questions, n_rules, n_options));
        let times = (0..N_INTERVIEWS).flat_map(|seed| interview(seed, &subject(seed))).collect();
        println!("{n_questions:9}  {n_options:7}  {n_rules:5}  {}", row(times));
    }
    for subject in archfit::load::load(&archfit::load::Locations::default()).subjects {
        let times = (0..N_INTERVIEWS).flat_map(|seed| interview(seed, &subject)).collect();
        let n_rules: usize = subject.rule_bases.iter().map(|base| base.rules.len()).sum();
        let n_questions = subject.questionnaire.questions.len();
        let n_decisions = subject.rule_bases.len();
        println!("{n_questions:9}  shipped  {n_rules:5}  {}  ({n_decisions} decisions)", row(times));
    }
}

/// How many times there are, their median, the 99th of a hundred and the greatest.
fn row(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
    format!("{:8}  {:8.3}  {:8.3}  {:8.3}", times.len(), at(50), at(99), at(100))
}

/// The fastest time of each key press of an interview.
fn interview(seed: u64, subject: &Arc<Subject>) -> Vec<Duration> {
    let mut random = Random(seed);
    // A few answers are unsure or unknown from the start, as in life.
    let mut file = answers(&mut random, subject, 0);
    let mut files = Vec::new();
    let states = Advisor::new(Arc::clone(subject)).advise(&file).questions;
    for (question, state) in subject.questionnaire.questions.iter().zip(states) {
        if state.known == Known::Open {
            file.answers.0.insert(question.id.clone(), definite(&mut random, question));
            files.push(file.clone());
        }
    }
    let mut fastest = vec![Duration::MAX; files.len()];
    for _ in 0..N_RUNS {
        let mut advisor = Advisor::new(Arc::clone(subject));
        for (file, fastest) in files.iter().zip(&mut fastest) {
            let start = Instant::now();
            let shown = (advisor.advise(file), advisor.outlook(file, Budget::LIVE));
            *fastest = start.elapsed().min(*fastest);
            std::hint::black_box(shown);
        }
    }
    fastest
}
