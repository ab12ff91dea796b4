//! Two versions of a rule base, and what given answers come to in each.

use std::sync::Arc;

use crate::audit::scenarios::Runner;
use crate::engine::Fit;
use crate::model::{Answers, DecisionId, OptionId, OptionIdx, OutcomeKind, RuleBase, Subject};

/// What comes out for some answers, by id, so that it can be compared with another version.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// What leads.
    pub winner: Option<OptionId>,
    /// How clearly.
    pub outcome: OutcomeKind,
    /// The lead.
    pub lead: Fit,
    /// The fit of every option, best first; excluded ones are left out.
    pub fits: Vec<(OptionId, Fit)>,
}

/// One set of answers before and after an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseChange {
    /// What the answers are: a scenario's id or a file's path.
    pub name: String,
    /// What came out before; absent where the decision, or the scenario, was not there.
    pub before: Option<Came>,
    /// What comes out now.
    pub after: Option<Came>,
}

impl CaseChange {
    /// Whether another option wins, or the outcome is of another kind.
    pub fn changes_outcome(&self) -> bool {
        let essence = |came: &Option<Came>| came.as_ref().map(|came| (came.winner.clone(), came.outcome));
        essence(&self.before) != essence(&self.after)
    }

    /// Whether another option wins.
    pub fn changes_winner(&self) -> bool {
        let winner = |came: &Option<Came>| came.as_ref().map(|came| came.winner.clone());
        winner(&self.before) != winner(&self.after)
    }

    /// Whether anything is different, if only a fit.
    pub fn changes_anything(&self) -> bool {
        self.before != self.after
    }
}

/// Two versions of one rule base, with what answers them.
pub struct Versions<'a> {
    /// The version before.
    pub before: (&'a Arc<Subject>, &'a RuleBase),
    /// The version now.
    pub after: (&'a Arc<Subject>, &'a RuleBase),
}

impl<'a> Versions<'a> {
    /// Pairs the rule bases that two subjects share, in the order of the new one.
    pub fn of(before: &'a Arc<Subject>, after: &'a Arc<Subject>) -> Vec<Self> {
        let pair = |base: &'a RuleBase| {
            let old = before.rule_base(base.decision.id.as_str())?;
            Some(Self { before: (before, old), after: (after, base) })
        };
        after.rule_bases.iter().filter_map(pair).collect()
    }

    /// The decision.
    pub fn decision(&self) -> &'a DecisionId {
        &self.after.1.decision.id
    }

    /// The present name of an option of the version before.
    pub(super) fn renamed(&self, option: &OptionId) -> OptionId {
        let aliases = &self.after.1.decision.aliases;
        aliases.get(option.as_str()).map_or_else(|| option.clone(), |new| new.as_str().into())
    }

    /// What some answers come to before and after.
    pub fn compare(&self, name: &str, before: Option<&Answers>, after: Option<&Answers>) -> CaseChange {
        let players = self.players();
        self.compare_with(&players, name, before, after)
    }

    /// What every scenario comes to before and after. Where an edit changed the scenario too, each side plays its own.
    pub fn scenarios(&self) -> Vec<CaseChange> {
        let players = self.players();
        let (old, new) = (&self.before.1.scenarios, &self.after.1.scenarios);
        let gone = old.iter().filter(|scenario| !new.iter().any(|other| other.id == scenario.id));
        let mut changes = Vec::new();
        for scenario in new.iter().chain(gone) {
            let answers_in = |all: &'a [crate::model::Scenario]| {
                all.iter().find(|other| other.id == scenario.id).map(|scenario| &scenario.answers)
            };
            // A scenario that stands on one side only is played on both: the answers are what is compared.
            let before = answers_in(old).or(answers_in(new));
            let after = answers_in(new).or(answers_in(old));
            changes.push(self.compare_with(&players, scenario.id.as_str(), before, after));
        }
        changes
    }

    fn players(&self) -> (Runner, Runner) {
        (Runner::new(self.before.0), Runner::new(self.after.0))
    }

    fn compare_with(
        &self,
        (old, new): &(Runner, Runner),
        name: &str,
        before: Option<&Answers>,
        after: Option<&Answers>,
    ) -> CaseChange {
        let before = before.map(|answers| {
            let mut came = came(old, self.before.1, answers);
            came.winner = came.winner.map(|winner| self.renamed(&winner));
            came.fits.iter_mut().for_each(|(option, _)| *option = self.renamed(option));
            came
        });
        let after = after.map(|answers| came(new, self.after.1, answers));
        CaseChange { name: name.to_owned(), before, after }
    }
}

/// What some answers come to.
pub(super) fn came(runner: &Runner, base: &RuleBase, answers: &Answers) -> Came {
    let situation = runner.play(base, answers).situation;
    let id = |option: OptionIdx| base.options[option.get()].id.clone();
    let fits = situation.fits();
    Came {
        winner: situation.winner().map(id),
        outcome: situation.outcome(),
        lead: situation.shown_lead(),
        fits: situation.in_play().map(|option| (id(option), fits[option.get()])).collect(),
    }
}
