//! Scenarios as sums of numbers: what each of them comes to when one number is another.

use super::number::{Edit, Number, units_per_point};
use crate::audit::cases::{Case, Stand, settled};
use crate::engine::InPlay;
use crate::engine::meaning::compile::Weights;
use crate::model::{CriterionIdx, OptionIdx, OutcomeKind, RuleBase};

/// The scenarios of a rule base, and its numbers as they are or as they were set.
#[derive(Clone)]
pub(super) struct Table<'a> {
    pub(super) base: &'a RuleBase,
    pub(super) cases: &'a [Case],
    pub(super) numbers: Vec<(Number, i32)>,
    /// The numbers set so far, and what they were.
    pub(super) edits: Vec<Edit>,
    weights: Vec<u32>,
    /// What one point is worth on each criterion under those weights.
    worth: Vec<i64>,
    /// For each case and stand, the points of each option on each criterion, and the scores.
    rows: Vec<Vec<Row>>,
}

#[derive(Clone)]
struct Row {
    points: Vec<Vec<f64>>,
    scores: Vec<f64>,
}

impl<'a> Table<'a> {
    pub(super) fn new(base: &'a RuleBase, cases: &'a [Case]) -> Self {
        let row = |stand: &Stand| Row { points: points_of(stand), scores: stand.scores().to_vec() };
        let rows = cases.iter().map(|case| case.stands().map(row).collect()).collect();
        let worth = cases.first().map_or_else(Vec::new, |case| case.stand.situation.weights.worth.clone());
        let weights = base.criteria.iter().map(|criterion| criterion.weight).collect();
        Self { base, cases, numbers: Number::all(base), edits: Vec::new(), weights, worth, rows }
    }

    /// Whether a case comes out as expected; nothing where that takes a proof.
    pub(super) fn meets(&self, case: usize) -> Option<bool> {
        let scores = |stand: usize| self.rows[case][stand].scores.clone();
        self.cases[case].meets(&self.base.scenarios[self.cases[case].scenario], scores)
    }

    /// The same with one number set to another value.
    pub(super) fn meets_at(&self, case: usize, number: usize, value: i32) -> Option<bool> {
        let (number, now) = self.numbers[number];
        let worth = match number {
            Number::Weight(criterion) => self.worth_with(case, criterion, value),
            Number::Points(..) | Number::Base(..) => Vec::new(),
        };
        let scores = |stand: usize| {
            let row = &self.rows[case][stand];
            if let Number::Weight(_) = number {
                return weighed(&row.points, &worth);
            }
            let mut scores = row.scores.clone();
            if let Some((option, gain)) = self.gain(self.cases[case].stand_at(stand), number) {
                scores[option] = settled(scores[option] + gain * f64::from(value - now));
            }
            scores
        };
        self.cases[case].meets(&self.base.scenarios[self.cases[case].scenario], scores)
    }

    /// The score that one more of a number moves, and by how much; nothing where it moves none.
    pub(super) fn gain(&self, stand: &Stand, number: Number) -> Option<(usize, f64)> {
        let (option, worth) = number.moves(stand.situation.decision(), &self.worth)?;
        let chance = if let Number::Points(rule, _) = number { stand.chance(rule) } else { 1.0 };
        (chance > 0.0 && worth > 0).then_some((option.get(), chance * worth as f64))
    }

    /// Whether a number has a part in what a case comes to. A weight always has: it makes the shares of the others smaller, and so leads.
    pub(super) fn touches(&self, case: usize, number: usize) -> bool {
        let number = self.numbers[number].0;
        matches!(number, Number::Weight(_)) || self.cases[case].stands().any(|stand| self.gain(stand, number).is_some())
    }

    fn worth_with(&self, case: usize, criterion: CriterionIdx, value: i32) -> Vec<i64> {
        let mut weights = self.weights.clone();
        weights[criterion.get()] = value.max(0) as u32;
        Weights::new(&weights, self.cases[case].stand.situation.decision()).worth
    }

    /// Sets a number.
    pub(super) fn set(&mut self, at: usize, value: i32) {
        let (number, now) = self.numbers[at];
        self.edits.retain(|edit| edit.number != number);
        let old = Number::all(self.base)[at].1;
        if value != old {
            self.edits.push(Edit { number, old, new: value });
        }
        let step = f64::from(value - now);
        for (case, rows) in self.cases.iter().zip(&mut self.rows) {
            for (stand, row) in case.stands().zip(rows) {
                let chance = if let Number::Points(rule, _) = number { stand.chance(rule) } else { 1.0 };
                if let Some((option, _)) = number.moves(stand.situation.decision(), &self.worth) {
                    row.points[option.get()][number.criterion(self.base).get()] += chance * step;
                }
            }
        }
        self.numbers[at].1 = value;
        if let (Number::Weight(criterion), false) = (number, self.cases.is_empty()) {
            self.worth = self.worth_with(0, criterion, value);
            self.weights[criterion.get()] = value.max(0) as u32;
        }
        let worth = &self.worth;
        self.rows.iter_mut().flatten().for_each(|row| row.scores = weighed(&row.points, worth));
    }

    /// The values of a number, apart from the present one, next to which the outcome of a case may change; the nearest ones first.
    /// Between two of them it does not.
    pub(super) fn turns(&self, case: usize, number: usize) -> Vec<i32> {
        let (what, now) = self.numbers[number];
        let (least, most) = what.domain();
        let bounds = self.bounds(case);
        let moved = |stand: &Stand, a: usize, b: usize| match self.gain(stand, what) {
            Some((option, _)) => option == a || option == b,
            None => matches!(what, Number::Weight(_)),
        };
        let is_out = |stand: &Stand, option: usize| stand.in_play(OptionIdx::from(option)) == InPlay::Out;
        let mut found = Vec::new();
        for (stand, row) in self.cases[case].stands().zip(&self.rows[case]) {
            let left: Vec<usize> = (0..row.scores.len()).filter(|option| !is_out(stand, *option)).collect();
            let pairs = left.iter().flat_map(|a| left.iter().map(move |b| (*a, *b)));
            for (a, b) in pairs.filter(|(a, b)| a != b && moved(stand, *a, *b)) {
                found.extend(bounds.iter().filter_map(|bound| self.turn(stand, row, what, now, (a, b), *bound)));
            }
        }
        let mut values: Vec<i32> = found
            .into_iter()
            .filter(|at| at.is_finite() && at.abs() < 1e9)
            .flat_map(|at| {
                let floor = at.floor() as i32;
                [floor - 1, floor, floor + 1]
            })
            .filter(|value| *value != now && (least..=most).contains(value))
            .chain([least, most])
            .collect();
        values.sort_unstable_by_key(|value| ((value - now).abs(), *value));
        values.dedup();
        values
    }

    /// Whether a number may satisfy a case in two stretches with a gap between them: where one of several things will do.
    pub(super) fn may_have_gaps(&self, case: usize) -> bool {
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        expect.outcome == Some(OutcomeKind::CloseCall) || expect.acceptable.len() > 1 || !expect.flips_with.is_empty()
    }

    /// The leads, in fit points, at which what a case expects may change.
    fn bounds(&self, case: usize) -> Vec<f64> {
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        let mut bounds = vec![0.0];
        if expect.outcome.is_some() {
            bounds.push(self.base.decision.close_call.points());
        }
        // What is shown is rounded to a tenth, each fit by itself.
        for bound in [expect.lead_at_least, expect.lead_at_most].into_iter().flatten() {
            bounds.extend([-0.1, -0.05, 0.0, 0.05, 0.1].map(|off| bound + off));
        }
        bounds
    }

    /// The value at which an option leads another by so many fit points.
    fn turn(
        &self,
        stand: &Stand,
        row: &Row,
        number: Number,
        now: i32,
        (a, b): (usize, usize),
        bound: f64,
    ) -> Option<f64> {
        let decision = stand.situation.decision();
        if let Number::Weight(criterion) = number {
            // In unnormalised weights both the lead and the close call are linear in one of them.
            let (mut fixed, mut slope) = (0.0, 0.0);
            for (at, weight) in self.weights.iter().enumerate() {
                let each =
                    (decision.common_swing / decision.swings[at]) as f64 * (row.points[a][at] - row.points[b][at]);
                if at == criterion.get() { slope = each } else { fixed += f64::from(*weight) * each }
            }
            let others: i64 = self.weights.iter().map(|weight| i64::from(*weight)).sum::<i64>() - i64::from(now);
            let per_point = units_per_point(1, decision) * bound;
            let slope = slope - per_point;
            return (slope != 0.0).then(|| (per_point * others as f64 - fixed) / slope);
        }
        let (option, gain) = self.gain(stand, number)?;
        let sign = if option == a {
            1.0
        } else if option == b {
            -1.0
        } else {
            return None;
        };
        let lead = row.scores[a] - row.scores[b];
        let wanted = decision.units_per_point() as f64 * bound;
        Some(f64::from(now) + (wanted - lead) / (sign * gain))
    }
}

/// The expected points of each option on each criterion, above the criterion's zero.
fn points_of(stand: &Stand) -> Vec<Vec<f64>> {
    let decision = stand.situation.decision();
    let mut points: Vec<Vec<f64>> =
        decision.start.iter().map(|start| start.iter().map(|points| *points as f64).collect()).collect();
    for (rule, (criterion, given)) in stand.situation.rules.iter().zip(decision.points.iter()) {
        given.iter().for_each(|(option, given)| points[option.get()][*criterion] += rule.chance() * *given as f64);
    }
    points
}

fn weighed(points: &[Vec<f64>], worth: &[i64]) -> Vec<f64> {
    let of = |points: &Vec<f64>| settled(points.iter().zip(worth).map(|(points, worth)| points * *worth as f64).sum());
    points.iter().map(of).collect()
}
