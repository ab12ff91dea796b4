//! The meaning of a rule base, written down a second time as plainly as possible: values instead of cells, trial instead of
//! proof. It shares no code with the engine.

use std::collections::BTreeMap;

use archfit::model::{
    AnswerValue, Answers, AnswersFile, Atom, Choice, ChoiceId, CloseCall, Effect, Expr, Question, QuestionKind,
    Questionnaire, RuleBase, Start, Subject,
};

use crate::generator::together;

/// What would be said to one question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Said {
    Choice(usize),
    Several(Vec<bool>),
    /// Any number of a stretch that nothing tells apart, and what it counts as in quantities.
    Number {
        low: i64,
        high: i64,
        reading: i64,
    },
}

/// What would be said to every question.
pub type Point = Vec<Said>;

pub fn holds(q: &Questionnaire, expr: &Expr, at: &[Said]) -> bool {
    match expr {
        Expr::Const(value) => *value,
        Expr::Not(inner) => !holds(q, inner, at),
        Expr::And(parts) => parts.iter().all(|part| holds(q, part, at)),
        Expr::Or(parts) => parts.iter().any(|part| holds(q, part, at)),
        Expr::Atom(Atom::IsNa { question }) => !asked(q, question.get(), at),
        Expr::Atom(Atom::Choice { question, mask }) => {
            asked(q, question.get(), at) && matches!(&at[question.get()], Said::Choice(c) if mask >> c & 1 == 1)
        }
        Expr::Atom(Atom::Includes { question, choice }) => {
            asked(q, question.get(), at) && matches!(&at[question.get()], Said::Several(all) if all[*choice])
        }
        Expr::Atom(Atom::Number { question, intervals }) => {
            let value = number(&at[question.get()]).0;
            asked(q, question.get(), at) && intervals.iter().any(|i| i.low <= value && value <= i.high)
        }
        Expr::Atom(Atom::Trait { of, mask }) => mask >> level(q, of.get(), at) & 1 == 1,
        Expr::Atom(Atom::Quantity { of, comparison, bound }) => {
            let quantity = &q.quantities[of.get()];
            if !quantity.sum.is_empty() {
                let sum: i128 = quantity.sum.iter().map(|question| counted(q, question.get(), at)).sum();
                return comparison.accepts(sum.cmp(&i128::from(*bound)));
            }
            let reads = quantity.over.iter().chain(&quantity.under);
            if !reads.clone().all(|question| asked(q, question.get(), at)) {
                return false;
            }
            let product = |questions: &[archfit::model::QuestionIdx]| -> i128 {
                questions.iter().map(|question| i128::from(number(&at[question.get()]).1)).product()
            };
            let over = i128::from(quantity.times) * product(&quantity.over);
            let under = i128::from(quantity.divided_by) * product(&quantity.under);
            under != 0 && comparison.accepts(over.cmp(&(i128::from(*bound) * under)))
        }
    }
}

/// What a question adds to a sum: its level, or how many choices hold but for one that says that none does.
fn counted(q: &Questionnaire, question: usize, at: &[Said]) -> i128 {
    let choices = q.questions[question].kind.choices();
    match &at[question] {
        _ if !asked(q, question, at) => 0,
        Said::Choice(choice) => *choice as i128,
        Said::Several(all) => (0..choices.len()).filter(|c| all[*c] && !choices[*c].exclusive).count() as i128,
        Said::Number { .. } => panic!("a sum has no numbers"),
    }
}

fn asked(q: &Questionnaire, question: usize, at: &[Said]) -> bool {
    q.questions[question].ask_if.as_ref().is_none_or(|condition| holds(q, &condition.expr, at))
}

fn level(q: &Questionnaire, of: usize, at: &[Said]) -> usize {
    let levels = &q.traits[of].levels;
    (0..levels.len()).rev().find(|l| levels[*l].when.as_ref().is_none_or(|c| holds(q, &c.expr, at))).unwrap_or(0)
}

fn number(said: &Said) -> (i64, i64) {
    match said {
        Said::Number { low, reading, .. } => (*low, *reading),
        _ => panic!("a number was expected"),
    }
}

/// The weight of each criterion: what it is by itself, and what every rule that holds adds. The parts are those of the criteria, then
/// those of everything that rules add, in the order of the rules.
pub fn weights(base: &RuleBase, q: &Questionnaire, parts: &[i64], at: &[Said]) -> Vec<i128> {
    let mut parts = parts.iter().map(|part| i128::from(*part));
    let mut weights: Vec<i128> = parts.by_ref().take(base.criteria.len()).collect();
    for rule in &base.rules {
        if let Effect::Weighs(added) = &rule.effect {
            for ((criterion, _), part) in added.iter().zip(parts.by_ref()) {
                weights[criterion.get()] += if holds(q, &rule.when.expr, at) { part } else { 0 };
            }
        }
    }
    weights
}

/// Every option's score, times the product of all swings, by whole numbers without rounding.
pub fn scores(base: &RuleBase, q: &Questionnaire, parts: &[i64], at: &[Said]) -> Vec<i128> {
    let weights = weights(base, q, parts, at);
    let whole: i128 = base.criteria.iter().map(|c| i128::from(c.swing())).product();
    let mut points = vec![vec![0_i128; base.criteria.len()]; base.options.len()];
    for (option, points) in base.options.iter().zip(&mut points) {
        for (criterion, points) in points.iter_mut().enumerate() {
            *points = -i128::from(base.criteria[criterion].scale_low);
            let of = |start: &Start| if start.criterion.get() == criterion { i128::from(start.points) } else { 0 };
            *points += option.base.iter().map(of).sum::<i128>();
        }
    }
    for rule in base.rules.iter().filter(|rule| holds(q, &rule.when.expr, at)) {
        if let Effect::Points { criterion, points: given } = &rule.effect {
            given.iter().for_each(|(option, p)| points[option.get()][criterion.get()] += i128::from(*p));
        }
    }
    let score = |points: &Vec<i128>| {
        let part = |criterion: usize| {
            points[criterion] * weights[criterion] * (whole / i128::from(base.criteria[criterion].swing()))
        };
        (0..points.len()).map(part).sum()
    };
    points.iter().map(score).collect()
}

/// A thousand times the lead up to which it is too close to call, where a hundred fit points come to `whole` and the best option to `best`.
pub fn thousandths_of_close(base: &RuleBase, whole: i128, best: i128) -> i128 {
    match base.decision.close_call {
        CloseCall::Points(tenths) => i128::from(tenths.0) * whole,
        CloseCall::ShareOfFit(tenths) => i128::from(tenths.0) * best.max(0),
    }
}

/// Whether each option is excluded.
pub fn excluded(base: &RuleBase, q: &Questionnaire, at: &[Said]) -> Vec<bool> {
    let mut out = vec![false; base.options.len()];
    for rule in base.rules.iter().filter(|rule| holds(q, &rule.when.expr, at)) {
        rule.effect.excluded().iter().for_each(|option| out[option.get()] = true);
    }
    out
}

/// The option that wins at a point; ties go to the first.
pub fn winner(scores: &[i128], out: &[bool]) -> Option<usize> {
    (0..scores.len()).filter(|o| !out[*o]).max_by(|a, b| scores[*a].cmp(&scores[*b]).then(b.cmp(a)))
}

/// Everything that may be said to each question, given the answers, with its chance; what nothing tells apart counts as one.
pub fn possibilities(subject: &Subject, answers: &Answers) -> Vec<Vec<(Said, f64)>> {
    let q = &subject.questionnaire;
    let exprs = every_condition(subject);
    q.questions.iter().enumerate().map(|(position, question)| possible(position, question, answers, &exprs)).collect()
}

/// Every set of choices that can hold, with its chance: each choice is judged by itself, as said with certainty `sure` and else at even
/// odds; one that excludes the others at the odds of one set among all that are left.
fn sets(choices: &[Choice], at_least_one: bool, said: Option<(&[ChoiceId], f64)>) -> Vec<(Said, f64)> {
    let ordinary: Vec<usize> = (0..choices.len()).filter(|c| !choices[*c].exclusive).collect();
    let n_stand_ins = if at_least_one { ordinary.len() } else { 1 };
    let n_sets = (1 << ordinary.len()) - usize::from(at_least_one);
    let prior = |c: usize| {
        let n_later = (c + 1..choices.len()).filter(|other| choices[*other].exclusive).count();
        if choices[c].exclusive { 1.0 / (n_sets + n_later + 1) as f64 } else { 0.5 }
    };
    let chance = |prior: f64, is_so: bool| {
        said.map_or(prior, |(_, sure)| sure * f64::from(u8::from(is_so)) + (1.0 - sure) * prior)
    };
    let is_said = |c: usize| said.is_some_and(|(ids, _)| ids.contains(&choices[c].id));
    let first = ordinary.iter().position(|c| is_said(*c)).unwrap_or(0);
    let mut sets: BTreeMap<Vec<bool>, f64> = BTreeMap::new();
    for bits in 0..1_usize << choices.len() {
        let set: Vec<bool> = (0..choices.len()).map(|c| bits >> c & 1 == 1).collect();
        let odds = |c: usize| chance(if set[c] { prior(c) } else { 1.0 - prior(c) }, is_said(c) == set[c]);
        let of_set: f64 = (0..choices.len()).map(odds).product();
        for stands_in in 0..n_stand_ins {
            let odds = if at_least_one { chance(1.0 / n_stand_ins as f64, stands_in == first) } else { 1.0 };
            *sets.entry(together(choices, at_least_one, &set, stands_in)).or_default() += of_set * odds;
        }
    }
    sets.into_iter().filter(|(_, chance)| *chance > 0.0).map(|(set, chance)| (Said::Several(set), chance)).collect()
}

fn possible(position: usize, question: &Question, answers: &Answers, exprs: &[&Expr]) -> Vec<(Said, f64)> {
    let answer = answers.get(question.id.as_str());
    if let QuestionKind::Several { choices, at_least_one } = &question.kind {
        let said = answer.and_then(|answer| match &answer.value {
            AnswerValue::Several(ids) if answer.sure > 0 => Some((&ids[..], f64::from(answer.sure) / 100.0)),
            _ => None,
        });
        return sets(choices, *at_least_one, said);
    }
    let all = everything(position, question, answers, exprs);
    let total: f64 = all.iter().map(|(_, weight)| weight).sum();
    let sure = answer.map_or(0.0, |a| f64::from(a.sure) / 100.0);
    let Some(value) = answer.map(|a| &a.value).filter(|v| **v != AnswerValue::Unknown && sure > 0.0) else {
        return all.into_iter().map(|(said, weight)| (said, weight / total)).collect();
    };
    let fits: Vec<bool> = all.iter().map(|(said, _)| allowed(question, said, value)).collect();
    let within: f64 = all.iter().zip(&fits).filter(|(_, fits)| **fits).map(|((_, weight), _)| weight).sum();
    let chance = |((said, weight), fits): ((Said, f64), bool)| {
        let said_so = if fits { sure * weight / within } else { 0.0 };
        (said, said_so + (1.0 - sure) * weight / total)
    };
    let all = all.into_iter().zip(fits).filter(|(_, fits)| *fits || sure < 1.0);
    all.map(chance).collect()
}

/// Everything that can be said to a question, with its prior weight.
fn everything(position: usize, question: &Question, answers: &Answers, exprs: &[&Expr]) -> Vec<(Said, f64)> {
    match &question.kind {
        QuestionKind::Choice { choices, .. } => {
            choices.iter().enumerate().map(|(c, choice)| (Said::Choice(c), f64::from(choice.likely))).collect()
        }
        QuestionKind::Several { .. } => panic!("sets are worked out by themselves"),
        QuestionKind::Number(spec) => {
            // Numbers that the same conditions hold for, in the same band, on the same side of what was typed, are one.
            let typed = match answers.value(question.id.as_str()) {
                Some(AnswerValue::Number(n)) => Some((*n, *n)),
                Some(AnswerValue::Range(low, high)) => Some((*low, *high)),
                _ => None,
            };
            let typed = typed.filter(|_| !spec.bands.is_empty());
            let signature = |n: i64| {
                let band = spec.bands.iter().position(|b| b.from <= n && n <= b.to);
                let side = typed.map(|(low, high)| (n < low, n > high));
                let mut tests = Vec::new();
                exprs.iter().for_each(|expr| number_tests(expr, position, n, &mut tests));
                (band, side, tests)
            };
            let mut parts: Vec<(i64, i64)> = Vec::new();
            for n in spec.min..=spec.max {
                match parts.last_mut().filter(|(_, last)| signature(*last) == signature(n)) {
                    Some((_, last)) => *last = n,
                    None => parts.push((n, n)),
                }
            }
            let in_band = |n: i64| spec.bands.iter().find(|b| b.from <= n && n <= b.to);
            let said = |(low, high): &(i64, i64)| {
                let reading = in_band(*low).map_or(*low, |band| band.reading.clamp(*low, *high));
                let siblings =
                    |id| parts.iter().filter(|(l, _)| in_band(*l).is_some_and(|b| b.id == id)).count() as f64;
                let weight = in_band(*low).map_or(1.0, |b| f64::from(b.likely) / siblings(b.id.clone()));
                (Said::Number { low: *low, high: *high, reading }, weight)
            };
            parts.iter().map(said).collect()
        }
    }
}

fn number_tests(expr: &Expr, position: usize, number: i64, tests: &mut Vec<bool>) {
    match expr {
        Expr::Not(inner) => number_tests(inner, position, number, tests),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|p| number_tests(p, position, number, tests)),
        Expr::Atom(Atom::Number { question, intervals }) if question.get() == position => {
            tests.push(intervals.iter().any(|i| i.low <= number && number <= i.high));
        }
        _ => {}
    }
}

fn allowed(question: &Question, said: &Said, value: &AnswerValue) -> bool {
    match (said, value, &question.kind) {
        (Said::Choice(c), AnswerValue::OneOf(ids), kind) => ids.contains(&kind.choices()[*c].id),
        (Said::Several(all), AnswerValue::Several(ids), kind) => {
            kind.choices().iter().zip(all).all(|(choice, holds)| ids.contains(&choice.id) == *holds)
        }
        (Said::Number { low, high, .. }, AnswerValue::Band(id), QuestionKind::Number(spec)) => {
            spec.bands.iter().any(|b| b.id == *id && b.from <= *high && *low <= b.to)
        }
        (Said::Number { low, high, .. }, AnswerValue::Number(typed), _) => low <= typed && typed <= high,
        (Said::Number { low, high, .. }, AnswerValue::Range(from, to), _) => low <= to && from <= high,
        _ => true,
    }
}

fn every_condition(subject: &Subject) -> Vec<&Expr> {
    let q = &subject.questionnaire;
    let asks = q.questions.iter().filter_map(|question| question.ask_if.as_ref());
    let levels = q.traits.iter().flat_map(|t| &t.levels).filter_map(|level| level.when.as_ref());
    let rules = subject.rule_bases.iter().flat_map(|base| &base.rules).map(|rule| &rule.when);
    asks.chain(levels).chain(rules).map(|condition| &condition.expr).collect()
}

/// Every completion of the answers with its chance; `None` beyond the limit.
pub fn completions(subject: &Subject, file: &AnswersFile, limit: usize) -> Option<Vec<(Point, f64)>> {
    let possible = possibilities(subject, &file.answers);
    let n: usize = possible.iter().map(Vec::len).product();
    if n > limit {
        return None;
    }
    let mut all: Vec<(Point, f64)> = vec![(Vec::new(), 1.0)];
    for question in possible {
        let extend = |(point, chance): &(Point, f64)| {
            let longer = |(said, p): &(Said, f64)| ([point.clone(), vec![said.clone()]].concat(), chance * p);
            question.iter().map(longer).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(extend).collect();
    }
    Some(all)
}
