//! Scenarios reduced to what their outcome is a sum of, so that other numbers and other conditions can be tried without running them.
//!
//! A score is linear in points and in weights. A case keeps how likely every rule is to hold under its answers; what other points, or
//! another chance of one rule, come to is then a few additions. Knows the scenario runner, and says the same as it does.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::doubts::{Doubt, Doubts};
use super::scenarios::{Failure, Played, Runner, meets};
use crate::engine::facts::knowledge::Readings;
use crate::engine::facts::score::by_rank;
use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::reference::Reference;
use crate::engine::meaning::space::Space;
use crate::engine::meaning::weights::Weights;
use crate::engine::situation::Situation;
use crate::engine::{Exclusion, Fit, InPlay};
use crate::model::{
    Answer, AnswerValue, Expectation, Expr, OptionIdx, OutcomeKind, QuestionIdx, RuleBase, RuleIdx, Scenario, Subject,
};

/// One set of answers, reduced to its sums.
#[derive(Debug)]
pub(crate) struct Stand {
    pub(crate) situation: Arc<Situation>,
    /// For each option, how it is in play.
    in_play: Vec<InPlay>,
    /// Whether options are left of which some may be excluded, and others cannot: who leads may then take a proof.
    may_take_proof: bool,
    doubts: OnceLock<Doubts>,
    unrounded: OnceLock<Vec<f64>>,
}

/// What comes out of a stand under some scores.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Came {
    pub(crate) winner: Option<OptionIdx>,
    pub(crate) runner_up: Option<OptionIdx>,
    /// The options that share the lead, by their ids; none where one is ahead.
    pub(crate) level: Vec<OptionIdx>,
    pub(crate) kind: OutcomeKind,
    /// The lead as it is shown.
    pub(crate) lead: Fit,
}

impl Stand {
    pub(crate) fn new(played: Played) -> Self {
        let situation = played.situation;
        let of = |option: usize| InPlay::of(&situation.exclusions[option], situation.out_chances[option]);
        let in_play = (0..situation.scores.len()).map(of).collect();
        let may_take_proof = situation.exclusions.iter().any(|exclusion| matches!(exclusion, Exclusion::Possible(_)))
            && situation.exclusions.contains(&Exclusion::No);
        Self { situation, in_play, may_take_proof, doubts: OnceLock::new(), unrounded: OnceLock::new() }
    }

    /// How an option is in play.
    pub(crate) fn in_play(&self, option: OptionIdx) -> InPlay {
        self.in_play[option.get()]
    }

    /// How likely a rule is to hold.
    pub(crate) fn chance(&self, rule: RuleIdx) -> f64 {
        self.situation.rules[rule.get()].chance()
    }

    /// The scores under the numbers as they are.
    pub(crate) fn scores(&self) -> &[f64] {
        &self.situation.scores
    }

    /// The same before they are rounded: what is added to them is rounded once.
    pub(crate) fn unrounded(&self) -> &[f64] {
        let situation = &*self.situation;
        self.unrounded.get_or_init(|| situation.decision().unrounded_scores(&situation.weights, &situation.rules))
    }

    /// How likely some conditions are to hold, read in one pass over their diagrams. What is too complex for a diagram is read from the condition, and is as likely as not where that leaves it open.
    pub(crate) fn chances_of<'e>(&self, conditions: impl Iterator<Item = &'e Expr> + Clone) -> Vec<f64> {
        let (questionnaire, knowledge) = (&self.situation.subject.questionnaire, &self.situation.knowledge);
        let mut space = Space::clone(&self.situation.compiled.space);
        let nodes: Vec<Option<NodeId>> =
            conditions.clone().map(|condition| space.lower(condition, questionnaire).ok()).collect();
        let readings = Readings::new(&space.diagrams, knowledge);
        let reference = Reference { questionnaire, variables: &space.variables };
        let chance = |(node, condition): (Option<NodeId>, &Expr)| match node {
            Some(node) => readings.of(node).chance,
            None => reference.truth(condition, &knowledge.possible).map_or(0.5, |holds| f64::from(u8::from(holds))),
        };
        nodes.into_iter().zip(conditions).map(chance).collect()
    }

    /// Completions of what is open.
    pub(crate) fn doubts(&self) -> &Doubts {
        self.doubts.get_or_init(|| Doubts::of(&self.situation))
    }

    /// Whether it takes a proof to say who wins where this option leads by its score.
    pub(crate) fn takes_proof(&self, leader: usize) -> bool {
        self.may_take_proof && self.situation.exclusions[leader] != Exclusion::No
    }

    /// Whether it may take a proof to say who wins, whoever leads by scores.
    pub(crate) fn may_take_proof(&self) -> bool {
        self.may_take_proof
    }

    /// The options that cannot be excluded.
    pub(crate) fn safe(&self) -> impl Iterator<Item = usize> + '_ {
        let exclusions = &self.situation.exclusions;
        (0..exclusions.len()).filter(|option| exclusions[*option] == Exclusion::No)
    }

    /// Of those that cannot be excluded the one with the greatest score: only it can be proven to win.
    pub(crate) fn best_safe(&self, scores: &[f64]) -> Option<usize> {
        let of = |option: usize| (self.in_play[option], scores[option]);
        self.safe().reduce(|best, next| if by_rank(of(next), of(best)).is_lt() { next } else { best })
    }

    /// What ranks options before their scores do, the least first: how they are in play and, where one is proven to win that cannot be
    /// excluded, whether they cannot. Nothing for those that are out.
    pub(crate) fn class(&self, option: usize, is_proven: bool) -> Option<(bool, InPlay)> {
        let in_play = self.in_play[option];
        let is_behind = is_proven && self.situation.exclusions[option] != Exclusion::No;
        (in_play != InPlay::Out).then_some((is_behind, in_play))
    }

    /// The number typed as the answer to a question, if one was.
    pub(crate) fn typed(&self, question: QuestionIdx) -> Option<i64> {
        let id = &self.situation.subject.questionnaire.questions[question.get()].id;
        match self.situation.answers.get(id.as_str()) {
            Some(Answer { value: AnswerValue::Number(number), sure: 100, .. }) => Some(*number),
            _ => None,
        }
    }

    /// What comes out of these scores; nothing where that takes a proof.
    pub(crate) fn come(&self, scores: &[f64]) -> Option<Came> {
        self.come_under(scores, &self.situation.weights)
    }

    /// What comes out of these scores where completions show that no option behind the first is proven to win; `adds` is what the change
    /// behind the scores adds at a completion.
    pub(crate) fn come_by_fit(
        &self,
        scores: &[f64],
        adds: impl Fn(&Doubt) -> Option<Vec<(OptionIdx, i64)>>,
    ) -> Option<Came> {
        let best = self.best_safe(scores)?;
        let is_refuted = self.doubts().refute(OptionIdx::from(best), adds);
        is_refuted.then(|| self.come_ranked(scores, &self.situation.weights, false))
    }

    /// The same where the scores are those under other weights.
    pub(crate) fn come_under(&self, scores: &[f64], weights: &Weights) -> Option<Came> {
        let takes_proof = self.leader(scores).is_some_and(|leader| self.takes_proof(leader));
        (!takes_proof).then(|| self.come_ranked(scores, weights, false))
    }

    /// The option that leads by these scores.
    pub(crate) fn leader(&self, scores: &[f64]) -> Option<usize> {
        self.first_two(scores, false).0
    }

    /// What comes out where it is known whether an option is proven to win that cannot be excluded.
    pub(crate) fn come_ranked(&self, scores: &[f64], weights: &Weights, is_proven: bool) -> Came {
        let situation = &*self.situation;
        let (first, second) = self.first_two(scores, is_proven);
        let (Some(winner), runner_up) = (first, second) else {
            return Came { winner: None, runner_up: None, level: Vec::new(), kind: situation.outcome(), lead: Fit(0) };
        };
        let shown = |option: usize| weights.fit(scores[option]).0;
        let close = weights.close_call(situation.decision(), scores[winner]);
        let lead = runner_up.map_or(0, |other| (shown(winner) - shown(other)).max(0));
        let kind = match runner_up.map(|other| (scores[winner] - scores[other]).max(0.0)) {
            Some(lead) if lead <= close => OutcomeKind::CloseCall,
            _ => OutcomeKind::Recommended,
        };
        let option = OptionIdx::from;
        let is_level = |other: usize| {
            let apart = scores[winner] - scores[other];
            self.in_play[other] == self.in_play[winner] && apart.abs() < weights.units_per_point * 1e-9
        };
        let level = match runner_up.filter(|other| is_level(*other)) {
            Some(_) => {
                let options = &situation.decision().by_id.options;
                options.iter().copied().filter(|option| is_level(option.get())).collect()
            }
            None => Vec::new(),
        };
        Came { winner: Some(option(winner)), runner_up: runner_up.map(option), level, kind, lead: Fit(lead) }
    }

    /// The two options that lead by these scores, without ranking the others; of level ones the first by their ids.
    fn first_two(&self, scores: &[f64], is_proven: bool) -> (Option<usize>, Option<usize>) {
        let is_ahead = |a: usize, b: usize| match self.class(a, is_proven).cmp(&self.class(b, is_proven)) {
            Ordering::Equal => scores[b].total_cmp(&scores[a]).is_lt(),
            of_classes => of_classes.is_lt(),
        };
        let (mut first, mut second): (Option<usize>, Option<usize>) = (None, None);
        let options = self.situation.decision().by_id.options.iter().map(|option| option.get());
        for option in options.filter(|option| self.in_play[*option] != InPlay::Out) {
            if first.is_none_or(|leader| is_ahead(option, leader)) {
                second = first.replace(option);
            } else if second.is_none_or(|next| is_ahead(option, next)) {
                second = Some(option);
            }
        }
        (first, second)
    }
}

impl From<&Situation> for Came {
    /// What came out, by a proof where it took one.
    fn from(situation: &Situation) -> Self {
        let mut in_play = situation.in_play();
        let (winner, runner_up) = (in_play.next(), in_play.next());
        Self { winner, runner_up, level: situation.level(), kind: situation.outcome(), lead: situation.shown_lead() }
    }
}

impl Came {
    /// The options of which none is ahead.
    pub(crate) fn leaders(&self) -> &[OptionIdx] {
        if self.level.is_empty() { self.winner.as_slice() } else { &self.level }
    }
}

/// One scenario.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its position in the rule base.
    pub(crate) scenario: usize,
    /// Its own answers.
    pub(crate) stand: Stand,
    /// Its answers with one changed, for each change that must change the winner.
    pub(crate) flips: Vec<Stand>,
    /// Whether it comes out as its author says.
    pub(crate) passes: bool,
    /// Whether everything that it expects and that no number decides is met.
    pub(crate) rest_is_met: bool,
    /// Whether everything is met that it expects and that numbers decide.
    pub(crate) numbers_are_met: bool,
}

/// The parts of `expect` that numbers decide.
const OF_NUMBERS: [&str; 6] = ["winner", "outcome", "runner-up", "lead-at-least", "lead-at-most", "flips-with"];

/// The scenarios of a rule base that say what must come out, known misses left out: they pin nothing.
pub(crate) fn cases(subject: &Arc<Subject>, base: &RuleBase) -> Vec<Case> {
    cases_of(&Runner::for_outcomes(subject), base, &pinning(base))
}

/// The positions of these scenarios.
pub(crate) fn pinning(base: &RuleBase) -> Vec<usize> {
    (0..base.scenarios.len()).filter(|at| base.scenarios[*at].miss.is_none()).collect()
}

/// Some of them, made by a runner that is there.
pub(crate) fn cases_of(runner: &Runner, base: &RuleBase, chosen: &[usize]) -> Vec<Case> {
    let of = |scenario: &usize| {
        let (result, played, flips) = runner.run_and_keep_all(base, *scenario);
        let of_numbers = |failure: &Failure| OF_NUMBERS.contains(&failure.part);
        Case {
            scenario: *scenario,
            stand: Stand::new(played),
            flips: flips.into_iter().map(Stand::new).collect(),
            passes: !result.failed(),
            rest_is_met: result.failures.iter().all(of_numbers),
            numbers_are_met: !result.failures.iter().any(of_numbers),
        }
    };
    chosen.par_iter().map(of).collect()
}

/// Whether anything is expected that numbers decide.
pub(crate) fn hangs_on_numbers(expect: &Expectation) -> bool {
    !expect.acceptable.is_empty()
        || expect.outcome.is_some()
        || expect.runner_up.is_some()
        || expect.lead_at_least.is_some()
        || expect.lead_at_most.is_some()
        || !expect.flips_with.is_empty()
}

impl Case {
    /// The sets of answers it looks at, its own first: their positions count from here.
    pub(crate) fn stands(&self) -> impl Iterator<Item = &Stand> {
        std::iter::once(&self.stand).chain(&self.flips)
    }

    /// One of them.
    pub(crate) fn stand_at(&self, position: usize) -> &Stand {
        position.checked_sub(1).map_or(&self.stand, |flip| &self.flips[flip])
    }

    /// Whether the expectations that numbers decide are met, given what comes out of each of its stands, by their position; nothing
    /// where that is not known.
    pub(crate) fn meets(&self, declared: &Scenario, come: impl Fn(usize) -> Option<Came>) -> Option<bool> {
        let came = come(0)?;
        let expect = &declared.expect;
        let lead = came.lead.points();
        let is_met = meets(&expect.acceptable, came.leaders())
            && expect.outcome.is_none_or(|kind| kind == came.kind)
            && expect.runner_up.is_none_or(|option| came.runner_up == Some(option))
            && expect.lead_at_least.is_none_or(|bound| lead >= bound)
            && expect.lead_at_most.is_none_or(|bound| lead <= bound);
        if !is_met {
            return Some(false);
        }
        for at in 1..=self.flips.len() {
            if come(at)?.leaders() == came.leaders() {
                return Some(false);
            }
        }
        Some(true)
    }
}
