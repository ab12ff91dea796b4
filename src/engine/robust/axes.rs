//! Which axes a decision map is worth drawing over: those along which the decision moves, and the pair that says the most.

use super::map::{Grid, map};
use crate::engine::base::steps::Cancel;
use crate::engine::meaning::order::{Step, questions_of};
use crate::engine::result::analysis::{Axis, DecisionMap, MapCell};
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionIdx, QuestionKind, TraitIdx};

/// How many of the best axes are paired with each other.
const MAX_PAIRED: usize = 6;

/// The axes worth looking at: those first along which most options win, then those along which the lead changes most. None where it was
/// cancelled.
pub fn axes(situation: &Situation, cancel: &dyn Cancel) -> Vec<Axis> {
    // The grid itself is work.
    if cancel.is_set(0) {
        return Vec::new();
    }
    let mut grid = Grid::new(situation);
    let questionnaire = &situation.subject.questionnaire;
    let mut all: Vec<Axis> = (0..questionnaire.traits.len()).map(|t| Axis::Trait(TraitIdx::from(t))).collect();
    for (position, question) in questionnaire.questions.iter().enumerate() {
        let idx = QuestionIdx::from(position);
        match &question.kind {
            QuestionKind::Several { choices, .. } => {
                all.extend((0..choices.len()).map(|choice| Axis::Choice(idx, choice)));
            }
            QuestionKind::Choice { .. } | QuestionKind::Number(_) => all.push(Axis::Question(idx)),
        }
    }
    let mut judged: Vec<(usize, f64, Axis)> = Vec::new();
    for axis in all {
        judged.extend(judge(&mut grid, situation, axis, cancel));
        if cancel.is_set(0) {
            return Vec::new();
        }
    }
    // The sort is stable: traits stand before questions, and both in file order.
    judged.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    judged.into_iter().map(|(_, _, axis)| axis).collect()
}

/// How many options win along an axis, and how far the lead over the runner-up changes; `None` where nothing does.
fn judge(grid: &mut Grid, situation: &Situation, axis: Axis, cancel: &dyn Cancel) -> Option<(usize, f64, Axis)> {
    let steps = grid.steps(axis);
    let mut winners: Vec<Option<OptionIdx>> = Vec::new();
    let mut leads = Vec::new();
    for step in &steps {
        if cancel.is_set(grid.work()) {
            return None;
        }
        if let MapCell::Outcome { winner, lead, .. } = grid.cell(&[step]) {
            leads.push((winner == situation.winner(), lead.points()));
            if !winners.contains(&winner) {
                winners.push(winner);
            }
        }
    }
    // A lead of another option counts as one below zero.
    let signed = leads.iter().map(|(is_same, lead)| if *is_same { *lead } else { -lead });
    let greatest = signed.clone().fold(f64::NEG_INFINITY, f64::max);
    let spread = greatest - signed.fold(f64::INFINITY, f64::min);
    (winners.len() > 1 || spread > 0.0).then_some((winners.len(), spread, axis))
}

/// The maps that say the most: over two of the best axes that read no question in common, and over two questions, whose steps are
/// answers and stand for nothing else. Of each kind one with several winners on which the present answers stand, then the one with the
/// most winners, then the one with the longest border between them. None where there is no such pair, and where it was cancelled.
pub fn telling_maps(situation: &Situation, axes: &[Axis], cancel: &dyn Cancel) -> Vec<DecisionMap> {
    let is_question = |axis: &&Axis| !matches!(axis, Axis::Trait(_));
    let questions: Vec<Axis> = axes.iter().filter(is_question).take(MAX_PAIRED).copied().collect();
    let best = &axes[..axes.len().min(MAX_PAIRED)];
    let mut maps: Vec<DecisionMap> = telling_map(situation, best, cancel).into_iter().collect();
    if maps.iter().any(|map| [map.x.0, map.y.0].iter().any(|axis| matches!(axis, Axis::Trait(_)))) {
        maps.extend(telling_map(situation, &questions, cancel));
    }
    if cancel.is_set(0) { Vec::new() } else { maps }
}

fn telling_map(situation: &Situation, best: &[Axis], cancel: &dyn Cancel) -> Option<DecisionMap> {
    let pairs = best.iter().enumerate().flat_map(|(place, x)| best[place + 1..].iter().map(move |y| (*x, *y)));
    let maps = pairs.filter(|(x, y)| are_independent(situation, *x, *y)).map_while(|(x, y)| {
        let map = map(situation, x, y, cancel)?;
        Some((telling(&map), map))
    });
    // Among equals the pair of the better axes stays.
    let best = maps.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, map)| map).filter(|_| !cancel.is_set(0))
}

/// Whether two axes read no question in common, so that each can move while the other stays.
pub fn are_independent(situation: &Situation, x: Axis, y: Axis) -> bool {
    let (x, y) = (questions_behind(situation, x), questions_behind(situation, y));
    !x.iter().any(|question| y.contains(question))
}

fn questions_behind(situation: &Situation, axis: Axis) -> Vec<QuestionIdx> {
    match axis {
        Axis::Question(question) | Axis::Choice(question, _) => vec![question],
        Axis::Trait(of) => questions_of(vec![Step::Trait(of)], &situation.subject.questionnaire),
    }
}

/// Whether a map says more by most of its cells than another, where it may take the other's place: most of the other's depend on what
/// it does not show.
pub fn is_plainer(map: &DecisionMap, than: &DecisionMap) -> bool {
    let n_cells = |map: &DecisionMap, counts: fn(&MapCell) -> bool| {
        map.cells.iter().flatten().filter(|cell| counts(cell)).count()
    };
    let n_dependent = |map| n_cells(map, |cell| matches!(cell, MapCell::Outcome { depends: true, .. }));
    let n_all = |map| n_cells(map, |cell| matches!(cell, MapCell::Outcome { .. }));
    telling(map).0 && 2 * n_dependent(than) > n_all(than) && 2 * n_dependent(map) <= n_all(map)
}

/// Whether several options win and the present answers stand on the map, how many win, and how many neighbouring cells differ in it.
fn telling(map: &DecisionMap) -> (bool, usize, usize) {
    let winner = |x: usize, y: usize| match map.cells.get(y)?.get(x)? {
        MapCell::Outcome { winner, .. } => Some(*winner),
        MapCell::Impossible | MapCell::NothingToDecide => None,
    };
    let (mut winners, mut n_borders) = (Vec::new(), 0);
    for y in 0..map.cells.len() {
        for x in 0..map.cells[y].len() {
            let Some(here) = winner(x, y) else { continue };
            if !winners.contains(&here) {
                winners.push(here);
            }
            let differs = |there: Option<Option<OptionIdx>>| there.is_some_and(|there| there != here);
            n_borders += usize::from(differs(winner(x + 1, y))) + usize::from(differs(winner(x, y + 1)));
        }
    }
    let is_marked = map.present.0.is_some() && map.present.1.is_some();
    (is_marked && winners.len() > 1, winners.len(), n_borders)
}
