//! Questions that follow another decision, against every completion of what is open.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::{Advice, Advisor, Budget, Stake};
use archfit::model::{
    Answer, AnswerValue, AnswersFile, OptionId, OptionIdx, OutcomeKind, Override, Question, QuestionKind, RuleBase,
    Subject,
};

use crate::generator::{Random, Shape, answers, question, rule_base, subject};
use crate::naive::{self, Point, Said};
use crate::settled::SMALL;

const TWO: Shape = Shape { n_questions: 4, n_rules: 8, vetoes: 8, ..SMALL };

/// The same where at times no option is named.
const WITHHELD: Shape = Shape { withheld: 4, ..TWO };

/// How many chains are tried.
const N_CHAINS: u64 = 400;

/// A subject with two decisions: what "settling" comes out with answers the last question, which "choice" reads.
fn two_decisions(random: &mut Random, shape: &Shape) -> Subject {
    let mut made = subject(random, shape);
    let mut settling = rule_base(random, shape, &made.questionnaire);
    settling.decision.id = "settling".into();
    let position = made.questionnaire.questions.len();
    let choice = |at: usize| archfit::model::Choice {
        id: format!("c{at}").into(),
        label: String::new(),
        short: None,
        help: None,
        link: None,
        improve: None,
        exclusive: false,
        likely: 1 + random.below(3) as u32,
        options: vec![OptionId::from(format!("o{at}"))],
        place: archfit::model::Place::default(),
    };
    let choices = (0..TWO.n_options).map(choice).collect();
    let mut follows = question(random, position, QuestionKind::Choice { choices, ordered: false }, None);
    follows.settled_by = Some("settling".into());
    made.questionnaire.questions.push(follows);
    let choice = rule_base(random, &Shape { n_rules: 10, ..*shape }, &made.questionnaire);
    made.rule_bases = vec![choice, settling];
    made
}

pub struct Case {
    pub subject: Arc<Subject>,
    pub file: AnswersFile,
    pub advisor: Advisor,
    advice: Advice,
    /// The completions of everything but the question that follows.
    completions: Vec<Point>,
}

/// Two decisions with answers, the question between them answered so.
pub fn case(seed: u64, said: Option<AnswerValue>) -> Option<Case> {
    case_of(&TWO, seed, said)
}

fn chain(seed: u64) -> Option<Case> {
    case_of(if seed.is_multiple_of(2) { &TWO } else { &WITHHELD }, seed, None)
}

fn case_of(shape: &Shape, seed: u64, said: Option<AnswerValue>) -> Option<Case> {
    let mut random = Random(seed);
    let subject = Arc::new(two_decisions(&mut random, shape));
    let mut file = answers(&mut random, &subject, [40, 70, 100][seed as usize % 3]);
    let last = subject.questionnaire.questions.last()?.id.clone();
    file.answers.0.remove(&last);
    file.answers.0.extend(said.map(|value| (last, Answer::plain(value))));
    let all = naive::completions(&subject, &file, 3_000)?;
    let is_first = |(at, _): &(Point, f64)| matches!(at.last(), Some(Said::Choice(0)));
    let completions = all.into_iter().filter(is_first).map(|(at, _)| at).collect();
    let mut advisor = Advisor::new(Arc::clone(&subject));
    let advice = advisor.advise(&file);
    Some(Case { subject, file, advisor, advice, completions })
}

impl Case {
    fn base(&self, id: &str) -> &RuleBase {
        self.subject.rule_base(id).expect("both decisions are there")
    }

    /// The options within the close call of the best at a point, the best first.
    fn best(&mut self, id: &str, at: &Point) -> Vec<usize> {
        let weights = self.advisor.situation(&self.file, id).expect("it is made").weights.parts.clone();
        let (base, q) = (self.base(id), &self.subject.questionnaire);
        let whole: i128 = base.criteria.iter().map(|c| i128::from(c.swing())).product();
        let (scores, out) = (naive::scores(base, q, &weights, at), naive::excluded(base, q, at));
        let Some(best) = naive::winner(&scores, &out) else { return Vec::new() };
        let all: i128 = naive::weights(base, q, &weights, at).iter().sum();
        let close = naive::thousandths_of_close(base, whole * all, scores[best]);
        let near = |o: &usize| !out[*o] && *o != best && (scores[best] - scores[*o]) * 1_000 <= close;
        [best].into_iter().chain((0..scores.len()).filter(near)).collect()
    }

    /// The options with the best score at a point.
    fn level(&mut self, id: &str, at: &Point) -> Vec<usize> {
        let weights = self.advisor.situation(&self.file, id).expect("it is made").weights.parts.clone();
        let (base, q) = (self.base(id), &self.subject.questionnaire);
        let (scores, out) = (naive::scores(base, q, &weights, at), naive::excluded(base, q, at));
        let Some(best) = naive::winner(&scores, &out) else { return Vec::new() };
        (0..scores.len()).filter(|option| !out[*option] && scores[*option] == scores[best]).collect()
    }

    /// The choices that the question was left with.
    fn left(&self) -> Vec<usize> {
        let followed = self.advice.followed.first();
        let all: Vec<usize> = (0..TWO.n_options).collect();
        followed.map_or(all, |f| f.choices.iter().map(|id| id.as_str()[1..].parse().expect("a number")).collect())
    }

    fn with_choice(at: &Point, choice: usize) -> Point {
        let mut at = at.clone();
        *at.last_mut().expect("a question") = Said::Choice(choice);
        at
    }
}

#[test]
fn dont_know_and_no_answer_both_follow() {
    for seed in 0..300 {
        let (Some(open), Some(said)) = (case(seed, None), case(seed, Some(AnswerValue::Unknown))) else { continue };
        let choices = |case: &Case| case.advice.followed.iter().map(|f| f.choices.clone()).collect::<Vec<_>>();
        assert_eq!(choices(&open), choices(&said), "seed {seed}");
        let scores = |case: &Case| case.advice.decisions[0].standings.iter().map(|s| s.fit).collect::<Vec<_>>();
        assert_eq!(scores(&open), scores(&said), "seed {seed}");
    }
}

#[test]
fn every_outcome_that_can_come_is_left_and_with_all_answered_only_the_close_call_is() {
    let (mut n_exact, mut n_narrowed) = (0, 0);
    for seed in 0..600 {
        let Some(mut case) = case(seed, Some(AnswerValue::Unknown)) else { continue };
        let left = case.left();
        let mut coming = BTreeSet::new();
        for at in case.completions.clone() {
            let best = case.best("settling", &at);
            // In a close call the question is open again, and where no option is named it is as it was.
            let may_be = if best.is_empty() { (0..TWO.n_options).collect() } else { best.clone() };
            assert!(may_be.iter().all(|option| left.contains(option)), "seed {seed}: {best:?} of {left:?}");
            coming.extend(best);
        }
        if case.completions.len() == 1 && !coming.is_empty() {
            assert_eq!(left, coming.into_iter().collect::<Vec<_>>(), "seed {seed}");
            n_exact += 1;
        }
        n_narrowed += usize::from(left.len() < TWO.n_options && case.completions.len() > 1);
    }
    assert!(n_exact > 50 && n_narrowed > 50, "{n_exact}, {n_narrowed}");
}

impl Case {
    /// What is advised for "choice" once everything but the question that follows is answered so, by the program itself.
    fn advised(&mut self, at: &Point) -> Option<(OptionIdx, OutcomeKind)> {
        let mut file = self.file.clone();
        let questions = self.subject.questionnaire.questions.clone();
        for (question, said) in questions.iter().zip(at).take(TWO.n_questions) {
            file.answers.0.insert(question.id.clone(), Answer::plain(value(question, said)));
        }
        let advice = self.advisor.advise(&file);
        let made = advice.decision("choice")?;
        Some((made.winner?, made.outcome))
    }

    fn advised_everywhere(&mut self) -> Vec<Option<(OptionIdx, OutcomeKind)>> {
        self.completions.clone().iter().map(|at| self.advised(at)).collect()
    }
}

fn value(question: &Question, said: &Said) -> AnswerValue {
    match (said, &question.kind) {
        (Said::Choice(choice), kind) => AnswerValue::OneOf(vec![kind.choices()[*choice].id.clone()]),
        (Said::Number { low, high, .. }, _) => AnswerValue::Range(*low, *high),
        (Said::Several(holds), kind) => {
            let ids = kind.choices().iter().enumerate().filter(|(at, _)| holds[*at]);
            AnswerValue::Several(ids.map(|(_, choice)| choice.id.clone()).collect())
        }
    }
}

#[test]
fn what_is_proven_is_what_is_advised_however_the_open_questions_are_answered() {
    let (mut n_proven, mut n_close, mut n_outcomes, mut n_moving) = (0, 0, [0, 0], 0);
    for seed in 0..N_CHAINS {
        let Some(mut case) = chain(seed) else { continue };
        let made = case.advice.decision("choice").expect("it is made");
        let (outcome, is_outcome_proven) = (made.outcome, made.outcome_proven);
        assert!(made.proven || !is_outcome_proven, "seed {seed}");
        let Some(winner) = made.winner.filter(|_| made.proven) else { continue };
        let mut is_same = true;
        for (at, advised) in case.completions.clone().iter().zip(case.advised_everywhere()) {
            assert!(advised.is_none_or(|(advised, _)| advised == winner), "seed {seed}: {advised:?} at {at:?}");
            is_same &= advised.is_none_or(|(_, there)| there == outcome);
            n_close += usize::from(case.best("settling", at).len() > 1);
        }
        assert!(is_same || !is_outcome_proven, "seed {seed}");
        if case.completions.len() > 1 {
            n_proven += 1;
            n_outcomes[usize::from(outcome == OutcomeKind::CloseCall)] += usize::from(is_outcome_proven);
            n_moving += usize::from(!is_same);
        }
    }
    assert!(n_proven > 30 && n_close > 100, "{n_proven}, {n_close}");
    assert!(n_outcomes[0] > 10 && n_outcomes[1] > 0 && n_moving > 0, "{n_outcomes:?} proven, {n_moving} move");
}

#[test]
fn a_question_said_not_to_matter_changes_nothing_that_is_advised() {
    let (mut n_closed, mut n_carried) = (0, 0);
    for seed in 0..N_CHAINS {
        let Some(mut case) = chain(seed) else { continue };
        if case.completions.len() == 1 {
            continue;
        }
        let file = case.file.clone();
        let outlook = case.advisor.outlook(&file, Budget::FULL);
        let stakes = outlook.iter().find(|outlook| outlook.decision == *"choice").expect("it is made").stakes.clone();
        let advised = case.advised_everywhere();
        let advised: Vec<Option<OptionIdx>> = advised.into_iter().map(|made| made.map(|(winner, _)| winner)).collect();
        let all = case.completions.clone();
        // In a close call the question stays open, and what is advised without its answer may hang on more than the answer itself does.
        let is_clear: Vec<bool> = all.iter().map(|at| case.best("settling", at).len() == 1).collect();
        for question in 0..TWO.n_questions {
            let differs = |a: usize, b: usize| (0..all[a].len()).all(|q| q == question || all[a][q] == all[b][q]);
            let decides = |a: usize, b: usize| advised[a].is_some() && advised[b].is_some() && advised[a] != advised[b];
            let pairs = (0..all.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let decisive: Vec<(usize, usize)> = pairs.filter(|(a, b)| differs(*a, *b) && decides(*a, *b)).collect();
            if decisive.iter().any(|(a, b)| is_clear[*a] && is_clear[*b]) {
                assert!(stakes[question] >= Stake::NotDecided, "seed {seed}, question {question}: {stakes:?}");
            }
            if decisive.is_empty() {
                n_closed += 1;
            } else {
                assert!(stakes[question] > Stake::Irrelevant, "seed {seed}, question {question}: {stakes:?}");
                n_carried += 1;
            }
        }
    }
    assert!(n_closed > 50 && n_carried > 20, "{n_closed}, {n_carried}");
}

#[test]
fn chances_are_those_of_both_decisions_drawn_together() {
    let mut n_open = 0;
    for seed in 0..N_CHAINS / 4 {
        let Some(mut case) = chain(seed).filter(|case| case.completions.len() > 1) else { continue };
        let file = case.file.clone();
        let Some(analysis) = case.advisor.analyse(&file, "choice", Budget::FULL, &AtomicBool::new(false)) else {
            continue;
        };
        let Some(chances) = analysis.chances else { continue };
        let all = naive::completions(&case.subject, &file, 3_000).expect("there were few enough");
        let (mut wins, mut whole) = (vec![0.0; TWO.n_options], 0.0);
        for at in case.completions.clone() {
            let near = case.best("settling", &at);
            let of = |choice: usize| {
                let there = Case::with_choice(&at, choice);
                all.iter().find(|(other, _)| *other == there).map_or(0.0, |(_, weight)| *weight)
            };
            let weight: f64 = (0..TWO.n_options).map(of).sum();
            whole += weight;
            let may_be: Vec<(usize, f64)> = match near.len() {
                0 => (0..TWO.n_options).map(|choice| (choice, of(choice))).collect(),
                n => near.iter().map(|choice| (*choice, weight / n as f64)).collect(),
            };
            for (choice, weight) in may_be {
                let level = case.level("choice", &Case::with_choice(&at, choice));
                level.iter().for_each(|option| wins[*option] += weight / level.len() as f64);
            }
        }
        for (option, (wins, said)) in wins.iter().zip(&chances.wins).enumerate() {
            assert!((wins / whole - said).abs() < 0.02, "seed {seed}, option {option}: {wins} of {whole}, not {said}");
        }
        n_open += 1;
    }
    assert!(n_open > 30, "{n_open}");
}

#[test]
fn what_the_team_chose_otherwise_is_followed() {
    for seed in 0..200 {
        let Some(mut case) = case(seed, None) else { continue };
        let made = case.advice.decision("settling").expect("it is made");
        if made.winner.is_none() {
            continue;
        }
        let own = Override { decision: "settling".into(), option: "o2".into(), because: String::new() };
        let file = AnswersFile { overrides: vec![own], ..case.file.clone() };
        let advice = case.advisor.advise(&file);
        let is_named = case.completions.clone().iter().all(|at| !case.best("settling", at).is_empty());
        let choices = if is_named { &["c2"][..] } else { &["c0", "c1", "c2"] };
        assert_eq!(advice.followed[0].choices, choices, "seed {seed}");
    }
}

#[test]
fn what_does_not_go_together_is_found_and_nothing_else() {
    let (mut n_said, mut n_excluded, mut n_overtaken, mut n_fine) = (0, 0, 0, 0);
    // Every third case has all its answers.
    for seed in (2..12_000).step_by(3) {
        let says = (0..TWO.n_options).map(|at| Some(AnswerValue::OneOf(vec![format!("c{at}").into()])));
        for said in says.chain([None]) {
            let Some(mut case) = case(seed, said.clone()) else { continue };
            let [at] = case.completions.clone().try_into().unwrap_or_else(|_| [Point::new()]);
            let near = if at.is_empty() { Vec::new() } else { case.best("settling", &at) };
            let Some(first) = near.first().copied() else { continue };
            let said = said.map(|value| said_choice(&value));
            let chosen =
                case.advice.decision("choice").and_then(|made| made.winner).map(archfit::model::OptionIdx::get);
            let there = Case::with_choice(&at, first);
            let clash = chosen.map(|chosen| clash(&mut case, &there, chosen));
            let found = case.advisor.disagreements(&case.file);
            let is_open = said.map_or(near.len() > 1, |said| !near.contains(&said));
            let is_clash = clash.is_some_and(|(excluded, overtaken)| excluded || overtaken);
            assert_eq!(!found.is_empty(), is_open && (said.is_some() || is_clash), "seed {seed}: {found:?}");
            let Some(found) = found.first() else {
                n_fine += 1;
                continue;
            };
            assert_eq!((found.option.get(), found.is_said), (first, said.is_some()), "seed {seed}");
            assert_eq!(!found.clashes.is_empty(), is_clash, "seed {seed}: {found:?}");
            let Some((excluded, _)) = clash.filter(|_| is_clash) else {
                n_said += 1;
                continue;
            };
            assert_eq!(!found.clashes[0].vetoes.is_empty(), excluded, "seed {seed}");
            *(if excluded { &mut n_excluded } else { &mut n_overtaken }) += 1;
        }
    }
    assert!(n_said.min(n_overtaken).min(n_fine) > 50, "{n_said} {n_overtaken} {n_fine}");
    assert!(n_excluded > 2, "{n_excluded}");
}

fn said_choice(value: &AnswerValue) -> usize {
    match value {
        AnswerValue::OneOf(ids) => ids[0].as_str()[1..].parse().expect("a number"),
        other => panic!("{other:?}"),
    }
}

/// Whether an option is excluded at a point, and whether another is ahead of it there by more than a close call.
fn clash(case: &mut Case, at: &Point, option: usize) -> (bool, bool) {
    let out = naive::excluded(case.base("choice"), &case.subject.questionnaire, at);
    let best = case.best("choice", at);
    (out[option], !best.is_empty() && !best.contains(&option))
}
