//! What weights depend on: the rules that add to them, as a reader has to see them.

use schemars::JsonSchema;
use serde::Serialize;

use super::filters::percent;
use super::names::Names;
use super::workload::rounded;
use crate::engine::{DecisionAdvice, RuleReading};
use crate::model::{Criterion, CriterionId, Effect, EvidenceId, RuleId};

/// A rule that adds to weights, and holds or may hold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WeighingInfo {
    /// The rule.
    pub rule: RuleId,
    /// Why.
    pub because: String,
    /// The chance that it holds; 1 where nothing open can change that.
    pub chance: f64,
    /// What it adds to, in the order of the criteria.
    pub criteria: Vec<WeighedInfo>,
    /// The same in words without final stop.
    pub said: String,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// A criterion whose weight a rule adds to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WeighedInfo {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its name.
    pub name: String,
    /// Its declared weight.
    pub declared: u32,
    /// What the rule adds to it.
    pub added: i32,
    /// Whether that does not count, because the answers file sets the weight.
    pub set_by_hand: bool,
}

impl WeighedInfo {
    /// What becomes of the weight, without final stop.
    fn said(&self) -> String {
        let Self { name, declared, added, .. } = self;
        let (declared, added) = (i64::from(*declared), i64::from(*added));
        let then = declared + added;
        match () {
            () if self.set_by_hand => format!("the weight of {name} is set by hand, so {added:+} does not count"),
            () if then == 2 * declared => format!("{name} counts double"),
            () if 2 * then == declared => format!("{name} counts half"),
            () if declared > 0 && then > 0 && then % declared == 0 => {
                format!("{name} counts {} times as much", then / declared)
            }
            () if then == 0 => format!("{name} does not count"),
            () => format!("{name} weighs {then} instead of {declared}"),
        }
    }
}

/// What is said while it is open whether rules weigh.
pub const WHILE_OPEN: &str = "While it is open what weights come to, ranges are bounds, fits are set against the weights that are expected, and what other weights would do is worked out from those.";

/// The rules that add to weights, those that hold first.
pub(super) fn weighing(names: Names, advice: &DecisionAdvice) -> Vec<WeighingInfo> {
    let info = |(rule, reading): (&crate::model::Rule, &RuleReading)| {
        let Effect::Weighs(added) = &rule.effect else { return None };
        let weighed = |(criterion, added): &(crate::model::CriterionIdx, i32)| {
            let declared: &Criterion = &names.base.criteria[criterion.get()];
            WeighedInfo {
                criterion: declared.id.clone(),
                name: declared.name.clone(),
                declared: declared.weight,
                added: *added,
                set_by_hand: names.file.weights.contains_key(&declared.id),
            }
        };
        let criteria: Vec<WeighedInfo> = added.iter().map(weighed).collect();
        let chance = rounded(reading.chance());
        let each: Vec<String> = criteria.iter().map(WeighedInfo::said).collect();
        let likely = if chance < 1.0 { format!(", with a chance of {}", percent(chance)) } else { String::new() };
        let because = rule.because.trim_end_matches('.');
        let said = format!("{}{likely}: {because}", each.join(", "));
        (*reading != RuleReading::CannotHold).then(|| WeighingInfo {
            rule: rule.id.clone(),
            because: rule.because.clone(),
            chance,
            criteria,
            said,
            evidence: rule.evidence.clone(),
        })
    };
    let mut found: Vec<WeighingInfo> = names.base.rules.iter().zip(&advice.rules).filter_map(info).collect();
    found.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    found
}

/// What the first page says of a criterion whose weight a rule changed: of several rules, of the one that adds the most.
pub(super) fn of_criterion(weighing: &[WeighingInfo], criterion: &CriterionId) -> Option<String> {
    let counts = |info: &&WeighingInfo| info.chance >= 1.0;
    let of = |info: &'_ WeighingInfo| {
        let weighed = info.criteria.iter().find(|of| of.criterion == *criterion && !of.set_by_hand)?;
        Some((weighed.added.abs(), format!("{}: {}", weighed.said(), info.because)))
    };
    weighing.iter().filter(counts).filter_map(of).max_by_key(|(added, _)| *added).map(|(_, said)| said)
}
