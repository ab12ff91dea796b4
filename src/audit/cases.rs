//! Scenarios reduced to what their outcome is a sum of, so that other numbers and other conditions can be tried without running them.
//!
//! A score is linear in points and in weights. A case keeps how likely every rule is to hold under its answers; what other points, or
//! another chance of one rule, come to is then a few additions. Knows the scenario runner, and says the same as it does.

use std::sync::Arc;

use rayon::prelude::*;

use super::scenarios::{Played, Runner};
use crate::engine::facts::knowledge::Readings;
use crate::engine::meaning::reference::Reference;
use crate::engine::situation::Situation;
use crate::engine::{Exclusion, Fit, InPlay};
use crate::model::{
    Answer, AnswerValue, Expr, OptionIdx, OutcomeKind, QuestionIdx, RuleBase, RuleIdx, Scenario, Subject,
};

/// One set of answers, reduced to its sums.
#[derive(Debug)]
pub(crate) struct Stand {
    pub(crate) situation: Arc<Situation>,
    /// For each option, how it is in play.
    in_play: Vec<InPlay>,
    /// Whether options are left of which some may be excluded: who leads may then take a proof.
    may_take_proof: bool,
}

/// What comes out of a stand under some scores.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Came {
    pub(crate) winner: Option<OptionIdx>,
    pub(crate) runner_up: Option<OptionIdx>,
    pub(crate) kind: OutcomeKind,
    /// The lead as it is shown.
    pub(crate) lead: Fit,
}

impl Stand {
    pub(crate) fn new(played: Played) -> Self {
        let situation = played.situation;
        let of = |option: usize| InPlay::of(&situation.exclusions[option], situation.out_chances[option]);
        let in_play = (0..situation.scores.len()).map(of).collect();
        let may_take_proof = situation.exclusions.iter().any(|exclusion| matches!(exclusion, Exclusion::Possible(_)));
        Self { situation, in_play, may_take_proof }
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

    /// How likely some conditions are to hold. What an answer leaves open is read from diagrams, everything else from the conditions.
    pub(crate) fn chances_of<'e>(&self, conditions: impl Iterator<Item = &'e Expr>) -> Vec<f64> {
        let (questionnaire, space) = (&self.situation.subject.questionnaire, &self.situation.compiled.space);
        let reference = Reference { questionnaire, variables: &space.variables };
        let knowledge = &self.situation.knowledge;
        let mut open = None;
        let chance = |condition: &Expr| match reference.truth(condition, &knowledge.possible) {
            Some(holds) => f64::from(u8::from(holds)),
            None => {
                let space = open.get_or_insert_with(|| space.clone());
                let node = space.lower(condition, questionnaire).ok();
                node.map_or(0.5, |node| Readings::new(&space.diagrams, knowledge).of(node).chance)
            }
        };
        conditions.map(chance).collect()
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
        let situation = &*self.situation;
        let in_play = |option: OptionIdx| self.in_play[option.get()];
        let ranking = situation.decision().ranking(scores, in_play);
        let is_safe = |option: OptionIdx| situation.exclusions[option.get()] == Exclusion::No;
        let has_safe = (0..scores.len()).any(|option| is_safe(OptionIdx::from(option)));
        if self.may_take_proof && has_safe && ranking.first().is_some_and(|leader| !is_safe(*leader)) {
            return None;
        }
        let mut left = ranking.into_iter().filter(|option| in_play(*option) != InPlay::Out);
        let (winner, runner_up) = (left.next(), left.next());
        let between =
            |apart: fn(f64, f64) -> f64| winner.zip(runner_up).map(|(a, b)| apart(scores[a.get()], scores[b.get()]));
        let shown = |score: f64| situation.fit(score).0;
        let lead = winner.zip(runner_up).map_or(0, |(a, b)| (shown(scores[a.get()]) - shown(scores[b.get()])).max(0));
        let kind = match (winner, between(|a, b| (a - b).max(0.0))) {
            (None, _) => situation.outcome(),
            (Some(_), Some(lead)) if situation.is_close(lead) => OutcomeKind::CloseCall,
            (Some(_), _) => OutcomeKind::Recommended,
        };
        Some(Came { winner, runner_up, kind, lead: Fit(lead) })
    }
}

/// Scores as the engine keeps them: rounding errors break no ties.
pub(crate) fn settled(score: f64) -> f64 {
    (score * 1024.0).round() / 1024.0
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
}

/// The parts of `expect` that numbers decide.
const OF_NUMBERS: [&str; 6] = ["winner", "outcome", "runner-up", "lead-at-least", "lead-at-most", "flips-with"];

/// The scenarios of a rule base that say what must come out, known misses left out: they pin nothing.
pub(crate) fn cases(subject: &Arc<Subject>, base: &RuleBase) -> Vec<Case> {
    let runner = Runner::new(subject);
    let chosen: Vec<usize> = (0..base.scenarios.len()).filter(|at| base.scenarios[*at].miss.is_none()).collect();
    let of = |scenario: usize| {
        let declared = &base.scenarios[scenario];
        let (result, played) = runner.run_and_keep(base, scenario);
        let changed =
            declared.expect.flips_with.iter().map(|(question, value)| declared.answers.with(question, value.clone()));
        Case {
            scenario,
            stand: Stand::new(played),
            flips: changed.map(|answers| Stand::new(runner.play(base, &answers))).collect(),
            passes: !result.failed(),
            rest_is_met: result.failures.iter().all(|failure| OF_NUMBERS.contains(&failure.part)),
        }
    };
    chosen.into_par_iter().map(of).collect()
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

    /// Whether the expectations that numbers decide are met under some scores for each of its stands, by their position; nothing where
    /// that takes a proof.
    pub(crate) fn meets(&self, declared: &Scenario, scores: impl Fn(usize) -> Vec<f64>) -> Option<bool> {
        let came = self.stand.come(&scores(0))?;
        let expect = &declared.expect;
        let is_acceptable = |winner: Option<OptionIdx>| {
            expect.acceptable.is_empty() || winner.is_some_and(|winner| expect.acceptable.contains(&winner))
        };
        let lead = came.lead.points();
        let is_met = is_acceptable(came.winner)
            && expect.outcome.is_none_or(|kind| kind == came.kind)
            && expect.runner_up.is_none_or(|option| came.runner_up == Some(option))
            && expect.lead_at_least.is_none_or(|bound| lead >= bound)
            && expect.lead_at_most.is_none_or(|bound| lead <= bound);
        if !is_met {
            return Some(false);
        }
        for (at, flip) in self.flips.iter().enumerate() {
            if flip.come(&scores(at + 1))?.winner == came.winner {
                return Some(false);
            }
        }
        Some(true)
    }
}
