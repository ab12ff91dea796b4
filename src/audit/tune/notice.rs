//! Which numbers, set to other values, scenarios notice.

use rayon::prelude::*;

use super::number::Edit;
use super::table::{Table, Turn};
use crate::audit::cases::Case;
use crate::model::RuleBase;

/// For each edit, by itself, whether some scenario that passes would fail with it.
pub(crate) fn noticed(base: &RuleBase, cases: &[Case], edits: &[Edit]) -> Vec<bool> {
    let table = Table::new(base, cases);
    let is_noticed = |edit: &Edit| {
        let Some(number) = table.numbers.iter().position(|(number, _)| *number == edit.number) else { return false };
        let turn = Turn { number, value: edit.new };
        let mut touched = table.touched(number).iter().filter(|case| cases[**case].passes);
        touched.any(|case| table.touches(*case, number) && !table.meets_at(*case, turn))
    };
    edits.par_iter().map(is_noticed).collect()
}
