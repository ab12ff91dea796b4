//! The evidence that a report cites, numbered, so that every reason can say what it rests on.

use schemars::JsonSchema;
use serde::Serialize;

use super::reasons::{CautionInfo, Reasons};
use crate::engine::RuleReading;
use crate::model::{Effect, EvidenceId, EvidenceKind, OptionIdx, Rule, RuleId};

/// A piece of evidence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EvidenceInfo {
    /// Its number in the report, from 1.
    pub number: usize,
    /// The evidence.
    pub evidence: EvidenceId,
    /// What sort of source it is.
    pub kind: EvidenceKind,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// The year of publication.
    pub year: Option<i32>,
    /// Where to read it.
    pub link: Option<String>,
    /// How it was found out.
    pub method: Option<String>,
    /// What it says.
    pub says: Option<String>,
    /// What it does not show.
    pub limits: Option<String>,
    /// The day somebody read or ran it.
    pub checked: Option<String>,
    /// The rules that cite it.
    pub rules: Vec<RuleId>,
    /// Whether one of these holds for certain and counts for or against the option chosen, excludes one, or is a caution shown.
    pub decisive: bool,
}

impl Reasons<'_> {
    /// The evidence behind the rules that hold or may hold, those first on which the choice hangs, each in file order.
    pub fn evidence(&self, cautions: &[CautionInfo], chosen: Option<OptionIdx>) -> Vec<EvidenceInfo> {
        let speaks = |(position, rule): &(usize, &Rule)| match &rule.effect {
            Effect::Caution { .. } => cautions.iter().any(|c| c.rule == rule.id),
            _ => self.advice.rules[*position] != RuleReading::CannotHold,
        };
        let rules: Vec<(usize, &Rule)> = self.base.rules.iter().enumerate().filter(speaks).collect();
        let decides = |(position, rule): &&(usize, &Rule)| {
            self.advice.rules[*position] == RuleReading::Holds && is_decisive(&rule.effect, chosen)
        };
        let info = |evidence: &crate::model::Evidence| {
            let citing: Vec<_> = rules.iter().filter(|(_, rule)| rule.evidence.contains(&evidence.id)).collect();
            (!citing.is_empty()).then(|| EvidenceInfo {
                number: 0,
                evidence: evidence.id.clone(),
                kind: evidence.kind,
                title: evidence.title.clone(),
                publisher: evidence.publisher.clone(),
                year: evidence.year,
                link: evidence.link.clone(),
                method: evidence.method.clone(),
                says: evidence.says.clone(),
                limits: evidence.limits.clone(),
                checked: evidence.checked.map(|day| day.to_string()),
                decisive: citing.iter().copied().any(|rule| decides(&rule)),
                rules: citing.iter().map(|(_, rule)| rule.id.clone()).collect(),
            })
        };
        let mut evidence: Vec<EvidenceInfo> = self.base.evidence.iter().filter_map(info).collect();
        evidence.sort_by_key(|evidence| !evidence.decisive);
        evidence.iter_mut().zip(1..).for_each(|(evidence, number)| evidence.number = number);
        evidence
    }
}

/// Whether a rule has a part in the choice: it counts for the option chosen, excludes one, or warns.
fn is_decisive(effect: &Effect, chosen: Option<OptionIdx>) -> bool {
    match effect {
        Effect::Points { points, .. } => points.iter().any(|(option, _)| Some(*option) == chosen),
        Effect::Weighs(_) | Effect::Excludes(_) | Effect::Caution { .. } | Effect::Withholds { .. } => true,
    }
}
