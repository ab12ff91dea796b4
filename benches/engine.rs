//! The engine's parts by themselves: compiling, evaluating, proving, analysing, and how each grows.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::base::steps::Steps;
use archfit::engine::bound::search::SearchResult;
use archfit::engine::facts::knowledge::Readings;
use archfit::engine::outlook::{range, stakes};
use archfit::engine::proof::settled;
use archfit::engine::robust::bank::WeightBank;
use archfit::engine::robust::{chances, flips, sufficient};
use archfit::engine::situation::Situation;
use archfit::engine::{Advisor, Budget};
use archfit::model::{AnswersFile, Effect, Subject};
use divan::{Bencher, black_box};

#[path = "../tests/engine_proofs/generator.rs"]
mod generator;
#[path = "../tests/engine_proofs/structured.rs"]
mod structured;

use generator::{Random, answers, definite};
use structured::structured;

const RULES: [usize; 5] = [50, 100, 200, 500, 1_000];
const QUESTIONS: [usize; 4] = [10, 20, 40, 80];

fn main() {
    divan::main();
}

/// A structured rule base with 10 criteria.
fn base(n_questions: usize, n_rules: usize, n_options: usize) -> Arc<Subject> {
    Arc::new(structured(&mut Random(42), n_questions, n_rules, n_options))
}

/// Answers to some share of the questions, in percent; the others have none.
fn answered(subject: &Subject, percent: usize) -> AnswersFile {
    let mut random = Random(7);
    let mut file = answers(&mut random, subject, 0);
    file.answers.0.clear();
    let n_answers = subject.questionnaire.questions.len() * percent / 100;
    for question in subject.questionnaire.questions.iter().take(n_answers) {
        file.answers.0.insert(question.id.clone(), definite(&mut random, question));
    }
    file
}

/// A situation with some share of the questions answered.
fn situation(n_questions: usize, n_rules: usize, n_options: usize, percent: usize) -> Arc<Situation> {
    let subject = base(n_questions, n_rules, n_options);
    let file = answered(&subject, percent);
    Advisor::new(subject).situation(&file, "choice").expect("the decision is made")
}

#[divan::bench(args = RULES)]
fn compile_40_questions(bencher: Bencher, n_rules: usize) {
    let subject = base(40, n_rules, 8);
    bencher.bench_local(|| Advisor::new(Arc::clone(&subject)));
}

/// What definite answers make of all rules and of every option's score.
#[divan::bench(args = RULES)]
fn evaluate_4_options(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 4, 100);
    let (decision, diagrams) = (situation.decision(), &situation.space().diagrams);
    bencher.bench_local(|| {
        let readings = Readings::new(diagrams, black_box(&situation.knowledge));
        let rules = decision.read_rules(&readings);
        decision.expected_scores(&situation.weights, &rules)
    });
}

/// The same, with every part of every fit, rounded so that the parts add up.
#[divan::bench(args = RULES)]
fn evaluate_and_explain_4_options(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 4, 100);
    let (decision, diagrams) = (situation.decision(), &situation.space().diagrams);
    bencher.bench_local(|| {
        let readings = Readings::new(diagrams, black_box(&situation.knowledge));
        let rules = decision.read_rules(&readings);
        let scores = decision.expected_scores(&situation.weights, &rules);
        let fits: Vec<_> = scores.iter().map(|score| situation.fit(*score)).collect();
        decision.contributions(&situation.weights, &rules, &fits)
    });
}

/// The hardest moments of an interview without vetoes: the last at which the winner is open, and the first at which it is proven.
fn frontier(n_rules: usize) -> (Arc<Situation>, Arc<Situation>) {
    let mut subject = (*base(40, n_rules, 8)).clone();
    subject.rule_bases[0].rules.retain(|rule| matches!(rule.effect, Effect::Points { .. }));
    let subject = Arc::new(subject);
    let mut advisor = Advisor::new(Arc::clone(&subject));
    let all = answered(&subject, 100);
    let mut at = |n_answers: usize| {
        let kept: Vec<_> = subject.questionnaire.questions.iter().take(n_answers).map(|q| q.id.clone()).collect();
        let mut file = all.clone();
        file.answers.0.retain(|id, _| kept.contains(id));
        advisor.situation(&file, "choice").expect("the decision is made")
    };
    let is_proven = |situation: &Situation| matches!(settled::find(situation, Budget::FULL), SearchResult::Proven(_));
    let first = (0..=40).find(|n| is_proven(&at(*n))).unwrap_or(40);
    (at(first.saturating_sub(1)), at(first))
}

/// The same situation as if just reached: its tables are not made yet.
fn fresh(situation: &Situation) -> Situation {
    situation.under((*situation.knowledge).clone())
}

/// The completion that unsettles the winner, at the last answer at which there is one.
#[divan::bench(args = RULES)]
fn settled_last_open(bencher: Bencher, n_rules: usize) {
    let (last_open, _) = frontier(n_rules);
    bencher.with_inputs(|| fresh(&last_open)).bench_local_refs(|situation| settled::find(situation, Budget::LIVE));
}

/// The proof that the winner is settled, at the first answer at which there is one.
#[divan::bench(args = RULES)]
fn settled_first_proof(bencher: Bencher, n_rules: usize) {
    let (_, first_proof) = frontier(n_rules);
    bencher.with_inputs(|| fresh(&first_proof)).bench_local_refs(|situation| settled::find(situation, Budget::LIVE));
}

/// The ranges of all options, half of the questions answered.
#[divan::bench(args = RULES)]
fn ranges_live_by_rules(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 8, 50);
    bencher.bench_local(|| range::ranges(&situation, Budget::LIVE_RANGE, None));
}

/// The same, with more questions.
#[divan::bench(args = QUESTIONS)]
fn ranges_live_by_questions(bencher: Bencher, n_questions: usize) {
    let situation = situation(n_questions, 200, 8, 50);
    bencher.bench_local(|| range::ranges(&situation, Budget::LIVE_RANGE, None));
}

/// What hangs on each question, half of the questions answered.
#[divan::bench(args = RULES)]
fn stakes_by_rules(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 8, 50);
    let finding = settled::find(&situation, Budget::LIVE);
    bencher.bench_local(|| stakes::stakes(&situation, &finding, Budget::LIVE));
}

/// The same, with more questions.
#[divan::bench(args = QUESTIONS)]
fn stakes_by_questions(bencher: Bencher, n_questions: usize) {
    let situation = situation(n_questions, 200, 8, 50);
    let finding = settled::find(&situation, Budget::LIVE);
    bencher.bench_local(|| stakes::stakes(&situation, &finding, Budget::LIVE));
}

/// The least changes that make each other option win, everything answered.
#[divan::bench(args = RULES)]
fn report_flips_up_to_three_changes(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 8, 100);
    bencher.bench_local(|| flips::flips(&situation, &mut Steps::new(Budget::FULL)));
}

/// The smallest sufficient answers, everything answered.
#[divan::bench(args = RULES)]
fn report_smallest_sufficient_answers(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 8, 100);
    bencher.bench_local(|| sufficient::sufficient(&situation, &mut Steps::new(Budget::FULL)));
}

/// Each option's chance to win, half of the questions answered.
#[divan::bench(args = RULES)]
fn report_chances_half_answered(bencher: Bencher, n_rules: usize) {
    let situation = situation(40, n_rules, 8, 50);
    bencher.bench_local(|| chances::chances(&situation, &mut Steps::new(Budget::FULL)));
}

/// All that a report says of a decision, half of the questions answered.
#[divan::bench(args = RULES)]
fn report_everything_half_answered(bencher: Bencher, n_rules: usize) {
    let subject = base(40, n_rules, 8);
    let file = answered(&subject, 50);
    let mut advisor = Advisor::new(subject);
    let never = AtomicBool::new(false);
    bencher.bench_local(|| advisor.analyse(&file, "choice", Budget::FULL, &never));
}

/// One million weight vectors over 10 criteria, drawn.
#[divan::bench(sample_count = 3)]
fn weights_1m_draw(bencher: Bencher) {
    bencher.bench_local(|| WeightBank::new(10, 1_000_000));
}

/// The ranks of options under one million weight vectors.
#[divan::bench(args = [2, 4, 8], sample_count = 20)]
fn weights_1m_rank_options(bencher: Bencher, n_options: usize) {
    let bank = WeightBank::new(10, 1_000_000);
    let mut random = Random(5);
    let worths: Vec<Vec<f64>> = (0..n_options).map(|_| (0..10).map(|_| random.below(1_000) as f64).collect()).collect();
    bencher.bench_local(|| bank.ranks(&worths));
}
