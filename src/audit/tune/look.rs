//! What a scenario comes to when one number is another, and how far that surely stays so.

use std::cell::RefCell;

use super::settled::is_settled;
use super::stretch::{Line, Stretch};
use super::table::{Row, Table, Turn, under, weighed};
use crate::audit::cases::{Came, Stand, hangs_on_numbers};
use crate::engine::facts::score::rounded;
use crate::engine::meaning::weights::Weights;
use crate::model::{CloseCall, OptionIdx, OutcomeKind};

/// How many values of one number are looked at in one case on the way to an end.
const MAX_LOOKS: usize = 10_000;

/// What a case comes to at one value of a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Whether it comes out as expected.
    pub(super) is_met: bool,
    /// Up to which value, on the way to the one that was named, that surely stays so.
    pub(super) until: i32,
}

/// What came out of a stand: where that hangs on a proof, the option that leads by its score, and the one that may be proven to win.
#[derive(Clone, Copy)]
struct Ranked<'a> {
    came: &'a Came,
    doubtful: Option<(usize, usize)>,
    is_proven: bool,
}

impl Table<'_> {
    /// Whether a case comes out as expected, as far as numbers decide it.
    pub(super) fn meets(&self, case: usize) -> bool {
        if self.edits.is_empty() || self.numbers.is_empty() {
            return self.cases[case].numbers_are_met;
        }
        self.meets_at(case, Turn { number: 0, value: self.numbers[0].1 })
    }

    /// The same with one number set to another value.
    pub(super) fn meets_at(&self, case: usize, turn: Turn) -> bool {
        self.look(case, turn, turn.value).is_met
    }

    /// The same, and how far that stays so on the way to another value.
    pub(super) fn look(&self, case: usize, turn: Turn, toward: i32) -> Look {
        let declared = &self.base.scenarios[self.cases[case].scenario];
        if !hangs_on_numbers(&declared.expect) {
            return Look { is_met: true, until: toward };
        }
        let stretch = RefCell::new(Stretch::new(turn.value, toward));
        let is_met = self.cases[case].meets(declared, |at| self.come(case, at, turn, &mut stretch.borrow_mut()));
        Look { is_met: is_met.unwrap_or(false), until: stretch.into_inner().until() }
    }

    /// The last value on the way to another at which a case still comes out as expected that does so now.
    pub(super) fn last_met(&self, case: usize, number: usize, end: i32) -> i32 {
        let now = self.numbers[number].1;
        let step = (end - now).signum();
        let mut value = now;
        for _ in 0..MAX_LOOKS {
            let look = self.look(case, Turn { number, value }, end);
            if !look.is_met {
                return if value == now { now } else { value - step };
            }
            if look.until == end {
                return end;
            }
            value = look.until + step;
        }
        // It was not seen to fail.
        end
    }

    /// What comes out of a stand with one number at a value. The stretch ends where something that the case expects may change.
    fn come(&self, case: usize, at: usize, turn: Turn, stretch: &mut Stretch) -> Option<Came> {
        let (row, stand) = (&self.rows[case][at], self.cases[case].stand_at(at));
        let weights = self.weights_at(turn);
        let weights = under(stand, weights.as_ref().or(self.weights())?);
        let scores = self.scores_at(row, stand, turn, &weights);
        let leader = stand.leader(&scores).filter(|leader| stand.takes_proof(*leader));
        let doubtful = leader.and_then(|leader| Some((leader, stand.best_safe(&scores)?)));
        let is_proven = match doubtful {
            Some((_, best)) => is_settled(self, stand, best, turn, stretch),
            None => false,
        };
        let came = stand.come_ranked(&scores, &weights, is_proven);
        if stretch.is_open() {
            self.keep_outcome((case, at), turn, &Ranked { came: &came, doubtful, is_proven }, stretch);
        }
        Some(came)
    }

    fn scores_at(&self, row: &Row, stand: &Stand, turn: Turn, weights: &Weights) -> Vec<f64> {
        let (number, now) = self.numbers[turn.number];
        if number.is_of_weight() {
            return weighed(&row.points, &weights.worth).into_iter().map(rounded).collect();
        }
        let mut scores = row.scores.clone();
        self.each_gain(stand, number, |option, gain| {
            scores[option] = rounded(row.unrounded[option] + gain * f64::from(turn.value - now));
        });
        scores
    }

    /// Ends a stretch where what came out of a stand may change, as far as its case looks at it.
    fn keep_outcome(&self, (case, at): (usize, usize), turn: Turn, ranked: &Ranked, stretch: &mut Stretch) {
        let Ranked { came, doubtful, is_proven } = *ranked;
        let (row, stand) = (&self.rows[case][at], self.cases[case].stand_at(at));
        let expect = &self.base.scenarios[self.cases[case].scenario].expect;
        let Some(winner) = came.winner.map(OptionIdx::get) else { return };
        let decision = stand.situation.decision();
        let lines = self.lines(decision, &row.points, &|rule| stand.chance(rule), turn);
        let off = self.off(decision, &row.points, turn, stretch);
        let of_class = |of: usize| {
            let class = stand.class(of, is_proven);
            (0..lines.len()).filter(move |other| *other != of && stand.class(*other, is_proven) == class)
        };
        of_class(winner).for_each(|other| stretch.keep_side(lines[winner] - lines[other], off));
        // Another one that cannot be excluded may be proven to win where this one is not.
        if let Some((_, best)) = doubtful.filter(|_| !is_proven) {
            let others = stand.safe().filter(|other| *other != best);
            others.for_each(|other| stretch.keep_side(lines[best] - lines[other], off));
        }
        let looks_at_lead = expect.lead_at_least.is_some() || expect.lead_at_most.is_some();
        let looks_on = expect.outcome.is_some() || expect.runner_up.is_some() || looks_at_lead;
        let Some(second) = came.runner_up.map(OptionIdx::get).filter(|_| at == 0 && looks_on) else { return };
        // Where the one that is proven to win leads by its score as well, another one may be second.
        if let Some((leader, best)) = doubtful.filter(|_| is_proven) {
            stretch.keep_side(lines[leader] - lines[best], off);
        }
        let unit = self.unit(stand, turn);
        let rivals = || of_class(second).filter(|rival| *rival != winner).chain([second]);
        if expect.outcome.is_some() {
            stretch.keep_side(unit, 0.0);
            let close = match self.base.decision.close_call {
                CloseCall::Points(tenths) => unit * tenths.points(),
                CloseCall::ShareOfFit(tenths) => {
                    stretch.keep_side(lines[winner], off);
                    if lines[winner].at > 0.0 {
                        lines[winner] * (f64::from(tenths.0) / 1_000.0)
                    } else {
                        Line::default()
                    }
                }
            };
            let mut keep = |rival: usize| stretch.keep_side(lines[winner] - lines[rival] - close, off);
            // It stays close while the same one is near, and clear while none of them comes near.
            if came.kind == OutcomeKind::CloseCall { keep(second) } else { rivals().for_each(keep) }
        }
        if expect.runner_up.is_some() || looks_at_lead {
            rivals().filter(|rival| *rival != second).for_each(|rival| {
                stretch.keep_side(lines[second] - lines[rival], off);
            });
        }
        for bound in [expect.lead_at_least, expect.lead_at_most].into_iter().flatten() {
            stretch.keep_side(unit, 0.0);
            let lead = lines[winner] - lines[second];
            let moves = [unit, lines[winner], lines[second]].iter().any(|line| line.slope != 0.0);
            // What is shown is rounded to a tenth, each fit by itself.
            if moves && (lead.at - unit.at * bound).abs() <= 0.11 * unit.at {
                stretch.end_here();
            }
            [-0.11, 0.11].into_iter().for_each(|by| stretch.keep_side(lead - unit * (bound + by), off));
        }
    }
}
