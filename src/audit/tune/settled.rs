//! Whether an option that cannot be excluded is proven to win whatever is open, when one number is another.
//!
//! At every completion of the open answers a lead is linear in one number. So the values at which an option is proven to win lie in one
//! stretch, and a completion at which another option reaches it says how far it is not.

use super::number::Number;
use super::stretch::{Line, Stretch};
use super::table::{Table, Turn};
use crate::audit::cases::Stand;
use crate::audit::doubts::Doubt;
use crate::engine::bound::network::Network;
use crate::engine::bound::search::{SearchResult, find_live};
use crate::engine::meaning::compile::PointsOfRule;
use crate::model::{OptionIdx, RuleBase, RuleIdx};

/// What a search for a completion came to.
enum Found {
    /// There is none.
    Proven,
    /// At one an option reaches the other: the lead over it there, where it can be said.
    Reached(Option<Line>),
    /// It took too long.
    GaveUp,
}

/// Whether the best of the options that cannot be excluded wins whatever is open. The stretch ends where that may be otherwise.
pub(super) fn is_settled(table: &Table, stand: &Stand, best: usize, turn: Turn, stretch: &mut Stretch) -> bool {
    let set = points_set(table, stand);
    let leads_at = |doubt: &Doubt| leads(table, stand, doubt, &set, best, turn).into_iter().map(|(_, lead)| lead);
    // Where nobody asks how far that goes, the first completion will do.
    if !stretch.is_open() && stand.doubts().iter().any(|doubt| leads_at(doubt).any(|lead| !is_ahead(&lead))) {
        return false;
    }
    let known: Vec<Line> =
        if stretch.is_open() { stand.doubts().iter().flat_map(leads_at).collect() } else { Vec::new() };
    let refuting = known.iter().filter(|lead| !is_ahead(lead)).map(|lead| {
        let mut stretch = stretch.clone();
        stretch.keep_whether_positive(*lead);
        stretch
    });
    if let Some(longest) = refuting.max_by_key(Stretch::n_steps) {
        *stretch = longest;
        return false;
    }
    match search(table, stand, best, turn, turn.value) {
        Found::Proven => {}
        Found::Reached(lead) => {
            match lead.filter(|lead| !is_ahead(lead)) {
                Some(lead) => stretch.keep_whether_positive(lead),
                None => stretch.end_here(),
            }
            return false;
        }
        Found::GaveUp => {
            table.give_up();
            stretch.end_here();
            return false;
        }
    }
    known.into_iter().for_each(|lead| stretch.keep_whether_positive(lead));
    while stretch.is_open() {
        let n_steps = stretch.n_steps();
        match search(table, stand, best, turn, stretch.until()) {
            // Where it is proven at both ends it is between.
            Found::Proven => break,
            Found::Reached(lead) => {
                if let Some(lead) = lead.filter(is_ahead) {
                    stretch.keep_whether_positive(lead);
                }
                if stretch.n_steps() == n_steps {
                    stretch.halve();
                }
            }
            Found::GaveUp => stretch.halve(),
        }
    }
    true
}

/// Whether a lead is more than none; at a completion it is a whole number.
fn is_ahead(lead: &Line) -> bool {
    lead.at > 0.5
}

/// Points that were set to others than are written: for which option, at which slot of weights, where which rule holds, and how many more.
struct PointsSet {
    option: usize,
    slot: usize,
    rule: Option<RuleIdx>,
    step: f64,
}

fn points_set(table: &Table, stand: &Stand) -> Vec<PointsSet> {
    let decision = stand.situation.decision();
    let mut set = Vec::new();
    for edit in &table.edits {
        for option in edit.number.options(table.base) {
            let counts = edit.number.counts(table.base, decision, option).into_iter();
            let step = f64::from(edit.new - edit.old);
            set.extend(counts.map(|(rule, slot)| PointsSet { option: option.get(), slot, rule, step }));
        }
    }
    set
}

/// The lead of an option over each other one that is left at a completion, seen from a value of a number.
fn leads(
    table: &Table,
    stand: &Stand,
    doubt: &Doubt,
    set: &[PointsSet],
    best: usize,
    turn: Turn,
) -> Vec<(usize, Line)> {
    let decision = stand.situation.decision();
    let mut points: Vec<Vec<f64>> =
        doubt.points().iter().map(|points| points.iter().map(|points| *points as f64).collect()).collect();
    for of in set.iter().filter(|of| of.rule.is_none_or(|rule| doubt.holds(rule))) {
        points[of.option][of.slot] += of.step;
    }
    let lines = table.lines(decision, &points, &|rule| f64::from(u8::from(doubt.holds(rule))), turn);
    let rivals = doubt.left().filter(|rival| *rival != best);
    rivals.map(|rival| (rival, lines[best] - lines[rival])).collect()
}

/// Looks for a completion at which an option does not win, with one number at a value; the lead there is seen from the value of `turn`.
fn search(table: &Table, stand: &Stand, best: usize, turn: Turn, value: i32) -> Found {
    let there = Turn { value, ..turn };
    let (situation, number) = (&stand.situation, table.numbers[turn.number].0);
    let Some(weights) = table.weights_at(there).or_else(|| table.weights().cloned()) else { return Found::GaveUp };
    let others = table.edits.iter().filter(|edit| edit.number != number).map(|edit| (edit.number, edit.new - edit.old));
    let steps: Vec<(Number, i32)> = others.chain([(number, value - table.written(turn.number))]).collect();
    let facts = situation.with_numbers(weights, |points, start| {
        steps.iter().for_each(|(number, step)| add(table.base, stand, *number, *step, points, start));
    });
    let network = Network::new(&facts);
    match find_live(&facts, &network, OptionIdx::from(best)) {
        SearchResult::Proven(_) => Found::Proven,
        SearchResult::Reaches(rival, classes) => {
            let doubt = Doubt::in_classes(situation, &network, &classes);
            let set = points_set(table, stand);
            let leads = doubt.map(|doubt| leads(table, stand, &doubt, &set, best, turn)).unwrap_or_default();
            let over = leads.into_iter().find(|(other, _)| *other == rival.get());
            Found::Reached(over.map(|(_, lead)| lead))
        }
        SearchResult::NoOption | SearchResult::Excludes(_) | SearchResult::NotDecided => Found::GaveUp,
    }
}

/// Adds to a number of points, wherever it counts.
fn add(base: &RuleBase, stand: &Stand, number: Number, step: i32, points: &mut [PointsOfRule], start: &mut [Vec<i64>]) {
    let step = i64::from(step);
    if let Number::Base(option, criterion) = number {
        start[option.get()][criterion.get()] += step;
    }
    for option in number.options(base) {
        for rule in number.counts(base, stand.situation.decision(), option).into_iter().filter_map(|(rule, _)| rule) {
            let given = &mut points[rule.get()].1;
            match given.iter_mut().find(|(other, _)| *other == option) {
                Some((_, points)) => *points += step,
                None => given.push((option, step)),
            }
        }
    }
}
