//! Flips, sufficient answers, conflicts and relaxations.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::robust::bank::WeightBank;
use archfit::engine::robust::firmness;
use archfit::engine::situation::Situation;
use archfit::engine::{Advisor, Analysis, Budget, Change};
use archfit::model::{
    AnswerValue, Answers, AnswersFile, Atom, ChoiceId, Condition, Effect, Expr, OptionIdx, QuestionIdx, QuestionKind,
    Rule, Subject,
};

use crate::generator::{Random, Shape, answers, rule, subject};
use crate::naive;
use crate::settled::{Case, SMALL, cases};

/// Small enough to try all sets of three changes.
const TINY: Shape = Shape { n_questions: 4, n_rules: 9, ..SMALL };

pub fn analysis(case: &Case) -> Analysis {
    // A small bank: these tests draw thousands of cases, each with its own number of criteria.
    let bank = WeightBank::new(case.situation.weights.shares.len(), 500);
    firmness::analyse(&case.situation, &bank, Budget::FULL, &AtomicBool::new(false)).expect("nobody cancels it")
}

/// The answers file with some changes made.
pub fn changed(case: &Case, changes: &[Change]) -> AnswersFile {
    let mut file = case.file.clone();
    for change in changes {
        let id = &case.subject.questionnaire.questions[change.question.get()].id;
        file.answers = file.answers.with(id, change.to.clone());
    }
    file
}

fn situation(case: &Case, file: &AnswersFile) -> Arc<Situation> {
    Advisor::new(Arc::clone(&case.subject)).situation(file, "choice").expect("the decision is made")
}

/// Everything one could say instead to one question: for each alternative the variables it puts into one cell each.
fn alternatives(case: &Case, question: usize) -> Vec<Vec<(usize, u8)>> {
    let (space, known) = (case.situation.space(), &case.situation.knowledge);
    let declared = &case.subject.questionnaire.questions[question];
    let variables = space.variables_of(QuestionIdx::from(question));
    let is_open = |var: usize| known.cell(var).is_none();
    if matches!(declared.kind, QuestionKind::Several { .. }) && variables.clone().any(is_open) {
        return open_sets(&declared.kind, variables.start);
    }
    if let Some(all) = bound_sets(&declared.kind, variables.start, declared.fixed, |var| known.cell(var) == Some(1)) {
        return all;
    }
    let mut all = Vec::new();
    let n_said = if declared.kind.is_bound() { declared.kind.choices().len() } else { variables.len() };
    for var in variables.take(n_said) {
        for cell in 0..space.variables[var].cells.len() as u8 {
            let may_be = !declared.fixed || known.possible[var] >> cell & 1 == 1;
            if may_be && known.cell(var) != Some(cell) {
                all.push(vec![(var, cell)]);
            }
        }
    }
    all
}

/// An open question with several choices: none of them, where that is an answer, or one.
fn open_sets(kind: &QuestionKind, first: usize) -> Vec<Vec<(usize, u8)>> {
    let choices = kind.choices();
    let set = |chosen: Option<usize>| {
        let said = (0..choices.len()).map(|c| (first + c, u8::from(chosen == Some(c))));
        let stands_in = chosen.and_then(|c| kind.stand_ins().iter().position(|other| *other == c));
        said.chain(stands_in.map(|cell| (first + choices.len(), cell as u8))).collect()
    };
    let none = kind.takes_none().then_some(None);
    none.into_iter().chain((0..choices.len()).map(Some)).map(set).collect()
}

/// Where a choice holds that excludes the others: another one instead of it, or none.
fn bound_sets(
    kind: &QuestionKind,
    first: usize,
    is_fixed: bool,
    is_said: impl Fn(usize) -> bool,
) -> Option<Vec<Vec<(usize, u8)>>> {
    let choices = kind.choices();
    let alone = (0..choices.len()).find(|c| choices[*c].exclusive && is_said(first + c))?;
    let instead = |c: usize| {
        let stands_in = kind.stand_ins().iter().position(|other| *other == c);
        let stands_in = stands_in.map(|cell| (first + choices.len(), cell as u8));
        [(first + alone, 0), (first + c, 1)].into_iter().chain(stands_in).collect()
    };
    let none = kind.takes_none().then(|| vec![(first + alone, 0)]);
    let all = none.into_iter().chain((0..choices.len()).filter(|c| *c != alone).map(instead));
    Some(if is_fixed { Vec::new() } else { all.collect() })
}

/// The least number of changes that make each option win, up to three, by trying everything.
fn least_by_trial(case: &Case) -> Vec<Option<usize>> {
    let moves: Vec<Vec<(usize, u8)>> =
        (0..case.subject.questionnaire.questions.len()).flat_map(|question| alternatives(case, question)).collect();
    let mut least = vec![None; case.situation.scores.len()];
    let mut note = |chosen: &[&Vec<(usize, u8)>]| {
        let mut knowledge = (*case.situation.knowledge).clone();
        let puts = || chosen.iter().flat_map(|puts| puts.iter());
        // Two changes never move the same variable: a choice that excludes the others gives way to one of them.
        let clash = puts().any(|(var, _)| puts().filter(|(v, _)| v == var).count() > 1);
        if clash {
            return;
        }
        puts().for_each(|(var, cell)| knowledge.narrow(*var, 1 << cell));
        // Where options are level none of them wins.
        if let [winner] = case.situation.under(knowledge).leaders()[..] {
            least[winner.get()].get_or_insert(chosen.len());
        }
    };
    note(&[]);
    moves.iter().for_each(|a| note(&[a]));
    for (i, a) in moves.iter().enumerate() {
        moves[i + 1..].iter().for_each(|b| note(&[a, b]));
    }
    for (i, a) in moves.iter().enumerate() {
        for (j, b) in moves.iter().enumerate().skip(i + 1) {
            moves[j + 1..].iter().for_each(|c| note(&[a, b, c]));
        }
    }
    least
}

/// Small, and with many vetoes.
const VETOED: Shape = Shape { vetoes: 40, ..TINY };

#[test]
fn flips_have_the_least_number_of_changes_and_work_as_answers() {
    let mut seen = SeenFlips::default();
    for (seed, case) in cases(160, &TINY).chain(cases(160, &VETOED)) {
        seen.check(seed, &case);
    }
    assert!(seen.found > 100 && seen.none > 20, "{seen:?}");
}

#[test]
fn flips_to_options_that_lead_by_proof_only_are_found_and_those_they_prevent_are_not() {
    let mut seen = SeenFlips::default();
    for seed in 0..400 {
        seen.check(seed, &tempting(seed));
    }
    assert!(seen.by_proof > 20 && seen.found > 100, "{seen:?}");
}

/// A case with options that score high only where they are excluded, so that by fit they lead where another is proven to win.
fn tempting(seed: u64) -> Case {
    let mut random = Random(seed);
    let shape = Shape { n_rules: 5, vetoes: 0, n_quantities: 0, numbers: 0, several: 0, skips: 10, ..TINY };
    let mut subject = subject(&mut random, &shape);
    for _ in 0..2 {
        let option = OptionIdx::from(random.below(shape.n_options));
        let question = QuestionIdx::from(random.below(shape.n_questions));
        let points = Effect::Points { criterion: 0.into(), points: vec![(option, 3)] };
        for effect in [points, Effect::Excludes(vec![option])] {
            let expr = Expr::Atom(Atom::Choice { question, mask: 1 });
            let when = Condition { text: String::new(), expr };
            let like = rule(&mut random, &shape, &subject.questionnaire, subject.rule_bases[0].rules.len());
            subject.rule_bases[0].rules.push(Rule { when, effect, ..like });
        }
    }
    let subject = Arc::new(subject);
    let file = answers(&mut random, &subject, [0, 20, 40, 60][seed as usize % 4]);
    let completions = naive::completions(&subject, &file, 3_000).expect("small");
    let situation = Advisor::new(Arc::clone(&subject)).situation(&file, "choice").expect("the decision is made");
    Case { subject, file, situation, completions }
}

/// What was seen of flips.
#[derive(Debug, Default)]
struct SeenFlips {
    found: usize,
    none: usize,
    /// Flips after which another option leads by fit.
    by_proof: usize,
}

impl SeenFlips {
    fn check(&mut self, seed: u64, case: &Case) {
        let least = least_by_trial(case);
        let analysis = analysis(case);
        let winner = case.situation.winner().map(OptionIdx::get);
        assert_eq!(analysis.flips.len(), least.len() - usize::from(winner.is_some()), "seed {seed}");
        for flips in &analysis.flips {
            assert!(flips.is_exact && Some(flips.option.get()) != winner, "seed {seed}");
            // Toggled choices of one question are told as one change.
            let n_changes =
                |flip: &archfit::engine::Flip| flip.changes.iter().map(|change| n_moves(case, change)).sum::<usize>();
            let found = flips.found.iter().map(n_changes).min();
            assert_eq!(found, least[flips.option.get()], "seed {seed}, option {}: {flips:?}", flips.option.get());
            assert!(flips.found.iter().map(n_changes).all(|n| Some(n) == found), "seed {seed}");
            for flip in &flips.found {
                let there = situation(case, &changed(case, &flip.changes));
                assert_eq!(there.leaders(), [flips.option], "seed {seed}: {flip:?}");
                assert_eq!(there.fit(there.lead().unwrap_or(0.0)), flip.lead, "seed {seed}");
                self.by_proof += usize::from(there.by_fit.first() != Some(&flips.option));
                self.found += 1;
            }
            self.none += usize::from(flips.found.is_empty());
        }
    }
}

/// How many moves a change is: to or from a choice that stands alone is one, whatever it leaves out.
fn n_moves(case: &Case, change: &Change) -> usize {
    let choices = case.subject.questionnaire.questions[change.question.get()].kind.choices();
    let is_alone = |id: &ChoiceId| choices.iter().any(|choice| choice.exclusive && choice.id == *id);
    match (&change.from, &change.to) {
        (Some(AnswerValue::Several(from)), AnswerValue::Several(to)) if from.iter().chain(to).any(is_alone) => 1,
        _ => n_toggled(case, change),
    }
}

/// How many variables a change turns: for a known question with several choices, how many of them it toggles.
fn n_toggled(case: &Case, change: &Change) -> usize {
    match (&change.from, &change.to) {
        (Some(AnswerValue::Several(from)), AnswerValue::Several(to)) => {
            let is_known = case.situation.space().variables_of(change.question);
            if is_known.clone().any(|var| case.situation.knowledge.cell(var).is_none()) {
                return 1;
            }
            from.iter().filter(|id| !to.contains(id)).count() + to.iter().filter(|id| !from.contains(id)).count()
        }
        _ => 1,
    }
}

#[test]
fn flips_of_numbers_name_every_number_around_that_works() {
    let mut n_spans = 0;
    for (seed, case) in cases(300, &SMALL) {
        for flips in analysis(&case).flips {
            for flip in flips.found.iter().filter(|flip| flip.changes.len() == 1) {
                let change = &flip.changes[0];
                let question = &case.subject.questionnaire.questions[change.question.get()];
                let (Some(spec), Some(span)) = (question.kind.number(), change.span) else { continue };
                let answer = case.file.answers.get(question.id.as_str());
                let typed = answer.is_some_and(|a| a.sure == 100 && matches!(a.value, AnswerValue::Number(_)));
                if !typed && !spec.bands.is_empty() {
                    continue;
                }
                let wins = |number: i64| {
                    let answers = case.file.answers.with(&question.id, AnswerValue::Number(number));
                    let file = AnswersFile { answers, ..case.file.clone() };
                    situation(&case, &file).leaders() == [flips.option]
                };
                let (from, to) = (span.from.unwrap_or(spec.min), span.to.unwrap_or(spec.max));
                assert!((from..=to).all(wins), "seed {seed}: {change:?}");
                assert!(from == spec.min || !wins(from - 1), "seed {seed}: {change:?}");
                assert!(to == spec.max || !wins(to + 1), "seed {seed}: {change:?}");
                n_spans += 1;
            }
        }
    }
    assert!(n_spans > 50, "{n_spans}");
}

/// The case with only some of its answers.
fn only(case: &Case, questions: &[usize]) -> Answers {
    let ids = questions.iter().map(|question| &case.subject.questionnaire.questions[*question].id);
    Answers(ids.filter_map(|id| Some((id.clone(), case.file.answers.get(id.as_str())?.clone()))).collect())
}

/// Whether these answers alone settle that `winner` wins, by enumerating all completions.
fn settles(case: &Case, questions: &[usize], winner: usize) -> bool {
    let file = AnswersFile { answers: only(case, questions), ..case.file.clone() };
    let cuts_kept = case_with(case, file);
    cuts_kept.is_settled(winner)
}

fn case_with(case: &Case, file: AnswersFile) -> Case {
    let completions = naive::completions(&case.subject, &file, 100_000).expect("small");
    Case { subject: Arc::clone(&case.subject), file, situation: Arc::clone(&case.situation), completions }
}

/// Whether numbers are typed. They cut the space: without them there are fewer cells, so leaving them out is another question than
/// the engine answers.
fn has_typed(case: &Case) -> bool {
    let is_typed = |value: &AnswerValue| matches!(value, AnswerValue::Number(_) | AnswerValue::Range(..));
    case.file.answers.0.values().any(|answer| is_typed(&answer.value))
}

fn subsets(n: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> =
        (0..1_usize << n).map(|bits| (0..n).filter(|q| bits >> q & 1 == 1).collect()).collect();
    all.sort_by_key(Vec::len);
    all
}

#[test]
fn sufficient_answers_are_a_smallest_set_that_decides() {
    let mut sizes = [0; 6];
    for (seed, case) in cases(260, &SMALL) {
        let Some(winner) = case.situation.winner() else { continue };
        // Typed numbers cut the space; leaving them out would change the cuts, which the naive reading does too.
        let typed =
            |answer: &archfit::model::Answer| matches!(answer.value, AnswerValue::Number(_) | AnswerValue::Range(..));
        if case.file.answers.0.values().any(typed) {
            continue;
        }
        let sufficient = analysis(&case).sufficient;
        assert_eq!(sufficient.is_some(), case.is_settled(winner.get()), "seed {seed}");
        let Some(sufficient) = sufficient else { continue };
        let questions: Vec<usize> = sufficient.questions.iter().map(|q| q.get()).collect();
        assert!(sufficient.is_smallest && questions.is_sorted(), "seed {seed}");
        assert!(settles(&case, &questions, winner.get()), "seed {seed}");
        let n_questions = case.subject.questionnaire.questions.len();
        let smaller = subsets(n_questions).into_iter().take_while(|set| set.len() < questions.len());
        assert!(!smaller.into_iter().any(|set| settles(&case, &set, winner.get())), "seed {seed}");
        sizes[questions.len()] += 1;
    }
    assert!(sizes.iter().filter(|n| **n > 0).count() >= 4, "{sizes:?}");
}

/// Vetoes abound.
const STRICT: Shape = Shape { vetoes: 70, n_options: 2, n_rules: 14, weighs: 50, ..SMALL };

#[test]
fn a_conflict_excludes_everything_and_loses_no_answer_in_vain() {
    let mut n_conflicts = 0;
    for (seed, case) in cases(600, &STRICT) {
        if has_typed(&case) {
            continue;
        }
        let all_out = |questions: &[usize]| {
            let file = AnswersFile { answers: only(&case, questions), ..case.file.clone() };
            situation(&case, &file).winner().is_none()
        };
        let conflict = analysis(&case).conflict;
        assert_eq!(conflict.is_some(), case.situation.winner().is_none(), "seed {seed}");
        let Some(conflict) = conflict else { continue };
        let questions: Vec<usize> = conflict.questions.iter().map(|q| q.get()).collect();
        assert!(all_out(&questions), "seed {seed}");
        for left_out in 0..questions.len() {
            let mut fewer = questions.clone();
            fewer.remove(left_out);
            assert!(!all_out(&fewer), "seed {seed}");
        }
        assert!(conflict.vetoes.is_sorted() && !conflict.vetoes.is_empty(), "seed {seed}");
        n_conflicts += 1;
    }
    assert!(n_conflicts > 20, "{n_conflicts}");
}

#[test]
fn relaxations_free_options_with_the_fewest_changes() {
    let (mut n_free, mut n_fixed, mut n_weighed) = (0, 0, 0);
    for (seed, case) in cases(300, &STRICT) {
        for relaxation in analysis(&case).relaxations {
            let option = relaxation.option.get();
            // All changes count here, those of fixed questions too, for then it is said that one is needed.
            let is_free = |n_changes: usize, may_change_fixed: bool| frees(&case, option, n_changes, may_change_fixed);
            let sum =
                |n: fn(&Case, &Change) -> usize| -> usize { relaxation.changes.iter().map(|c| n(&case, c)).sum() };
            // Where a choice stands alone, whether it takes the others along is not to be seen from the answer.
            let mut may_be = sum(n_moves)..=sum(n_toggled);
            if relaxation.changes.is_empty() {
                assert!(!is_free(4, true), "seed {seed}");
                continue;
            }
            let there = situation(&case, &changed(&case, &relaxation.changes));
            assert!(!there.exclusions[option].is_certain(), "seed {seed}: {relaxation:?}");
            if relaxation.needs_fixed {
                assert!(!is_free(4, false), "seed {seed}");
                n_fixed += 1;
            } else {
                let are_fewest = |n: usize| is_free(n, false) && !is_free(n - 1, false);
                assert!(may_be.any(are_fewest), "seed {seed}: {relaxation:?}");
            }
            n_free += 1;
            n_weighed += usize::from(!case.subject.rule_bases[0].weighings().is_empty());
        }
    }
    let seen = format!("{n_free} freed, {n_fixed} by what is fixed, {n_weighed} where rules weigh");
    assert!(n_free > 50 && n_fixed > 5 && n_weighed > 20, "{seen}");
}

/// Whether so many variables in other cells leave the option in play.
fn frees(case: &Case, option: usize, n_changes: usize, may_change_fixed: bool) -> bool {
    fn go(
        case: &Case,
        option: usize,
        left: usize,
        from: usize,
        knowledge: &archfit::engine::facts::knowledge::Knowledge,
        fixed: bool,
    ) -> bool {
        if !case.situation.under(knowledge.clone()).exclusions[option].is_certain() {
            return true;
        }
        let space = case.situation.space();
        left > 0
            && (from..space.variables.len()).any(|var| {
                let question = space.variables[var].question.get();
                if case.subject.questionnaire.questions[question].fixed && !fixed {
                    return false;
                }
                (0..space.variables[var].cells.len()).any(|cell| {
                    let mut changed = knowledge.clone();
                    changed.narrow(var, 1 << cell);
                    go(case, option, left - 1, var + 1, &changed, fixed)
                })
            })
    }
    go(case, option, n_changes, 0, &case.situation.knowledge, may_change_fixed)
}

/// Two decisions: the first answers `way` for the second.
fn two_decisions() -> Subject {
    let mut random = Random(0);
    let shape = Shape {
        n_questions: 2,
        n_rules: 0,
        n_options: 2,
        n_criteria: 1,
        n_traits: 0,
        n_quantities: 0,
        numbers: 0,
        several: 0,
        skips: 0,
        ..SMALL
    };
    let mut subject = subject(&mut random, &shape);
    for question in &mut subject.questionnaire.questions {
        question.fixed = false;
        if let QuestionKind::Choice { choices, .. } = &mut question.kind {
            choices.truncate(2);
        }
    }
    let is = |question: usize, choice: u64| Expr::Atom(Atom::Choice { question: question.into(), mask: 1 << choice });
    let give = |rule: Rule, expr: Expr, option: usize, points: i32| Rule {
        when: Condition { text: String::new(), expr },
        effect: Effect::Points { criterion: 0.into(), points: vec![(option.into(), points)] },
        ..rule
    };
    let mut new = |position: usize| rule(&mut random, &shape, &subject.questionnaire, position);
    let first_rules = vec![give(new(0), is(0, 0), 0, 9), give(new(1), is(0, 1), 1, 9)];
    let second_rules = vec![give(new(0), is(0, 1), 1, 4), give(new(1), is(1, 1), 0, 9)];
    let mut first = subject.rule_bases[0].clone();
    first.options.iter_mut().for_each(|option| option.base.clear());
    first.decision.close_call = archfit::model::CloseCall::default();
    let mut second = first.clone();
    second.options[0].base = vec![archfit::model::Start { criterion: 0.into(), points: 1, cause: None }];
    (first.decision.id, first.rules) = ("first".into(), first_rules);
    second.rules = second_rules;
    let way = &mut subject.questionnaire.questions[1];
    way.settled_by = Some("first".into());
    if let QuestionKind::Choice { choices, .. } = &mut way.kind {
        choices.iter_mut().zip(&first.options).for_each(|(choice, option)| choice.options = vec![option.id.clone()]);
    }
    subject.rule_bases = vec![first, second];
    subject
}

#[test]
fn a_flip_that_another_decision_undoes_is_not_named() {
    let subject = Arc::new(two_decisions());
    let ids: Vec<_> = subject.questionnaire.questions.iter().map(|question| question.id.clone()).collect();
    let say = |file: &mut AnswersFile, question: usize, choice: &str| {
        file.answers = file.answers.with(&ids[question], AnswerValue::OneOf(vec![choice.into()]));
    };
    let mut advisor = Advisor::new(Arc::clone(&subject));
    let never = AtomicBool::new(false);
    // Changing the first answer would do if the second stayed, but the first decision then answers that otherwise.
    let mut file = AnswersFile::default();
    say(&mut file, 0, "c0");
    let flips = advisor.analyse(&file, "choice", Budget::FULL, &never).unwrap().flips;
    assert!(flips[0].found.is_empty() && !flips[0].is_exact, "{flips:?}");
    // Where the person has answered both, it is a flip.
    say(&mut file, 1, "c0");
    let flips = advisor.analyse(&file, "choice", Budget::FULL, &never).unwrap().flips;
    assert!(flips[0].is_exact && flips[0].found[0].changes.len() == 1, "{flips:?}");
}
