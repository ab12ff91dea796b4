//! The numbers of a rule base: points of rules, points that options start with, weights, and what rules add to weights.

use super::super::weight_floor::taken_off;
use crate::engine::meaning::compile::CompiledDecision;
use crate::load::{MAX_POINTS, MAX_STEP_POINTS, MAX_WEIGHT};
use crate::model::{CriterionIdx, Effect, OptionIdx, Origin, Place, RuleBase, RuleIdx, Subject};
use std::sync::Arc;

/// One number that an author wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// The points that a rule gives to an option; of a rule with levels, which gives them for each, the first.
    Points(RuleIdx, OptionIdx),
    /// The points that an option starts with on a criterion.
    Base(OptionIdx, CriterionIdx),
    /// The points of each step, for every option that reaches it; the first of the rules that the steps come to.
    Steps(RuleIdx),
    /// The weight of a criterion.
    Weight(CriterionIdx),
    /// What a rule adds to the weight of a criterion; of a rule with levels, which adds it for each, the first.
    Weighs(RuleIdx, CriterionIdx),
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
    /// All numbers of a rule base, in file order: rules, then steps, options and criteria.
    pub fn all(base: &RuleBase) -> Vec<(Self, i32)> {
        let mut found = Vec::new();
        for rule in base.entries() {
            match &base.rules[rule.get()].effect {
                Effect::Points { points, .. } => {
                    found.extend(points.iter().map(|(option, points)| (Self::Points(rule, *option), *points)));
                }
                Effect::Weighs(added) => {
                    found.extend(added.iter().map(|(criterion, amount)| (Self::Weighs(rule, *criterion), *amount)));
                }
                _ => {}
            }
        }
        let is_step = |at: usize| base.rules[at].origin == Origin::Step;
        let is_first = |at: &usize| *at == 0 || base.rules[at - 1].place != base.rules[*at].place;
        for rule in (0..base.rules.len()).filter(|at| is_step(*at)).filter(is_first).map(RuleIdx::from) {
            if let Effect::Points { points, .. } = &base.rules[rule.get()].effect {
                found.extend(points.first().map(|(_, points)| (Self::Steps(rule), *points)));
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

    /// The least and the greatest value that a file may give it, all others as they are: no weight may fall below zero, whatever rules
    /// take off together.
    pub fn domain(self, base: &RuleBase) -> (i32, i32) {
        let most = MAX_WEIGHT as i32;
        match self {
            Self::Points(..) | Self::Base(..) => (-MAX_POINTS, MAX_POINTS),
            Self::Steps(_) => (-MAX_STEP_POINTS, MAX_STEP_POINTS),
            Self::Weight(criterion) => {
                let (weight, taken_off) = (base.criteria[criterion.get()].weight as i32, taken_off(base, criterion));
                (taken_off.min(weight).max(1), most)
            }
            Self::Weighs(rule, criterion) => {
                let own = base.weighings().into_iter().find(|by| (by.rule, by.criterion) == (rule, criterion));
                let own = own.map_or(0, |by| by.amount);
                let n_levels = base.with_levels(rule).len() as i32;
                let others = taken_off(base, criterion).saturating_add(own.min(0).saturating_mul(n_levels));
                let left =
                    (base.criteria[criterion.get()].weight as i32).saturating_sub(others).max(0) / n_levels.max(1);
                ((-left).min(own), most)
            }
        }
    }

    /// Whether it makes points count for more or less, rather than being points: then it moves the scores of all options.
    pub fn is_of_weight(self) -> bool {
        matches!(self, Self::Weight(_) | Self::Weighs(..))
    }

    /// Whether it may not be zero, as what it stands in would say nothing: the only entry of a rule, and the points of steps.
    pub(super) fn is_only_entry(self, base: &RuleBase) -> bool {
        let (Self::Points(rule, _) | Self::Steps(rule) | Self::Weighs(rule, _)) = self else { return false };
        match &base.rules[rule.get()].effect {
            Effect::Points { points, .. } => points.len() == 1 || matches!(self, Self::Steps(_)),
            Effect::Weighs(added) => added.len() == 1,
            _ => false,
        }
    }

    /// The rules that have it: of a rule with levels, all levels, and of steps all steps.
    pub(super) fn rules(self, base: &RuleBase) -> Vec<RuleIdx> {
        match self {
            Self::Points(rule, _) | Self::Weighs(rule, _) => base.with_levels(rule),
            Self::Steps(first) => {
                let place = &base.rules[first.get()].place;
                let is_own = |at: &usize| base.rules[*at].origin == Origin::Step && base.rules[*at].place == *place;
                (first.get()..base.rules.len()).take_while(is_own).map(RuleIdx::from).collect()
            }
            Self::Base(..) | Self::Weight(_) => Vec::new(),
        }
    }

    /// The slots of weights in which it stands; none for points.
    pub(super) fn slots(self, base: &RuleBase, decision: &CompiledDecision) -> Vec<usize> {
        match self {
            Self::Points(..) | Self::Base(..) | Self::Steps(_) => Vec::new(),
            Self::Weight(criterion) => vec![criterion.get()],
            Self::Weighs(_, criterion) => {
                let rules = self.rules(base);
                let own = decision
                    .weighings
                    .iter()
                    .enumerate()
                    .filter(|(_, by)| by.criterion == criterion && rules.contains(&by.rule));
                own.map(|(position, _)| decision.swings.len() + position).collect()
            }
        }
    }

    /// The options whose scores it moves; none for a weight, which moves all of them.
    pub(super) fn options(self, base: &RuleBase) -> Vec<OptionIdx> {
        match self {
            Self::Points(_, option) | Self::Base(option, _) => vec![option],
            Self::Steps(_) => {
                let reached = self.rules(base).into_iter().flat_map(|rule| match &base.rules[rule.get()].effect {
                    Effect::Points { points, .. } => points.iter().map(|(option, _)| *option).collect(),
                    _ => Vec::new(),
                });
                let mut reached: Vec<OptionIdx> = reached.collect();
                reached.sort_unstable();
                reached.dedup();
                reached
            }
            Self::Weight(_) | Self::Weighs(..) => Vec::new(),
        }
    }

    /// Where it counts for an option whose score it moves: the slots of weights, each with the rule or product that has to hold for it, if
    /// one has to.
    pub(super) fn counts(
        self,
        base: &RuleBase,
        decision: &CompiledDecision,
        option: OptionIdx,
    ) -> Vec<(Option<RuleIdx>, usize)> {
        let criterion = self.criterion(base).get();
        let gives = |rule: &RuleIdx| match &base.rules[rule.get()].effect {
            Effect::Points { points, .. } => points.iter().any(|(of, _)| *of == option),
            _ => false,
        };
        let by: Vec<Option<RuleIdx>> = match self {
            Self::Points(..) => self.rules(base).into_iter().map(Some).collect(),
            Self::Steps(_) => self.rules(base).into_iter().filter(gives).map(Some).collect(),
            Self::Base(..) => vec![None],
            Self::Weight(_) | Self::Weighs(..) => return Vec::new(),
        };
        let products =
            decision.products.iter().zip(decision.n_rules()..).filter(|(product, _)| by.contains(&product.of));
        let products = products.map(|(_, position)| (Some(RuleIdx::from(position)), decision.points[position].0));
        let own = by.iter().map(|rule| (*rule, criterion));
        own.chain(products.filter(|(_, slot)| decision.criterion_at(*slot) == criterion)).collect()
    }

    /// Where its entry stands.
    pub fn entry(self, base: &RuleBase) -> &Place {
        match self {
            Self::Points(rule, _) | Self::Steps(rule) | Self::Weighs(rule, _) => &base.rules[rule.get()].place,
            Self::Base(option, _) => &base.options[option.get()].place,
            Self::Weight(criterion) => &base.criteria[criterion.get()].place,
        }
    }

    /// The criterion it counts on.
    pub fn criterion(self, base: &RuleBase) -> CriterionIdx {
        match self {
            Self::Points(rule, _) | Self::Steps(rule) => match &base.rules[rule.get()].effect {
                Effect::Points { criterion, .. } => *criterion,
                _ => CriterionIdx::from(0),
            },
            Self::Base(_, criterion) | Self::Weight(criterion) | Self::Weighs(_, criterion) => criterion,
        }
    }

    /// What it is, as a person would say it.
    pub fn said(self, base: &RuleBase) -> String {
        match self {
            Self::Points(rule, option) => {
                format!("points of `{}` for `{}`", base.entry_id(rule), base.options[option.get()].id)
            }
            Self::Base(option, criterion) => {
                let (option, criterion) = (&base.options[option.get()].id, &base.criteria[criterion.get()].id);
                format!("points that `{option}` starts with on `{criterion}`")
            }
            Self::Steps(rule) => format!("points of each of the steps `{}`", base.entry_id(rule)),
            Self::Weight(criterion) => format!("weight of `{}`", base.criteria[criterion.get()].id),
            Self::Weighs(rule, criterion) => {
                let (rule, criterion) = (base.entry_id(rule), &base.criteria[criterion.get()].id);
                format!("what `{rule}` adds to the weight of `{criterion}`")
            }
        }
    }
}

impl Edit {
    /// What it does, as a person would say it.
    pub fn said(&self, base: &RuleBase) -> String {
        let what = self.number.said(base);
        match (self.number, self.new) {
            (Number::Points(..) | Number::Base(..) | Number::Weighs(..), 0) => {
                format!("{what}: take out, instead of {}", self.old)
            }
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
    for rule in edit.number.rules(base) {
        match (edit.number, &mut base.rules[rule.get()].effect) {
            (Number::Points(_, option), Effect::Points { points, .. }) => {
                let of_option = points.iter_mut().filter(|(other, _)| *other == option);
                of_option.for_each(|(_, points)| *points = edit.new);
            }
            (Number::Steps(_), Effect::Points { points, .. }) => {
                points.iter_mut().for_each(|(_, points)| *points = edit.new);
            }
            (Number::Weighs(_, criterion), Effect::Weighs(added)) => {
                let of_criterion = added.iter_mut().filter(|(other, _)| *other == criterion);
                of_criterion.for_each(|(_, amount)| *amount = edit.new);
            }
            _ => {}
        }
    }
    match edit.number {
        Number::Base(option, criterion) => {
            let of_criterion = base.options[option.get()].base.iter_mut().filter(|start| start.criterion == criterion);
            of_criterion.for_each(|start| start.points = edit.new);
        }
        Number::Weight(criterion) => base.criteria[criterion.get()].weight = edit.new.max(0) as u32,
        Number::Points(..) | Number::Steps(_) | Number::Weighs(..) => {}
    }
}
