//! Scenarios as sums of numbers, as they are or as they were set: the scores in each as lines in one number.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use num_integer::Integer;

use super::number::{Edit, Number};
use super::stretch::{Line, Stretch};
use crate::audit::cases::{Case, Stand, hangs_on_numbers};
use crate::engine::facts::score::rounded;
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::weights::Weights;
use crate::model::{OptionIdx, RuleBase, RuleIdx};

/// What a score may be off by that is computed: what is kept is rounded to a 1/1024 of a unit.
const OFF: f64 = 4.0 / 1024.0;

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
    pub(super) rows: Vec<Vec<Row>>,
    /// For each number the cases in which it may have a part, whatever the weights are: first those that never take a proof.
    touched: Arc<[Vec<usize>]>,
    /// Whether some search for a proof was given up.
    gave_up: Arc<AtomicBool>,
}

/// One number at one value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    /// Its position.
    pub(super) number: usize,
    /// The value.
    pub(super) value: i32,
}

#[derive(Clone)]
pub(super) struct Row {
    pub(super) points: Vec<Vec<f64>>,
    /// The scores before they are rounded: what is added to them is rounded once.
    pub(super) unrounded: Vec<f64>,
    pub(super) scores: Vec<f64>,
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
        let slots: Vec<i64> = base.criteria.iter().map(|criterion| i64::from(criterion.weight)).chain(added).collect();
        let slots_are_one = slots.len() == 1;
        let numbers = Number::all(base);
        let written = numbers.iter().map(|(_, value)| *value).collect();
        // The only weight there is makes nothing count for more than something else.
        let is_alone = |number: &Number| matches!(number, Number::Weight(_)) && slots_are_one;
        let hangs = |case: &Case| hangs_on_numbers(&base.scenarios[case.scenario].expect);
        let touched = numbers.iter().map(|(number, _)| {
            let rules = number.rules(base);
            let may_hold = |case: &Case| case.stands().any(|stand| rules.iter().any(|rule| stand.chance(*rule) > 0.0));
            let is_touched = |case: &Case| hangs(case) && !is_alone(number) && (rules.is_empty() || may_hold(case));
            let mut touched: Vec<usize> = (0..cases.len()).filter(|case| is_touched(&cases[*case])).collect();
            touched.sort_by_key(|case| cases[*case].stands().any(Stand::may_take_proof));
            touched
        });
        let touched = touched.collect();
        let (edits, gave_up) = (Vec::new(), Arc::new(AtomicBool::new(false)));
        Self { base, cases, numbers, written, edits, slots, weighing, rows, touched, gave_up }
    }

    /// Whether a search for a proof was given up: what was taken for not proven may be.
    pub(super) fn gave_up(&self) -> bool {
        self.gave_up.load(Ordering::Relaxed)
    }

    /// Notes that a search for a proof was given up.
    pub(super) fn give_up(&self) {
        self.gave_up.store(true, Ordering::Relaxed);
    }

    /// The weights where one of their numbers has a value; nothing where it is none of theirs.
    pub(super) fn weights_at(&self, turn: Turn) -> Option<Weights> {
        let number = self.numbers[turn.number].0;
        number.is_of_weight().then(|| self.weighing_with(0, number, turn.value))
    }

    /// The weights as they are set.
    pub(super) fn weights(&self) -> Option<&Weights> {
        self.weighing.as_ref()
    }

    /// Each option's score as a line in one number, given how likely rules are to hold: in score units for points; for a weight in units
    /// that are not normalised, for there scores are linear in it.
    pub(super) fn lines(
        &self,
        decision: &CompiledDecision,
        points: &[Vec<f64>],
        chance: &dyn Fn(RuleIdx) -> f64,
        turn: Turn,
    ) -> Vec<Line> {
        let (number, now) = self.numbers[turn.number];
        let Some(worth) = self.weighing.as_ref().map(|weighing| &weighing.worth) else { return Vec::new() };
        if !number.is_of_weight() {
            let line = |points: &Vec<f64>| Line { at: weighed_one(points, worth), slope: 0.0 };
            let mut lines: Vec<Line> = points.iter().map(line).collect();
            self.gains_where(decision, chance, number, |option, gain| {
                lines[option].at += gain * f64::from(turn.value - now);
                lines[option].slope = gain;
            });
            return lines;
        }
        let own = number.slots(self.base, decision);
        let line = |points: &Vec<f64>| {
            let mut line = Line::default();
            for (slot, weight) in self.slots.iter().enumerate() {
                let unit = (decision.common_swing / decision.swings[decision.criterion_at(slot)]) as f64;
                let each = unit * points[slot];
                if own.contains(&slot) {
                    line.slope += each;
                    line.at += each * f64::from(turn.value);
                } else {
                    line.at += each * *weight as f64;
                }
            }
            line
        };
        points.iter().map(line).collect()
    }

    /// What one fit point comes to, in the units of [`Self::lines`].
    pub(super) fn unit(&self, stand: &Stand, turn: Turn) -> Line {
        let number = self.numbers[turn.number].0;
        let decision = stand.situation.decision();
        if !number.is_of_weight() {
            let unit = self.weighing.as_ref().map_or(0.0, |weighing| under(stand, weighing).units_per_point);
            return Line { at: unit, slope: 0.0 };
        }
        let own = number.slots(self.base, decision);
        let n_criteria = decision.swings.len();
        let mut all = Line::default();
        for (slot, weight) in self.slots.iter().enumerate() {
            let chance = slot.checked_sub(n_criteria).map_or(1.0, |nth| stand.chance(decision.weighings[nth].rule));
            if own.contains(&slot) {
                all.slope += chance;
                all.at += chance * f64::from(turn.value);
            } else {
                all.at += chance * *weight as f64;
            }
        }
        all * (decision.common_swing as f64 / 100.0)
    }

    /// What lines may be off by in a stretch, which is ended where weights become too large to be exact: those are off by one in ten thousand.
    pub(super) fn off(
        &self,
        decision: &CompiledDecision,
        points: &[Vec<f64>],
        turn: Turn,
        stretch: &mut Stretch,
    ) -> f64 {
        let number = self.numbers[turn.number].0;
        if !number.is_of_weight() {
            return OFF;
        }
        let own = number.slots(self.base, decision);
        let others =
            || self.slots.iter().enumerate().filter(|(slot, _)| !own.contains(slot)).map(|(_, weight)| *weight);
        let (sum, n_own) = (others().map(i64::abs).sum::<i64>(), own.len().max(1) as i64);
        let most = (Weights::greatest_exact_sum(decision) - sum) / n_own;
        // Weights are divided by what they have in common before they are multiplied.
        let off = OFF * others().fold(0, |shared: i64, weight| shared.gcd(&weight)).max(1) as f64;
        if i64::from(turn.value.abs()) <= most {
            stretch.keep_within(i32::try_from(most).unwrap_or(i32::MAX));
            return off;
        }
        let largest = i64::from(turn.value.abs().max(stretch.until().abs())) * n_own;
        let unit = |slot: usize| (decision.common_swing / decision.swings[decision.criterion_at(slot)]) as f64;
        let reach = |points: &Vec<f64>| points.iter().enumerate().map(|(slot, of)| unit(slot) * of.abs()).sum::<f64>();
        off + 4.0 * points.iter().map(reach).fold(0.0, f64::max) * (sum + largest) as f64 / 10_000.0
    }

    /// The scores that one more of a number moves, and by how much.
    pub(super) fn each_gain(&self, stand: &Stand, number: Number, look: impl FnMut(usize, f64)) {
        self.gains_where(stand.situation.decision(), &|rule| stand.chance(rule), number, look);
    }

    /// The same, given how likely rules are to hold.
    fn gains_where(
        &self,
        decision: &CompiledDecision,
        chance: &dyn Fn(RuleIdx) -> f64,
        number: Number,
        mut look: impl FnMut(usize, f64),
    ) {
        let Some(worth) = self.weighing.as_ref().map(|weighing| &weighing.worth) else { return };
        let mut moves = |option: OptionIdx, gain: f64| {
            if gain != 0.0 {
                look(option.get(), gain);
            }
        };
        let is_one = |rule: RuleIdx| self.base.rules[rule.get()].is_written() && decision.weighings.is_empty();
        match number {
            // Where no rule weighs, and none counts for each level, points count once.
            Number::Points(rule, option) if is_one(rule) => {
                moves(option, chance(rule) * worth[decision.points[rule.get()].0] as f64);
            }
            Number::Base(option, criterion) if decision.weighings.is_empty() => {
                moves(option, worth[criterion.get()] as f64);
            }
            _ => {
                for option in number.options(self.base) {
                    let counts = number.counts(self.base, decision, option).into_iter();
                    let holds = |rule: Option<RuleIdx>| rule.map_or(1.0, chance);
                    moves(option, counts.map(|(rule, slot)| holds(rule) * worth[slot] as f64).sum());
                }
            }
        }
    }

    /// The cases in which a number may have a part; in all others nothing hangs on it.
    pub(super) fn touched(&self, number: usize) -> &[usize] {
        &self.touched[number]
    }

    /// Whether a number has a part in what a case comes to. A weight always has: it makes the shares of the others smaller, and so leads;
    /// unless it is the only one.
    pub(super) fn touches(&self, case: usize, number: usize) -> bool {
        if !hangs_on_numbers(&self.base.scenarios[self.cases[case].scenario].expect) {
            return false;
        }
        match self.numbers[number].0 {
            Number::Weight(_) => self.slots.len() > 1,
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

    /// Whether it may take a proof to say what a case comes to.
    pub(super) fn may_take_proof(&self, case: usize) -> bool {
        self.cases[case].stands().any(Stand::may_take_proof)
    }

    /// What a number is in its file.
    pub(super) fn written(&self, number: usize) -> i32 {
        self.written[number]
    }

    /// The least and the greatest value that a number may have, others as they were written.
    pub(super) fn domain(&self, number: usize) -> (i32, i32) {
        self.numbers[number].0.domain(self.base)
    }

    /// Whether points have to stay: a rule gives some to somebody, and one entry at a time is taken out of it; steps are of some points.
    pub(super) fn has_to_stay(&self, number: usize) -> bool {
        let number = self.numbers[number].0;
        let (Number::Points(rule, _) | Number::Weighs(rule, _)) = number else {
            return number.is_only_entry(self.base);
        };
        let is_taken_out = |edit: &Edit| {
            let is_of_rule = matches!(edit.number, Number::Points(of, _) | Number::Weighs(of, _) if of == rule);
            edit.new == 0 && is_of_rule
        };
        number.is_only_entry(self.base) || self.edits.iter().any(is_taken_out)
    }
}

/// The weights where rules hold as they do in a stand.
pub(super) fn under<'w>(stand: &Stand, weights: &'w Weights) -> Cow<'w, Weights> {
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

pub(super) fn weighed(points: &[Vec<f64>], worth: &[i64]) -> Vec<f64> {
    points.iter().map(|points| weighed_one(points, worth)).collect()
}

fn weighed_one(points: &[f64], worth: &[i64]) -> f64 {
    points.iter().zip(worth).map(|(points, worth)| points * *worth as f64).sum()
}
