//! Rule bases made to explode: bounds stay sound, limits hold, and what is not known is said not to be.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::base::steps::{Cancel, MAX_STEPS_UNHEARD};
use archfit::engine::bound::network::{MAX_NUMBERS, MAX_TABLE, Table};
use archfit::engine::check::checker;
use archfit::engine::check::premises::Premises;
use archfit::engine::meaning::compile::Compiled;
use archfit::engine::meaning::cuts::Cuts;
use archfit::engine::meaning::diagram::{MAX_CHILDREN, MAX_NODES};
use archfit::engine::meaning::space::{FEW_STEPS, MAX_STEPS};
use archfit::engine::outlook::range;
use archfit::engine::proof::settled;
use archfit::engine::{Advisor, Budget, Exclusion, RuleReading, Settled, Stake};
use archfit::model::{
    AnswerValue, AnswersFile, Atom, Band, Comparison, Condition, Effect, Expr, OptionIdx, QuantityIdx, Question,
    QuestionIdx, QuestionKind, Rule, RuleIdx, Subject,
};

use crate::generator::{Random, Shape, definite, rule, subject};
use crate::naive;
use crate::settled::SMALL;
use crate::structured::structured;

/// Many questions, and one rule that no order of them makes small: each of the first half goes with one of the second.
fn with_a_deep_or(random: &mut Random, veto: bool) -> Subject {
    let shape =
        Shape { n_questions: 40, n_rules: 12, numbers: 0, several: 0, n_quantities: 0, skips: 0, weighs: 0, ..SMALL };
    let mut subject = subject(random, &shape);
    let n = subject.questionnaire.questions.len();
    let is = |question: usize| Expr::Atom(Atom::Choice { question: QuestionIdx::from(question), mask: 1 });
    let pairs = (0..n / 2).map(|q| Expr::And(vec![is(q), is(q + n / 2)])).collect();
    let shape_rule = rule(random, &shape, &subject.questionnaire, shape.n_rules);
    let effect = if veto {
        Effect::Excludes(vec![OptionIdx::from(0)])
    } else {
        Effect::Points { criterion: 0.into(), points: vec![(OptionIdx::from(0), 3), (OptionIdx::from(1), -2)] }
    };
    let when = Condition { text: String::new(), expr: Expr::Or(pairs) };
    subject.rule_bases[0].rules.push(Rule { when, effect, ..shape_rule });
    subject
}

fn answered(random: &mut Random, subject: &Subject, n_answers: usize) -> AnswersFile {
    let mut file = AnswersFile::default();
    for question in subject.questionnaire.questions.iter().take(n_answers) {
        file.answers.0.insert(question.id.clone(), definite(random, question));
    }
    file
}

#[test]
fn a_rule_too_complex_for_a_diagram_counts_as_open_until_it_is_decided() {
    let (mut n_open, mut n_decided) = (0, 0);
    for seed in 0..40 {
        let mut random = Random(seed);
        let subject = Arc::new(with_a_deep_or(&mut random, seed % 2 == 0));
        let n_questions = subject.questionnaire.questions.len();
        let too_complex = RuleIdx::from(subject.rule_bases[0].rules.len() - 1);
        let n_answers = [0, 10, 25, n_questions][seed as usize / 10];
        let file = answered(&mut random, &subject, n_answers);
        let mut advisor = Advisor::new(Arc::clone(&subject));
        let situation = advisor.situation(&file, "choice").unwrap();
        assert_eq!(situation.decision().too_complex, vec![too_complex], "seed {seed}");
        let ranges = range::ranges(&situation, Budget::LIVE, None);
        let outlook = advisor.outlook(&file, Budget::LIVE).remove(0);
        match situation.rules[too_complex.get()] {
            RuleReading::Perhaps(_) => {
                n_open += 1;
                let is_open = |stake: &&Stake| **stake != Stake::Closed;
                assert!(outlook.stakes.iter().filter(is_open).all(|stake| *stake >= Stake::NotDecided), "seed {seed}");
                assert!(
                    advisor.analyse(&file, "choice", Budget::LIVE, &AtomicBool::new(false)).unwrap().chances.is_none()
                        || situation.winner().is_none(),
                    "seed {seed}"
                );
            }
            RuleReading::Holds | RuleReading::CannotHold => n_decided += 1,
        }
        // Whatever is claimed holds at completions tried at random.
        for _ in 0..30 {
            let mut complete = file.clone();
            for question in &subject.questionnaire.questions[n_answers..] {
                complete.answers.0.insert(question.id.clone(), definite(&mut random, question));
            }
            let point: naive::Point =
                naive::possibilities(&subject, &complete.answers).into_iter().map(|mut p| p.remove(0).0).collect();
            let (base, q) = (&subject.rule_bases[0], &subject.questionnaire);
            let scores = naive::scores(base, q, &situation.weights.parts, &point);
            let whole: i128 = base.criteria.iter().map(|c| i128::from(c.swing())).product();
            let common = i128::from(situation.decision().common_swing);
            let scores: Vec<i128> = scores.iter().map(|score| score * common / whole).collect();
            for (range, score) in ranges.iter().zip(&scores) {
                assert!(i128::from(range.low) <= *score && *score <= i128::from(range.high), "seed {seed}");
            }
            let out = naive::excluded(base, q, &point);
            let winner = naive::winner(&scores, &out).map(OptionIdx::from);
            assert!(winner.is_none_or(|winner| outlook.contenders.contains(&winner)), "seed {seed}");
            if let Settled::Proven(certificate) = &outlook.settled {
                assert_eq!(winner, Some(certificate.winner), "seed {seed}");
            }
            let there = advisor.situation(&complete, "choice").unwrap();
            assert_eq!(there.winner(), winner, "seed {seed}: everything is known, so nothing is open");
            for (exclusion, out) in there.exclusions.iter().zip(out) {
                assert_eq!(matches!(exclusion, Exclusion::Certain(_)), out, "seed {seed}");
            }
        }
    }
    assert!(n_open > 10 && n_decided >= 10, "{n_open} open, {n_decided} decided");
}

#[test]
fn hundreds_of_deep_conditions_leave_room_for_the_others() {
    let mut random = Random(1);
    let mut subject = with_a_deep_or(&mut random, false);
    let deep = subject.rule_bases[0].rules.pop().unwrap();
    let simple = subject.rule_bases[0].rules.clone();
    subject.rule_bases[0].rules = (0..300).map(|_| deep.clone()).chain(simple.clone()).collect();
    let compiled = Compiled::new(&subject, &Cuts::new());
    assert_eq!(compiled.decisions[0].too_complex.len(), 300);
    subject.rule_bases[0].rules = simple;
    let alone = Compiled::new(&subject, &Cuts::new());
    assert_eq!(compiled.space.diagrams.len(), alone.space.diagrams.len());
}

#[test]
fn proofs_over_rules_too_complex_can_be_checked() {
    let mut n_checked = 0;
    for seed in 0..60 {
        let mut random = Random(seed);
        let subject = Arc::new(with_a_deep_or(&mut random, false));
        let file = answered(&mut random, &subject, 36);
        let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice").unwrap();
        let finding = settled::find(&situation, Budget::FULL);
        if let Settled::Proven(certificate) = settled::report(&situation, &finding) {
            assert_eq!(checker::check(&certificate, &Premises::of(&situation)), Ok(()), "seed {seed}");
            n_checked += 1;
        }
    }
    assert!(n_checked > 10, "{n_checked}");
}

/// Number questions of 64 cells each, and a quantity that multiplies three of them.
fn with_wide_quantities(random: &mut Random, n_rules: usize) -> Subject {
    let shape =
        Shape { n_questions: 6, n_rules, numbers: 100, several: 0, n_quantities: 1, skips: 0, weighs: 0, ..SMALL };
    let mut subject = subject(random, &shape);
    let widen = |question: &mut Question| {
        if let QuestionKind::Number(spec) = &mut question.kind {
            spec.max = 6_399;
            let band = |n: i64| Band {
                id: format!("b{n}").into(),
                label: String::new(),
                from: n * 100,
                to: n * 100 + 99,
                reading: n * 100 + 50,
                likely: 1,
            };
            spec.bands = (0..64).map(band).collect();
        }
    };
    subject.questionnaire.questions.iter_mut().for_each(widen);
    subject.questionnaire.quantities[0].over = (0..3).map(QuestionIdx::from).collect();
    subject.questionnaire.quantities[0].under = Vec::new();
    for (position, rule) in subject.rule_bases[0].rules.iter_mut().enumerate() {
        let (of, comparison) = (QuantityIdx(0), Comparison::GreaterOrEqual);
        let bound = 1_000_000 * (position as i64 + 1);
        rule.when.expr = Expr::Atom(Atom::Quantity { of, comparison, bound });
    }
    subject
}

#[test]
fn quantities_with_too_many_values_are_refused_not_tabulated() {
    let mut random = Random(3);
    let subject = Arc::new(with_wide_quantities(&mut random, 200));
    let compiled = Compiled::new(&subject, &Cuts::new());
    assert_eq!(compiled.decisions[0].too_complex.len(), 200);
    assert!(compiled.space.diagrams.len() < 10_000);
    let file = answered(&mut random, &subject, 6);
    let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice").unwrap();
    assert!(situation.rules.iter().all(|rule| !matches!(rule, RuleReading::Perhaps(_))), "all is known");
}

#[test]
fn thousands_of_rules_stay_within_the_limits() {
    let mut random = Random(9);
    let subject = Arc::new(structured(&mut random, 60, 3_000, 6));
    let mut advisor = Advisor::new(Arc::clone(&subject));
    let file = answered(&mut random, &subject, 5);
    let situation = advisor.situation(&file, "choice").unwrap();
    let diagrams = &situation.space().diagrams;
    assert!(diagrams.len() <= MAX_NODES);
    assert!(
        (2..diagrams.len())
            .map(|n| diagrams.children(archfit::engine::meaning::diagram::NodeId(n as u32)).len())
            .sum::<usize>()
            <= MAX_CHILDREN
    );
    let tables = &situation.network().tables;
    assert!(tables.iter().map(Table::n_entries).all(|n| n <= MAX_TABLE));
    assert!(situation.network().n_numbers() <= MAX_NUMBERS);
    let outlook = advisor.outlook(&file, Budget::LIVE).remove(0);
    assert_eq!(outlook.stakes.len(), 60);
}

#[test]
fn a_cancelled_analysis_says_nothing() {
    let mut random = Random(5);
    let subject = Arc::new(structured(&mut random, 40, 200, 8));
    let file = answered(&mut random, &subject, 10);
    let mut advisor = Advisor::new(Arc::clone(&subject));
    assert!(advisor.analyse(&file, "choice", Budget::FULL, &AtomicBool::new(true)).is_none());
    assert!(advisor.analyse(&file, "no-such-decision", Budget::FULL, &AtomicBool::new(false)).is_none());
}

#[test]
fn without_steps_nothing_is_claimed_that_is_not_so() {
    for seed in 0..30 {
        let mut random = Random(seed);
        let subject = Arc::new(structured(&mut random, 30, 120, 5));
        let file = answered(&mut random, &subject, (seed % 25) as usize);
        let mut advisor = Advisor::new(Arc::clone(&subject));
        let none = Budget { steps: 0 };
        let exact = advisor.analyse(&file, "choice", Budget::FULL, &AtomicBool::new(false)).unwrap();
        let hasty = advisor.analyse(&file, "choice", none, &AtomicBool::new(false)).unwrap();
        for (hasty, exact) in hasty.ranges.iter().zip(&exact.ranges) {
            assert!(hasty.low <= exact.low && exact.high <= hasty.high, "seed {seed}");
        }
        for (hasty, exact) in hasty.flips.iter().zip(&exact.flips) {
            let n_changes = |flips: &archfit::engine::Flips| flips.found.first().map(|flip| flip.changes.len());
            let (hasty_least, exact_least) = (n_changes(hasty), n_changes(exact));
            assert!(hasty_least.is_none() || (exact_least.is_some() && exact_least <= hasty_least), "seed {seed}");
            assert!(hasty.is_exact <= exact.is_exact, "seed {seed}");
        }
        if let Some(sufficient) = &hasty.sufficient {
            assert!(!sufficient.is_smallest || exact.sufficient.as_ref() == Some(sufficient), "seed {seed}");
        }
        let outlook = advisor.outlook(&file, none).remove(0);
        let full = advisor.outlook(&file, Budget::FULL).remove(0);
        for (hasty, exact) in outlook.stakes.iter().zip(&full.stakes) {
            assert!(hasty == exact || *hasty == Stake::NotDecided || *exact == Stake::NotDecided, "seed {seed}");
        }
        assert!(full.contenders.iter().all(|option| outlook.contenders.contains(option)), "seed {seed}");
    }
}

/// Rules that explode over all choice questions, each joining them in another way, beside number questions that can be typed.
fn with_thousands_of_deep_rules(random: &mut Random) -> Subject {
    let shape = Shape {
        n_questions: 40,
        n_rules: 2_500,
        numbers: 25,
        several: 0,
        n_quantities: 1,
        skips: 0,
        weighs: 0,
        depth: 1,
        ..SMALL
    };
    let mut subject = subject(random, &shape);
    let is_choice = |q: &usize| matches!(subject.questionnaire.questions[*q].kind, QuestionKind::Choice { .. });
    let mut choices: Vec<usize> = (0..40).filter(is_choice).collect();
    let is = |question: usize| Expr::Atom(Atom::Choice { question: QuestionIdx::from(question), mask: 1 });
    for rule in subject.rule_bases[0].rules.iter_mut().step_by(2) {
        choices.rotate_left(1);
        let half = choices.len() / 2;
        let pairs = (0..half).map(|at| Expr::And(vec![is(choices[at]), is(choices[at + half])])).collect();
        rule.when.expr = Expr::Or(pairs);
    }
    subject
}

/// The file with every number question that has bands typed.
fn typed(random: &mut Random, subject: &Subject) -> AnswersFile {
    let mut file = AnswersFile::default();
    for question in &subject.questionnaire.questions {
        if let QuestionKind::Number(spec) = &question.kind
            && !spec.bands.is_empty()
        {
            let number = AnswerValue::Number(random.between(spec.min, spec.max));
            file.answers = file.answers.with(&question.id, number);
        }
    }
    file
}

#[test]
fn making_a_subject_ready_and_cutting_it_anew_take_a_bounded_number_of_steps() {
    let mut random = Random(11);
    let deep = with_thousands_of_deep_rules(&mut random);
    let wide = with_wide_quantities(&mut random, 2_000);
    let large = structured(&mut random, 60, 3_000, 6);
    let mut n_fewer = 0;
    for (name, subject) in [("deep", deep), ("wide", wide), ("large", large)] {
        let subject = Arc::new(subject);
        let base = &subject.rule_bases[0];
        let levels: usize = subject.questionnaire.traits.iter().map(|of| 2 * of.levels.len()).sum();
        let n_conditions = base.rules.len() + base.options.len() + 1 + levels + subject.questionnaire.questions.len();
        let most = MAX_STEPS + FEW_STEPS * n_conditions;
        let mut advisor = Advisor::new(Arc::clone(&subject));
        let before = Arc::clone(advisor.compiled(&AnswersFile::default().answers));
        assert!(before.space.n_steps <= most, "{name}: {} steps", before.space.n_steps);
        let file = typed(&mut random, &subject);
        assert!(name == "large" || !file.answers.0.is_empty(), "{name}: something is typed");
        let after = Arc::clone(advisor.compiled(&file.answers));
        assert!(after.space.n_steps <= most, "{name}: {} steps", after.space.n_steps);
        let (known, refused) = (&before.decisions[0].too_complex, &after.decisions[0].too_complex);
        assert!(known.iter().all(|rule| refused.contains(rule)), "{name}: nothing becomes simpler");
        assert!(
            known.is_empty() || after.space.n_steps <= before.space.n_steps,
            "{name}: nothing refused is tried again"
        );
        n_fewer += usize::from(after.space.n_steps < before.space.n_steps / 2);
    }
    assert!(n_fewer > 0);
}

#[test]
fn a_few_thousand_rules_that_explode_leave_the_others_their_diagrams() {
    let subject = with_thousands_of_deep_rules(&mut Random(11));
    let compiled = Compiled::new(&subject, &Cuts::new());
    let too_complex = &compiled.decisions[0].too_complex;
    assert!(too_complex.iter().all(|rule| rule.get() % 2 == 0), "only those that explode are refused");
    assert!(too_complex.len() > 1_000, "{}", too_complex.len());
    assert!(compiled.space.diagrams.len() <= MAX_NODES);
}

/// Hears of all work, and stops it at one look.
#[derive(Debug, Default)]
struct Meter {
    stop_at: Option<usize>,
    n_looks: Cell<usize>,
    /// The most steps between two looks.
    widest: Cell<usize>,
    /// The steps of all looks after the one that stopped it.
    unheeded: Cell<usize>,
}

impl Cancel for Meter {
    fn is_set(&self, n_steps: usize) -> bool {
        let is_stopped = self.stop_at.is_some_and(|at| self.n_looks.get() >= at);
        self.n_looks.set(self.n_looks.get() + 1);
        self.widest.set(self.widest.get().max(n_steps));
        if self.stop_at.is_some_and(|at| self.n_looks.get() > at + 1) {
            self.unheeded.set(self.unheeded.get() + n_steps);
        }
        is_stopped
    }
}

/// All that is worked out in the background about a decision; whether it came to an end.
fn work_out(advisor: &mut Advisor, file: &AnswersFile, cancel: &Meter) -> [bool; 3] {
    let analysis = advisor.analyse(file, "choice", Budget::FULL, cancel).is_some();
    let axes = advisor.axes(file, "choice", cancel);
    let map = advisor.telling_map(file, "choice", &axes, cancel).is_some();
    [analysis, !axes.is_empty(), map]
}

#[test]
fn work_in_the_background_looks_often_whether_it_is_cancelled_and_then_ends() {
    let mut random = Random(7);
    let deep = with_thousands_of_deep_rules(&mut random);
    let wide = with_wide_quantities(&mut random, 200);
    let large = structured(&mut random, 60, 3_000, 8);
    let veto = with_a_deep_or(&mut random, true);
    for (name, subject) in [("deep", deep), ("wide", wide), ("large", large), ("veto", veto)] {
        let subject = Arc::new(subject);
        let file = answered(&mut random, &subject, 2);
        let mut advisor = Advisor::new(Arc::clone(&subject));
        let whole = Meter::default();
        work_out(&mut advisor, &file, &whole);
        assert!(whole.widest.get() <= MAX_STEPS_UNHEARD, "{name}: {} steps unheard", whole.widest.get());
        let n_looks = whole.n_looks.get();
        assert!(n_looks > 10, "{name}: {n_looks} looks");
        for part in 0..4 {
            let stopped = Meter { stop_at: Some(part * n_looks / 4), ..Meter::default() };
            let done = work_out(&mut advisor, &file, &stopped);
            assert!(done.contains(&false), "{name}: stopped at look {} of {n_looks}", part * n_looks / 4);
            let unheeded = stopped.unheeded.get();
            assert!(unheeded <= MAX_STEPS_UNHEARD, "{name}: {unheeded} steps after it was cancelled");
        }
    }
}
