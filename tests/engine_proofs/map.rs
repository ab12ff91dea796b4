//! Decision maps: every cell is what the changed answers give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::meaning::order::{Step, questions_of};
use archfit::engine::robust::axes::are_independent;
use archfit::engine::{Advisor, Axis, AxisStep, DecisionMap, MapCell};
use archfit::model::{
    AnswerValue, AnswersFile, OptionIdx, Quantity, Question, QuestionIdx, QuestionKind, Questionnaire, Subject,
};

use crate::settled::{SMALL, cases};

/// The answers at a step of a question's axis, where one can type them without further cuts.
fn answer(axis: Axis, step: &AxisStep) -> Option<(usize, AnswerValue)> {
    match (axis, step) {
        (Axis::Question(question), AxisStep::Answer(value)) => Some((question.get(), value.clone())),
        _ => None,
    }
}

#[test]
fn cells_of_two_questions_are_what_the_answers_give() {
    let mut n_cells = 0;
    for (seed, case) in cases(200, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let choices = case.subject.questionnaire.questions.iter().enumerate();
        let choices: Vec<Axis> = choices
            .filter(|(_, question)| matches!(question.kind, QuestionKind::Choice { .. }))
            .map(|(position, _)| Axis::Question(position.into()))
            .collect();
        let [x, y, ..] = choices[..] else { continue };
        let map = advisor.decision_map(&case.file, "choice", x, y, &AtomicBool::new(false)).unwrap();
        for (row, up) in map.cells.iter().zip(&map.y.1) {
            for (cell, across) in row.iter().zip(&map.x.1) {
                let mut file: AnswersFile = case.file.clone();
                for (question, value) in answer(x, across).into_iter().chain(answer(y, up)) {
                    file.answers = file.answers.with(&case.subject.questionnaire.questions[question].id, value);
                }
                let there = advisor.situation(&file, "choice").unwrap();
                let MapCell::Outcome { winner, lead, is_close, depends, changes, .. } = cell else {
                    panic!("seed {seed}")
                };
                assert!(!depends, "seed {seed}");
                assert_eq!(*winner, there.winner(), "seed {seed}");
                assert_eq!(*lead, there.shown_lead(), "seed {seed}");
                assert_eq!(*is_close, there.is_close_call(), "seed {seed}");
                assert!(changes.is_empty(), "seed {seed}");
                n_cells += 1;
            }
        }
    }
    assert!(n_cells > 200, "{n_cells}");
}

#[test]
fn cells_of_a_trait_are_reached_by_the_changes_they_name() {
    let (mut n_cells, mut n_changed, mut n_impossible) = (0, 0, 0);
    for (seed, case) in cases(300, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let (x, y) = (Axis::Trait(0.into()), Axis::Question(1.into()));
        let Some(map) = advisor.decision_map(&case.file, "choice", x, y, &AtomicBool::new(false)) else { continue };
        assert_eq!(map.x.1.len(), 3, "seed {seed}");
        for (row, up) in map.cells.iter().zip(&map.y.1) {
            for (level, cell) in row.iter().enumerate() {
                let MapCell::Outcome { changes, .. } = cell else {
                    n_impossible += 1;
                    continue;
                };
                let Some((question, value)) = answer(y, up) else { continue };
                let mut file = case.file.clone();
                file.answers = file.answers.with(&case.subject.questionnaire.questions[question].id, value);
                for change in changes {
                    let id = &case.subject.questionnaire.questions[change.question.get()].id;
                    file.answers = file.answers.with(id, change.to.clone());
                }
                let levels = &advisor.advise(&file).traits[0].levels;
                assert!(levels[level] > 0.0, "seed {seed}: {changes:?} leaves {levels:?}, not level {level}");
                n_cells += 1;
                n_changed += usize::from(!changes.is_empty());
            }
        }
        if let Some(present) = map.present.0 {
            let levels = &advisor.advise(&case.file).traits[0];
            assert_eq!(levels.decided(), Some(present), "seed {seed}");
        }
    }
    assert!(n_cells > 100 && n_changed > 20 && n_impossible > 20, "{n_cells}, {n_changed}, {n_impossible}");
}

#[test]
fn axes_worth_looking_at_move_the_decision() {
    for (seed, case) in cases(60, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        for axis in advisor.axes(&case.file, "choice", &AtomicBool::new(false)) {
            let other = if axis == Axis::Trait(0.into()) { Axis::Question(0.into()) } else { Axis::Trait(0.into()) };
            let map = advisor.decision_map(&case.file, "choice", axis, other, &AtomicBool::new(false));
            assert!(map.is_none_or(|map| map.x.1.len() > 1), "seed {seed}: {axis:?}");
        }
        assert!(
            advisor
                .decision_map(
                    &case.file,
                    "choice",
                    Axis::Trait(0.into()),
                    Axis::Trait(0.into()),
                    &AtomicBool::new(false)
                )
                .is_none()
        );
        let cancelled = AtomicBool::new(true);
        assert!(
            advisor
                .decision_map(&case.file, "choice", Axis::Trait(0.into()), Axis::Question(0.into()), &cancelled)
                .is_none()
        );
    }
}

#[test]
fn the_most_telling_map_crosses_two_axes_that_read_nothing_in_common() {
    let (mut n_maps, mut n_none) = (0, 0);
    for (seed, case) in cases(150, &SMALL) {
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let never = AtomicBool::new(false);
        let axes = advisor.axes(&case.file, "choice", &AtomicBool::new(false));
        let pairs = axes.iter().take(6).flat_map(|x| axes.iter().take(6).map(move |y| (*x, *y)));
        let may_cross = |(x, y): &(Axis, Axis)| x != y && are_independent(&case.situation, *x, *y);
        let possible: Vec<(Axis, Axis)> = pairs.filter(may_cross).collect();
        let Some(map) = advisor.telling_map(&case.file, "choice", &axes, &never) else {
            assert!(possible.is_empty(), "seed {seed}");
            n_none += 1;
            continue;
        };
        assert!(possible.contains(&(map.x.0, map.y.0)), "seed {seed}");
        let winners = |map: &DecisionMap| {
            let winner = |cell: &MapCell| match cell {
                MapCell::Outcome { winner, .. } => Some(*winner),
                MapCell::Impossible | MapCell::NothingToDecide => None,
            };
            map.cells.iter().flatten().filter_map(winner).collect::<std::collections::BTreeSet<_>>().len()
        };
        for (x, y) in possible {
            let other = advisor.decision_map(&case.file, "choice", x, y, &never).unwrap();
            let is_marked = |map: &DecisionMap| map.present.0.is_some() && map.present.1.is_some() && winners(map) > 1;
            let depends = |cell: &&MapCell| matches!(cell, MapCell::Outcome { depends: true, .. });
            let n_dependent = other.cells.iter().flatten().filter(depends).count();
            if 2 * n_dependent > other.cells.iter().flatten().filter(|c| !matches!(c, MapCell::Impossible)).count() {
                continue;
            }
            let says_more = (is_marked(&other), winners(&other)) > (is_marked(&map), winners(&map));
            assert!(!says_more, "seed {seed}");
        }
        n_maps += 1;
    }
    assert!(n_maps > 50 && n_none > 2, "{n_maps}, {n_none}");
}

/// Whether a number counts by its band's reading: a quantity is worked out of it and of something that is not known.
fn counts_by_band(file: &AnswersFile, questionnaire: &Questionnaire, at: usize, varied: &[usize]) -> bool {
    let is_known = |q: &QuestionIdx| {
        let value = file.answers.value(questionnaire.questions[q.get()].id.as_str());
        !varied.contains(&q.get()) && matches!(value, Some(AnswerValue::Number(_) | AnswerValue::Band(_)))
    };
    let reads = |quantity: &&Quantity| quantity.over.iter().chain(&quantity.under).any(|q| q.get() == at);
    let others = |quantity: &Quantity| {
        let mut all = quantity.over.iter().chain(&quantity.under);
        all.all(|q| q.get() == at || is_known(q))
    };
    !questionnaire.quantities.iter().filter(reads).all(others)
}

/// Answers to a question that together reach every cell it may be cut into. Of several choices those vary that are `read`.
fn all_answers(question: &Question, by_band: bool, given: Option<&AnswerValue>, read: &[usize]) -> Vec<AnswerValue> {
    let is_given = |id: &archfit::model::ChoiceId| matches!(given, Some(AnswerValue::Several(ids)) if ids.contains(id));
    match &question.kind {
        // An answer says something of every choice, also of those that were open and are not read.
        QuestionKind::Several { choices, .. }
            if read.len() < choices.len() && !matches!(given, Some(AnswerValue::Several(_))) =>
        {
            Vec::new()
        }
        QuestionKind::Number(spec) if by_band => {
            spec.bands.iter().map(|band| AnswerValue::Band(band.id.clone())).collect()
        }
        QuestionKind::Choice { choices, .. } => {
            choices.iter().map(|choice| AnswerValue::OneOf(vec![choice.id.clone()])).collect()
        }
        QuestionKind::Several { choices, .. } => {
            let chosen = |bits: u32| {
                let holds = move |(at, choice): &(usize, &archfit::model::Choice)| {
                    if read.contains(at) { bits >> at & 1 == 1 } else { is_given(&choice.id) }
                };
                choices.iter().enumerate().filter(holds)
            };
            (0..1 << choices.len())
                .map(|bits| chosen(bits).map(|(_, c)| c.id.clone()).collect::<Vec<_>>())
                .filter(|ids| question.kind.not_together(ids).is_none())
                .map(AnswerValue::Several)
                .collect()
        }
        QuestionKind::Number(spec) => {
            let edges = spec.bands.iter().flat_map(|band| [band.from, band.reading, band.to]);
            let all: BTreeSet<i64> = edges.chain([spec.min, spec.max]).chain((spec.min..=spec.max).take(40)).collect();
            all.into_iter().map(AnswerValue::Number).collect()
        }
    }
}

/// All files that differ from one in the answers to these questions only; none where they are too many.
fn all_files(
    file: &AnswersFile,
    questionnaire: &Questionnaire,
    questions: &[usize],
    read: &[(usize, usize)],
) -> Vec<AnswersFile> {
    let mut files = vec![file.clone()];
    for at in questions {
        let question = &questionnaire.questions[*at];
        let given = file.answers.value(question.id.as_str());
        let read: Vec<usize> = read.iter().filter(|(of, _)| of == at).map(|(_, choice)| *choice).collect();
        let answers = all_answers(question, counts_by_band(file, questionnaire, *at, questions), given, &read);
        if files.len() * answers.len() > 1_200 {
            return Vec::new();
        }
        let with = |file: &AnswersFile| {
            let put = |value: &AnswerValue| AnswersFile {
                answers: file.answers.with(&question.id, value.clone()),
                ..file.clone()
            };
            answers.iter().map(put).collect::<Vec<_>>()
        };
        files = files.iter().flat_map(with).collect();
    }
    files
}

/// The step of an axis at which an answers file stands.
fn step_of(advisor: &mut Advisor, file: &AnswersFile, axis: Axis, steps: &[AxisStep]) -> Option<usize> {
    match axis {
        Axis::Trait(of) => advisor.advise(file).traits[of.get()].decided(),
        Axis::Question(question) => {
            let subject = Arc::clone(advisor.subject());
            let said = file.answers.value(subject.questionnaire.questions[question.get()].id.as_str())?;
            steps.iter().position(|step| match (step, said) {
                (AxisStep::Answer(value), said) => value == said,
                (AxisStep::Numbers(low, high), AnswerValue::Number(number)) => low <= number && number <= high,
                (AxisStep::Numbers(low, high), AnswerValue::Band(id)) => {
                    let spec = subject.questionnaire.questions[question.get()].kind.number().expect("a number");
                    spec.bands.iter().any(|band| band.id == *id && *low <= band.from && band.to <= *high)
                }
                _ => false,
            })
        }
        Axis::Choice(..) => None,
    }
}

/// Checks every cell of a map against all answers that lead to it. Gives how many answers and how many cells that depend were found.
fn check_all_ways(
    seed: u64,
    advisor: &mut Advisor,
    file: &AnswersFile,
    map: &DecisionMap,
    questions: &[usize],
) -> (usize, usize) {
    let (subject, mut n_checked) = (Arc::clone(advisor.subject()), 0);
    let mut found: BTreeMap<(usize, usize), BTreeSet<Option<OptionIdx>>> = BTreeMap::new();
    let named = read_by_traits(advisor, file, map);
    // A condition may name a question that makes no difference to it.
    let is_axis = |at: &usize| [map.x.0, map.y.0].contains(&Axis::Question((*at).into()));
    let is_read = |at: &&usize| is_axis(at) || named.iter().any(|(question, _)| question == *at);
    let questions: Vec<usize> = questions.iter().filter(is_read).copied().collect();
    let read: Vec<(usize, usize)> =
        named.iter().filter_map(|(question, choice)| Some((*question, (*choice)?))).collect();
    for there in all_files(file, &subject.questionnaire, &questions, &read) {
        let x = step_of(advisor, &there, map.x.0, &map.x.1);
        let y = step_of(advisor, &there, map.y.0, &map.y.1);
        let Some((x, y)) = x.zip(y) else { continue };
        let made = advisor.situation(&there, map.decision.as_str()).expect("it is made");
        found.entry((x, y)).or_default().insert(made.winner());
        if map.cells[y][x] == MapCell::NothingToDecide {
            assert!(
                advisor.advise(&there).nothing_to_decide.contains(&map.decision),
                "seed {seed}: {:?}",
                there.answers
            );
            continue;
        }
        let MapCell::Outcome { winner, depends, .. } = &map.cells[y][x] else {
            // A number that was typed may take a quantity to where no band's reading takes it.
            let is_typed = there.answers.0.values().any(|answer| matches!(answer.value, AnswerValue::Number(_)));
            let reads_quantities = !subject.questionnaire.quantities.is_empty();
            assert!(is_typed && reads_quantities, "seed {seed}: {:?} leads to {x}, {y}", there.answers);
            continue;
        };
        if *depends {
            continue;
        }
        assert_eq!(*winner, made.winner(), "seed {seed}: at {x}, {y} with {:?}", there.answers);
        n_checked += 1;
    }
    (n_checked, found.values().filter(|winners| winners.len() > 1).count())
}

/// The questions that the traits of a map depend on, of several choices each by itself: what they do not stays as it is.
fn read_by_traits(advisor: &mut Advisor, file: &AnswersFile, map: &DecisionMap) -> Vec<(usize, Option<usize>)> {
    let situation = advisor.situation(file, map.decision.as_str()).expect("it is made");
    let space = situation.space();
    let traits = [map.x.0, map.y.0].into_iter().filter_map(|axis| match axis {
        Axis::Trait(of) => Some(of.get()),
        _ => None,
    });
    let nodes = traits.flat_map(|of| space.at_least[of].clone());
    let variables: BTreeSet<_> = nodes.flat_map(|node| space.diagrams.scope(node)).collect();
    let named = variables.into_iter().map(|var| space.name(var));
    named.map(|(question, choice)| (question.get(), choice)).collect()
}

fn behind(subject: &Subject, axis: Axis) -> Vec<usize> {
    match axis {
        Axis::Question(question) | Axis::Choice(question, _) => vec![question.get()],
        Axis::Trait(of) => {
            questions_of(vec![Step::Trait(of)], &subject.questionnaire).into_iter().map(QuestionIdx::get).collect()
        }
    }
}

#[test]
fn no_cell_is_false_for_any_answers_that_lead_there() {
    let (mut n_checked, mut n_split) = (0, 0);
    for (seed, mut case) in cases(110, &SMALL) {
        // An answer given for sure in place of an unsure one changes more than it says.
        case.file.answers.0.values_mut().for_each(|answer| answer.sure = 100);
        let mut advisor = Advisor::new(Arc::clone(&case.subject));
        let of_trait = behind(&case.subject, Axis::Trait(0.into()));
        let free = (0..case.subject.questionnaire.questions.len()).filter(|at| !of_trait.contains(at));
        let free =
            free.filter(|at| !matches!(case.subject.questionnaire.questions[*at].kind, QuestionKind::Several { .. }));
        for (x, y) in free.take(1).map(|at| (Axis::Trait(0.into()), Axis::Question(at.into()))) {
            let Some(map) = advisor.decision_map(&case.file, "choice", x, y, &AtomicBool::new(false)) else { continue };
            let questions = [of_trait.clone(), behind(&case.subject, y)].concat();
            let (checked, split) = check_all_ways(seed, &mut advisor, &case.file, &map, &questions);
            (n_checked, n_split) = (n_checked + checked, n_split + split);
        }
    }
    assert!(n_checked > 100 && n_split > 3, "{n_checked}, {n_split}");
}

#[test]
fn no_cell_is_false_where_another_decision_that_is_followed_comes_out_otherwise() {
    let mut n_checked = 0;
    for seed in 0..200 {
        let Some(case) = crate::follow::case(seed, None) else { continue };
        let (mut advisor, file) = (case.advisor, case.file);
        for (x, y) in [(0, 1), (1, 2), (0, 3)] {
            let (x, y) = (Axis::Question(x.into()), Axis::Question(y.into()));
            let Some(map) = advisor.decision_map(&file, "choice", x, y, &AtomicBool::new(false)) else { continue };
            let questions = [behind(&case.subject, x), behind(&case.subject, y)].concat();
            n_checked += check_all_ways(seed, &mut advisor, &file, &map, &questions).0;
        }
    }
    assert!(n_checked > 500, "{n_checked}");
}
