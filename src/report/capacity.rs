//! The capacity sheet of a decision: what each option needs at peak, and what that costs a month.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::DecisionAdvice;
use crate::engine::result::advice::{CostLine, Need};
use crate::load::display_number;
use crate::model::{EvidenceId, OptionId, OptionIdx, Prices, Resource, RuleBase};

/// What an option needs at peak.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CapacityInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// Cores; absent where no unit cost speaks of them for this option: that is not known, and not zero.
    pub cores: Option<NeedInfo>,
    /// Memory; absent likewise.
    pub memory: Option<NeedInfo>,
    /// What both cost a month; absent without prices, and where something is not known.
    pub month: Option<MoneyInfo>,
}

/// How much of something is needed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NeedInfo {
    /// The least that the answers and the unit costs allow: cores, or MiB.
    pub low: f64,
    /// What is expected.
    pub expected: f64,
    /// The most.
    pub high: f64,
    /// The same in words.
    pub said: String,
    /// What is expected, in words; the range where too little is known to expect one figure.
    pub brief: String,
    /// The parts that add up to it, the greatest expected one first.
    pub parts: Vec<CostInfo>,
}

/// What one unit cost comes to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CostInfo {
    /// The unit cost.
    pub unit_cost: String,
    /// What is counted.
    pub what: String,
    /// The least, in cores or MiB.
    pub low: f64,
    /// What is expected.
    pub expected: f64,
    /// The most.
    pub high: f64,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// Money a month, in whole units of the currency.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MoneyInfo {
    /// The least.
    pub low: u64,
    /// What is expected.
    pub expected: u64,
    /// The most.
    pub high: u64,
    /// The currency, where it was said.
    pub currency: Option<String>,
    /// The same in words.
    pub said: String,
    /// What is expected, in words.
    pub brief: String,
}

/// The sheet: every option in the order of the standings; none where the rule base has no unit costs.
pub(super) fn capacity(base: &RuleBase, advice: &DecisionAdvice, prices: &Prices) -> Vec<CapacityInfo> {
    if base.unit_costs.is_empty() {
        return Vec::new();
    }
    let of = |option: OptionIdx| {
        let need = |resource| advice.capacity.iter().find(|need| need.option == option && need.resource == resource);
        let (cores, memory) = (need(Resource::Cores), need(Resource::Memory));
        let declared = &base.options[option.get()];
        CapacityInfo {
            option: declared.id.clone(),
            name: declared.name.clone(),
            cores: cores.map(|need| info(base, need)),
            memory: memory.map(|need| info(base, need)),
            month: cores.zip(memory).and_then(|(cores, memory)| month(cores, memory, prices)),
        }
    };
    advice.standings.iter().map(|standing| of(standing.option)).collect()
}

fn info(base: &RuleBase, need: &Need) -> NeedInfo {
    let in_units = |amount: i128| rounded(amount as f64 / need.resource.per_unit() as f64);
    let part = |line: &CostLine| {
        let cost = &base.unit_costs[line.cost];
        CostInfo {
            unit_cost: cost.id.clone(),
            what: cost.what.clone(),
            low: in_units(line.low),
            expected: in_units(line.expected),
            high: in_units(line.high),
            evidence: cost.evidence.clone(),
        }
    };
    let mut lines = need.lines.clone();
    lines.sort_by_key(|line| std::cmp::Reverse(line.expected));
    let (low, expected, high) = (in_units(need.low), in_units(need.expected), in_units(need.high));
    let (brief, said) = say(need.resource, low, expected, high);
    NeedInfo { low, expected, high, said, brief, parts: lines.iter().map(part).collect() }
}

/// From this many times the least on, the most says that nothing can be expected: what is between is an average over a long tail.
const WIDE: f64 = 100.0;
/// Less than this, in cores or MiB, is as good as nothing.
const NO_NEED: f64 = 0.1;
/// The same in money a month.
const NO_MONEY: f64 = 5.0;

/// Whether a range is too wide for one figure in it to mean anything.
fn is_wide(low: f64, high: f64, nothing: f64) -> bool {
    high > WIDE * low.max(nothing)
}

impl NeedInfo {
    /// Whether too little is known to expect one figure.
    pub(super) fn is_wide(&self) -> bool {
        is_wide(self.low, self.high, NO_NEED)
    }
}

/// What is expected in words, alone and with the range; the range alone where it is too wide.
fn say(resource: Resource, low: f64, expected: f64, high: f64) -> (String, String) {
    let amount = |amount: f64| match resource {
        Resource::Cores if amount < 10.0 => format!("{}", (amount * 100.0).round() / 100.0),
        Resource::Memory if amount >= 10_240.0 => format!("{} GiB", display_number((amount / 1024.0).round() as i64)),
        Resource::Memory => format!("{} MiB", display_number(amount.round() as i64)),
        Resource::Cores => display_number(amount.round() as i64),
    };
    let unit = if resource == Resource::Cores { " cores" } else { "" };
    let brief = format!("{}{unit}", amount(expected));
    if is_wide(low, high, NO_NEED) {
        let said = format!("{} to {}{unit}: too little is known", amount(low), amount(high));
        return (said.clone(), said);
    }
    let is_exact = low.to_bits() == high.to_bits();
    let said = if is_exact { brief.clone() } else { format!("{brief} ({} to {})", amount(low), amount(high)) };
    (brief, said)
}

fn month(cores: &Need, memory: &Need, prices: &Prices) -> Option<MoneyInfo> {
    let (core, gib) = (i128::from(prices.core?), i128::from(prices.gib?));
    let sum = |of: fn(&Need) -> i128| {
        let of_cores = of(cores).saturating_mul(core) / i128::from(Resource::Cores.per_unit());
        let of_memory = of(memory).saturating_mul(gib) / (i128::from(Resource::Memory.per_unit()) * 1024);
        u64::try_from(of_cores.saturating_add(of_memory)).unwrap_or(u64::MAX)
    };
    let (low, expected, high) = (sum(|n| n.low), sum(|n| n.expected), sum(|n| n.high));
    let show = |amount: u64| display_number(i64::try_from(amount).unwrap_or(i64::MAX));
    let currency = prices.currency.as_ref().map_or_else(String::new, |currency| format!(" {currency}"));
    let brief = format!("{}{currency} a month", show(expected));
    let said = format!("{brief} ({} to {})", show(low), show(high));
    let (brief, said) = if is_wide(low as f64, high as f64, NO_MONEY) {
        let said = format!("{} to {}{currency} a month: too little is known", show(low), show(high));
        (said.clone(), said)
    } else {
        (brief, said)
    };
    Some(MoneyInfo { low, expected, high, currency: prices.currency.clone(), said, brief })
}

/// With three digits that count: more would only be noise.
fn rounded(amount: f64) -> f64 {
    if amount == 0.0 {
        return 0.0;
    }
    let places = (2 - amount.abs().log10().floor() as i32).clamp(0, 9);
    let factor = 10_f64.powi(places);
    (amount * factor).round() / factor
}
