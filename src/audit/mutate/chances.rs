//! How likely changed conditions are to hold in every scenario: for complete answers all at once, otherwise from diagrams.

use std::sync::Arc;

use rayon::prelude::*;

use super::mutation::{Change, Mutation};
use crate::audit::cases::{Case, Stand};
use crate::engine::bulk::{Keep, LANES, Portfolio};
use crate::engine::facts::knowledge::Readings;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::{conditions, cuts_of};
use crate::engine::meaning::weights::Weights;
use crate::model::{Accepted, Answers, Confidence, Effect, Expr, Origin, Rule, RuleBase, RuleIdx, Subject};

/// For each stand of each case, how likely each changed condition is to hold.
pub(super) struct Chances {
    /// The position of each case's first stand.
    first: Vec<usize>,
    /// For each mutation, its position among the changed conditions that stand in cells.
    columns: Vec<Option<usize>>,
    /// For each stand, the chances of the changed conditions.
    rows: Vec<Vec<f64>>,
}

impl Chances {
    pub(super) fn new(subject: &Arc<Subject>, base: &RuleBase, cases: &[&Case], mutations: &[Mutation]) -> Self {
        let mut first = vec![0];
        cases.iter().for_each(|case| first.push(first[first.len() - 1] + case.stands().count()));
        let mut n_columns = 0;
        let mut column = |mutation: &Mutation| {
            n_columns += usize::from(changed(mutation).is_some());
            changed(mutation).map(|_| n_columns - 1)
        };
        let columns: Vec<Option<usize>> = mutations.iter().map(&mut column).collect();
        let stands: Vec<&Stand> = cases.iter().flat_map(|case| case.stands()).collect();
        let rows =
            if n_columns == 0 { vec![Vec::new(); stands.len()] } else { rows(subject, base, &stands, mutations) };
        Self { first, columns, rows }
    }

    /// How likely a mutation's condition is to hold in a stand of a case; nothing where it is not changed by whole cells.
    pub(super) fn of(&self, case: usize, stand: usize, mutation: usize) -> Option<f64> {
        self.columns[mutation].map(|column| self.rows[self.first[case] + stand][column])
    }
}

/// The changed condition, where cells tell it from the one there is.
fn changed(mutation: &Mutation) -> Option<&Expr> {
    match &mutation.change {
        Change::Condition(changed) if changed.by_unit.is_none() => Some(&changed.expr),
        Change::Condition(_) | Change::Points(_) | Change::Weighs(_) => None,
    }
}

/// The chances of the changed conditions in every stand: side by side where its answers are complete, otherwise from diagrams.
fn rows(subject: &Arc<Subject>, base: &RuleBase, stands: &[&Stand], mutations: &[Mutation]) -> Vec<Vec<f64>> {
    let changes = || mutations.iter().filter(|mutation| changed(mutation).is_some());
    let extended = with_conditions(subject, base, changes());
    let compiled = Compiled::new(&extended, &cuts_of(conditions(subject)));
    let mut rows = complete(&extended, &compiled, base, stands, changes().count());
    let conditions: Vec<&Expr> = mutations.iter().filter_map(changed).collect();
    rows.par_iter_mut().zip(stands).filter(|(row, _)| row.is_empty()).for_each(|(row, stand)| {
        let known = uncut(stand, base, &extended, &compiled, conditions.len());
        *row = known.unwrap_or_else(|| stand.chances_of(conditions.iter().copied()));
    });
    rows
}

/// The chances in a stand that knows no finer cells than conditions need: the diagrams that all such stands share say them.
fn uncut(
    stand: &Stand,
    base: &RuleBase,
    extended: &Subject,
    compiled: &Compiled,
    n_changed: usize,
) -> Option<Vec<f64>> {
    let position = extended.rule_bases.iter().position(|other| other.decision.id == base.decision.id)?;
    let decision = &compiled.decisions[position];
    if stand.situation.compiled.space.variables != compiled.space.variables || !decision.too_complex.is_empty() {
        return None;
    }
    let readings = Readings::new(&compiled.space.diagrams, &stand.situation.knowledge);
    let changed = &decision.rules[base.rules.len()..][..n_changed];
    Some(changed.iter().map(|node| readings.of(*node).chance).collect())
}

/// The chances in stands whose answers are complete, side by side; of the others nothing.
fn complete(
    extended: &Subject,
    compiled: &Compiled,
    base: &RuleBase,
    stands: &[&Stand],
    n_changed: usize,
) -> Vec<Vec<f64>> {
    let weights = |position: usize| {
        let declared: Vec<u32> = extended.rule_bases[position].criteria.iter().map(|c| c.weight).collect();
        Weights::new(&declared, &compiled.decisions[position])
    };
    let decisions = [base.decision.id.clone()];
    let portfolio = Portfolio::new(extended, compiled, &decisions, Keep::Rules, weights);
    let n_rules = base.rules.len();
    let mut rows = vec![Vec::new(); stands.len()];
    let mut desk = portfolio.desk();
    for (block, stands) in stands.chunks(LANES).enumerate() {
        // What earlier decisions settled is among the answers already.
        let answers: Vec<&Answers> = stands.iter().map(|stand| &*stand.situation.answers).collect();
        portfolio.consider(&mut desk, &answers, |_, run, complete| {
            for lane in complete.lanes() {
                let holds = |nth: usize| f64::from(u8::from(run.rule(RuleIdx::from(n_rules + nth)).has(lane)));
                rows[block * LANES + lane] = (0..n_changed).map(holds).collect();
            }
        });
    }
    rows
}

/// The subject with this decision alone, and a rule without effect behind its others for each mutation, so that changed conditions are worked out with the rest.
/// Conditions changed inside a cell stay as they are.
pub(super) fn with_conditions<'a>(
    subject: &Arc<Subject>,
    base: &RuleBase,
    mutations: impl Iterator<Item = &'a Mutation>,
) -> Arc<Subject> {
    let mut subject = (**subject).clone();
    subject.rule_bases.retain(|other| other.decision.id == base.decision.id);
    let Some(base) = subject.rule_bases.first_mut() else { return Arc::new(subject) };
    for mutation in mutations {
        let of = &base.rules[mutation.rule.get()];
        let mut when = of.when.clone();
        if let Some(changed) = changed(mutation) {
            when.expr = changed.clone();
        }
        let rule = Rule {
            id: of.id.clone(),
            when,
            own: None,
            group: None,
            effect: Effect::Caution { text: String::new(), options: Vec::new() },
            because: String::new(),
            cause: None,
            evidence: Vec::new(),
            confidence: Confidence::default(),
            follow_up: None,
            origin: Origin::Step,
            accept: Accepted::new(),
            place: of.place.clone(),
        };
        base.rules.push(rule);
    }
    Arc::new(subject)
}
