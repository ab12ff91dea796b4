//! Two versions of a rule base, and what given answers come to in each.

use std::sync::Arc;

use crate::audit::scenarios::Runner;
use crate::engine::Fit;
use crate::engine::meaning::order::decisions_behind;
use crate::engine::situation::Situation;
use crate::model::{Answers, AnswersFile, Decision, DecisionId, OptionId, OptionIdx, OutcomeKind, RuleBase, Subject};

/// What comes out for some answers, by id, so that it can be compared with another version.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// What leads; of level options the first.
    pub winner: Option<OptionId>,
    /// The options that are level; empty where one is ahead of all others.
    pub level: Vec<OptionId>,
    /// How clearly.
    pub outcome: OutcomeKind,
    /// The lead.
    pub lead: Fit,
    /// The fit of every option, best first; excluded ones are left out.
    pub fits: Vec<(OptionId, Fit)>,
}

impl Came {
    /// The options of which none is ahead.
    pub fn leaders(&self) -> &[OptionId] {
        if self.level.is_empty() { self.winner.as_slice() } else { &self.level }
    }
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
        let essence = |came: &Option<Came>| came.as_ref().map(|came| (came.leaders().to_vec(), came.outcome));
        essence(&self.before) != essence(&self.after)
    }

    /// Whether another option wins, or none any more where options are level.
    pub fn changes_winner(&self) -> bool {
        let winner = |came: &Option<Came>| came.as_ref().map(|came| came.leaders().to_vec());
        winner(&self.before) != winner(&self.after)
    }

    /// Whether anything is different, if only a fit.
    pub fn changes_anything(&self) -> bool {
        self.before != self.after
    }
}

/// An answers file as each of two versions reads it.
#[derive(Clone, Copy, Debug)]
pub struct FileInBoth<'a> {
    /// Its path.
    pub name: &'a str,
    /// As the version before reads it; absent where it cannot.
    pub before: Option<&'a AnswersFile>,
    /// As the version now reads it.
    pub after: Option<&'a AnswersFile>,
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
            let old = earlier(before, after, base)?;
            Some(Self { before: (before, old), after: (after, base) })
        };
        after.rule_bases.iter().filter_map(pair).collect()
    }

    /// The decision.
    pub fn decision(&self) -> &'a DecisionId {
        &self.after.1.decision.id
    }

    /// The decisions on whose outcomes it depends in either version, by their present names.
    pub fn follows(&self) -> Vec<&'a DecisionId> {
        let (subject, base) = self.after;
        let mut follows = decisions_behind(subject, base);
        follows.extend(decisions_behind(self.before.0, self.before.1));
        let of_today = subject.rule_bases.iter().map(|base| &base.decision);
        let is_followed = |decision: &&Decision| follows.iter().any(|by| decision.is_called(by.as_str()));
        of_today.filter(is_followed).map(|decision| &decision.id).collect()
    }

    /// The present name of an option of the version before.
    pub(super) fn renamed(&self, option: &OptionId) -> OptionId {
        self.after.1.present_option(option.as_str()).into()
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

    pub(super) fn in_present_names(&self, mut came: Came) -> Came {
        came.winner = came.winner.map(|winner| self.renamed(&winner));
        came.level.iter_mut().for_each(|option| *option = self.renamed(option));
        came.level.sort();
        came.fits.iter_mut().for_each(|(option, _)| *option = self.renamed(option));
        came
    }

    pub(super) fn players(&self) -> (Runner, Runner) {
        (Runner::new(self.before.0), Runner::new(self.after.0))
    }

    fn compare_with(
        &self,
        (old, new): &(Runner, Runner),
        name: &str,
        before: Option<&Answers>,
        after: Option<&Answers>,
    ) -> CaseChange {
        let before = before.map(|answers| self.in_present_names(came(old, self.before.1, answers)));
        let after = after.map(|answers| came(new, self.after.1, answers));
        CaseChange { name: name.to_owned(), before, after }
    }
}

/// What a rule base was before: the one of its name, or of an earlier name of it.
pub(super) fn earlier<'a>(before: &'a Subject, after: &Subject, base: &RuleBase) -> Option<&'a RuleBase> {
    let is_it = |old: &&RuleBase| {
        let now = after.rule_base_named(old.decision.id.as_str());
        now.is_some_and(|now| now.decision.id == base.decision.id)
    };
    before.rule_base(base.decision.id.as_str()).or_else(|| before.rule_bases.iter().find(is_it))
}

/// What some answers come to.
pub(super) fn came(runner: &Runner, base: &RuleBase, answers: &Answers) -> Came {
    came_of(&runner.play(base, answers).situation)
}

pub(super) fn came_of(situation: &Situation) -> Came {
    let base = situation.base();
    let id = |option: OptionIdx| base.options[option.get()].id.clone();
    let fits = situation.fits();
    Came {
        winner: situation.winner().map(id),
        level: situation.level().into_iter().map(id).collect(),
        outcome: situation.outcome(),
        lead: situation.shown_lead(),
        fits: situation.in_play().map(|option| (id(option), fits[option.get()])).collect(),
    }
}
