//! Decision maps: every cell is what the changed answers give.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use archfit::engine::robust::axes::are_independent;
use archfit::engine::{Advisor, Axis, AxisStep, DecisionMap, MapCell};
use archfit::model::{AnswerValue, AnswersFile, QuestionKind};

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
                let MapCell::Outcome { winner, lead, is_close, changes } = cell else { panic!("seed {seed}") };
                assert_eq!(*winner, there.winner(), "seed {seed}");
                assert_eq!(*lead, there.shown_lead(), "seed {seed}");
                assert_eq!(*is_close, there.lead().is_some_and(|lead| there.is_close(lead)), "seed {seed}");
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
                MapCell::Impossible => None,
            };
            map.cells.iter().flatten().filter_map(winner).collect::<std::collections::BTreeSet<_>>().len()
        };
        for (x, y) in possible {
            let other = advisor.decision_map(&case.file, "choice", x, y, &never).unwrap();
            let is_marked = |map: &DecisionMap| map.present.0.is_some() && map.present.1.is_some() && winners(map) > 1;
            let says_more = (is_marked(&other), winners(&other)) > (is_marked(&map), winners(&map));
            assert!(!says_more, "seed {seed}");
        }
        n_maps += 1;
    }
    assert!(n_maps > 50 && n_none > 2, "{n_maps}, {n_none}");
}
