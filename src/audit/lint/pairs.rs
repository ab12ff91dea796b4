//! Findings about pairs of rules: said twice, counted twice, standing in another's shadow.
//!
//! Points that add up are the point of rules that add points, so two rules that hold at once are nothing to report. They count one
//! thing twice where nobody can see it in them: they hold under the same answers; or one alternative of their `or` stands in both;
//! or they name different things, and one of those is worked out from the other. Steps of one thing (`load >= moderate`,
//! `load >= high`) and refinements (`a`, `a and b`) name it in both rules, and a rule that reads an answer more says more.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::alternatives::{Alternative, alternatives};
use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE};
use crate::engine::meaning::space::Space;
use crate::model::{Effect, OptionIdx, Rule, RuleBase};

/// Of a rule that is like many before it, this many are named.
const MAX_PER_RULE: usize = 8;

/// Checks every two rules of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut space = Space::clone(&context.compiled.space);
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let ways = base.rules.iter().map(|rule| alternatives(&rule.when.expr, context, &mut space)).collect::<Vec<_>>();
        let pairs = Pairs { context, base, decision, diagrams: &space.diagrams, ways };
        for group in comparable(base) {
            if context.is_cancelled() {
                return;
            }
            for (position, later) in group.iter().enumerate() {
                let found = group[..position].iter().filter_map(|earlier| pairs.of(*earlier, *later));
                // What is accepted takes no place from what is not.
                found
                    .filter(|finding| findings.report(&base.rules[*later].accept, finding.clone()))
                    .take(MAX_PER_RULE)
                    .count();
            }
        }
    }
}

/// The rules that can have something in common, in file order: points on one criterion, vetoes, cautions that say the same.
fn comparable(base: &RuleBase) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    // Of a rule with levels the first one stands for all of them.
    for entry in base.entries() {
        let (position, rule) = (entry.get(), &base.rules[entry.get()]);
        let key = match &rule.effect {
            Effect::Points { criterion, .. } => (criterion.get(), ""),
            Effect::Excludes(_) => (usize::MAX, ""),
            Effect::Weighs(_) => (usize::MAX - 1, ""),
            Effect::Withholds { .. } => continue,
            Effect::Caution { text, .. } => (usize::MAX, text.as_str()),
        };
        groups.entry(key).or_default().push(position);
    }
    groups.into_values().collect()
}

/// The rules of one rule base, to be looked at two by two.
struct Pairs<'a> {
    context: &'a Context<'a>,
    base: &'a RuleBase,
    decision: &'a CompiledDecision,
    diagrams: &'a Diagrams,
    /// For each rule, the ways in which it comes to hold.
    ways: Vec<Vec<Alternative>>,
}

impl Pairs<'_> {
    /// What is wrong with two rules, reported at the later one.
    fn of(&self, earlier: usize, later: usize) -> Option<Diagnostic> {
        let nodes = (self.decision.rules[earlier], self.decision.rules[later]);
        // What always or never holds is reported as that.
        if nodes.0 <= TRUE || nodes.1 <= TRUE {
            return None;
        }
        let (first, rule) = (&self.base.rules[earlier], &self.base.rules[later]);
        let finding = match (&first.effect, &rule.effect) {
            (Effect::Points { criterion: a, points: p }, Effect::Points { criterion: b, points: q }) if a == b => {
                if nodes.0 == nodes.1 && p == q {
                    self.duplicate(first, rule, nodes.0)
                } else {
                    let moved = same_way(p, q)?;
                    self.counted_twice((earlier, later), moved)?
                }
            }
            (Effect::Excludes(a), Effect::Excludes(b)) => self.shadowed((first, rule), nodes, (a, b))?,
            (Effect::Weighs(a), Effect::Weighs(b)) if a == b && nodes.0 == nodes.1 => {
                self.duplicate(first, rule, nodes.0)
            }
            (Effect::Caution { text: a, .. }, Effect::Caution { text: b, .. }) if a == b && nodes.0 == nodes.1 => {
                self.duplicate(first, rule, nodes.0)
            }
            _ => return None,
        };
        Some(finding.also(&first.place, format!("`{}` stands here", first.id)))
    }

    fn duplicate(&self, first: &Rule, rule: &Rule, node: NodeId) -> Diagnostic {
        let title = format!("rule `{}` says what `{}` already says", rule.id, first.id);
        Diagnostic::new(Severity::Error, "duplicate-rule", &rule.place, title)
            .note(format!("both fire under exactly the same answers, {}", self.example(node)))
            .help("remove one of the two")
    }

    /// Two rules that push one option the same way on one criterion, for one reason.
    fn counted_twice(&self, (a, b): (usize, usize), moved: (OptionIdx, i32, i32)) -> Option<Diagnostic> {
        let (first, rule) = (&self.base.rules[a], &self.base.rules[b]);
        let (node, other) = (self.decision.rules[a], self.decision.rules[b]);
        let (why, reason) = if node == other {
            ("both fire under exactly the same answers".to_owned(), node)
        } else {
            self.reason_of_both(a, b)?
        };
        let option = &self.base.options[moved.0.get()].id;
        let title = format!("rules `{}` and `{}` count the same thing twice for `{option}`", first.id, rule.id);
        let points = format!("`{option}` gets {:+} and {:+}, {}", moved.1, moved.2, self.example(reason));
        let help = if node == other {
            "merge the two rules"
        } else {
            "merge the two rules, let both name the same thing where their points are meant to add up, or accept this with a reason"
        };
        let finding = Diagnostic::new(Severity::Warning, "counted-twice", &rule.place, title);
        Some(finding.note(why).note(points).help(help))
    }

    /// What makes two rules hold for one reason although nobody can see it in them, and the condition under which it does.
    fn reason_of_both(&self, a: usize, b: usize) -> Option<(String, NodeId)> {
        let (first, second) = (self.decision.rules[a], self.decision.rules[b]);
        let graded = || implies(self.diagrams, first, second) || implies(self.diagrams, second, first);
        for way in &self.ways[a] {
            for other in &self.ways[b] {
                if way.node == other.node {
                    if way.names_nothing_of(other) || !graded() {
                        let what = way.said(self.context, &self.base.rules[a]);
                        return Some((format!("both fire {what}"), way.node));
                    }
                    continue;
                }
                // What two ways name is compared last: of most pairs neither reads all that the other one reads.
                let (inner, outer, at) = if self.is_within(way, other) {
                    (way, other, (a, b))
                } else if self.is_within(other, way) {
                    (other, way, (b, a))
                } else {
                    continue;
                };
                if !way.names_nothing_of(other) {
                    continue;
                }
                let (inside, outside) = (&self.base.rules[at.0], &self.base.rules[at.1]);
                let inner_said = inner.said(self.context, inside);
                let outer_said = outer.said(self.context, outside);
                let why =
                    format!("`{}` fires {inner_said}, and then `{}` always fires {outer_said}", inside.id, outside.id);
                return Some((why, inner.node));
            }
        }
        None
    }

    /// Whether one way reads no answer that the other one does not read, and holds nowhere without it.
    fn is_within(&self, inner: &Alternative, outer: &Alternative) -> bool {
        inner.reads_no_more_than(outer) && implies(self.diagrams, inner.node, outer.node)
    }

    /// A veto that adds nothing because another one excludes the same options whenever it fires.
    fn shadowed(
        &self,
        (first, rule): (&Rule, &Rule),
        (node, other): (NodeId, NodeId),
        (a, b): (&[OptionIdx], &[OptionIdx]),
    ) -> Option<Diagnostic> {
        let within = |inner: &[OptionIdx], outer: &[OptionIdx]| inner.iter().all(|o| outer.contains(o));
        let (hidden, by, node) = if within(b, a) && implies(self.diagrams, other, node) {
            (rule, first, other)
        } else if within(a, b) && implies(self.diagrams, node, other) {
            (first, rule, node)
        } else {
            return None;
        };
        let title =
            format!("veto `{}` adds nothing: `{}` excludes the same options whenever it fires", hidden.id, by.id);
        let finding = Diagnostic::new(Severity::Warning, "shadowed", &rule.place, title)
            .note(format!("both fire {}", self.example(node)));
        Some(finding.help(format!("remove `{}`, or say in `because` of `{}` what both mean", hidden.id, by.id)))
    }

    fn example(&self, node: NodeId) -> String {
        self.context.example(&self.diagrams.witness(node).unwrap_or_default())
    }
}

/// The first option that two rules push the same way, with the points of each.
fn same_way(a: &[(OptionIdx, i32)], b: &[(OptionIdx, i32)]) -> Option<(OptionIdx, i32, i32)> {
    let both = |(option, points): &(OptionIdx, i32)| {
        let (_, other) = b.iter().find(|(o, _)| o == option)?;
        (points.signum() == other.signum()).then_some((*option, *points, *other))
    };
    a.iter().find_map(both)
}

/// Whether one condition holds wherever the other one does.
pub(super) fn implies(diagrams: &Diagrams, a: NodeId, b: NodeId) -> bool {
    follows(diagrams, (a, b), &mut FxHashSet::default())
}

fn follows(diagrams: &Diagrams, (a, b): (NodeId, NodeId), seen: &mut FxHashSet<(NodeId, NodeId)>) -> bool {
    if a == b || a == FALSE || b == TRUE {
        return true;
    }
    if a == TRUE || b == FALSE {
        return false;
    }
    if !seen.insert((a, b)) {
        return true;
    }
    let var = diagrams.var(a).min(diagrams.var(b));
    (0..diagrams.n_cells(var))
        .all(|cell| follows(diagrams, (diagrams.below(a, var, cell), diagrams.below(b, var, cell)), seen))
}
