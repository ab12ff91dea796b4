//! What conditions mean, read straight from the expressions in three-valued logic: slow, short, and apart from the diagrams.
//!
//! The certificate checker rests on this alone, so that a mistake in diagrams, tables or solver cannot vouch for itself.

use super::variable::{Cells, NumberCell, Variable};
use crate::model::{Atom, Expr, Interval, Quantity, QuestionIdx, Questionnaire, TraitIdx};

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
                let within = self.tests(*question, 0, allowed, &|cell, _| mask >> cell & 1 == 1);
                all([self.is_asked(*question, allowed), within].into_iter())
            }
            Atom::Number { question, intervals } => {
                let inside = |_, cell: Option<&NumberCell>| cell.is_some_and(|cell| within(intervals, cell));
                let within = self.tests(*question, 0, allowed, &inside);
                all([self.is_asked(*question, allowed), within].into_iter())
            }
            Atom::Includes { question, choice } => {
                let holds = self.tests(*question, *choice, allowed, &|cell, _| cell == 1);
                all([self.is_asked(*question, allowed), holds].into_iter())
            }
            Atom::IsNa { question } => self.is_asked(*question, allowed).map(|asked| !asked),
            Atom::Trait { of, mask } => self.level_within(*of, *mask, allowed),
            Atom::Quantity { of, comparison, bound } => {
                let quantity = &self.questionnaire.quantities[of.get()];
                let holds = |over: i128, under: i128| {
                    under != 0 && comparison.accepts(over.cmp(&i128::from(*bound).saturating_mul(under)))
                };
                self.quantity(quantity, allowed, &holds)
            }
        }
    }

    /// Whether a test holds in all or in none of a variable's allowed cells.
    fn tests(
        &self,
        question: QuestionIdx,
        part: usize,
        allowed: &[u64],
        test: &dyn Fn(u8, Option<&NumberCell>) -> bool,
    ) -> Option<bool> {
        let var = self.variables.iter().position(|variable| variable.question == question)? + part;
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
