//! Scenarios as sums of numbers: what each of them comes to when one number is another.

use std::borrow::Cow;
use std::sync::Arc;

use super::number::{Edit, Number};
use crate::audit::cases::{Came, Case, Stand};
use crate::engine::InPlay;
use crate::engine::facts::score::rounded;
use crate::engine::meaning::weights::Weights;
use crate::model::{CloseCall, Effect, OptionIdx, OutcomeKind, RuleBase, RuleIdx};

/// The scenarios of a rule base, and its numbers as they are or as they were set.
#[derive(Clone)]
pub(super) struct Table<'a> {
    pub(super) base: &'a RuleBase,
    pub(super) cases: &'a [Case],
    pub(super) numbers: Vec<(Number, i32)>,
    /// What they are in the files.
    written: Arc<[i32]>,
    /// The numbers set so far, and what they were.
    pub(super) edits: Vec<Edit>,
    /// The weights of criteria, and behind them what rules add: what stands in each slot.
    slots: Vec<i64>,
    /// What they come to; nothing where there is no case to weigh.
    weighing: Option<Weights>,
    /// For each case and stand, the points of each option at each slot of weights, and the scores.
    rows: Vec<Vec<Row>>,
    /// For each number the cases in which it may have a part, whatever the weights are, rising.
    touched: Arc<[Vec<usize>]>,
}

/// A lead, in fit points and as a share of the leading option's score.
#[derive(Clone, Copy)]
struct Bound {
    points: f64,
    share: f64,
}

#[derive(Clone)]
struct Row {
    points: Vec<Vec<f64>>,
    /// The scores before they are rounded: what is added to them is rounded once.
    unrounded: Vec<f64>,
    scores: Vec<f64>,
}

impl Row {
    fn weigh(&mut self, worth: &[i64]) {
        self.unrounded = weighed(&self.points, worth);
        self.scores = self.unrounded.iter().copied().map(rounded).collect();
    }
}

impl<'a> Table<'a> {
    pub(super) fn new(base: &'a RuleBase, cases: &'a [Case]) -> Self {
        let row = |stand: &Stand| {
            let (unrounded, scores) = (stand.unrounded().to_vec(), stand.scores().to_vec());
            Row { points: points_of(stand), unrounded, scores }
        };
        let rows = cases.iter().map(|case| case.stands().map(row).collect()).collect();
        let weighing = cases.first().map(|case| case.stand.situation.weights.clone());
        let added = base.weighings().into_iter().map(|by| i64::from(by.amount));
        let slots = base.criteria.iter().map(|criterion| i64::from(criterion.weight)).chain(added).collect();
        let numbers = Number::all(base);
        let written = numbers.iter().map(|(_, value)| *value).collect();
        let touched = numbers.iter().map(|(number, _)| {
            let rules = number.rules(base);
            let may_hold = |case: &Case| case.stands().any(|stand| rules.iter().any(|rule| stand.chance(*rule) > 0.0));
            (0..cases.len()).filter(|case| rules.is_empty() || may_hold(&cases[*case])).collect::<Vec<usize>>()
        });
        let touched = touched.collect();
        Self { base, cases, numbers, written, edits: Vec::new(), slots, weighing, rows, touched }
    }

    /// Whether a case comes out as expected; nothing where that takes a proof.
    pub(super) fn meets(&self, case: usize) -> Option<bool> {
        let come = |stand: usize| self.come(case, stand, &self.rows[case][stand].scores);
        self.cases[case].meets(&self.base.scenarios[self.cases[case].scenario], come)
    }

    /// The same with one number set to another value.
    pub(super) fn meets_at(&self, case: usize, number: usize, value: i32) -> Option<bool> {
        let (number, now) = self.numbers[number];
        let weighing = number.is_of_weight().then(|| self.weighing_with(case, number, value));
        let come = |at: usize| {
            let (row, stand) = (&self.rows[case][at], self.cases[case].stand_at(at));
            if let Some(weighing) = &weighing {
                let scores: Vec<f64> = weighed(&row.points, &weighing.worth).into_iter().map(rounded).collect();
                return stand.come_under(&scores, &under(stand, weighing));
            }
            let mut scores = row.scores.clone();
            self.each_gain(stand, number, |option, gain| {
                scores[option] = rounded(row.unrounded[option] + gain * f64::from(value - now));
            });
            self.come(case, at, &scores)
        };
        self.cases[case].meets(&self.base.scenarios[self.cases[case].scenario], come)
    }

    fn come(&self, case: usize, stand: usize, scores: &[f64]) -> Option<Came> {
        let stand = self.cases[case].stand_at(stand);
        stand.come_under(scores, &under(stand, self.weighing.as_ref()?))
    }

    /// The scores that one more of a number moves, and by how much.
    pub(super) fn each_gain(&self, stand: &Stand, number: Number, mut look: impl FnMut(usize, f64)) {
        let Some(worth) = self.weighing.as_ref().map(|weighing| &weighing.worth) else { return };
        let decision = stand.situation.decision();
        let mut moves = |option: OptionIdx, gain: f64| {
            if gain != 0.0 {
                look(option.get(), gain);
            }
        };
        let is_one = |rule: RuleIdx| self.base.rules[rule.get()].is_written() && decision.weighings.is_empty();
        match number {
            // Where no rule weighs, and none counts for each level, points count once.
            Number::Points(rule, option) if is_one(rule) => {
                moves(option, stand.chance(rule) * worth[decision.points[rule.get()].0] as f64);
            }
            Number::Base(option, criterion) if decision.weighings.is_empty() => {
                moves(option, worth[criterion.get()] as f64);
            }
            _ => {
                for option in number.options(self.base) {
                    let counts = number.counts(self.base, decision, option).into_iter();
                    moves(option, counts.map(|(rule, slot)| chance(stand, rule) * worth[slot] as f64).sum());
                }
            }
        }
    }

    /// The same as a list.
    fn gains(&self, stand: &Stand, number: Number) -> Vec<(usize, f64)> {
        let mut gains = Vec::new();
        self.each_gain(stand, number, |option, gain| gains.push((option, gain)));
        gains
    }

    /// The cases in which a number may have a part; in all others nothing hangs on it.
    pub(super) fn touched(&self, number: usize) -> &[usize] {
        &self.touched[number]
    }

    /// Whether a number has a part in what a case comes to. A weight always has: it makes the shares of the others smaller, and so leads.
    pub(super) fn touches(&self, case: usize, number: usize) -> bool {
        match self.numbers[number].0 {
            Number::Weight(_) => true,
            number @ Number::Weighs(..) => {
                self.cases[case].stands().any(|stand| weighs_with(self.base, stand, number) > 0.0)
            }
            number => self.cases[case].stands().any(|stand| {
                let mut moves_any = false;
                self.each_gain(stand, number, |_, _| moves_any = true);
                moves_any
            }),
        }
    }

    fn weighing_with(&self, case: usize, number: Number, value: i32) -> Weights {
        let decision = self.cases[case].stand.situation.decision();
        let mut slots = self.slots.clone();
        number.slots(self.base, decision).into_iter().for_each(|slot| slots[slot] = i64::from(value));
        Weights::of_slots(slots, decision)
    }

    /// Sets a number.
    pub(super) fn set(&mut self, at: usize, value: i32) {
        let (number, now) = self.numbers[at];
        self.edits.retain(|edit| edit.number != number);
        let old = self.written[at];
        if value != old {
            self.edits.push(Edit { number, old, new: value });
        }
        self.numbers[at].1 = value;
        if self.cases.is_empty() {
            return;
        }
        let slots = number.slots(self.base, self.cases[0].stand.situation.decision());
        if !slots.is_empty() {
            let weighing = self.weighing_with(0, number, value);
            slots.into_iter().for_each(|slot| self.slots[slot] = i64::from(value));
            self.rows.iter_mut().flatten().for_each(|row| row.weigh(&weighing.worth));
            self.weighing = Some(weighing);
            return;
        }
        let Some(weighing) = &self.weighing else { return };
        let (step, options) = (f64::from(value - now), number.options(self.base));
        let touched = Arc::clone(&self.touched);
        for case in &touched[at] {
            for (stand, row) in self.cases[*case].stands().zip(&mut self.rows[*case]) {
                for option in &options {
                    let points = &mut row.points[option.get()];
                    for (rule, slot) in number.counts(self.base, stand.situation.decision(), *option) {
                        points[slot] += chance(stand, rule) * step;
                    }
                    let score = weighed_one(points, &weighing.worth);
                    row.unrounded[option.get()] = score;
                    row.scores[option.get()] = rounded(score);
                }
            }
        }
    }

    /// The least and the greatest value that a number may have, others as they were written.
    pub(super) fn domain(&self, number: usize) -> (i32, i32) {
        self.numbers[number].0.domain(self.base)
    }

    /// The values of a number, apart from the present one, next to which the outcome of a case may change; the nearest ones first.
    /// Between two of them it does not.
    pub(super) fn turns(&self, case: usize, number: usize) -> Vec<i32> {
        let (least, most) = self.domain(number);
        let mut values = self.turns_within(case, number, (least, most));
        values.retain(|value| *value != least && *value != most);
        // The ends of what may be written come last in any case.
        values.extend([least, most].into_iter().filter(|end| *end != self.numbers[number].1));
        self.nearest_first(number, values)
    }

    /// The same within a stretch around the present value, none where the case does not hang on the number.
    pub(super) fn turns_within(&self, case: usize, number: usize, (low, high): (i32, i32)) -> Vec<i32> {
        let (what, now) = self.numbers[number];
        let bounds = self.bounds(case);
        // Where one option must win and nothing is said of the others, only its own leads count.
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        let only = match expect.acceptable[..] {
            [only] if expect.runner_up.is_none() => Some(only.get()),
            _ => None,
        };
        let mut found = Vec::new();
        for (stand, row) in self.cases[case].stands().zip(&self.rows[case]) {
            let moved = self.gains(stand, what);
            if moved.is_empty() && (!what.is_of_weight() || weighs_with(self.base, stand, what) == 0.0) {
                continue;
            }
            let is_in = |option: &usize| stand.in_play(OptionIdx::from(*option)) != InPlay::Out;
            let left: Vec<usize> = (0..row.scores.len()).filter(is_in).collect();
            let mut look = |a: usize, b: usize| {
                if a != b && only.is_none_or(|only| only == a) {
                    let turn = |bound: &Bound| self.turn(stand, row, (what, &moved), now, (a, b), *bound);
                    found.extend(bounds.iter().filter_map(turn));
                }
            };
            match moved[..] {
                // Only the leads of the option that is moved, and those over it, change.
                [(of, _)] if is_in(&of) => left.iter().for_each(|other| {
                    look(of, *other);
                    look(*other, of);
                }),
                [_] => {}
                _ => left.iter().for_each(|a| left.iter().for_each(|b| look(*a, *b))),
            }
        }
        // What turns at a whole number may be computed as a little less or a little more.
        let near = |at: f64| {
            let nearest = at.round() as i32;
            [nearest - 1, nearest, nearest + 1]
        };
        let found = found.into_iter().filter(|at| at.is_finite() && at.abs() < 1e9).flat_map(near);
        self.nearest_first(number, found.filter(|value| (low..=high).contains(value)).collect())
    }

    fn nearest_first(&self, number: usize, mut values: Vec<i32>) -> Vec<i32> {
        let now = self.numbers[number].1;
        values.retain(|value| *value != now);
        values.sort_unstable_by_key(|value| ((value - now).abs(), *value));
        values.dedup();
        values
    }

    /// Whether points have to stay: a rule gives some to somebody, and one entry at a time is taken out of it; steps are of some points.
    pub(super) fn has_to_stay(&self, number: usize) -> bool {
        if matches!(self.numbers[number].0, Number::Steps(_)) {
            return true;
        }
        let (Number::Points(rule, _) | Number::Weighs(rule, _)) = self.numbers[number].0 else { return false };
        let is_taken_out = |edit: &Edit| {
            let is_of_rule = matches!(edit.number, Number::Points(of, _) | Number::Weighs(of, _) if of == rule);
            edit.new == 0 && is_of_rule
        };
        let n_entries = match &self.base.rules[rule.get()].effect {
            Effect::Points { points, .. } => points.len(),
            Effect::Weighs(added) => added.len(),
            _ => 0,
        };
        n_entries == 1 || self.edits.iter().any(is_taken_out)
    }

    /// Whether the values of a number that satisfy a case lie in one stretch: where one option must win, each of its leads is linear in
    /// the number, and so is what a close call comes to. A lead that is shown is rounded, which weights may cross more than once.
    pub(super) fn is_one_stretch(&self, case: usize, number: usize) -> bool {
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        let is_weight = self.numbers[number].0.is_of_weight();
        expect.acceptable.len() == 1
            && expect.runner_up.is_none()
            && expect.lead_at_most.is_none()
            && !(is_weight && expect.lead_at_least.is_some())
            && matches!(expect.outcome, None | Some(OutcomeKind::Recommended))
            && self.cases[case].flips.is_empty()
    }

    /// Whether a number may satisfy a case in two stretches with a gap between them: where one of several things will do.
    pub(super) fn may_have_gaps(&self, case: usize) -> bool {
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        expect.outcome == Some(OutcomeKind::CloseCall) || expect.acceptable.len() > 1 || !expect.flips_with.is_empty()
    }

    /// The leads at which what a case expects may change.
    fn bounds(&self, case: usize) -> Vec<Bound> {
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        let points = |points: f64| Bound { points, share: 0.0 };
        let mut bounds = vec![points(0.0)];
        if expect.outcome.is_some() {
            bounds.push(match self.base.decision.close_call {
                CloseCall::Points(tenths) => points(tenths.points()),
                CloseCall::ShareOfFit(tenths) => Bound { points: 0.0, share: f64::from(tenths.0) / 1_000.0 },
            });
        }
        // What is shown is rounded to a tenth, each fit by itself.
        for bound in [expect.lead_at_least, expect.lead_at_most].into_iter().flatten() {
            bounds.extend([-0.1, -0.05, 0.0, 0.05, 0.1].map(|off| points(bound + off)));
        }
        bounds
    }

    /// The value at which an option leads another by so much.
    fn turn(
        &self,
        stand: &Stand,
        row: &Row,
        (number, moved): (Number, &[(usize, f64)]),
        now: i32,
        (a, b): (usize, usize),
        bound: Bound,
    ) -> Option<f64> {
        // What is left of the first option's score once a share of it is taken off.
        let left = 1.0 - bound.share;
        let decision = stand.situation.decision();
        let slots = number.slots(self.base, decision);
        if !slots.is_empty() {
            // In unnormalised weights both the lead and the close call are linear in one of them.
            let (mut fixed, mut slope) = (0.0, 0.0);
            for (at, weight) in self.slots.iter().enumerate() {
                let unit = (decision.common_swing / decision.swings[decision.criterion_at(at)]) as f64;
                let each = unit * (left * row.points[a][at] - row.points[b][at]);
                if slots.contains(&at) { slope += each } else { fixed += *weight as f64 * each }
            }
            let n_criteria = decision.swings.len();
            let added = decision.weighings.iter().zip(&self.slots[n_criteria..]);
            let added = added.map(|(by, amount)| stand.chance(by.rule) * *amount as f64);
            let all = self.slots[..n_criteria].iter().map(|weight| *weight as f64).chain(added).sum::<f64>();
            let chance = weighs_with(self.base, stand, number);
            let others = all - chance * f64::from(now);
            // What a hundredth of one weight comes to in score units, times the bound.
            let per_point = decision.common_swing as f64 / 100.0 * bound.points;
            let slope = slope - per_point * chance;
            return (slope != 0.0).then(|| (per_point * others - fixed) / slope);
        }
        let gain = |of: usize| moved.iter().find(|(option, _)| *option == of).map_or(0.0, |(_, gain)| *gain);
        let slope = left * gain(a) - gain(b);
        let lead = left * row.scores[a] - row.scores[b];
        let wanted = under(stand, self.weighing.as_ref()?).units_per_point * bound.points;
        (slope != 0.0).then(|| f64::from(now) + (wanted - lead) / slope)
    }
}

/// The weights where rules hold as they do in a stand.
fn under<'w>(stand: &Stand, weights: &'w Weights) -> Cow<'w, Weights> {
    let decision = stand.situation.decision();
    if decision.weighings.is_empty() {
        Cow::Borrowed(weights)
    } else {
        Cow::Owned(weights.under(&stand.situation.rules, decision))
    }
}

/// How often a weight, or what a rule adds to one, is expected to count: more than once where several levels add it.
fn weighs_with(base: &RuleBase, stand: &Stand, number: Number) -> f64 {
    match number {
        Number::Weighs(..) => number.rules(base).into_iter().map(|rule| stand.chance(rule)).sum(),
        _ => 1.0,
    }
}

/// How likely a rule or product is to hold; certain where none has to.
fn chance(stand: &Stand, rule: Option<RuleIdx>) -> f64 {
    rule.map_or(1.0, |rule| stand.chance(rule))
}

/// The expected points of each option at each slot of weights, above the criterion's zero.
fn points_of(stand: &Stand) -> Vec<Vec<f64>> {
    let decision = stand.situation.decision();
    let mut points: Vec<Vec<f64>> =
        decision.start.iter().map(|start| start.iter().map(|points| *points as f64).collect()).collect();
    points.iter_mut().for_each(|points| points.resize(decision.swings.len() + decision.weighings.len(), 0.0));
    for (rule, (criterion, given)) in stand.situation.rules.iter().zip(decision.points.iter()) {
        given.iter().for_each(|(option, given)| points[option.get()][*criterion] += rule.chance() * *given as f64);
    }
    points
}

fn weighed(points: &[Vec<f64>], worth: &[i64]) -> Vec<f64> {
    points.iter().map(|points| weighed_one(points, worth)).collect()
}

fn weighed_one(points: &[f64], worth: &[i64]) -> f64 {
    points.iter().zip(worth).map(|(points, worth)| points * *worth as f64).sum()
}
