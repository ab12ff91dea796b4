//! What a short record keeps of a report: reasons of the chosen option and of the one it was weighed against, a line for each other
//! option, and the evidence that these cite.

use serde::Serialize;

use crate::model::{EvidenceId, OptionId, RuleId};
use crate::report::{DecisionReport, EvidenceInfo, Reason, StandingInfo};

/// The most reasons for the chosen option; there is one against it, and one on each side for the option weighed against.
const MAX_REASONS: usize = 2;
/// From this chance on, a rule is a reason: what is less likely than not is none.
const EVEN_ODDS: f64 = 0.5;

/// What a short record keeps. No rule stands in it twice.
#[derive(Clone, Debug, Serialize)]
pub struct Essence {
    /// The chosen option.
    pub chosen: Weighed,
    /// The option it was weighed against: the one behind it, or the leading one where the team chose otherwise.
    pub against: Option<Weighed>,
    /// All other options.
    pub others: Vec<Other>,
    /// The first piece of evidence behind each reason told here.
    pub evidence: Vec<EvidenceInfo>,
    /// How much is left out, so that a short record stays short.
    pub brevity: usize,
}

/// An option with its strongest reasons.
#[derive(Clone, Debug, Serialize)]
pub struct Weighed {
    /// Its id.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// How far it is behind the chosen one, negative where it is ahead; absent where it is excluded.
    pub behind: Option<f64>,
    /// That in words.
    pub stands: String,
    /// What speaks for it; for the option weighed against, where it is ahead.
    pub good: Vec<Reason>,
    /// What speaks against it; for the option weighed against, where it is behind.
    pub bad: Vec<Reason>,
    /// Whether some of that is left out because it stands elsewhere already.
    pub told: bool,
}

/// An option in a line, or several that one veto excludes.
#[derive(Clone, Debug, Serialize)]
pub struct Other {
    /// Its name, or theirs.
    pub name: String,
    /// How far it is behind, negative where it is ahead; absent where it is excluded.
    pub behind: Option<f64>,
    /// That in words.
    pub stands: String,
    /// Whether a veto may hold against it.
    pub may_be_excluded: bool,
    /// The veto that excludes it, unless that is told already.
    pub veto: Option<Reason>,
}

impl Essence {
    /// The essence of a decision; `None` where nothing is chosen.
    pub fn new(decision: &DecisionReport, brevity: usize) -> Option<Self> {
        let most = if brevity < 3 { MAX_REASONS } else { 1 };
        let chosen = &decision.chosen.as_ref()?.option;
        let standing = |option: &OptionId| decision.standings.iter().find(|s| s.option == *option);
        let rival = if decision.winner.as_ref() == Some(chosen) { &decision.runner_up } else { &decision.winner };
        // The strongest rule stands in the outcome already.
        let told = decision.told_rule();
        let mut taken: Vec<RuleId> = told.map(|rule| rule.rule.clone()).into_iter().collect();
        let own = standing(chosen)?;
        // The sides are filled in turn, so that a rule stands where it counts the most.
        // What sets it apart from the option weighed against comes first.
        let why_not = rival.as_ref().and_then(|rival| decision.why_not.iter().find(|why| why.option == *rival));
        let apart = |reason: &Reason| {
            let set_apart = why_not.map(|why| why.against.as_slice()).unwrap_or_default();
            set_apart.iter().position(|other| other.rule == reason.rule).unwrap_or(usize::MAX)
        };
        let mut good = own.good.clone();
        good.sort_by_key(apart);
        let chosen = weighed(own, (&good, most), &own.bad, &mut taken);
        let against = rival.as_ref().and_then(|rival| {
            let why_not = decision.why_not.iter().find(|why| why.option == *rival)?;
            let against = weighed(standing(rival)?, (&why_not.ahead, 1), &why_not.against, &mut taken);
            Some(Weighed {
                behind: (!why_not.excluded).then_some(why_not.behind),
                stands: why_not.stands.clone(),
                ..against
            })
        });
        let is_told = |option: &OptionId| {
            *option == chosen.option || against.as_ref().is_some_and(|against| against.option == *option)
        };
        let mut others: Vec<Other> = Vec::new();
        for why in decision.why_not.iter().filter(|why| !is_told(&why.option)) {
            let is_same = |other: &&mut Other| {
                let told = other.veto.as_ref().map(|veto| &veto.rule);
                why.excluded && why.against.first().is_some_and(|veto| told == Some(&veto.rule))
            };
            if let Some(other) = others.iter_mut().find(is_same) {
                other.name = format!("{}, {}", other.name, why.name);
                continue;
            }
            let veto = if why.excluded { first(&why.against, &mut taken) } else { None };
            let may_be_excluded = standing(&why.option).is_some_and(|own| own.may_be_excluded);
            let behind = (!why.excluded).then_some(why.behind);
            let stands = why.stands.clone();
            others.push(Other { name: why.name.clone(), behind, stands, may_be_excluded, veto });
        }
        let reasons = [Some(&chosen), against.as_ref()].into_iter().flatten().flat_map(|w| w.good.iter().chain(&w.bad));
        let first = reasons.filter_map(|reason| reason.evidence.first());
        let cited: Vec<&EvidenceId> = first.chain(told.and_then(|rule| rule.evidence.first())).collect();
        let evidence = decision.evidence.iter().filter(|e| cited.contains(&&e.evidence)).cloned().collect();
        Some(Self { chosen, against, others, evidence, brevity })
    }
}

fn weighed(
    standing: &StandingInfo,
    (good, n_good): (&[Reason], usize),
    bad: &[Reason],
    taken: &mut Vec<RuleId>,
) -> Weighed {
    let is_told = |reason: &Reason| reason.chance >= EVEN_ODDS && taken.contains(&reason.rule);
    let told = good.iter().chain(bad).any(is_told);
    Weighed {
        told,
        option: standing.option.clone(),
        name: standing.name.clone(),
        summary: standing.summary.clone(),
        behind: Some(0.0),
        stands: String::new(),
        good: strongest(good, n_good, taken),
        bad: strongest(bad, 1, taken),
    }
}

/// The strongest reasons that stand nowhere yet and are likelier than not.
fn strongest(reasons: &[Reason], most: usize, taken: &mut Vec<RuleId>) -> Vec<Reason> {
    let mut found = Vec::new();
    while found.len() < most {
        let Some(reason) = first(reasons, taken) else { break };
        found.push(reason);
    }
    found
}

fn first(reasons: &[Reason], taken: &mut Vec<RuleId>) -> Option<Reason> {
    let reason = reasons.iter().find(|r| r.chance >= EVEN_ODDS && r.apt && !taken.contains(&r.rule))?;
    taken.push(reason.rule.clone());
    Some(reason.clone())
}
