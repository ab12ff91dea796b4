//! One change of one rule, and whether a scenario notices it.

use std::borrow::Cow;
use std::sync::Arc;

use super::conditions::Changed;
use super::numbers::Turned;
use super::pin_case::Pin;
use crate::audit::cases::{Came, Case, Stand};
use crate::audit::doubts::Doubt;
use crate::audit::scenarios::Runner;
use crate::engine::facts::score::rounded;
use crate::engine::meaning::reference::Reference;
use crate::engine::situation::Situation;
use crate::model::{
    Atom, CriterionIdx, Effect, Expr, Interval, OptionIdx, Origin, QuestionIdx, Questionnaire, RuleBase, RuleIdx,
    Subject,
};

/// What is done to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All its points, or what it adds to weights, with the other sign.
    Sign,
    /// The same halved.
    Half,
    /// A threshold of its condition moved by one.
    Threshold,
    /// The rule left out.
    Rule,
    /// A part of its condition left out.
    Conjunct,
}

impl Kind {
    /// All of them, as they are told.
    pub const ALL: [Self; 5] = [Self::Sign, Self::Rule, Self::Half, Self::Threshold, Self::Conjunct];

    /// How it is written in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Half => "half",
            Self::Threshold => "threshold",
            Self::Rule => "rule",
            Self::Conjunct => "conjunct",
        }
    }

    /// What is counted, for people.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Sign => "signs",
            Self::Half => "halves",
            Self::Threshold => "thresholds by one",
            Self::Rule => "dropped rules",
            Self::Conjunct => "dropped conjuncts",
        }
    }
}

/// A rule changed a little.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// The rule; of one with levels, which are all changed alike, the first.
    pub rule: RuleIdx,
    /// What is done to it.
    pub kind: Kind,
    /// The same in words.
    pub said: String,
    /// Whether a scenario notices.
    pub is_pinned: bool,
    /// A case that would notice, where there is one near a scenario and it was asked for.
    pub pin: Option<Pin>,
    /// What makes it other than the rule there is.
    pub(super) change: Change,
}

/// What makes a changed rule other than the one there is.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// These points instead.
    Points(Vec<(OptionIdx, i32)>),
    /// These amounts added to weights instead.
    Weighs(Vec<(CriterionIdx, i32)>),
    /// This condition instead of what the author wrote.
    Condition(Changed),
}

/// A change that was not tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The rule; of one with levels the first.
    pub rule: RuleIdx,
    /// What would be done to it.
    pub kind: Kind,
    /// The same in words.
    pub said: String,
    /// Why it was not.
    pub why: WhyLeftOut,
}

/// Why a change was not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// A weight could fall to this, which is an error of its own.
    BelowZero(CriterionIdx, i32),
    /// The condition would hold in the same cases.
    SameMeaning,
}

/// The mutations of a rule base, in the order of its rules.
#[derive(Clone, Debug, Default)]
pub struct Mutated {
    /// What was tried.
    pub mutations: Vec<Mutation>,
    /// What was not.
    pub left_out: Vec<LeftOut>,
    /// The numbers that are of no single rule, each changed by itself.
    pub numbers: Vec<Turned>,
    /// How many scenarios could notice: those that pass.
    pub n_scenarios: usize,
}

impl Mutated {
    /// How many mutations of a kind there are, and how many of them some scenario notices.
    pub fn count(&self, kind: Kind) -> (usize, usize) {
        let of_kind = || self.mutations.iter().filter(|mutation| mutation.kind == kind);
        (of_kind().filter(|mutation| mutation.is_pinned).count(), of_kind().count())
    }

    /// The same of the numbers that are of no single rule.
    pub fn count_numbers(&self) -> (usize, usize) {
        (self.numbers.iter().filter(|turned| turned.is_pinned).count(), self.numbers.len())
    }

    /// The same of all changes together.
    pub fn count_all(&self) -> (usize, usize) {
        let counts = Kind::ALL.map(|kind| self.count(kind)).into_iter().chain([self.count_numbers()]);
        counts.fold((0, 0), |(pinned, of), (more_pinned, more)| (pinned + more_pinned, of + more))
    }

    /// What no scenario notices.
    pub fn unpinned(&self) -> impl Iterator<Item = &Mutation> {
        self.mutations.iter().filter(|mutation| !mutation.is_pinned)
    }
}

impl Mutation {
    /// Whether a scenario that passes would fail, given how likely the changed rule is to hold in each of its stands.
    pub(super) fn is_noticed_by(
        &self,
        case: &Case,
        subject: &Arc<Subject>,
        base: &RuleBase,
        chance: &dyn Fn(usize) -> f64,
    ) -> bool {
        let declared = &base.scenarios[case.scenario];
        if self.breaks_expected_firing(case, base, chance) {
            return true;
        }
        let touches = |(at, stand): (usize, &Stand)| match &self.change {
            Change::Points(_) | Change::Weighs(_) => stand.chance(self.rule) > 0.0,
            Change::Condition(_) => chance(at).total_cmp(&stand.chance(self.rule)).is_ne(),
        };
        if !case.stands().enumerate().any(touches) {
            return false;
        }
        let come = |at: usize| {
            let stand = case.stand_at(at);
            // What weighs a rule makes its points count at another weight where both hold, which no single sum says.
            if stand.situation.decision().with_products(self.rule).nth(1).is_some() {
                return self.come_by_proof(stand);
            }
            let scores = self.scores(stand, chance(at));
            let come = stand.come(&scores).or_else(|| stand.come_by_fit(&scores, |doubt| self.adds(stand, doubt)));
            come.or_else(|| self.come_by_proof(stand))
        };
        !case.meets(declared, come).unwrap_or_else(|| self.passes_when_run(case, subject, base))
    }

    /// The same for a rule that weighs, which makes the points of many others count at another weight, and for one with levels, of which
    /// several change: the scenarios are run again with the changed rule.
    pub(super) fn is_noticed_when_run(&self, cases: &[&Case], subject: &Arc<Subject>, base: &RuleBase) -> bool {
        let changed = self.applied(subject, base);
        let Some(changed_base) = changed.rule_base(base.decision.id.as_str()) else { return false };
        let runner = Runner::for_outcomes(&changed);
        let rules = base.with_levels(self.rule);
        let holds = |stand: &Stand| rules.iter().any(|rule| stand.chance(*rule) > 0.0);
        let may_notice = |case: &&&Case| matches!(self.change, Change::Condition(_)) || case.stands().any(holds);
        // A rule that is left out neither fires nor rests.
        let breaks = |case: &&Case| {
            let expect = &base.scenarios[case.scenario].expect;
            self.kind == Kind::Rule
                && rules.iter().any(|rule| expect.fires.contains(rule) || expect.not_fires.contains(rule))
        };
        cases.iter().any(breaks)
            || cases.iter().filter(may_notice).any(|case| runner.run_and_keep(changed_base, case.scenario).0.failed())
    }

    /// Whether the scenario expects the rule to fire, or not to, and the changed one does otherwise.
    fn breaks_expected_firing(&self, case: &Case, base: &RuleBase, chance: &dyn Fn(usize) -> f64) -> bool {
        let expect = &base.scenarios[case.scenario].expect;
        let (fires, rests) = (expect.fires.contains(&self.rule), expect.not_fires.contains(&self.rule));
        match &self.change {
            _ if !fires && !rests => false,
            Change::Points(_) | Change::Weighs(_) => self.kind == Kind::Rule,
            Change::Condition(_) => fires && chance(0) < 1.0 || rests && chance(0) >= 1.0,
        }
    }

    /// How likely the changed rule is to hold.
    pub(super) fn chance(&self, stand: &Stand) -> f64 {
        match self.condition_in(stand) {
            Some(condition) => stand.chances_of(std::iter::once(&*condition))[0],
            None => stand.chance(self.rule),
        }
    }

    /// The changed condition as cells can tell it, where it may be another one under these answers.
    fn condition_in(&self, stand: &Stand) -> Option<Cow<'_, Expr>> {
        let Change::Condition(changed) = &self.change else { return None };
        let Some(question) = changed.by_unit else { return Some(Cow::Borrowed(&changed.expr)) };
        let number = stand.typed(question)?;
        let known = |expr| with_number(expr, question, number, &stand.situation.subject.questionnaire);
        let (before, after) = (known(&stand.situation.base().rules[self.rule.get()].when.expr), known(&changed.expr));
        (before != after).then_some(Cow::Owned(after))
    }

    /// What the change adds to every option's score at a completion; nothing where the changed condition cannot be read there.
    fn adds(&self, stand: &Stand, doubt: &Doubt) -> Option<Vec<(OptionIdx, i64)>> {
        let situation = &stand.situation;
        let before = doubt.holds(self.rule);
        let after = match self.condition_in(stand) {
            Some(condition) => {
                let (questionnaire, variables) = (&situation.subject.questionnaire, &situation.space().variables[..]);
                Reference { questionnaire, variables }.truth(&condition, &doubt.cells)?
            }
            None => before,
        };
        let (criterion, points) = &situation.decision().points[self.rule.get()];
        let worth = situation.weights.worth[*criterion];
        let amount = |(at, (option, points)): (usize, &(OptionIdx, i64))| {
            let (then, now) = (i64::from(after), i64::from(before));
            (*option, (self.points_at(at, *points) * then - points * now) * worth)
        };
        Some(points.iter().enumerate().map(amount).collect())
    }

    /// What comes out with the changed rule, where sums do not say it; nothing where its condition is too complex for a diagram.
    fn come_by_proof(&self, stand: &Stand) -> Option<Came> {
        let facts = &stand.situation;
        let facts = match &self.change {
            Change::Points(points) => {
                let points: Vec<(OptionIdx, i64)> =
                    points.iter().map(|(of, points)| (*of, i64::from(*points))).collect();
                facts.with_points(self.rule, &points)
            }
            Change::Weighs(_) => return None,
            Change::Condition(_) => match self.condition_in(stand) {
                Some(condition) => facts.with_condition(self.rule, &condition)?,
                None => (***facts).clone(),
            },
        };
        Some(Came::from(&Situation::new(facts)))
    }

    /// The scores under the changed rule, given how likely it is to hold.
    pub(super) fn scores(&self, stand: &Stand, chance: f64) -> Vec<f64> {
        let (criterion, points) = &stand.situation.decision().points[self.rule.get()];
        let worth = stand.situation.weights.worth[*criterion];
        let before = stand.chance(self.rule);
        let mut scores = stand.scores().to_vec();
        for (at, (option, points)) in points.iter().enumerate() {
            let now = self.points_at(at, *points);
            let gain = chance * (now * worth) as f64 - before * (points * worth) as f64;
            scores[option.get()] = rounded(stand.unrounded()[option.get()] + gain);
        }
        scores
    }

    /// The changed points of the rule's entry at a position.
    pub(super) fn points_at(&self, at: usize, points: i64) -> i64 {
        match &self.change {
            Change::Points(changed) => i64::from(changed[at].1),
            Change::Condition(_) | Change::Weighs(_) => points,
        }
    }

    fn passes_when_run(&self, case: &Case, subject: &Arc<Subject>, base: &RuleBase) -> bool {
        let changed = self.applied(subject, base);
        let Some(base) = changed.rule_base(base.decision.id.as_str()) else { return false };
        !Runner::new(&changed).run_and_keep(base, case.scenario).0.failed()
    }

    /// The subject with the changed rule.
    pub(super) fn applied(&self, subject: &Arc<Subject>, base: &RuleBase) -> Arc<Subject> {
        let mut subject = (**subject).clone();
        if let Some(base) = subject.rule_bases.iter_mut().find(|other| other.decision.id == base.decision.id) {
            self.apply_to(base);
        }
        Arc::new(subject)
    }

    pub(super) fn apply_to(&self, base: &mut RuleBase) {
        // Where a rule of a group is left out, those behind it fire in its place.
        let goes = self.kind == Kind::Rule && base.rules[self.rule.get()].group.is_some();
        match &self.change {
            _ if goes => base.set_own(self.rule, &Expr::Const(false)),
            Change::Condition(changed) => base.set_own(self.rule, &changed.expr),
            Change::Points(_) | Change::Weighs(_) => {
                for rule in base.with_levels(self.rule) {
                    match (&self.change, &mut base.rules[rule.get()].effect) {
                        (Change::Points(changed), Effect::Points { points, .. }) => points.clone_from(changed),
                        (Change::Weighs(changed), Effect::Weighs(added)) => added.clone_from(changed),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Whether it moves more than the points of one rule where that holds: weights, several levels, or what fires behind it in a group.
    pub(super) fn moves_weights_or_rules(&self, base: &RuleBase) -> bool {
        let rule = &base.rules[self.rule.get()];
        let is_of_firing = self.kind == Kind::Rule || matches!(self.change, Change::Condition(_));
        matches!(rule.effect, Effect::Weighs(_)) || rule.origin == Origin::Level || rule.group.is_some() && is_of_firing
    }
}

/// A condition with what it asks of a question settled by the number typed: it only remains whether the question is asked.
fn with_number(expr: &Expr, question: QuestionIdx, number: i64, questionnaire: &Questionnaire) -> Expr {
    let each = |parts: &[Expr]| parts.iter().map(|part| with_number(part, question, number, questionnaire)).collect();
    match expr {
        Expr::Not(inner) => Expr::Not(Box::new(with_number(inner, question, number, questionnaire))),
        Expr::And(parts) => Expr::And(each(parts)),
        Expr::Or(parts) => Expr::Or(each(parts)),
        Expr::Atom(Atom::Number { question: of, intervals }) if *of == question => {
            let spec = questionnaire.questions[question.get()].kind.number();
            let any = spec.map(|spec| Interval { low: spec.min, high: spec.max });
            let is_asked = Expr::Atom(Atom::Number { question, intervals: any.into_iter().collect() });
            let is_inside = intervals.iter().any(|interval| interval.contains(number));
            Expr::And(vec![is_asked, Expr::Const(is_inside)])
        }
        Expr::Const(_) | Expr::Atom(_) => expr.clone(),
    }
}
