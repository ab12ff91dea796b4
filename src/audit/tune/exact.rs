//! Whether linear inequalities contradict each other, in exact fractions.
//!
//! By Farkas' lemma, inequalities `a·x >= b` have no solution exactly if some of them, multiplied by numbers that are not negative and
//! added up, say that nothing is at least something. Those multipliers are looked for by the simplex method with Bland's rule, which
//! ends always; in fractions of whole numbers of any size, so that what is found is a proof.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// One inequality: what is multiplied with the unknowns adds up to at least the bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AtLeast {
    /// The coefficients, unknown by unknown.
    pub(super) of: Vec<i64>,
    /// The bound.
    pub(super) bound: i64,
}

/// Multipliers under which inequalities contradict each other, scaled to the least whole numbers; nothing where they do not.
pub(super) fn contradiction(rows: &[&AtLeast]) -> Option<Vec<i64>> {
    let mut equations = equations(rows);
    eliminate(&mut equations);
    let multipliers = feasible(equations, rows.len())?;
    whole(&multipliers)
}

/// For each unknown, that the multiplied coefficients cancel out; last, that the multiplied bounds add up to one.
fn equations(rows: &[&AtLeast]) -> Vec<Vec<BigRational>> {
    let fraction = |number: i64| BigRational::from_integer(number.into());
    let n_unknowns = rows.iter().map(|row| row.of.len()).max().unwrap_or(0);
    let mut columns: Vec<Vec<i64>> =
        (0..n_unknowns).map(|at| rows.iter().map(|row| row.of.get(at).copied().unwrap_or(0)).collect()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.retain(|column| column.iter().any(|coefficient| *coefficient != 0));
    let mut equations: Vec<Vec<BigRational>> = columns
        .iter()
        .map(|column| column.iter().map(|number| fraction(*number)).chain([BigRational::zero()]).collect())
        .collect();
    equations.push(rows.iter().map(|row| fraction(row.bound)).chain([BigRational::one()]).collect());
    equations
}

/// Gaussian elimination; equations that say nothing new go.
fn eliminate(equations: &mut Vec<Vec<BigRational>>) {
    let n = equations.first().map_or(0, |row| row.len() - 1);
    let mut rank = 0;
    for column in 0..n {
        let Some(pivot) = (rank..equations.len()).find(|row| !equations[*row][column].is_zero()) else { continue };
        equations.swap(rank, pivot);
        let (done, rest) = equations.split_at_mut(rank + 1);
        let pivot = &done[rank];
        for row in rest.iter_mut().filter(|row| !row[column].is_zero()) {
            let factor = &row[column] / &pivot[column];
            row.iter_mut().zip(pivot).for_each(|(cell, from)| *cell -= &factor * from);
        }
        rank += 1;
    }
    // Of what is left, `0 = 0` says nothing; `0 = c` stays, and makes all of it impossible.
    equations.retain(|row| row.iter().any(|cell| !cell.is_zero()));
}

/// Numbers that are not negative and satisfy all equations: the first phase of the simplex method.
fn feasible(mut rows: Vec<Vec<BigRational>>, n: usize) -> Option<Vec<BigRational>> {
    for row in &mut rows {
        if row[n].is_negative() {
            row.iter_mut().for_each(|cell| *cell = -cell.clone());
        }
    }
    // One artificial variable for each equation starts out as its basis; what they add up to is driven to zero.
    let m = rows.len();
    let mut basis: Vec<usize> = (n..n + m).collect();
    let mut cost: Vec<BigRational> =
        (0..=n).map(|column| rows.iter().map(|row| row[column].clone()).sum::<BigRational>()).collect();
    while let Some(entering) = (0..n).find(|column| cost[*column].is_positive()) {
        let ratio = |row: &usize| &rows[*row][n] / &rows[*row][entering];
        let candidates = (0..m).filter(|row| rows[*row][entering].is_positive());
        let leaving = candidates.min_by(|a, b| ratio(a).cmp(&ratio(b)).then(basis[*a].cmp(&basis[*b])))?;
        basis[leaving] = entering;
        let by = rows[leaving][entering].clone();
        rows[leaving].iter_mut().for_each(|cell| *cell /= &by);
        let pivot = rows[leaving].clone();
        let subtract = |row: &mut Vec<BigRational>| {
            let factor = row[entering].clone();
            row.iter_mut().zip(&pivot).for_each(|(cell, from)| *cell -= &factor * from);
        };
        rows.iter_mut().enumerate().filter(|(at, _)| *at != leaving).for_each(|(_, row)| subtract(row));
        subtract(&mut cost);
    }
    if !cost[n].is_zero() {
        return None;
    }
    let mut found = vec![BigRational::zero(); n];
    for (row, variable) in basis.into_iter().enumerate().filter(|(_, variable)| *variable < n) {
        found[variable] = rows[row][n].clone();
    }
    Some(found)
}

/// The same in proportion, as the least whole numbers.
fn whole(multipliers: &[BigRational]) -> Option<Vec<i64>> {
    use num_integer::Integer;
    let common = multipliers.iter().fold(num_bigint::BigInt::one(), |so_far, number| so_far.lcm(number.denom()));
    let numbers: Vec<num_bigint::BigInt> = multipliers.iter().map(|number| (number * &common).to_integer()).collect();
    let shared = numbers.iter().fold(num_bigint::BigInt::zero(), |so_far, number| so_far.gcd(number));
    numbers.iter().map(|number| i64::try_from(number / &shared).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(of: &[i64], bound: i64) -> AtLeast {
        AtLeast { of: of.to_vec(), bound }
    }

    #[test]
    fn what_contradicts_itself_is_shown_by_multipliers_that_add_up_to_it() {
        // x - y >= 1, 2y - 2z >= 3, z - x >= -2: twice the first, the second and twice the third add up to 0 >= 1.
        let rows = [row(&[1, -1, 0], 1), row(&[0, 2, -2], 3), row(&[-1, 0, 1], -2)];
        let all: Vec<&AtLeast> = rows.iter().collect();
        assert_eq!(contradiction(&all), Some(vec![2, 1, 2]));
        assert_eq!(contradiction(&all[..2]), None);
    }

    #[test]
    fn random_inequalities_contradict_each_other_only_where_no_point_satisfies_them() {
        let mut stream = crate::engine::base::random::Stream::new(11);
        let mut number = |n: u64| (stream.bits() % (2 * n + 1)) as i64 - n as i64;
        for _ in 0..200 {
            let rows: Vec<AtLeast> = (0..4).map(|_| row(&[number(2), number(2)], number(3))).collect();
            let all: Vec<&AtLeast> = rows.iter().collect();
            let holds = |x: i64, y: i64| rows.iter().all(|row| row.of[0] * x + row.of[1] * y >= 2 * row.bound);
            let is_open = (-40..=40).any(|x| (-40..=40).any(|y| holds(x, y)));
            match contradiction(&all) {
                None => {}
                Some(multipliers) => {
                    assert!(!is_open, "{rows:?}");
                    assert!(multipliers.iter().all(|number| *number >= 0));
                    let sum = |at: usize| -> i64 { rows.iter().zip(&multipliers).map(|(row, m)| row.of[at] * m).sum() };
                    assert_eq!((sum(0), sum(1)), (0, 0));
                    assert!(rows.iter().zip(&multipliers).map(|(row, m)| row.bound * m).sum::<i64>() > 0);
                }
            }
            if is_open {
                assert_eq!(contradiction(&all), None, "{rows:?}");
            }
        }
    }
}
