//! What conditions mean, read straight from the expressions in three-valued logic: slow, short, and apart from the diagrams.
//!
//! The certificate checker rests on this alone, so that a mistake in diagrams, tables or solver cannot vouch for itself.

use std::collections::BTreeSet;

use super::variable::{Cells, NumberCell, Variable};
use crate::model::{Addend, Atom, Expr, Interval, Quantity, QuestionIdx, Questionnaire, TraitIdx};

/// Reads conditions where every variable is known to be in one of some cells.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The questions, traits and quantities.
    pub questionnaire: &'a Questionnaire,
    /// What the cells mean.
    pub variables: &'a [Variable],
}

impl Reference<'_> {
    /// Whether a condition holds, given the allowed cells of each variable; `None` where that does not settle it.
    pub fn truth(&self, expr: &Expr, allowed: &[u64]) -> Option<bool> {
        match expr {
            Expr::Const(value) => Some(*value),
            Expr::Not(inner) => self.truth(inner, allowed).map(|holds| !holds),
            Expr::And(parts) => all(parts.iter().map(|part| self.truth(part, allowed))),
            Expr::Or(parts) => all(parts.iter().map(|part| self.truth(part, allowed).map(|holds| !holds))).map(|h| !h),
            Expr::Atom(atom) => self.atom(atom, allowed),
        }
    }

    /// Whether a question is asked.
    pub fn is_asked(&self, question: QuestionIdx, allowed: &[u64]) -> Option<bool> {
        let condition = self.questionnaire.questions[question.get()].ask_if.as_ref();
        condition.map_or(Some(true), |condition| self.truth(&condition.expr, allowed))
    }

    fn atom(&self, atom: &Atom, allowed: &[u64]) -> Option<bool> {
        match atom {
            Atom::Choice { question, mask } => {
                let within = self.tests(*question, allowed, &|cell, _| mask >> cell & 1 == 1);
                all([self.is_asked(*question, allowed), within].into_iter())
            }
            Atom::Number { question, intervals } => {
                let inside = |_, cell: Option<&NumberCell>| cell.is_some_and(|cell| within(intervals, cell));
                let within = self.tests(*question, allowed, &inside);
                all([self.is_asked(*question, allowed), within].into_iter())
            }
            Atom::Includes { question, choice } => {
                all([self.is_asked(*question, allowed), self.includes(*question, *choice, allowed)].into_iter())
            }
            Atom::IsNa { question } => self.is_asked(*question, allowed).map(|asked| !asked),
            Atom::Trait { of, mask } => self.level_within(*of, *mask, allowed),
            Atom::Quantity { of, comparison, bound } => {
                let quantity = &self.questionnaire.quantities[of.get()];
                if !quantity.sum.is_empty() {
                    let accepts = |sum: i128| comparison.accepts(sum.cmp(&i128::from(*bound)));
                    return same(self.sums(quantity, allowed).into_iter().map(accepts));
                }
                let holds = |over: i128, under: i128| {
                    under != 0 && comparison.accepts(over.cmp(&i128::from(*bound).saturating_mul(under)))
                };
                self.quantity(quantity, allowed, &holds)
            }
        }
    }

    /// Whether a choice of several holds: it is said, or it stands in where none is, and nothing is said that excludes it. The variables are
    /// free of each other, so what may be and what may not be are found one by one.
    fn includes(&self, question: QuestionIdx, choice: usize, allowed: &[u64]) -> Option<bool> {
        let first = self.variables.iter().position(|variable| variable.question == question)?;
        let kind = &self.questionnaire.questions[question.get()].kind;
        let choices = kind.choices();
        let may = |other: usize, cell: u8| allowed[first + other] >> cell & 1 == 1;
        let excludes = |other: &usize| choices[*other].exclusive && (*other < choice || !choices[choice].exclusive);
        let excluding = || (0..choices.len()).filter(excludes);
        let stand_ins = kind.stand_ins();
        let (mut may_stand_in, mut must_stand_in) = (false, false);
        if let Some(cell) = stand_ins.iter().position(|other| *other == choice) {
            let others = || stand_ins.iter().filter(|other| **other != choice);
            may_stand_in = others().all(|other| may(*other, 0)) && may(choices.len(), cell as u8);
            must_stand_in = !others().any(|other| may(*other, 1)) && allowed[first + choices.len()] == 1 << cell;
        }
        let can_hold = (may(choice, 1) || may_stand_in) && excluding().all(|other| may(other, 0));
        let can_fail = (may(choice, 0) && !must_stand_in) || excluding().any(|other| may(other, 1));
        (can_hold != can_fail).then_some(can_hold)
    }

    /// Whether a test holds in all or in none of the allowed cells of a question's variable.
    fn tests(
        &self,
        question: QuestionIdx,
        allowed: &[u64],
        test: &dyn Fn(u8, Option<&NumberCell>) -> bool,
    ) -> Option<bool> {
        let var = self.variables.iter().position(|variable| variable.question == question)?;
        let holds = |cell: u8| match &self.variables[var].cells {
            Cells::Numbers(cells) => test(cell, cells.get(usize::from(cell))),
            _ => test(cell, None),
        };
        same(super::variable::cells(allowed[var]).map(holds))
    }

    /// A trait has the highest level whose condition holds, and the lowest one where none does.
    fn level_within(&self, of: TraitIdx, mask: u64, allowed: &[u64]) -> Option<bool> {
        let levels = &self.questionnaire.traits[of.get()].levels;
        let mut may_be = Vec::new();
        for (level, declared) in levels.iter().enumerate().rev() {
            let holds = declared.when.as_ref().map_or(Some(true), |condition| self.truth(&condition.expr, allowed));
            if holds != Some(false) {
                may_be.push(mask >> level & 1 == 1);
            }
            if holds == Some(true) {
                break;
            }
        }
        same(may_be.into_iter())
    }

    /// Every value that a sum may have.
    fn sums(&self, quantity: &Quantity, allowed: &[u64]) -> BTreeSet<i128> {
        let mut sums = BTreeSet::from([0]);
        for addend in quantity.addends(self.questionnaire) {
            let question = addend.question();
            let mut adds: BTreeSet<i128> = match addend {
                Addend::Level(..) => {
                    let var = self.variables.iter().position(|variable| variable.question == question);
                    super::variable::cells(var.map_or(1, |var| allowed[var])).map(i128::from).collect()
                }
                Addend::Choice(_, choice) => match self.includes(question, choice, allowed) {
                    Some(holds) => BTreeSet::from([i128::from(holds)]),
                    None => BTreeSet::from([0, 1]),
                },
            };
            match self.is_asked(question, allowed) {
                Some(true) => {}
                Some(false) => adds = BTreeSet::from([0]),
                None => drop(adds.insert(0)),
            }
            sums = sums.iter().flat_map(|sum| adds.iter().map(move |add| sum + add)).collect();
        }
        sums
    }

    fn quantity(&self, quantity: &Quantity, allowed: &[u64], holds: &dyn Fn(i128, i128) -> bool) -> Option<bool> {
        let asked = all(quantity.over.iter().chain(&quantity.under).map(|question| self.is_asked(*question, allowed)));
        let start = (i128::from(quantity.times), i128::from(quantity.divided_by));
        let over = quantity.over.iter().map(|question| (*question, true));
        let reads: Vec<(QuestionIdx, bool)> =
            over.chain(quantity.under.iter().map(|question| (*question, false))).collect();
        all([asked, self.value_from(&reads, start, allowed, holds)].into_iter())
    }

    /// Whether a test of the quantity's value holds for all or for none of the allowed readings.
    fn value_from(
        &self,
        reads: &[(QuestionIdx, bool)],
        (over, under): (i128, i128),
        allowed: &[u64],
        holds: &dyn Fn(i128, i128) -> bool,
    ) -> Option<bool> {
        let Some(((question, is_over), rest)) = reads.split_first() else { return Some(holds(over, under)) };
        let var = self.variables.iter().position(|variable| variable.question == *question)?;
        let Cells::Numbers(numbers) = &self.variables[var].cells else { return Some(false) };
        let below = super::variable::cells(allowed[var]).map(|cell| {
            let reading = i128::from(numbers[usize::from(cell)].reading);
            let next =
                if *is_over { (over.saturating_mul(reading), under) } else { (over, under.saturating_mul(reading)) };
            self.value_from(rest, next, allowed, holds)
        });
        let mut seen: Option<Option<bool>> = None;
        for value in below {
            if value.is_none() || seen.is_some_and(|seen| seen != value) {
                return None;
            }
            seen = Some(value);
        }
        seen.flatten()
    }
}

fn within(intervals: &[Interval], cell: &NumberCell) -> bool {
    intervals.iter().any(|interval| interval.contains(cell.low) && interval.contains(cell.high))
}

/// Conjunction: false where one is false, unknown where one is unknown and none false.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = None,
        }
    }
    known
}

/// The value that all have in common, if they have one.
fn same(mut values: impl Iterator<Item = bool>) -> Option<bool> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}
