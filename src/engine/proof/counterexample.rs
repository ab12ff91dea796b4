//! The fewest answers under which the winner does not win alone, from a whole completion under which it does not.
//!
//! What the other open answers are is left open: they count as they are expected. That is enough, for where a lead is expected to be
//! zero or less, some completion makes it so.

use crate::engine::bound::influence::{Influence, expected};
use crate::engine::meaning::variable::{Cells, VarIdx};
use crate::engine::result::advice::Exclusion;
use crate::engine::result::proof::{Counterexample, Said};
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionIdx};

/// The answer to one question: the cell of each of its variables that matters.
#[derive(Clone, Debug)]
struct Unit {
    question: QuestionIdx,
    cells: Vec<(VarIdx, u8)>,
}

/// What is shown of a completion that unsettles the winner: as few of its answers as do it, none of which can be left out.
pub fn counterexample(
    situation: &Situation,
    winner: OptionIdx,
    rival: Option<OptionIdx>,
    completion: &[(VarIdx, u8)],
) -> Counterexample {
    let all = units(situation, completion);
    if !situation.network().blind.is_empty() {
        // What is expected of rules without a diagram is a guess, which nothing can rest on.
        return describe(situation, winner, &all);
    }
    let first = rival.map_or_else(|| all.clone(), |rival| towards(situation, (winner, rival), &all));
    let enough = |units: &[Unit]| unsettles(&under(situation, units), winner);
    // A rival may have to be kept from being excluded, which is not seen in scores.
    let mut kept = if enough(&first) { first } else { all };
    // What one answer does depends on which others are given, so one that was needed may no longer be.
    while leave_out(&mut kept, &enough) {}
    kept.sort_by_key(|unit| unit.question);
    describe(situation, winner, &kept)
}

/// Leaves out every answer without which the others are enough, the last ones first; whether there was one.
fn leave_out(units: &mut Vec<Unit>, enough: &impl Fn(&[Unit]) -> bool) -> bool {
    let before = units.len();
    for position in (0..before).rev() {
        let unit = units.remove(position);
        if !enough(units) {
            units.insert(position, unit);
        }
    }
    units.len() < before
}

/// The answers of a completion, question by question. Of a question with several choices, those that do not matter count as not
/// chosen.
fn units(situation: &Situation, completion: &[(VarIdx, u8)]) -> Vec<Unit> {
    let space = situation.space();
    let mut questions: Vec<QuestionIdx> = completion.iter().map(|(var, _)| space.name(*var).0).collect();
    questions.sort_unstable();
    questions.dedup();
    let cell = |var: usize| completion.iter().find(|(known, _)| usize::from(*known) == var).map(|(_, cell)| *cell);
    let unit = |question: QuestionIdx| {
        let variables = space.variables_of(question);
        let is_several = |var: &usize| matches!(space.variables[*var].cells, Cells::Includes(_));
        // One that stands in for none counts where no choice is said, and then it is among those that matter.
        let of = |var: usize| Some((var as VarIdx, cell(var).or_else(|| is_several(&var).then_some(0))?));
        Unit { question, cells: variables.filter_map(of).collect() }
    };
    questions.into_iter().map(unit).collect()
}

/// Answers that bring a rival level, by expectation: again and again the one that moves the lead the most.
fn towards(situation: &Situation, (winner, rival): (OptionIdx, OptionIdx), all: &[Unit]) -> Vec<Unit> {
    let network = situation.network();
    let mut chances = network.chances();
    let mut left: Vec<&Unit> = all.iter().collect();
    let mut chosen = Vec::new();
    loop {
        let scores = expected(network, &chances);
        if scores[winner.get()] <= scores[rival.get()] || left.is_empty() {
            return chosen;
        }
        let influence = Influence::new(network, &chances);
        let moved = |unit: &Unit| -> f64 {
            let of = |(var, class): (u16, usize)| {
                let changes = influence.of(var, class);
                changes[winner.get()] - changes[rival.get()]
            };
            classes(situation, unit).map(of).sum()
        };
        let best = (0..left.len()).min_by(|a, b| moved(left[*a]).total_cmp(&moved(left[*b]))).unwrap_or(0);
        let unit = left.remove(best);
        for (var, class) in classes(situation, unit) {
            chances[usize::from(var)].fill(0.0);
            chances[usize::from(var)][class] = 1.0;
        }
        chosen.push(unit.clone());
    }
}

/// The classes of the network's variables that an answer puts them in.
fn classes<'a>(situation: &'a Situation, unit: &'a Unit) -> impl Iterator<Item = (u16, usize)> + 'a {
    let network = situation.network();
    unit.cells.iter().filter_map(|(var, cell)| {
        let local = network.local(*var)?;
        let classes = &network.variables[usize::from(local)].classes;
        Some((local, classes.iter().position(|mask| mask >> cell & 1 == 1)?))
    })
}

fn under(situation: &Situation, units: &[Unit]) -> Situation {
    let mut knowledge = (*situation.knowledge).clone();
    units.iter().flat_map(|unit| &unit.cells).for_each(|(var, cell)| knowledge.narrow(usize::from(*var), 1 << cell));
    situation.under(knowledge)
}

/// Whether an option does not win alone, for certain or by expectation.
fn unsettles(there: &Situation, winner: OptionIdx) -> bool {
    there.exclusions[winner.get()].is_certain() || reaching(there, winner).is_some()
}

/// The best option that cannot be excluded and is at least level with the winner by expectation.
fn reaching(there: &Situation, winner: OptionIdx) -> Option<OptionIdx> {
    let reaches = |option: &OptionIdx| {
        *option != winner
            && there.exclusions[option.get()] == Exclusion::No
            && there.scores[option.get()] >= there.scores[winner.get()]
    };
    there.by_fit.iter().copied().find(reaches)
}

fn describe(situation: &Situation, winner: OptionIdx, units: &[Unit]) -> Counterexample {
    let there = under(situation, units);
    let excludes_winner = there.exclusions[winner.get()].is_certain();
    let best = if excludes_winner { there.winner() } else { reaching(&there, winner) };
    let ahead = |best: OptionIdx| there.scores[best.get()] - there.scores[winner.get()];
    let cells: Vec<(VarIdx, u8)> = units.iter().flat_map(|unit| unit.cells.iter().copied()).collect();
    let said = |(var, cell): &(VarIdx, u8)| {
        let (question, choice) = situation.space().name(*var);
        Said { question, choice, cell: *cell }
    };
    Counterexample {
        answers: situation.space().answers_at(&situation.subject.questionnaire, &cells),
        cells: cells.iter().map(said).collect(),
        winner: best,
        lead: there.fit(best.filter(|_| !excludes_winner).map_or(0.0, ahead)),
        excludes_winner,
        withheld: there.withheld(),
    }
}
