//! A subject made ready for scoring: its answer space, and per decision the rules as diagrams and integers.

use std::sync::Arc;

use super::cuts::{Cuts, conditions, cuts_of};
use super::diagram::{FALSE, NodeId, TRUE};
use super::order::making_order;
use super::space::Space;
use crate::engine::base::apportion::apportion;
use num_integer::Integer;

use crate::engine::base::multiple::{MAX_COMMON_SWING, common_multiple};
use crate::model::{Effect, OptionIdx, RuleBase, RuleIdx, Start, Subject, UnitCost, Withheld};

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

/// The criterion that a rule's points count on, and the points it gives to options.
pub type PointsOfRule = (usize, Vec<(OptionIdx, i64)>);

/// A decision's rules, compiled.
#[derive(Clone, Debug)]
pub struct CompiledDecision {
    /// For each rule, when it holds.
    pub rules: Vec<NodeId>,
    /// For each rule, the criterion and the points it gives; no points for vetoes and cautions.
    pub points: Arc<[PointsOfRule]>,
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
    /// The lead up to which two options are too close to call, in tenths of a fit point.
    pub close_call: i64,
    /// For each unit cost, when there is such work; where that is too complex to say, always.
    pub costs: Vec<NodeId>,
    /// Rules whose condition needs too many nodes. They have no diagram: unless the answers decide them one condition at a time,
    /// they count as open, and `archfit check` reports them.
    pub too_complex: Vec<RuleIdx>,
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
    let mut roots: Vec<&mut NodeId> = space.asked.iter_mut().chain(levels).chain(rules).collect();
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
    let decision = CompiledDecision {
        points: base.rules.iter().map(|rule| points_of(&rule.effect)).collect(),
        vetoes: vetoes.into(),
        start: base.options.iter().map(|option| start_of(option, base)).collect(),
        close_call: i64::from(base.decision.close_call.0),
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

    /// The same decision with the points of a rule base that differs in nothing but numbers of points.
    #[must_use]
    pub fn renumbered(&self, base: &RuleBase) -> Self {
        let points = base.rules.iter().map(|rule| points_of(&rule.effect)).collect();
        let start = base.options.iter().map(|option| start_of(option, base)).collect();
        Self { points, start, ..self.clone() }
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
        Effect::Excludes(_) | Effect::Caution { .. } | Effect::Withholds { .. } => (0, Vec::new()),
    }
}

fn start_of(option: &crate::model::ArchOption, base: &RuleBase) -> Vec<i64> {
    let mut start: Vec<i64> = base.criteria.iter().map(|c| -i64::from(c.scale_low)).collect();
    for Start { criterion, points, .. } in &option.base {
        start[criterion.get()] += i64::from(*points);
    }
    start
}

/// Weights with what one point is worth on each criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    /// The weights as they are shown: in 1/10 000, adding up to 10 000.
    pub shares: Vec<u32>,
    /// The weights as they count: whole numbers in proportion to the declared ones.
    pub parts: Vec<u32>,
    /// What one point is worth on each criterion, in score units.
    pub worth: Vec<i64>,
    /// How many score units one fit point is: a hundredth of the parts together, times the common swing.
    pub units_per_point: i64,
}

/// What the weights add up to as they are shown.
pub const WHOLE: u32 = 10_000;

/// What the parts of weights times the common swing may come to, so that every score stays exact in 53 bits.
const MAX_UNITS: i64 = WHOLE as i64 * MAX_COMMON_SWING;

impl Weights {
    /// Weighs by declared weights; by equal ones where none is above zero. They count as they are shown, unless that rounding would tell
    /// equal weights apart and break ties by it: then they count in exact proportion.
    pub fn new(declared: &[u32], decision: &CompiledDecision) -> Self {
        let equal = vec![1; declared.len()];
        let declared = if declared.iter().all(|w| *w == 0) { &equal[..] } else { declared };
        let wide: Vec<f64> = declared.iter().map(|w| f64::from(*w)).collect();
        let shares: Vec<u32> = apportion(&wide, i64::from(WHOLE)).into_iter().map(|s| s as u32).collect();
        let tells_equals_apart = declared.iter().zip(&shares).enumerate().any(|(at, (weight, share))| {
            declared[..at].iter().zip(&shares).any(|(other, theirs)| weight == other && share != theirs)
        });
        let exact = if tells_equals_apart { exact(declared, decision.common_swing) } else { None };
        let parts = exact.unwrap_or_else(|| shares.clone());
        let worth = parts.iter().zip(decision.swings.iter());
        let worth = worth.map(|(part, swing)| i64::from(*part) * (decision.common_swing / swing)).collect();
        let whole: i64 = parts.iter().map(|part| i64::from(*part)).sum();
        Self { shares, parts, worth, units_per_point: whole / 100 * decision.common_swing }
    }

    /// The lead up to which two options are too close to call, in score units.
    pub fn close_call(&self, decision: &CompiledDecision) -> i64 {
        decision.close_call * (self.units_per_point / 10)
    }
}

/// The least whole numbers in the same proportion whose sum is a multiple of a thousand, as a tenth of a fit point has to be whole; nothing where scores would not stay exact.
fn exact(declared: &[u32], common_swing: i64) -> Option<Vec<u32>> {
    let shared = declared.iter().fold(0, |shared, weight| shared.gcd(weight)).max(1);
    let sum: u64 = declared.iter().map(|weight| u64::from(weight / shared)).sum();
    let times = 1_000 / sum.gcd(&1_000);
    let units = i64::try_from(sum * times).ok()?.checked_mul(common_swing)?;
    let part = |weight: &u32| u32::try_from(u64::from(weight / shared) * times).ok();
    if units <= MAX_UNITS { declared.iter().map(part).collect() } else { None }
}
