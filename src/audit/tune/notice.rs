//! Which numbers, set to other values, scenarios notice.

use std::sync::Arc;

use rayon::prelude::*;

use super::number::{Edit, applied};
use super::table::Table;
use crate::audit::cases::Case;
use crate::audit::scenarios::Runner;
use crate::model::{RuleBase, Subject};

/// For each edit, by itself, whether some scenario that passes would fail with it: by sums where they say it, otherwise by running the
/// scenarios whose outcome takes a proof.
pub(crate) fn noticed(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], edits: &[Edit]) -> Vec<bool> {
    let table = Table::new(base, cases);
    let by_sums = |case: &usize| table.meets(*case) == Some(true);
    let (summed, others): (Vec<usize>, Vec<usize>) =
        (0..cases.len()).filter(|case| cases[*case].passes).partition(by_sums);
    let is_noticed = |edit: &Edit| {
        let Some(number) = table.numbers.iter().position(|(number, _)| *number == edit.number) else { return false };
        let touched: Vec<usize> =
            table.touched(number).iter().copied().filter(|case| table.touches(*case, number)).collect();
        let summed = touched.iter().filter(|case| summed.binary_search(case).is_ok());
        let met: Vec<(usize, Option<bool>)> =
            summed.map(|case| (*case, table.meets_at(*case, number, edit.new))).collect();
        if met.iter().any(|(_, is_met)| *is_met == Some(false)) {
            return true;
        }
        let unsaid = met.into_iter().filter(|(_, is_met)| is_met.is_none()).map(|(case, _)| case);
        let by_running = touched.iter().copied().filter(|case| others.binary_search(case).is_ok());
        let to_run: Vec<usize> = unsaid.chain(by_running).collect();
        if to_run.is_empty() {
            return false;
        }
        let changed = applied(subject, base, &[*edit]);
        let Some(changed_base) = changed.rule_base(base.decision.id.as_str()) else { return false };
        let runner = Runner::for_outcomes(&changed);
        to_run.into_iter().any(|case| runner.run_and_keep(changed_base, cases[case].scenario).0.failed())
    };
    edits.par_iter().map(is_noticed).collect()
}
