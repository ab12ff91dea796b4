//! The ways in which a rule comes to hold: the alternatives of its `or`, with the levels of traits taken apart.

use std::collections::BTreeSet;

use super::context::Context;
use crate::condition::print;
use crate::engine::meaning::diagram::{NodeId, TRUE};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Atom, Expr, QuantityIdx, QuestionIdx, Questionnaire, Rule, TraitIdx};

/// What a condition may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Question(QuestionIdx),
    Quantity(QuantityIdx),
    Trait(TraitIdx),
}

/// One way in which a rule comes to hold.
pub(super) struct Alternative {
    /// When it does so.
    pub node: NodeId,
    /// The variables that depends on.
    scope: BTreeSet<VarIdx>,
    /// A bit for each of them, shared by those that are 64 apart: it tells most that are missing at a glance.
    scope_bits: u64,
    /// What must hold together, as the rule's text has it.
    parts: Vec<Expr>,
    /// What the parts name.
    names: BTreeSet<Name>,
    /// The condition behind the rule's text, where a level of a trait was taken apart.
    behind: Option<Expr>,
}

/// The ways of a condition; none of them always or never holds.
pub(super) fn alternatives(when: &Expr, context: &Context, space: &mut Space) -> Vec<Alternative> {
    let mut found = Vec::new();
    collect(when, None, context, space, &mut found);
    found
}

fn collect(expr: &Expr, written: Option<&Expr>, context: &Context, space: &mut Space, found: &mut Vec<Alternative>) {
    let questionnaire = &context.subject.questionnaire;
    if let Expr::Or(parts) = expr {
        parts.iter().for_each(|part| collect(part, written, context, space, found));
        return;
    }
    let levels = match expr {
        Expr::Atom(Atom::Trait { of, mask }) => levels_from(*of, *mask, questionnaire),
        _ => Vec::new(),
    };
    for level in &levels {
        collect(level, Some(written.unwrap_or(expr)), context, space, found);
    }
    if !levels.is_empty() {
        return;
    }
    let Ok(node) = space.lower(expr, questionnaire) else { return };
    if node > TRUE {
        let as_written = written.unwrap_or(expr);
        let parts = if let Expr::And(parts) = as_written { parts.clone() } else { vec![as_written.clone()] };
        let (scope, behind) = (space.diagrams.scope(node), written.map(|_| expr.clone()));
        let scope_bits = scope.iter().fold(0, |bits, var| bits | 1 << (var % 64));
        let scope = scope.into_iter().collect();
        found.push(Alternative { node, scope, scope_bits, names: names_of(parts.iter()), parts, behind });
    }
}

/// The conditions of a trait's levels, each of which is enough for a level in the mask; none where a lower level is asked for alone.
fn levels_from(of: TraitIdx, mask: u64, questionnaire: &Questionnaire) -> Vec<&Expr> {
    let levels = &questionnaire.traits[of.get()].levels;
    let first = mask.trailing_zeros() as usize;
    let is_upward = (first..levels.len()).all(|level| mask >> level & 1 == 1);
    let conditions = levels.iter().skip(first).map(|level| level.when.as_ref().map(|when| &when.expr));
    if is_upward { conditions.collect::<Option<Vec<_>>>().unwrap_or_default() } else { Vec::new() }
}

impl Alternative {
    /// Whether two ways name nothing in common, besides what both ask for in the same words.
    pub(super) fn names_nothing_of(&self, other: &Self) -> bool {
        if self.names.is_disjoint(&other.names) {
            return true;
        }
        let own = |way: &Self, than: &Self| names_of(way.parts.iter().filter(|part| !than.parts.contains(part)));
        let (a, b) = (own(self, other), own(other, self));
        !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
    }

    /// Whether this way depends on no answer that the other one does not depend on.
    pub(super) fn reads_no_more_than(&self, other: &Self) -> bool {
        self.scope_bits & !other.scope_bits == 0 && self.scope.is_subset(&other.scope)
    }

    /// The way in words: "where `pressure == high`, by `queries-at-once >= 50`".
    pub(super) fn said(&self, context: &Context, rule: &Rule) -> String {
        let questionnaire = &context.subject.questionnaire;
        let text = match &self.parts[..] {
            [one] => print(one, questionnaire),
            parts => print(&Expr::And(parts.to_vec()), questionnaire),
        };
        let text = if print(&rule.when.expr, questionnaire) == text { rule.when.text.clone() } else { text };
        match &self.behind {
            None => format!("where `{text}`"),
            Some(behind) => format!("where `{text}`, by `{}`", print(behind, questionnaire)),
        }
    }
}

fn names_of<'a>(parts: impl Iterator<Item = &'a Expr>) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    parts.for_each(|part| names_in(part, &mut names));
    names
}

fn names_in(expr: &Expr, found: &mut BTreeSet<Name>) {
    match expr {
        Expr::Const(_) => {}
        Expr::Not(inner) => names_in(inner, found),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| names_in(part, found)),
        Expr::Atom(atom) => drop(found.insert(match atom {
            Atom::Choice { question, .. }
            | Atom::Number { question, .. }
            | Atom::Includes { question, .. }
            | Atom::IsNa { question } => Name::Question(*question),
            Atom::Trait { of, .. } => Name::Trait(*of),
            Atom::Quantity { of, .. } => Name::Quantity(*of),
        })),
    }
}
