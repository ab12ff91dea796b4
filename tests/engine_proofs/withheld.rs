//! Decisions that have not to be made, and cases that none of the options is for.

use std::sync::Arc;

use archfit::engine::bound::search::SearchResult;
use archfit::engine::proof::settled;
use archfit::engine::{Advisor, Budget};
use archfit::model::{Condition, Effect, Expr, OptionIdx, OutcomeKind, Rule, Withheld};

use crate::generator::{Random, Shape, answers, condition, subject};
use crate::naive;
use crate::settled::{Case, SMALL, cases};

const WITHHELD: Shape = Shape { withheld: 25, n_rules: 9, ..SMALL };

#[test]
fn no_option_is_named_exactly_where_every_completion_is_out_of_scope() {
    let mut n_withheld = 0;
    for (seed, case) in cases(600, &WITHHELD) {
        let base = &case.subject.rule_bases[0];
        let is_withheld = |at: &naive::Point| {
            let holds = |rule: &&Rule| naive::holds(&case.subject.questionnaire, &rule.when.expr, at);
            base.rules.iter().filter(|rule| rule.effect.withheld().is_some()).any(|rule| holds(&rule))
        };
        let all = case.completions.iter().all(|(at, _)| is_withheld(at));
        assert_eq!(case.situation.outcome() == OutcomeKind::OutOfScope, all, "seed {seed}");
        n_withheld += usize::from(all);
    }
    assert!(n_withheld > 50, "{n_withheld}");
}

#[test]
fn a_winner_that_may_not_be_named_is_never_proven() {
    let mut n_proven = 0;
    for (seed, case) in cases(600, &WITHHELD) {
        let Some(winner) = case.situation.winner() else { continue };
        let proven = matches!(settled::find(&case.situation, Budget::FULL), SearchResult::Proven(_));
        assert_eq!(proven, case.is_settled(winner.get()), "seed {seed}");
        n_proven += usize::from(proven);
    }
    assert!(n_proven > 50, "{n_proven}");
}

/// A case whose decision has to be made only under a condition.
fn conditional(seed: u64) -> Option<Case> {
    let mut random = Random(seed);
    let mut subject = subject(&mut random, &SMALL);
    let expr = condition(&mut random, &subject.questionnaire, 0, SMALL.n_questions);
    let base = &mut subject.rule_bases[0];
    let options = (0..base.options.len()).map(OptionIdx::from).collect();
    let effect = Effect::Withholds { why: Withheld::NothingToDecide, text: String::new(), options };
    let when = Condition { text: String::new(), expr: Expr::Not(Box::new(expr)) };
    base.rules.push(Rule { when, effect, ..base.rules[0].clone() });
    let file = answers(&mut random, &subject, [0, 30, 60, 90][seed as usize % 4]);
    let subject = Arc::new(subject);
    let completions = naive::completions(&subject, &file, 3_000)?;
    let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice")?;
    Some(Case { subject, file, situation, completions })
}

#[test]
fn a_decision_is_idle_exactly_where_its_condition_fails_in_every_completion() {
    let (mut n_idle, mut n_made, mut n_open) = (0, 0, 0);
    for seed in 0..600 {
        let Some(case) = conditional(seed) else { continue };
        let Some(rule) = case.subject.rule_bases[0].rules.last() else { continue };
        let is_idle = |at: &naive::Point| naive::holds(&case.subject.questionnaire, &rule.when.expr, at);
        let n = case.completions.iter().filter(|(at, _)| is_idle(at)).count();
        let advice = Advisor::new(Arc::clone(&case.subject)).advise(&case.file);
        assert_eq!(advice.decisions.is_empty(), n == case.completions.len(), "seed {seed}");
        assert_eq!(advice.nothing_to_decide.len(), usize::from(n == case.completions.len()), "seed {seed}");
        let Some(made) = advice.decisions.first() else {
            n_idle += 1;
            continue;
        };
        let applies: f64 = case.completions.iter().filter(|(at, _)| !is_idle(at)).map(|(_, chance)| chance).sum();
        assert!((made.applies - applies).abs() < 1e-9, "seed {seed}: {} is not {applies}", made.applies);
        assert!(!made.proven || n == 0, "seed {seed}: what may be idle is not proven");
        n_made += usize::from(n == 0);
        n_open += usize::from(n > 0);
    }
    assert!(n_idle > 30 && n_made > 30 && n_open > 30, "{n_idle}, {n_made}, {n_open}");
}

#[test]
fn scores_are_expected_where_there_is_something_to_decide() {
    let mut n_compared = 0;
    for seed in 0..400 {
        let Some(case) = conditional(seed) else { continue };
        let Some(rule) = case.subject.rule_bases[0].rules.last() else { continue };
        // Only a condition over one question that is always asked is what the chances can say exactly.
        let space = &case.situation.compiled.space;
        let read = space.diagrams.variables_of(case.situation.decision().idle);
        if read.len() != 1 || case.situation.outcome() == OutcomeKind::NothingToDecide {
            continue;
        }
        let is_idle = |at: &naive::Point| naive::holds(&case.subject.questionnaire, &rule.when.expr, at);
        let (mut sum, mut expected) = (0.0, vec![0.0; case.situation.scores.len()]);
        for (at, chance) in case.completions.iter().filter(|(at, _)| !is_idle(at)) {
            sum += chance;
            case.scores(at).iter().zip(&mut expected).for_each(|(score, to)| *to += chance * *score as f64);
        }
        for (got, expected) in case.situation.scores.iter().zip(expected) {
            let expected = expected / sum;
            assert!((got - expected).abs() <= 0.01 + expected.abs() * 1e-9, "seed {seed}: {got} is not {expected}");
        }
        n_compared += 1;
    }
    assert!(n_compared > 100, "{n_compared}");
}
