//! One piece of work for rule engines: scores and winner of many complete answer sets, in bulk and one at a time.
//!
//! Takes a work file by argument or by `ARCHFIT_WORK` (JSON: questions, options, criteria, rules, answers, expected points and a
//! checksum); without one, the small one that stands beside it. The points of every option are checked against `expected`, and all of
//! them against the checksum; figures of an engine that fails either count for nothing. `benches/peers.sh` runs other engines on the
//! same file.
//!
//! ```text
//! cargo bench --bench word -- path/to/work.json
//! ```
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use archfit::engine::Advisor;
use archfit::engine::bulk::{Block, Keep, LANES, Numbers, Portfolio, Ready, Run};
use archfit::engine::considered::weights_of;
use archfit::engine::meaning::compile::Compiled;
use archfit::engine::meaning::cuts::Cuts;
use archfit::engine::meaning::variable::Cells;
use archfit::engine::meaning::weights::Weights;
use archfit::model::{
    Accepted, Answer, AnswerValue, Answers, AnswersFile, ArchOption, Atom, Choice, Condition, Confidence, Criterion,
    CriterionIdx, Decision, Effect, Expr, Interval, NumberSpec, OptionIdx, Place, Question, QuestionKind,
    Questionnaire, Rule, RuleBase, Subject,
};
use serde_json::Value;

/// How long each figure is measured at least, in seconds.
const SECONDS: f64 = 1.0;

/// The scale of every criterion: the same for all, so that points are worth the same everywhere.
const SCALE: i64 = 1_000;

fn main() {
    let path = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let path = path.or_else(|| std::env::var("ARCHFIT_WORK").ok());
    let path = path.unwrap_or_else(|| format!("{}/benches/work/small.json", env!("CARGO_MANIFEST_DIR")));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let work: Value = serde_json::from_str(&text).expect("the work file is JSON");
    let subject = Arc::new(subject(&work));
    let answers = answers(&work, &subject);
    let bench = Bench::new(&subject, &answers);
    println!(
        "{path}: {} questions, {} rules, {} answer sets",
        subject.questionnaire.questions.len(),
        subject.rule_bases[0].rules.len(),
        answers.len()
    );
    bench.check(&work);
    let bulk = measure(answers.len(), || bench.run_points());
    println!("in bulk, cells ready:             {bulk:9.3} µs each");
    let from_answers = measure(answers.len(), || bench.run_answers());
    println!("in bulk, from answers by id:      {from_answers:9.3} µs each");
    let one = measure(answers.len(), || bench.run_each());
    println!("each by itself, its outcome:      {one:9.3} µs each");
    let alone = measure(answers.len(), || bench.run_alone());
    println!("each by itself, ready for proofs: {alone:9.3} µs each");
    println!("by itself over bulk:              {:9.1}", one / bulk);
}

/// Microseconds for each item, the fastest of the rounds that fit.
fn measure(n_items: usize, mut run: impl FnMut()) -> f64 {
    let (start, mut best) = (Instant::now(), f64::INFINITY);
    while start.elapsed().as_secs_f64() < SECONDS {
        let round = Instant::now();
        run();
        best = best.min(round.elapsed().as_secs_f64() * 1e6 / n_items as f64);
    }
    best
}

struct Bench<'a> {
    subject: &'a Arc<Subject>,
    answers: &'a [Answers],
    advisor: Advisor,
    ready: Ready,
    portfolio: Portfolio,
    empty: Block,
    /// For each variable the cell of each answer set.
    columns: Vec<Vec<u8>>,
    weights: Weights,
}

impl<'a> Bench<'a> {
    fn new(subject: &'a Arc<Subject>, answers: &'a [Answers]) -> Self {
        let compiled = Compiled::new(subject, &Cuts::new());
        let weights = weights_of(&subject.rule_bases[0], &AnswersFile::default(), &compiled.decisions[0]);
        let ready = Ready::new(subject, &compiled, 0, &weights, (Numbers::ByCell, Keep::Outcomes));
        let portfolio = Portfolio::new(subject, &compiled, &[], Keep::Outcomes, |_| weights.clone());
        let empty = Block::new(&compiled.space.variables);
        let columns = compiled.space.variables.iter().map(|variable| {
            let question = &subject.questionnaire.questions[variable.question.get()];
            answers.iter().map(|answers| cell(answers.value(question.id.as_str()), question, &variable.cells)).collect()
        });
        let columns = columns.collect();
        let advisor = Advisor::new(Arc::clone(subject));
        Self { subject, answers, advisor, ready, portfolio, empty, columns, weights }
    }

    fn each_block(&self, mut look: impl FnMut(usize, &Run)) {
        let (mut block, mut run) = (self.empty.clone(), Run::default());
        for first in (0..self.answers.len()).step_by(LANES) {
            let end = self.answers.len().min(first + LANES);
            block.n_lanes = end - first;
            for var in self.ready.reads() {
                block.set_column(*var, &self.columns[*var][first..end]);
            }
            self.ready.run(&mut block, &mut run);
            look(first, &run);
        }
    }

    fn run_points(&self) {
        self.each_block(|_, run| {
            black_box((run.winner(0), run.score(0, 0)));
        });
    }

    fn run_each(&self) {
        let mut desk = self.portfolio.desk();
        for answers in self.answers {
            self.portfolio.consider(&mut desk, &[answers], |_, run, complete| {
                black_box((run.winner(0), run.score(0, 0), complete.has(0)));
            });
        }
    }

    fn run_answers(&self) {
        let mut desk = self.portfolio.desk();
        for some in self.answers.chunks(LANES) {
            let some: Vec<&Answers> = some.iter().collect();
            self.portfolio.consider(&mut desk, &some, |_, run, complete| {
                black_box((run.winner(0), complete.count()));
            });
        }
    }

    fn run_alone(&self) {
        for answers in self.answers {
            let file = AnswersFile { answers: answers.clone(), ..AnswersFile::default() };
            let considered = self.advisor.consider_alone(&file);
            black_box((considered.decisions[0].situation.winner(), &considered.decisions[0].situation.scores));
        }
    }

    /// Checks the points of every option in every answer set, by every way of evaluating.
    fn check(&self, work: &Value) {
        let expected: Vec<Vec<i64>> = serde_json::from_value(work["expected"].clone()).expect("points by answer set");
        let base = &self.subject.rule_bases[0];
        let n_criteria = base.criteria.len() as i64;
        let worth = self.weights.worth[0];
        assert!(self.weights.worth.iter().all(|other| *other == worth), "equal weights and equal scales");
        let points = |score: i64| score / worth - SCALE * n_criteria;
        let mut checksum = 0_i64;
        let mut bulk = Vec::new();
        self.each_block(|first, run| {
            for (lane, expected) in expected[first..].iter().take(run.n_lanes).enumerate() {
                let got: Vec<i64> = (0..base.options.len()).map(|option| points(run.score(option, lane))).collect();
                assert_eq!(got, *expected, "answer set {}", first + lane);
                got.iter().for_each(|points| checksum = (checksum * 31 + points + 1_000) % 1_000_000_007);
                bulk.push(run.winner(lane));
            }
        });
        assert_eq!(Some(checksum), work["checksum"].as_i64(), "the checksum");
        let mut desk = self.portfolio.desk();
        for (number, answers) in self.answers.iter().enumerate() {
            self.portfolio.consider(&mut desk, &[answers], |_, run, _| {
                let got: Vec<i64> = (0..base.options.len()).map(|option| points(run.score(option, 0))).collect();
                assert_eq!(got, expected[number], "answer set {number}, its outcome alone");
            });
            let file = AnswersFile { answers: answers.clone(), ..AnswersFile::default() };
            let considered = self.advisor.consider_alone(&file);
            let situation = &considered.decisions[0].situation;
            let got: Vec<i64> = situation.scores.iter().map(|score| points(*score as i64)).collect();
            assert_eq!(got, expected[number], "answer set {number}, by itself");
            assert_eq!(situation.winner(), bulk[number], "answer set {number}");
        }
        println!("points of all options in all answer sets as expected, checksum {checksum}");
    }
}

/// The cell of an answer.
fn cell(value: Option<&AnswerValue>, question: &archfit::model::Question, cells: &Cells) -> u8 {
    let position = match (value, cells) {
        (Some(AnswerValue::OneOf(ids)), _) => question.kind.choices().iter().position(|choice| choice.id == ids[0]),
        (Some(AnswerValue::Number(n)), Cells::Numbers(cells)) => cells.iter().position(|c| c.low <= *n && *n <= c.high),
        _ => None,
    };
    position.expect("every question is answered") as u8
}

fn answers(work: &Value, subject: &Subject) -> Vec<Answers> {
    let sets = work["answers"].as_array().expect("answer sets");
    let read = |set: &Value| {
        let answers = subject.questionnaire.questions.iter().map(|question| {
            let value = &set[question.id.as_str()];
            let value = match value.as_i64() {
                Some(number) => AnswerValue::Number(number),
                None => AnswerValue::OneOf(vec![value.as_str().expect("a choice").into()]),
            };
            (question.id.clone(), Answer::plain(value))
        });
        Answers(answers.collect())
    };
    sets.iter().map(read).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn whole(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

fn word(value: &Value) -> &str {
    value.as_str().expect("a word")
}

/// The work as a subject.
fn subject(work: &Value) -> Subject {
    let questions = list(&work["questions"]).iter().map(question).collect();
    let questionnaire = Questionnaire { id: "work".into(), questions, ..Questionnaire::default() };
    let criterion = |n: usize| Criterion {
        id: format!("k{n}").into(),
        name: String::new(),
        about: None,
        weight: 1,
        scale_low: -SCALE as i32,
        scale_high: SCALE as i32,
        accept: Accepted::new(),
        place: Place::default(),
    };
    let base = RuleBase {
        decision: Decision { id: "d".into(), questionnaire: "work".into(), ..Decision::default() },
        criteria: (0..list(&work["criteria"]).len()).map(criterion).collect(),
        options: (0..list(&work["options"]).len())
            .map(|n| ArchOption { id: format!("o{n}").into(), ..ArchOption::default() })
            .collect(),
        rules: list(&work["rules"]).iter().map(|of| rule(of, &questionnaire)).collect(),
        ..RuleBase::default()
    };
    Subject { questionnaire, rule_bases: vec![base] }
}

fn question(of: &Value) -> Question {
    let choice = |id: &Value| Choice {
        id: word(id).into(),
        label: String::new(),
        short: None,
        help: None,
        link: None,
        improve: None,
        exclusive: false,
        likely: 1,
        options: Vec::new(),
        place: Place::default(),
    };
    let kind = if of["values"].is_array() {
        QuestionKind::Choice { choices: list(&of["values"]).iter().map(choice).collect(), ordered: false }
    } else {
        let (min, max) = (whole(&of["min"]), whole(&of["max"]));
        QuestionKind::Number(NumberSpec { min, max, unit: None, suggest: Vec::new(), bands: Vec::new() })
    };
    Question {
        id: word(&of["id"]).into(),
        section: String::new(),
        name: None,
        ask: String::new(),
        why: None,
        help: None,
        kind,
        ask_if: None,
        fixed: false,
        likely_because: None,
        likely_when: Vec::new(),
        settled_by: None,
        holds_for: None,
        observe: Vec::new(),
        accept: Accepted::new(),
        place: Place::default(),
    }
}

fn rule(of: &Value, questionnaire: &Questionnaire) -> Rule {
    let parts = list(&of["atoms"]).iter().map(|atom| Expr::Atom(comparison(atom, questionnaire))).collect();
    let option = OptionIdx::from(whole(&of["option"]) as usize);
    let points = vec![(option, whole(&of["points"]) as i32)];
    Rule {
        id: word(&of["id"]).into(),
        when: Condition { text: String::new(), expr: Expr::And(parts) },
        effect: Effect::Points { criterion: CriterionIdx::from(whole(&of["criterion"]) as usize), points },
        because: String::new(),
        cause: None,
        evidence: Vec::new(),
        confidence: Confidence::default(),
        follow_up: None,
        own: None,
        group: None,
        origin: archfit::model::Origin::Written,
        accept: Accepted::new(),
        place: Place::default(),
    }
}

/// One comparison; `between` includes its lower end and not its upper one.
fn comparison(atom: &Value, questionnaire: &Questionnaire) -> Atom {
    let question = questionnaire.question_idx(word(&atom["q"])).expect("a question of the work");
    let kind = &questionnaire.questions[question.get()].kind;
    let (operator, value) = (word(&atom["op"]), &atom["v"]);
    if kind.number().is_some() {
        let interval = match operator {
            "between" => Interval { low: whole(&atom["lo"]), high: whole(&atom["hi"]) - 1 },
            ">=" => Interval { low: whole(value), high: i64::MAX },
            "<" => Interval { low: i64::MIN, high: whole(value) - 1 },
            other => panic!("`{other}` is no comparison of numbers here"),
        };
        return Atom::Number { question, intervals: vec![interval] };
    }
    let position =
        |id: &Value| kind.choices().iter().position(|choice| choice.id.as_str() == word(id)).expect("a choice");
    let all = (1_u64 << kind.choices().len()) - 1;
    let mask = match operator {
        "==" => 1 << position(value),
        "!=" => all & !(1 << position(value)),
        "in" => list(value).iter().fold(0, |mask, id| mask | 1 << position(id)),
        other => panic!("`{other}` is no comparison of choices here"),
    };
    Atom::Choice { question, mask }
}
