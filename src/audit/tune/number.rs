//! The numbers of a rule base: points of rules, points that options start with, and weights.

use crate::engine::meaning::compile::CompiledDecision;
use crate::load::{MAX_POINTS, MAX_WEIGHT};
use crate::model::{CriterionIdx, Effect, OptionIdx, Place, RuleBase, RuleIdx, Subject};
use std::sync::Arc;

/// One number that an author wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// The points that a rule gives to an option.
    Points(RuleIdx, OptionIdx),
    /// The points that an option starts with on a criterion.
    Base(OptionIdx, CriterionIdx),
    /// The weight of a criterion.
    Weight(CriterionIdx),
}

/// A number set to another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The number.
    pub number: Number,
    /// What it is.
    pub old: i32,
    /// What it is to be.
    pub new: i32,
}

impl Number {
    /// All numbers of a rule base, in file order: rules, then options, then criteria.
    pub fn all(base: &RuleBase) -> Vec<(Self, i32)> {
        let mut found = Vec::new();
        for (rule, declared) in base.rules.iter().enumerate().filter(|(_, rule)| rule.is_written()) {
            if let Effect::Points { points, .. } = &declared.effect {
                let rule = RuleIdx::from(rule);
                found.extend(points.iter().map(|(option, points)| (Self::Points(rule, *option), *points)));
            }
        }
        for (option, declared) in base.options.iter().enumerate() {
            let option = OptionIdx::from(option);
            found.extend(declared.base.iter().map(|start| (Self::Base(option, start.criterion), start.points)));
        }
        let weights = base.criteria.iter().enumerate();
        found.extend(weights.map(|(at, declared)| (Self::Weight(CriterionIdx::from(at)), declared.weight as i32)));
        found
    }

    /// The least and the greatest value that a file may give it.
    pub fn domain(self) -> (i32, i32) {
        match self {
            Self::Points(..) | Self::Base(..) => (-MAX_POINTS, MAX_POINTS),
            Self::Weight(_) => (1, MAX_WEIGHT as i32),
        }
    }

    /// The option whose score it moves; nothing for a weight, which moves all of them.
    pub(super) fn option(self) -> Option<OptionIdx> {
        match self {
            Self::Points(_, option) | Self::Base(option, _) => Some(option),
            Self::Weight(_) => None,
        }
    }

    /// Where it counts: the slots of weights, each with the rule or product that has to hold for it, if one has to.
    pub(super) fn counts(self, decision: &CompiledDecision) -> Vec<(Option<RuleIdx>, usize)> {
        let (first, of) = match self {
            Self::Points(rule, _) => ((Some(rule), decision.points[rule.get()].0), Some(rule)),
            Self::Base(_, criterion) => ((None, criterion.get()), None),
            Self::Weight(_) => return Vec::new(),
        };
        let products = decision.products.iter().zip(decision.n_rules()..).filter(|(product, _)| product.of == of);
        let products = products.map(|(_, position)| (Some(RuleIdx::from(position)), decision.points[position].0));
        std::iter::once(first).chain(products.filter(|(_, slot)| decision.criterion_at(*slot) == first.1)).collect()
    }

    /// Where its entry stands.
    pub fn entry(self, base: &RuleBase) -> &Place {
        match self {
            Self::Points(rule, _) => &base.rules[rule.get()].place,
            Self::Base(option, _) => &base.options[option.get()].place,
            Self::Weight(criterion) => &base.criteria[criterion.get()].place,
        }
    }

    /// The criterion it counts on.
    pub fn criterion(self, base: &RuleBase) -> CriterionIdx {
        match self {
            Self::Points(rule, _) => match &base.rules[rule.get()].effect {
                Effect::Points { criterion, .. } => *criterion,
                _ => CriterionIdx::from(0),
            },
            Self::Base(_, criterion) | Self::Weight(criterion) => criterion,
        }
    }

    /// What it is, as a person would say it.
    pub fn said(self, base: &RuleBase) -> String {
        match self {
            Self::Points(rule, option) => {
                format!("points of `{}` for `{}`", base.rules[rule.get()].id, base.options[option.get()].id)
            }
            Self::Base(option, criterion) => {
                let (option, criterion) = (&base.options[option.get()].id, &base.criteria[criterion.get()].id);
                format!("points that `{option}` starts with on `{criterion}`")
            }
            Self::Weight(criterion) => format!("weight of `{}`", base.criteria[criterion.get()].id),
        }
    }
}

impl Edit {
    /// What it does, as a person would say it.
    pub fn said(&self, base: &RuleBase) -> String {
        let what = self.number.said(base);
        match (self.number, self.new) {
            (Number::Points(..) | Number::Base(..), 0) => format!("{what}: take out, instead of {}", self.old),
            _ => format!("{what}: {} instead of {}", self.new, self.old),
        }
    }
}

/// A subject with some numbers of one of its rule bases changed.
pub fn applied(subject: &Arc<Subject>, base: &RuleBase, edits: &[Edit]) -> Arc<Subject> {
    let mut subject = (**subject).clone();
    if let Some(base) = subject.rule_bases.iter_mut().find(|other| other.decision.id == base.decision.id) {
        edits.iter().for_each(|edit| set(base, edit));
    }
    Arc::new(subject)
}

fn set(base: &mut RuleBase, edit: &Edit) {
    match edit.number {
        Number::Points(rule, option) => {
            if let Effect::Points { points, .. } = &mut base.rules[rule.get()].effect {
                let of_option = points.iter_mut().filter(|(other, _)| *other == option);
                of_option.for_each(|(_, points)| *points = edit.new);
            }
        }
        Number::Base(option, criterion) => {
            let of_criterion = base.options[option.get()].base.iter_mut().filter(|start| start.criterion == criterion);
            of_criterion.for_each(|start| start.points = edit.new);
        }
        Number::Weight(criterion) => base.criteria[criterion.get()].weight = edit.new.max(0) as u32,
    }
}
