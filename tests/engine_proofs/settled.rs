//! Scores, ranges and the proof that the winner is settled.

use std::sync::Arc;

use archfit::engine::bound::search::SearchResult;
use archfit::engine::check::checker;
use archfit::engine::check::premises::Premises;
use archfit::engine::outlook::range;
use archfit::engine::proof::settled;
use archfit::engine::situation::Situation;
use archfit::engine::{Advisor, Bound, Budget, Certificate, Counterexample, Exclusion, Proof, Settled};
use archfit::model::{
    AnswersFile, Atom, Choice, Condition, Effect, Expr, OptionIdx, QuestionKind, Rule, RuleBase, RuleIdx, Subject,
};

use crate::generator::{Random, Shape, answers, subject};
use crate::naive::{self, Point};

/// Small enough to enumerate.
pub const SMALL: Shape = Shape {
    n_questions: 5,
    n_choices: 3,
    n_traits: 1,
    n_quantities: 1,
    n_options: 3,
    n_criteria: 3,
    n_rules: 10,
    vetoes: 12,
    withheld: 0,
    weighs: 15,
    skips: 25,
    numbers: 30,
    several: 10,
    depth: 2,
};

/// A random case with everything that may come of it.
pub struct Case {
    pub subject: Arc<Subject>,
    pub file: AnswersFile,
    pub situation: Arc<Situation>,
    pub completions: Vec<(Point, f64)>,
}

/// The case of a seed, unless it has too many completions.
pub fn case(seed: u64, shape: &Shape, known: u64) -> Option<Case> {
    let mut random = Random(seed);
    let subject = Arc::new(subject(&mut random, shape));
    let file = answers(&mut random, &subject, known);
    let completions = naive::completions(&subject, &file, 3_000)?;
    let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice")?;
    Some(Case { subject, file, situation, completions })
}

/// Cases of many seeds, with more and less known.
pub fn cases(n_seeds: u64, shape: &Shape) -> impl Iterator<Item = (u64, Case)> {
    (0..n_seeds).filter_map(move |seed| Some((seed, case(seed, shape, [0, 30, 60, 90, 100][seed as usize % 5])?)))
}

impl Case {
    /// The exact scores at a completion, in the engine's units.
    pub fn scores(&self, at: &Point) -> Vec<i128> {
        let base = &self.subject.rule_bases[0];
        let whole: i128 = base.criteria.iter().map(|c| i128::from(c.swing())).product();
        let scores = naive::scores(base, &self.subject.questionnaire, &self.situation.weights.parts, at);
        let common = i128::from(self.situation.decision().common_swing);
        scores.iter().map(|score| score * common / whole).collect()
    }

    pub fn excluded(&self, at: &Point) -> Vec<bool> {
        naive::excluded(&self.subject.rule_bases[0], &self.subject.questionnaire, at)
    }

    /// Whether, with these answers given, the winner is excluded or another option reaches it in some completion.
    pub fn is_unsettled_by(&self, example: &Counterexample, winner: usize) -> bool {
        let mut file = self.file.clone();
        file.answers.0.extend(example.answers.0.clone());
        let completions = naive::completions(&self.subject, &file, 3_000).unwrap_or_default();
        let there =
            Self { file, completions, subject: Arc::clone(&self.subject), situation: Arc::clone(&self.situation) };
        !there.completions.is_empty() && !there.is_settled(winner)
    }

    /// Whether no completion excludes `winner` or lets another option reach it.
    pub fn is_settled(&self, winner: usize) -> bool {
        self.completions.iter().all(|(at, _)| {
            let (scores, out) = (self.scores(at), self.excluded(at));
            let behind = |option: usize| option == winner || out[option] || scores[option] < scores[winner];
            !out[winner] && (0..scores.len()).all(behind)
        })
    }
}

#[test]
fn expected_scores_are_the_averages_of_all_completions() {
    for (seed, case) in cases(400, &SMALL) {
        let n_options = case.situation.scores.len();
        let mut expected = vec![0.0; n_options];
        for (at, chance) in &case.completions {
            case.scores(at).iter().zip(&mut expected).for_each(|(score, sum)| *sum += chance * *score as f64);
        }
        for (option, expected) in expected.iter().enumerate() {
            let got = case.situation.scores[option];
            assert!((got - expected).abs() <= 0.01 + expected.abs() * 1e-9, "seed {seed}: {got} is not {expected}");
        }
    }
}

#[test]
fn options_are_excluded_exactly_where_a_veto_holds_in_every_completion() {
    use archfit::engine::Exclusion;
    for (seed, case) in cases(400, &SMALL) {
        for option in 0..case.situation.scores.len() {
            let n_out = case.completions.iter().filter(|(at, _)| case.excluded(at)[option]).count();
            match &case.situation.exclusions[option] {
                Exclusion::No => assert_eq!(n_out, 0, "seed {seed}"),
                Exclusion::Possible(_) => assert!(n_out > 0 && n_out < case.completions.len(), "seed {seed}"),
                Exclusion::Certain(_) => assert_eq!(n_out, case.completions.len(), "seed {seed}"),
            }
        }
    }
}

#[test]
fn ranges_are_the_least_and_the_greatest_score_of_all_completions() {
    let mut n_exact = 0;
    for (seed, case) in cases(400, &SMALL) {
        let ranges = range::ranges(&case.situation, Budget::FULL, None);
        for (option, range) in ranges.iter().enumerate() {
            let scores = case.completions.iter().map(|(at, _)| case.scores(at)[option]);
            let (low, high) = (scores.clone().min().unwrap(), scores.max().unwrap());
            assert!(range.is_exact, "seed {seed}");
            assert_eq!((i128::from(range.low), i128::from(range.high)), (low, high), "seed {seed}, option {option}");
            n_exact += 1;
        }
    }
    assert!(n_exact > 500);
}

#[test]
fn a_winner_is_settled_exactly_when_no_completion_says_otherwise() {
    let (mut n_proven, mut n_open) = (0, 0);
    for (seed, case) in cases(1_500, &SMALL) {
        let Some(winner) = case.situation.winner() else {
            assert!(matches!(settled::find(&case.situation, Budget::FULL), SearchResult::NoOption));
            continue;
        };
        let finding = settled::find(&case.situation, Budget::FULL);
        match settled::report(&case.situation, &finding) {
            Settled::Proven(certificate) => {
                assert!(case.is_settled(winner.get()), "seed {seed}");
                assert_eq!(checker::check(&certificate, &Premises::of(&case.situation)), Ok(()), "seed {seed}");
                n_proven += 1;
            }
            Settled::Open(example) => {
                assert!(!case.is_settled(winner.get()), "seed {seed}");
                assert_eq!(
                    checker::check_counterexample(&example, winner, &Premises::of(&case.situation)),
                    Ok(()),
                    "seed {seed}"
                );
                assert!(case.is_unsettled_by(&example, winner.get()), "seed {seed}: {example:?}");
                n_open += 1;
            }
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    assert!(n_proven > 200 && n_open > 200, "{n_proven} proven, {n_open} open");
}

#[test]
fn counterexamples_name_no_answer_that_is_not_needed() {
    let mut sizes = std::collections::BTreeMap::new();
    for (seed, case) in cases(500, &SMALL) {
        let Some(winner) = case.situation.winner() else { continue };
        let finding = settled::find(&case.situation, Budget::FULL);
        let Settled::Open(example) = settled::report(&case.situation, &finding) else { continue };
        let questions: std::collections::BTreeSet<_> = example.cells.iter().map(|said| said.question).collect();
        *sizes.entry(questions.len()).or_insert(0) += 1;
        for left_out in questions {
            let mut knowledge = (*case.situation.knowledge).clone();
            for said in example.cells.iter().filter(|said| said.question != left_out) {
                let first = case.situation.space().variables_of(said.question).start;
                knowledge.narrow(first + said.choice.unwrap_or(0), 1 << said.cell);
            }
            let there = case.situation.under(knowledge);
            let reaches = |option: &OptionIdx| {
                there.exclusions[option.get()] == Exclusion::No
                    && there.scores[option.get()] >= there.scores[winner.get()]
            };
            let is_out = there.exclusions[winner.get()].is_certain();
            let others = there.in_play().filter(|option| *option != winner).any(|option| reaches(&option));
            assert!(!is_out && !others, "seed {seed}: {left_out:?} is not needed: {example:?}");
        }
    }
    assert!(sizes.get(&1) > sizes.get(&3) && sizes.values().sum::<usize>() > 150, "{sizes:?}");
}

#[test]
fn tampered_counterexamples_are_rejected() {
    let mut n_rejected = 0;
    for (seed, case) in cases(300, &SMALL) {
        let finding = settled::find(&case.situation, Budget::FULL);
        let Settled::Open(example) = settled::report(&case.situation, &finding) else { continue };
        let winner = case.situation.winner().expect("an open winner is one");
        let with = |change: &dyn Fn(&mut Counterexample)| {
            let mut changed = example.clone();
            change(&mut changed);
            checker::check_counterexample(&changed, winner, &Premises::of(&case.situation))
        };
        // None of the answers can be left out, and what was shown with them was shown for them.
        let mut rejected = vec![with(&|e| e.cells.iter_mut().for_each(|said| said.cell = 63))];
        if example.excludes_winner {
            rejected.push(with(&|e| e.cells.clear()));
        } else {
            rejected.push(with(&|e| e.winner = case.situation.winner()));
            rejected.push(with(&|e| e.lead.0 += 3));
        }
        assert!(example.cells.is_empty() || rejected.iter().all(Result::is_err), "seed {seed}: {rejected:?}");
        n_rejected += rejected.len();
    }
    assert!(n_rejected > 150, "{n_rejected}");
}

/// Changes the first bound of a proof, if it has one.
fn in_bound(proof: &mut Proof, change: &dyn Fn(&mut Bound)) -> bool {
    match proof {
        Proof::Excluded => false,
        Proof::Bound(bound) => {
            change(bound);
            true
        }
        Proof::Cases { cases, .. } => cases.iter_mut().any(|(_, proof)| in_bound(proof, change)),
    }
}

/// Ways to make a certificate false, with those that change this one.
fn tampered(certificate: &Certificate, base: &RuleBase) -> Vec<(&'static str, Certificate)> {
    let mut all = Vec::new();
    let mut with = |what: &'static str, change: &dyn Fn(&mut Certificate)| {
        let mut changed = certificate.clone();
        change(&mut changed);
        if changed != *certificate {
            all.push((what, changed));
        }
    };
    with("a rival left out", &|c| drop(c.rivals.pop()));
    with("a rival proven twice", &|c| c.rivals.extend(c.rivals.first().cloned()));
    with("another winner", &|c| {
        let Certificate { winner, rivals } = c;
        rivals.iter_mut().take(1).for_each(|first| std::mem::swap(&mut first.rival, winner));
    });
    for rival in 0..certificate.rivals.len() {
        let mut in_bound = |what, change: &dyn Fn(&mut Bound)| {
            with(what, &|c| {
                in_bound(&mut c.rivals[rival].proof, change);
            });
        };
        in_bound("a decided part too good", &|b| b.decided += 1);
        in_bound("a better least", &|b| b.terms.iter_mut().take(1).for_each(|term| term.least += 1));
        in_bound("a rule forgotten", &|b| {
            let effect = |rule: &RuleIdx| base.rules.get(rule.get()).map(|rule| &rule.effect);
            let counts = |rule: &RuleIdx| matches!(effect(rule), Some(Effect::Points { .. }));
            let mut rules = b.terms.iter_mut().map(|term| &mut term.rules);
            let found = rules.find_map(|rules| rules.iter().position(counts).map(|at| (at, rules)));
            found.into_iter().for_each(|(at, rules)| rules.truncate(at));
        });
        in_bound("a term forgotten", &|b| {
            let worst = b.terms.iter().position(|term| term.least < 0);
            worst.into_iter().for_each(|term| drop(b.terms.remove(term)));
        });
        in_bound("a term twice", &|b| b.terms.extend(b.terms.last().cloned()));
        in_bound("a shift that adds", &|b| {
            let shifts = b.terms.iter_mut().flat_map(|term| &mut term.shifts);
            shifts.take(1).for_each(|shift| shift.amount += 1);
        });
        in_bound("a figure too small", &|b| {
            let large = b.terms.iter_mut().filter(|term| term.moves.0 > 3);
            large.take(1).for_each(|term| term.moves.0 -= 3);
        });
        with("a lead too great", &|c| c.rivals[rival].ahead.0 += 3);
        with("not really excluded", &|c| {
            if c.rivals[rival].proof != Proof::Excluded {
                c.rivals[rival].proof = Proof::Excluded;
            }
        });
        with("a case left out", &|c| {
            if let Proof::Cases { cases, .. } = &mut c.rivals[rival].proof {
                cases.pop();
            }
        });
    }
    all
}

#[test]
fn tampered_certificates_are_rejected() {
    let mut n_rejected = std::collections::BTreeMap::new();
    for (seed, case) in cases(1_200, &SMALL) {
        let finding = settled::find(&case.situation, Budget::FULL);
        if let Settled::Proven(certificate) = settled::report(&case.situation, &finding) {
            for (what, changed) in tampered(&certificate, &case.subject.rule_bases[0]) {
                assert!(
                    checker::check(&changed, &Premises::of(&case.situation)).is_err(),
                    "seed {seed}: {what}: {changed:#?}"
                );
                *n_rejected.entry(what).or_insert(0) += 1;
            }
        }
    }
    assert!(n_rejected.len() >= 12 && n_rejected.values().all(|n| *n > 0), "{n_rejected:?}");
}

/// A subject with one rule whose table would be too large: it reads seven questions of four choices each.
fn with_a_wide_rule(random: &mut Random) -> Subject {
    let shape = Shape {
        n_questions: 7,
        n_choices: 4,
        n_traits: 0,
        n_quantities: 0,
        n_rules: 8,
        numbers: 0,
        several: 0,
        skips: 0,
        vetoes: 10,
        withheld: 0,
        weighs: 0,
        ..SMALL
    };
    let mut subject = subject(random, &shape);
    for question in &mut subject.questionnaire.questions {
        if let QuestionKind::Choice { choices, .. } = &mut question.kind {
            let first = choices[0].clone();
            *choices = (0..4).map(|c| Choice { id: format!("c{c}").into(), ..first.clone() }).collect();
        }
    }
    // Two neighbours that agree on a random half of the choices: every question matters, and the diagram stays small.
    let mut is = |question: usize| {
        let mask = [0b0011, 0b0101, 0b1001, 0b1110, 0b0001][random.below(5)];
        Expr::Atom(Atom::Choice { question: question.into(), mask })
    };
    let wide = Expr::Or((0..6).map(|q| Expr::And(vec![is(q), is(q + 1)])).collect());
    let when = Condition { text: String::new(), expr: wide };
    // Some leads are so great that they can be proven.
    let lead = random.between(0, 12) as i32;
    let start = |criterion: usize| archfit::model::Start { criterion: criterion.into(), points: lead, cause: None };
    subject.rule_bases[0].options[0].base = (0..3).map(start).collect();
    let rules = &mut subject.rule_bases[0].rules;
    let points = vec![(OptionIdx(0), 3), (OptionIdx(1), -3), (OptionIdx(2), 1)];
    let effect = Effect::Points { criterion: 0.into(), points };
    rules.push(Rule { when: when.clone(), effect, ..rules[0].clone() });
    if random.chance(40) {
        rules.push(Rule { when, effect: Effect::Excludes(vec![OptionIdx(2)]), ..rules[0].clone() });
    }
    subject
}

#[test]
fn rules_too_wide_for_a_table_are_bounded_and_proven_exactly_too() {
    let (mut n_loose, mut n_proven, mut n_open) = (0, 0, 0);
    for seed in 0..36 {
        let mut random = Random(seed);
        let subject = Arc::new(with_a_wide_rule(&mut random));
        let mut file = AnswersFile::default();
        for question in subject.questionnaire.questions.iter().take([0, 0, 1][seed as usize % 3]) {
            file.answers.0.insert(question.id.clone(), crate::generator::definite(&mut random, question));
        }
        let completions = naive::completions(&subject, &file, 20_000).unwrap();
        let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice").unwrap();
        n_loose += usize::from(!situation.network().loose.is_empty());
        let case = Case { subject, file, situation, completions };
        let all: Vec<Vec<i128>> = case.completions.iter().map(|(at, _)| case.scores(at)).collect();
        for (option, range) in range::ranges(&case.situation, Budget::FULL, None).iter().enumerate() {
            let (low, high) = (all.iter().map(|s| s[option]).min(), all.iter().map(|s| s[option]).max());
            assert!(range.is_exact, "seed {seed}");
            assert_eq!((Some(range.low.into()), Some(range.high.into())), (low, high), "seed {seed}, option {option}");
        }
        let Some(winner) = case.situation.winner() else { continue };
        let finding = settled::find(&case.situation, Budget::FULL);
        match settled::report(&case.situation, &finding) {
            Settled::Proven(certificate) => {
                assert!(case.is_settled(winner.get()), "seed {seed}");
                assert_eq!(checker::check(&certificate, &Premises::of(&case.situation)), Ok(()), "seed {seed}");
                n_proven += 1;
            }
            Settled::Open(_) => {
                assert!(!case.is_settled(winner.get()), "seed {seed}");
                n_open += 1;
            }
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    assert!(n_loose > 15 && n_proven > 0 && n_open > 5, "{n_loose} wide, {n_proven} proven, {n_open} open");
}

#[test]
fn advisors_can_work_in_the_background() {
    fn can_be_sent<T: Send + Sync>() {}
    can_be_sent::<Advisor>();
}
