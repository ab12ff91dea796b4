//! Sweeps that tighten a problem's bound: amounts move between tables that share a variable.
//!
//! Min-sum diffusion in integers (Werner, IEEE TPAMI 29, 2007), a sibling of MPLP (Globerson & Jaakkola, NIPS 2007). Moving
//! amounts changes no sum and never lowers the bound, so every state is a sound bound; the amounts moved are what a certificate
//! shows.

use std::sync::Arc;

use super::problem::Problem;
use crate::engine::base::steps::Steps;
use crate::engine::meaning::variable::cells;

/// Room to work in, kept between variables.
#[derive(Default)]
struct Scratch {
    /// For each reader and each class the least entry.
    least: Vec<i64>,
    /// For each class the sum of these.
    sum: Vec<i64>,
}

impl Problem<'_> {
    /// One sweep over all variables, forth and back. False where the steps ran out.
    pub fn sweep(&mut self, steps: &mut Steps) -> bool {
        let mut scratch = Scratch::default();
        let n_vars = self.domains.len();
        (0..n_vars).chain((0..n_vars).rev()).all(|var| self.balance(var, &mut scratch, steps))
    }

    /// Moves amounts between the tables that read a variable until each has the same least entry for each of its classes.
    fn balance(&mut self, var: usize, scratch: &mut Scratch, steps: &mut Steps) -> bool {
        let incidence = Arc::clone(&self.incidence);
        let (readers, n_classes) = (incidence.of(var), self.n_classes(var));
        if readers.len() < 2 || n_classes < 2 {
            return true;
        }
        let Scratch { least, sum } = scratch;
        least.clear();
        least.resize(readers.len() * n_classes, i64::MAX);
        sum.clear();
        sum.resize(n_classes, 0);
        for ((factor, place), least) in readers.iter().zip(least.chunks_exact_mut(n_classes)) {
            self.lower_to_least(*factor as usize, usize::from(*place), least);
            sum.iter_mut().zip(&*least).for_each(|(sum, least)| *sum += least);
        }
        let mut work = 0;
        for (reader, ((factor, place), least)) in readers.iter().zip(least.chunks_exact_mut(n_classes)).enumerate() {
            // Rounding each share down after adding its turn keeps the sum and the order of the shares.
            for (least, sum) in least.iter_mut().zip(&*sum) {
                *least = (sum + reader as i64).div_euclid(readers.len() as i64) - *least;
            }
            self.shift(*factor as usize, usize::from(*place), least);
            work += self.factors[*factor as usize].entries.len();
        }
        steps.take(2 * work)
    }

    fn shift(&mut self, factor: usize, place: usize, moves: &[i64]) {
        if moves.iter().all(|amount| *amount == 0) {
            return;
        }
        let (_, n_classes, inner) = self.layout(factor, place);
        let target = &mut self.factors[factor];
        for (row, entries) in Arc::make_mut(&mut target.entries).chunks_exact_mut(inner).enumerate() {
            let amount = moves[row % n_classes];
            entries.iter_mut().for_each(|entry| *entry += amount);
        }
        if !target.shifts.is_empty() {
            let shifts = &mut Arc::make_mut(&mut target.shifts)[place];
            let domain = self.domains[usize::from(target.scope[place])];
            cells(domain).zip(moves).for_each(|(class, amount)| shifts[usize::from(class)] += amount);
        }
    }
}
