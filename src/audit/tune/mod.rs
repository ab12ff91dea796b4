//! Solving for numbers: how far each may go, which edits make every scenario pass, which scenarios no numbers satisfy, and which case to
//! ask about next.
//!
//! Scores are linear in points and in weights, so a scenario is a set of linear inequalities over the numbers of the rules that fire in
//! it, and where its answers leave something open also over what may be answered. Intervals and repairs are judged with the exact scores
//! of the engine and with its proofs, and every repair is run before it is proposed. What a scenario expects and no number decides holds no
//! number and stands in no repair's way.

mod conflict;
mod exact;
mod look;
mod next;
mod notice;
mod number;
mod place;
mod repair;
mod settled;
mod share;
mod slack;
mod stretch;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::cases::{Case, cases};
use super::scenarios::Runner;
use super::weight_floor::falls_below;
use crate::model::{RuleBase, Subject};

pub use conflict::{Conflict, MAX_TOGETHER, Part};
pub use next::{N_DRAWN, Next};
pub(crate) use notice::noticed;
pub use number::{Edit, Number, applied};
pub use place::NumberPlaces;
pub use slack::{Slack, slacks};

/// How many repairs are run and shown.
const N_SHOWN: usize = 10;

/// Edits after which every scenario passes that numbers can make pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The edits.
    pub edits: Vec<Edit>,
    /// The share of all answers that get another winner by them.
    pub share: f64,
}

impl Tuned {
    /// That there is no repair, as a person would say it.
    pub fn no_repair_said(&self) -> &'static str {
        match (self.is_one_cut_short, self.is_cut_short) {
            (true, _) => {
                "No change of one or two numbers was found that makes all of them pass; not everything was looked at."
            }
            (false, true) => {
                "No change of one number makes all of them pass. Of two numbers none was found; not all pairs were looked at."
            }
            (false, false) => "No change of one or two numbers makes all of them pass.",
        }
    }
}

impl Repair {
    /// Whom else it advises otherwise, as a person would say it.
    pub fn share_said(&self, is_exact: bool) -> String {
        let percent = self.share * 100.0;
        let figure = match is_exact {
            true if percent == 0.0 => "0.0 %".to_owned(),
            _ if percent < 0.1 => "less than 0.1 %".to_owned(),
            true => format!("{percent:.1} %"),
            false => format!("about {percent:.1} %"),
        };
        format!("{figure} of all answers get another winner")
    }
}

/// What solving for the numbers of a rule base came to.
#[derive(Clone, Debug, Default)]
pub struct Tuned {
    /// How far each number may go.
    pub slack: Vec<Slack>,
    /// How many scenarios hold numbers: those that pass.
    pub n_passing: usize,
    /// The scenarios that fail by their numbers.
    pub failing: Vec<usize>,
    /// The scenarios that fail by what no number decides.
    pub beyond: Vec<usize>,
    /// The smallest repairs, fewest and smallest edits first.
    pub repairs: Vec<Repair>,
    /// How many repairs were found of which these are the smallest.
    pub n_found: usize,
    /// Whether not every number was looked at by itself.
    pub is_one_cut_short: bool,
    /// Whether not everything was looked at: there may be repairs of one or two numbers that were not found.
    pub is_cut_short: bool,
    /// Whether shares are exact rather than of a sample.
    pub is_exact: bool,
    /// Scenarios that no points can satisfy together, looked for where there is no repair: up to [`MAX_TOGETHER`] at a time.
    pub conflicts: Vec<Conflict>,
    /// The scenarios that fail and are in none of these: larger sets are not looked at.
    pub in_no_conflict: Vec<usize>,
    /// The case that the numbers which satisfy every scenario disagree about most; only where every scenario passes.
    pub next: Option<Next>,
}

/// Solves for the numbers of a rule base.
pub fn tune(subject: &Arc<Subject>, base: &RuleBase) -> Tuned {
    let cases = cases(subject, base);
    let table = table::Table::new(base, &cases);
    let mut tuned = solve(subject, &table, &AtomicBool::new(false)).unwrap_or_default();
    if tuned.failing.is_empty() {
        tuned.next = next::next(&table, subject);
    }
    tuned
}

/// As [`tune`], without the case to ask about next; `None` where it was cancelled.
pub fn tune_until(subject: &Arc<Subject>, base: &RuleBase, cancel: &AtomicBool) -> Option<Tuned> {
    let cases = cases(subject, base);
    solve(subject, &table::Table::new(base, &cases), cancel)
}

/// How far numbers may go, and what mends the scenarios that fail; `None` where it was cancelled.
fn solve(subject: &Arc<Subject>, table: &table::Table, cancel: &AtomicBool) -> Option<Tuned> {
    let (base, cases) = (table.base, table.cases);
    let which = |is_it: &dyn Fn(usize, &Case) -> bool| -> Vec<usize> {
        let chosen = cases.iter().enumerate().filter(|(at, case)| is_it(*at, case));
        chosen.map(|(_, case)| case.scenario).collect()
    };
    let mut slack = slack::open(table.base, &table.numbers);
    slack::tighten(table, &mut slack, cancel);
    slack::leave_out_zero(base, &mut slack);
    let mut tuned = Tuned {
        slack,
        n_passing: cases.iter().filter(|case| case.passes).count(),
        failing: which(&|at, _| !table.meets(at)),
        beyond: which(&|_, case| !case.rest_is_met),
        ..Tuned::default()
    };
    if cancel.load(Ordering::Relaxed) {
        return None;
    }
    if tuned.failing.is_empty() {
        return Some(tuned);
    }
    let found = repair::repairs(table, cancel);
    if cancel.load(Ordering::Relaxed) {
        return None;
    }
    (tuned.is_one_cut_short, tuned.is_cut_short) = (found.is_one_cut_short, found.is_cut_short);
    if found.repairs.is_empty() {
        let found = conflict::conflicts(table);
        (tuned.conflicts, tuned.in_no_conflict) = (found.conflicts, found.without);
    } else if let Some(space) = share::Space::new(subject, base) {
        tuned.is_exact = space.is_exact();
        tuned.n_found = found.n_found;
        let proposed = found.repairs.into_par_iter().map(|edits| Repair { share: space.changed_by(&edits), edits });
        let mut proposed: Vec<Repair> = proposed.collect();
        proposed.sort_by(|a, b| {
            let size = |repair: &Repair| (repair.edits.len(), repair::size(&repair.edits));
            size(a).cmp(&size(b)).then(a.share.total_cmp(&b.share))
        });
        for some in proposed.chunks(N_SHOWN) {
            let run = some.par_iter().filter(|repair| is_borne_out(subject, base, cases, repair));
            let borne_out: Vec<Repair> = run.cloned().collect();
            // One that is not may be so at another value.
            let n_refused = some.len() - borne_out.len();
            tuned.n_found -= n_refused;
            tuned.is_one_cut_short |= n_refused > 0;
            tuned.is_cut_short |= n_refused > 0;
            tuned.repairs.extend(borne_out);
            if tuned.repairs.len() >= N_SHOWN {
                break;
            }
        }
        tuned.repairs.truncate(N_SHOWN);
    }
    Some(tuned)
}

/// Whether every scenario that numbers can make pass does pass when it is run with the edits.
fn is_borne_out(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], repair: &Repair) -> bool {
    let changed = applied(subject, base, &repair.edits);
    let Some(base) =
        changed.rule_base(base.decision.id.as_str()).filter(|changed| falls_below(subject, base, changed).is_none())
    else {
        return false;
    };
    let runner = Runner::for_outcomes(&changed);
    let passes = |case: &Case| !case.rest_is_met || !runner.run_and_keep(base, case.scenario).0.failed();
    cases.iter().all(passes)
}
