//! The fewest scenarios that no numbers satisfy together: what is wrong then are conditions, or one of the scenarios.

use rayon::prelude::*;

use super::exact::{AtLeast, contradiction};
use super::number::Number;
use super::table::Table;
use crate::engine::{InPlay, RuleReading};
use crate::model::{CloseCall, OptionIdx, OutcomeKind};

/// Up to how many scenarios are looked at together.
const MAX_TOGETHER: usize = 3;

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
    rows: Vec<(OptionIdx, OptionIdx, AtLeast)>,
}

/// The conflicts of the cases that fail, the fewest scenarios for each.
pub(super) fn conflicts(table: &Table) -> Vec<Conflict> {
    let demands: Vec<Demand> = (0..table.cases.len()).filter_map(|case| demand(table, case)).collect();
    let failing = (0..demands.len()).filter(|at| table.meets(demands[*at].case) == Some(false));
    let mut found: Vec<Conflict> =
        failing.collect::<Vec<_>>().into_par_iter().filter_map(|at| smallest(table, &demands, at)).collect();
    found.sort_by_key(|conflict| (conflict.scenarios().len(), conflict.scenarios()));
    found.dedup_by_key(|conflict| conflict.scenarios());
    found
}

/// The fewest scenarios with which a failing one contradicts itself.
fn smallest(table: &Table, demands: &[Demand], failing: usize) -> Option<Conflict> {
    let others: Vec<usize> = (0..demands.len()).filter(|other| *other != failing).collect();
    let try_set = |set: &[usize]| {
        let parts: Vec<(usize, &(OptionIdx, OptionIdx, AtLeast))> =
            set.iter().flat_map(|at| demands[*at].rows.iter().map(|row| (demands[*at].case, row))).collect();
        let rows: Vec<&AtLeast> = parts.iter().map(|(_, (_, _, row))| row).collect();
        let multipliers = contradiction(&rows)?;
        let used = parts.into_iter().zip(multipliers).filter(|(_, times)| *times > 0);
        let part = |((case, (ahead, behind, _)), times): ((usize, &(OptionIdx, OptionIdx, AtLeast)), i64)| Part {
            scenario: table.cases[case].scenario,
            ahead: *ahead,
            behind: *behind,
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
    pairs.take(4_000).find_map(|(a, b)| try_set(&[failing, a, b]))
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
        (ahead, behind, AtLeast { of: coefficients(table, case, ahead, behind), bound })
    };
    Some(Demand { case, rows: rivals.map(row).collect() })
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
