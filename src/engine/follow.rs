//! What a decision says to the questions that it settles: the choice its outcome leads to, or the choices that it may lead to.
//!
//! "Don't know" on such a question, and no answer at all, mean: follow that decision. Where its winner is settled, the question is answered.
//! On a close call the options within it stay open. While open answers can change the outcome, every option that may still come out
//! stays possible, as likely as it is to come out.

use super::base::random::Stream;
use super::base::steps::{Budget, Steps};
use super::bound::problem::{Objective, Problem};
use super::bound::solver::{Verdict, stays_above_zero};
use super::meaning::diagram::{Diagrams, NodeId, TRUE};
use super::result::advice::{Followed, RuleReading};
use super::situation::Situation;
use crate::model::{Answer, AnswerValue, CloseCall, OptionIdx, Override, Question, QuestionIdx, RuleIdx};

/// How many completions are drawn to see how likely each outcome is.
const N_SAMPLES: u64 = 256;

/// Whether a question has no answer of its own, so that it follows the decision that settles it.
pub fn follows(question: &Question, answer: Option<&Answer>) -> bool {
    let says_nothing = |answer: &Answer| answer.value == AnswerValue::Unknown || answer.sure == 0;
    question.settled_by.is_some() && answer.is_none_or(says_nothing)
}

/// What a decision says to the questions that follow it. `own` is the option that the team chose otherwise.
/// `is_proven` is asked whether the winner is settled where that is needed.
pub fn followed(situation: &Situation, own: Option<&Override>, is_proven: impl FnOnce() -> bool) -> Vec<Followed> {
    let questions = situation.subject.questionnaire.questions.iter().enumerate();
    let is_mine = |question: &Question| {
        let by_this = question.settled_by.as_ref() == Some(&situation.base().decision.id);
        by_this && follows(question, situation.answers.get(question.id.as_str()))
    };
    let questions: Vec<(usize, &Question)> = questions.filter(|(_, question)| is_mine(question)).collect();
    if questions.is_empty() || situation.winner().is_none() {
        return Vec::new();
    }
    let coming = coming(situation, own, is_proven);
    let to = |(position, question): &(usize, &Question)| leads_to(&coming, situation, *position, question);
    questions.iter().filter_map(to).collect()
}

/// The options that a decision may come out with.
struct Coming {
    options: Vec<usize>,
    /// How likely each option is, in option order; absent where nothing is open, so that all of them are as good.
    chances: Option<Vec<f64>>,
}

fn coming(situation: &Situation, own: Option<&Override>, is_proven: impl FnOnce() -> bool) -> Coming {
    let chosen = own.and_then(|own| situation.base().option_idx(own.option.as_str()));
    if let Some(chosen) = chosen {
        return Coming { options: vec![chosen.get()], chances: None };
    }
    let is_clear = !situation.is_close_call();
    if let Some(winner) = situation.winner().filter(|_| is_clear && is_proven()) {
        return Coming { options: vec![winner.get()], chances: None };
    }
    let options: Vec<usize> = (0..situation.scores.len()).filter(|option| may_come_out(situation, *option)).collect();
    let is_open = options.len() > 1 && !situation.network().undecided.is_empty();
    let chances = is_open.then(|| Draws::new(situation).chances(&options));
    Coming { options, chances }
}

/// Whether an option may come within the close call of the best.
fn may_come_out(situation: &Situation, option: usize) -> bool {
    if situation.exclusions[option].is_certain() {
        return false;
    }
    let effect = |veto: &RuleIdx| &situation.base().rules[veto.get()].effect;
    // Where no option is named nothing is followed, so what withholds them all speaks against none.
    let is_safe =
        |rival: usize| situation.exclusions[rival].vetoes().iter().all(|veto| effect(veto).withheld().is_some());
    // While it is open whether rules weigh, the widest close call counts: no option is left out that may come within it.
    let may =
        |rule: usize| (situation.rules[rule] != RuleReading::CannotHold, situation.rules[rule] != RuleReading::Holds);
    let (_, widest) = situation.weights.units_between(situation.decision(), may);
    let mut rivals =
        situation.by_fit.iter().map(|rival| rival.get()).filter(|rival| *rival != option && is_safe(*rival));
    !rivals.any(|rival| {
        let stays_above = |objective: &Objective, less: i64| {
            let mut problem = Problem::new(situation.network(), objective);
            problem.constant -= less;
            matches!(stays_above_zero(problem, &mut Steps::new(Budget::LIVE)), Verdict::Above(_))
        };
        let lead = Objective::lead(rival, option);
        match situation.decision().close_call {
            CloseCall::Points(_) => {
                stays_above(&lead, situation.decision().close_call.limit(0.0, widest).floor() as i64)
            }
            // A lead of more than a share of the own score, and of more than nothing where that is below zero.
            CloseCall::ShareOfFit(tenths) => {
                let times = 1_000 - i64::from(tenths.0);
                let scores = vec![(rival, times), (option, -1_000)];
                stays_above(&lead, 0) && stays_above(&Objective { scores, unless_excluded: Some(option) }, 0)
            }
        }
    })
}

/// The choices of a question that these options lead to; `None` where one of them leads to none.
fn leads_to(coming: &Coming, situation: &Situation, position: usize, question: &Question) -> Option<Followed> {
    let choices = question.kind.choices();
    let options = &situation.base().options;
    let choice_of = |option: &usize| choices.iter().position(|c| c.options.contains(&options[*option].id));
    let places: Vec<usize> = coming.options.iter().map(choice_of).collect::<Option<_>>()?;
    let is_led_to = |place: &usize| places.contains(place);
    let chances = coming.chances.as_ref().map(|chances| {
        let mut by_choice = vec![0.0; choices.len()];
        coming.options.iter().zip(&places).for_each(|(option, place)| by_choice[*place] += chances[*option]);
        by_choice
    });
    let choices = (0..choices.len()).filter(is_led_to).map(|place| choices[place].id.clone()).collect();
    let said = situation.answers.get(question.id.as_str()).is_some();
    Some(Followed { question: QuestionIdx::from(position), choices, said, chances })
}

/// Completions drawn of what is open, and what comes out in each.
///
/// Every variable has a stream of its own, and cells stand in rising order: so the draws are the same however finely it is cut.
struct Draws<'a> {
    situation: &'a Situation,
    /// The rules that are undecided, with what they add.
    undecided: Vec<(NodeId, &'a [(OptionIdx, i64)], i64, &'a [OptionIdx])>,
    scores: Vec<i64>,
    open: Vec<(usize, Stream)>,
}

impl<'a> Draws<'a> {
    fn new(situation: &'a Situation) -> Self {
        let decision = situation.decision();
        let mut scores = decision.start_scores(&situation.weights);
        let mut undecided = Vec::new();
        for (position, reading) in situation.rules.iter().enumerate() {
            let (criterion, points) = &decision.points[position];
            let worth = situation.weights.worth.get(*criterion).copied().unwrap_or(0);
            match reading {
                RuleReading::CannotHold => {}
                RuleReading::Holds => {
                    points.iter().for_each(|(option, points)| scores[option.get()] += points * worth);
                }
                RuleReading::Perhaps(_) => {
                    let excluded = situation.base().rules.get(position).map_or(&[][..], |rule| rule.effect.excluded());
                    undecided.push((decision.rules[position], points.as_slice(), worth, excluded));
                }
            }
        }
        let possible = situation.knowledge.possible.iter().enumerate();
        let open = possible.filter(|(_, mask)| mask.count_ones() > 1);
        let open = open.map(|(var, _)| (var, Stream::new(0x0f01_10ff ^ (var as u64) << 20))).collect();
        Self { situation, undecided, scores, open }
    }

    /// How often each of these options comes out; those within the close call share a completion.
    fn chances(mut self, options: &[usize]) -> Vec<f64> {
        let mut chances = vec![0.0; self.scores.len()];
        let mut n_counted = 0.0;
        let mut point: Vec<u8> =
            self.situation.knowledge.possible.iter().map(|mask| mask.trailing_zeros() as u8).collect();
        for _ in 0..N_SAMPLES {
            for (var, stream) in &mut self.open {
                point[*var] = stream.pick(&self.situation.knowledge.chances[*var]) as u8;
            }
            let best = self.best(&point, options);
            if !best.is_empty() {
                n_counted += 1.0;
                best.iter().for_each(|option| chances[*option] += 1.0 / best.len() as f64);
            }
        }
        if n_counted == 0.0 {
            options.iter().for_each(|option| chances[*option] = 1.0 / options.len() as f64);
        } else {
            chances.iter_mut().for_each(|chance| *chance /= n_counted);
        }
        chances
    }

    fn best(&self, point: &[u8], options: &[usize]) -> Vec<usize> {
        let diagrams = &self.situation.space().diagrams;
        let mut scores = self.scores.clone();
        let mut is_out: Vec<bool> =
            self.situation.exclusions.iter().map(super::result::advice::Exclusion::is_certain).collect();
        for (node, points, worth, excluded) in &self.undecided {
            if holds_at(diagrams, *node, point) {
                points.iter().for_each(|(option, points)| scores[option.get()] += points * worth);
                excluded.iter().for_each(|option| is_out[option.get()] = true);
            }
        }
        let left = || options.iter().copied().filter(|option| !is_out[*option]);
        let Some(best) = left().map(|option| scores[option]).max() else { return Vec::new() };
        let (decision, rules) = (self.situation.decision(), &self.situation.rules);
        let holds = |rule: usize| match rules[rule] {
            RuleReading::Holds => true,
            RuleReading::CannotHold => false,
            RuleReading::Perhaps(_) => holds_at(diagrams, decision.rules[rule], point),
        };
        let unit = self.situation.weights.unit_where(decision, holds);
        let close = decision.close_call.limit(best as f64, unit);
        left().filter(|option| (best - scores[*option]) as f64 <= close).collect()
    }
}

fn holds_at(diagrams: &Diagrams, mut node: NodeId, point: &[u8]) -> bool {
    while node > TRUE {
        node = diagrams.child(node, point[usize::from(diagrams.var(node))]);
    }
    node == TRUE
}
