//! The fewest scenarios that no numbers satisfy together: what is wrong then are conditions, or one of the scenarios.

use rayon::prelude::*;

use super::exact::{AtLeast, contradiction};
use super::number::Number;
use super::table::Table;
use crate::engine::{InPlay, RuleReading};
use crate::model::{CloseCall, OptionIdx, OutcomeKind};

/// Up to how many scenarios are looked at together.
pub const MAX_TOGETHER: usize = 3;

/// How many sets of three are looked at for each scenario that fails.
const MAX_THREES: usize = 4_000;

/// One of the inequalities that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The scenario.
    pub scenario: usize,
    /// The option that must lead there.
    pub ahead: OptionIdx,
    /// The option that it must lead.
    pub behind: OptionIdx,
    /// How often it counts in the sum.
    pub times: i64,
}

/// Scenarios that no points, whatever their signs and sizes, can satisfy together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The inequalities that add up to nothing being more than nothing.
    pub parts: Vec<Part>,
}

impl Conflict {
    /// The scenarios, in file order.
    pub fn scenarios(&self) -> Vec<usize> {
        let mut scenarios: Vec<usize> = self.parts.iter().map(|part| part.scenario).collect();
        scenarios.sort_unstable();
        scenarios.dedup();
        scenarios
    }
}

/// One scenario's inequalities.
struct Demand {
    case: usize,
    rows: Vec<Row>,
}

/// That one option has to lead another.
struct Row {
    case: usize,
    ahead: OptionIdx,
    behind: OptionIdx,
    at_least: AtLeast,
    /// The numbers that add to the lead, as bits, and those that take from it.
    raised_by: Vec<u64>,
    lowered_by: Vec<u64>,
}

/// What a search for conflicts came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The conflicts, the fewest scenarios for each that fails.
    pub(super) conflicts: Vec<Conflict>,
    /// The scenarios that fail and were found in none: whether more scenarios than are looked at together contradict them is open.
    pub(super) without: Vec<usize>,
}

/// The conflicts of the cases that fail, the fewest scenarios for each.
pub(super) fn conflicts(table: &Table) -> Found {
    let demands: Vec<Demand> = (0..table.cases.len()).filter_map(|case| demand(table, case)).collect();
    let failing: Vec<usize> = (0..table.cases.len()).filter(|case| !table.meets(*case)).collect();
    let of = |case: &usize| smallest(table, &demands, demands.iter().position(|demand| demand.case == *case)?);
    let mut conflicts: Vec<Conflict> = failing.par_iter().filter_map(of).collect();
    conflicts.sort_by_key(|conflict| (conflict.scenarios().len(), conflict.scenarios()));
    conflicts.dedup_by_key(|conflict| conflict.scenarios());
    let is_in_none = |scenario: &usize| !conflicts.iter().any(|conflict| conflict.scenarios().contains(scenario));
    let without = failing.into_iter().map(|case| table.cases[case].scenario).filter(is_in_none).collect();
    Found { conflicts, without }
}

/// The fewest scenarios with which a failing one contradicts itself.
fn smallest(table: &Table, demands: &[Demand], failing: usize) -> Option<Conflict> {
    let others: Vec<usize> = (0..demands.len()).filter(|other| *other != failing).collect();
    let try_set = |set: &[usize]| {
        let parts = balanced(set.iter().flat_map(|at| &demands[*at].rows).collect());
        // What fails is part of any conflict that is new.
        if !parts.iter().any(|row| row.case == demands[failing].case) {
            return None;
        }
        let rows: Vec<&AtLeast> = parts.iter().map(|row| &row.at_least).collect();
        let multipliers = contradiction(&rows)?;
        let used = parts.into_iter().zip(multipliers).filter(|(_, times)| *times > 0);
        let part = |(row, times): (&Row, i64)| Part {
            scenario: table.cases[row.case].scenario,
            ahead: row.ahead,
            behind: row.behind,
            times,
        };
        Some(Conflict { parts: used.map(part).collect() })
    };
    if let Some(alone) = try_set(&[failing]) {
        return Some(alone);
    }
    if let Some(pair) = others.iter().find_map(|other| try_set(&[failing, *other])) {
        return Some(pair);
    }
    debug_assert_eq!(MAX_TOGETHER, 3);
    let pairs = others.iter().enumerate().flat_map(|(at, a)| others[at + 1..].iter().map(move |b| (*a, *b)));
    pairs.take(MAX_THREES).find_map(|(a, b)| try_set(&[failing, a, b]))
}

/// The rows that may be part of a contradiction: a number that all others leave alone, or move to the same side, can satisfy a row by itself.
fn balanced(mut rows: Vec<&Row>) -> Vec<&Row> {
    loop {
        let union = |of: fn(&Row) -> &[u64]| {
            let mut all = vec![0_u64; rows.first().map_or(0, |row| of(row).len())];
            rows.iter().for_each(|row| all.iter_mut().zip(of(row)).for_each(|(all, own)| *all |= own));
            all
        };
        let (raised, lowered) = (union(|row| &row.raised_by), union(|row| &row.lowered_by));
        let n_before = rows.len();
        let is_met = |own: &[u64], others: &[u64]| own.iter().zip(others).all(|(own, others)| own & !others == 0);
        rows.retain(|row| is_met(&row.raised_by, &lowered) && is_met(&row.lowered_by, &raised));
        if rows.len() == n_before {
            return rows;
        }
    }
}

/// What a scenario demands of points, where it names one option and its answers leave nothing open.
fn demand(table: &Table, case: usize) -> Option<Demand> {
    let of = &table.cases[case];
    let (stand, expect) = (&of.stand, &table.base.scenarios[of.scenario].expect);
    let [ahead] = expect.acceptable[..] else { return None };
    let situation = &stand.situation;
    let is_open = situation.rules.iter().any(|rule| matches!(rule, RuleReading::Perhaps(_)));
    if is_open || stand.in_play(ahead) != InPlay::Likely || expect.outcome == Some(OutcomeKind::CloseCall) {
        return None;
    }
    let decision = situation.decision();
    let per_point = situation.weights.units_per_point;
    let least = match (expect.outcome, expect.lead_at_least) {
        (_, Some(lead)) => ((lead - 0.1).max(0.0) * per_point).floor() as i64,
        // A share of the leading option's fit is no bound on a difference; that it has to lead is.
        (Some(OutcomeKind::Recommended), None) if matches!(decision.close_call, CloseCall::Points(_)) => {
            situation.weights.close_call(decision, 0.0).floor() as i64 + 1
        }
        _ => 0,
    };
    let rivals = (0..table.base.options.len()).map(OptionIdx::from);
    let rivals = rivals.filter(|rival| *rival != ahead && stand.in_play(*rival) == InPlay::Likely);
    let row = |behind: OptionIdx| {
        // Among equal ones the earlier option is named first.
        let bound = if behind < ahead { least.max(1) } else { least };
        let of = coefficients(table, case, ahead, behind);
        let (raised_by, lowered_by) = (bits(&of, |number| number > 0), bits(&of, |number| number < 0));
        Row { case, ahead, behind, at_least: AtLeast { of, bound }, raised_by, lowered_by }
    };
    Some(Demand { case, rows: rivals.map(row).collect() })
}

fn bits(of: &[i64], is_it: fn(i64) -> bool) -> Vec<u64> {
    let bit = |word: u64, (at, number): (usize, &i64)| word | u64::from(is_it(*number)) << at;
    of.chunks(64).map(|chunk| chunk.iter().enumerate().fold(0, bit)).collect()
}

/// What each number of points adds to the lead of one option over another.
fn coefficients(table: &Table, case: usize, ahead: OptionIdx, behind: OptionIdx) -> Vec<i64> {
    let stand = &table.cases[case].stand;
    let of = |(number, _): &(Number, i32)| {
        let mut lead = 0;
        table.each_gain(stand, *number, |option, gain| {
            let sign = i64::from(option == ahead.get()) - i64::from(option == behind.get());
            lead += sign * gain as i64;
        });
        lead
    };
    table.numbers.iter().map(of).collect()
}
