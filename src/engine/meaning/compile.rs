//! A subject made ready for scoring: its answer space, and per decision the rules as diagrams and integers.

use std::sync::Arc;

use super::cuts::{Cuts, conditions, cuts_of};
use super::diagram::{FALSE, NodeId, TRUE};
use super::order::making_order;
use super::space::Space;
use crate::engine::base::multiple::common_multiple;
use crate::model::{
    CloseCall, Effect, OptionIdx, Product, RuleBase, RuleIdx, Start, Subject, UnitCost, Weighing, Withheld,
};

/// A subject, compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The answer space, shared by all decisions, and by what differs from this in numbers only.
    pub space: Arc<Space>,
    /// The decisions, in the subject's order.
    pub decisions: Vec<CompiledDecision>,
    /// The order in which they are made: one that settles a question before those that read it.
    pub order: Arc<[usize]>,
}

/// The slot of weights at which a rule's points count, and the points it gives to options. The first slots are the criteria, one more
/// is for each weighing.
pub type PointsOfRule = (usize, Vec<(OptionIdx, i64)>);

/// A decision's rules, compiled.
#[derive(Clone, Debug)]
pub struct CompiledDecision {
    /// Options, criteria and rules by their ids: what ties and rounding go by, so that no number depends on the order in a file.
    pub by_id: Arc<ById>,
    /// For each rule, when it holds; behind them the products of rules with those that weigh them.
    pub rules: Vec<NodeId>,
    /// For each of them, the slot and the points it gives; no points for vetoes and cautions.
    pub points: Arc<[PointsOfRule]>,
    /// What rules add to weights.
    pub weighings: Arc<[Weighing]>,
    /// What that comes to, in the order in which it stands behind the rules.
    pub products: Arc<[Product]>,
    /// For each option, the rules that exclude it.
    pub vetoes: Arc<[Vec<RuleIdx>]>,
    /// For each option, when it is excluded.
    pub excluded: Vec<NodeId>,
    /// When every option is excluded although one would be named.
    pub none_left: NodeId,
    /// When there is nothing to decide.
    pub idle: NodeId,
    /// When no option is named although some are left: there is nothing to decide, or the case is out of scope.
    pub withheld: NodeId,
    /// For each option and criterion, the points it starts from above the criterion's zero: `base - scale low`.
    pub start: Arc<[Vec<i64>]>,
    /// For each criterion, its swing.
    pub swings: Arc<[i64]>,
    /// The least common multiple of the swings: scores are integers in units of 1/(what the weights add up to x this).
    pub common_swing: i64,
    /// The lead up to which two options are too close to call.
    pub close_call: CloseCall,
    /// For each unit cost, when there is such work; where that is too complex to say, always.
    pub costs: Vec<NodeId>,
    /// Rules whose condition needs too many nodes. They have no diagram: unless the answers decide them one condition at a time,
    /// they count as open, and `archfit check` reports them.
    pub too_complex: Vec<RuleIdx>,
}

/// The options, criteria and rules of a decision by their ids.
#[derive(Clone, Debug)]
pub struct ById {
    /// The options in this order.
    pub options: Vec<OptionIdx>,
    /// The criteria in this order.
    pub criteria: Vec<usize>,
    /// For each criterion, its place in this order.
    pub place_of_criterion: Vec<usize>,
    /// For each rule, its place in this order.
    pub place_of_rule: Vec<usize>,
}

impl ById {
    fn of(base: &RuleBase) -> Self {
        let order = |mut all: Vec<(&str, usize)>| -> Vec<usize> {
            all.sort_unstable();
            all.into_iter().map(|(_, position)| position).collect()
        };
        let options = order(base.options.iter().enumerate().map(|(at, option)| (option.id.as_str(), at)).collect());
        let criteria = order(base.criteria.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect());
        let rules = order(base.rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect());
        let places = |order: &[usize]| {
            let mut places = vec![0; order.len()];
            order.iter().enumerate().for_each(|(place, position)| places[*position] = place);
            places
        };
        Self {
            options: options.into_iter().map(OptionIdx::from).collect(),
            place_of_criterion: places(&criteria),
            place_of_rule: places(&rules),
            criteria,
        }
    }
}

impl Compiled {
    /// Compiles a subject, with number questions cut at its thresholds and at `extra`.
    pub fn new(subject: &Subject, extra: &Cuts) -> Self {
        let mut space = Space::new(&subject.questionnaire, &all_cuts(subject, extra));
        let decisions = subject.rule_bases.iter().map(|base| compile_decision(base, subject, &mut space)).collect();
        Self::done(space, decisions, making_order(subject).into())
    }

    /// The same subject with number questions cut at `extra` too. What was too complex before is not tried again, so that this takes no
    /// longer than it takes to make what is kept: a typed number waits for it.
    #[must_use]
    pub fn recut(&self, subject: &Subject, extra: &Cuts) -> Self {
        let mut space = self.space.recut(&subject.questionnaire, &all_cuts(subject, extra));
        let bases = subject.rule_bases.iter().zip(&self.decisions);
        let decisions =
            bases.map(|(base, known)| known.lowered(base, subject, &mut space, &known.too_complex)).collect();
        Self::done(space, decisions, Arc::clone(&self.order))
    }

    fn done(mut space: Space, mut decisions: Vec<CompiledDecision>, order: Arc<[usize]>) -> Self {
        drop_scaffolding(&mut space, &mut decisions);
        Self { space: Arc::new(space), decisions, order }
    }

    /// The same subject with the conditions of the decisions that are made as diagrams of another space; the others have none there.
    pub(in crate::engine) fn over(
        &self,
        subject: &Subject,
        mut space: Space,
        is_made: impl Fn(&RuleBase) -> bool,
    ) -> Self {
        let bases = subject.rule_bases.iter().zip(&self.decisions);
        let lowered = |(base, known): (&RuleBase, &CompiledDecision)| {
            if is_made(base) { known.lowered(base, subject, &mut space, &[]) } else { known.without_diagrams() }
        };
        let decisions = bases.map(lowered).collect();
        Self { space: Arc::new(space), decisions, order: Arc::clone(&self.order) }
    }
}

/// Drops the diagrams that only served to build others: every answer reads all that are left.
fn drop_scaffolding(space: &mut Space, decisions: &mut [CompiledDecision]) {
    space.tabulated.clear();
    let levels = space.at_least.iter_mut().flatten();
    let rules = decisions.iter_mut().flat_map(|d| {
        d.rules
            .iter_mut()
            .chain(&mut d.excluded)
            .chain([&mut d.none_left, &mut d.idle, &mut d.withheld])
            .chain(&mut d.costs)
    });
    let odds = space.likely_when.iter_mut().flatten();
    let mut roots: Vec<&mut NodeId> = space.asked.iter_mut().chain(odds).chain(levels).chain(rules).collect();
    space.diagrams.keep_only(&mut roots);
}

/// The cuts of a subject's conditions, and some more.
fn all_cuts(subject: &Subject, extra: &Cuts) -> Cuts {
    let mut cuts = cuts_of(conditions(subject));
    for (question, starts) in extra {
        cuts.entry(*question).or_default().extend(starts);
    }
    cuts
}

fn compile_decision(base: &RuleBase, subject: &Subject, space: &mut Space) -> CompiledDecision {
    let mut vetoes = vec![Vec::new(); base.options.len()];
    for (position, rule) in base.rules.iter().enumerate() {
        for option in rule.effect.excluded() {
            vetoes[option.get()].push(RuleIdx::from(position));
        }
    }
    let swings: Vec<i64> = base.criteria.iter().map(crate::model::Criterion::swing).collect();
    let common_swing = common_multiple(&swings).unwrap_or(1);
    let starts = starts_of(base);
    let products = base.products();
    let decision = CompiledDecision {
        by_id: Arc::new(ById::of(base)),
        points: all_points(base, &starts, &products),
        weighings: base.weighings().into(),
        products: products.into(),
        vetoes: vetoes.into(),
        start: starts.into(),
        close_call: base.decision.close_call,
        common_swing,
        swings: swings.into(),
        rules: Vec::new(),
        excluded: Vec::new(),
        none_left: FALSE,
        idle: FALSE,
        withheld: FALSE,
        costs: Vec::new(),
        too_complex: Vec::new(),
    };
    decision.lowered(base, subject, space, &[])
}

impl CompiledDecision {
    /// Whether a rule has no diagram.
    pub fn is_too_complex(&self, rule: RuleIdx) -> bool {
        self.too_complex.binary_search(&rule).is_ok()
    }

    /// The same decision with the points, and what is added to weights, of a rule base that differs in nothing but such numbers.
    #[must_use]
    pub fn renumbered(&self, base: &RuleBase) -> Self {
        let start = starts_of(base);
        let weighings = base.weighings().into();
        Self { points: all_points(base, &start, &self.products), weighings, start: start.into(), ..self.clone() }
    }

    /// How many rules there are, without products.
    pub fn n_rules(&self) -> usize {
        self.rules.len() - self.products.len()
    }

    /// The criterion whose points count at a slot.
    pub fn criterion_at(&self, slot: usize) -> usize {
        let n_criteria = self.swings.len();
        if slot < n_criteria { slot } else { self.weighings[slot - n_criteria].criterion.get() }
    }

    /// The product behind the rules at this position; nothing for a rule.
    pub fn product(&self, position: RuleIdx) -> Option<Product> {
        position.get().checked_sub(self.n_rules()).map(|nth| self.products[nth])
    }

    /// A rule, and the products that it is a part of.
    pub fn with_products(&self, rule: RuleIdx) -> impl Iterator<Item = RuleIdx> + '_ {
        let n_rules = self.n_rules();
        let has_part = move |(_, product): &(usize, &Product)| product.by == rule || product.of == Some(rule);
        let products = self.products.iter().enumerate().filter(has_part);
        std::iter::once(rule).chain(products.map(move |(nth, _)| RuleIdx::from(n_rules + nth)))
    }

    /// The same decision with no rule that holds anywhere.
    fn without_diagrams(&self) -> Self {
        let none = |nodes: &[NodeId]| vec![FALSE; nodes.len()];
        Self {
            rules: none(&self.rules),
            excluded: none(&self.excluded),
            costs: none(&self.costs),
            none_left: FALSE,
            idle: FALSE,
            withheld: FALSE,
            too_complex: Vec::new(),
            ..self.clone()
        }
    }

    /// The same decision with its conditions as diagrams of this space, those of refused rules left out.
    fn lowered(&self, base: &RuleBase, subject: &Subject, space: &mut Space, refused: &[RuleIdx]) -> Self {
        let mut too_complex = Vec::new();
        let mut rules = Vec::with_capacity(base.rules.len());
        for (position, rule) in base.rules.iter().enumerate() {
            let idx = RuleIdx::from(position);
            let is_refused = refused.binary_search(&idx).is_ok();
            let node = if is_refused { None } else { space.lower(&rule.when.expr, &subject.questionnaire).ok() };
            rules.push(node.unwrap_or_else(|| {
                too_complex.push(idx);
                FALSE
            }));
        }
        for (nth, product) in self.products.iter().enumerate() {
            let idx = RuleIdx::from(base.rules.len() + nth);
            let parts: Vec<RuleIdx> = product.of.into_iter().chain([product.by]).collect();
            let is_refused = refused.binary_search(&idx).is_ok() || parts.iter().any(|rule| too_complex.contains(rule));
            let both = |space: &mut Space| {
                parts.iter().try_fold(TRUE, |both, rule| space.diagrams.and(both, rules[rule.get()])).ok()
            };
            let node = if is_refused { None } else { space.within_steps(both) };
            rules.push(node.unwrap_or_else(|| {
                too_complex.push(idx);
                FALSE
            }));
        }
        let excluded: Vec<NodeId> = self.vetoes.iter().map(|vetoes| any_of(vetoes, &rules, space)).collect();
        let withholding = |why: Option<Withheld>| -> Vec<RuleIdx> {
            let by = |rule: &crate::model::Rule| rule.effect.withheld().is_some_and(|w| why.is_none_or(|why| why == w));
            (0..).zip(&base.rules).filter(|(_, rule)| by(rule)).map(|(position, _)| RuleIdx(position)).collect()
        };
        let idle = any_of(&withholding(Some(Withheld::NothingToDecide)), &rules, space);
        let withheld = any_of(&withholding(None), &rules, space);
        let named = space.within_steps(|space| space.diagrams.not(withheld)).unwrap_or(FALSE);
        let none_left = all_of(&[excluded.as_slice(), &[named]].concat(), space);
        let when =
            |cost: &UnitCost| cost.when.as_ref().map_or(Ok(TRUE), |w| space.lower(&w.expr, &subject.questionnaire));
        let costs = base.unit_costs.iter().map(when).map(|node| node.unwrap_or(TRUE)).collect();
        Self { rules, excluded, none_left, idle, withheld, costs, too_complex, ..self.clone() }
    }
}

fn any_of(vetoes: &[RuleIdx], rules: &[NodeId], space: &mut Space) -> NodeId {
    space.within_steps(|space| {
        vetoes.iter().fold(FALSE, |any, veto| space.diagrams.or(any, rules[veto.get()]).unwrap_or(any))
    })
}

/// Where all hold; nowhere if that is too complex to say, for then no claim rests on it.
fn all_of(nodes: &[NodeId], space: &mut Space) -> NodeId {
    space.within_steps(|space| nodes.iter().try_fold(TRUE, |all, node| space.diagrams.and(all, *node)).unwrap_or(FALSE))
}

fn points_of(effect: &Effect) -> PointsOfRule {
    match effect {
        Effect::Points { criterion, points } => {
            (criterion.get(), points.iter().map(|(option, points)| (*option, i64::from(*points))).collect())
        }
        Effect::Weighs(_) | Effect::Excludes(_) | Effect::Caution { .. } | Effect::Withholds { .. } => (0, Vec::new()),
    }
}

/// The points of all rules, and behind them those of the products at the slots of their weighings.
fn all_points(base: &RuleBase, starts: &[Vec<i64>], products: &[Product]) -> Arc<[PointsOfRule]> {
    let weighings = base.weighings();
    let of_product = |product: &Product| {
        let criterion = weighings[product.weighing].criterion.get();
        let from_start = || (0..).map(OptionIdx).zip(starts).map(|(option, start)| (option, start[criterion]));
        let points = match product.of {
            Some(rule) => points_of(&base.rules[rule.get()].effect).1,
            None => from_start().filter(|(_, points)| *points != 0).collect(),
        };
        (base.criteria.len() + product.weighing, points)
    };
    base.rules.iter().map(|rule| points_of(&rule.effect)).chain(products.iter().map(of_product)).collect()
}

fn starts_of(base: &RuleBase) -> Vec<Vec<i64>> {
    base.options.iter().map(|option| start_of(option, base)).collect()
}

fn start_of(option: &crate::model::ArchOption, base: &RuleBase) -> Vec<i64> {
    let mut start: Vec<i64> = base.criteria.iter().map(|c| -i64::from(c.scale_low)).collect();
    for Start { criterion, points, .. } in &option.base {
        start[criterion.get()] += i64::from(*points);
    }
    start
}
