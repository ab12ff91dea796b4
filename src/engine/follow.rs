//! What a decision says to the questions that it settles: the choice its outcome leads to, or the choices that it may lead to.
//!
//! "Don't know" on such a question, and no answer at all, mean: follow that decision. Where its outcome is settled, the question is answered.
//! On a close call the options within it stay open. While open answers can change the outcome, or make a close call of it, every option
//! that may still come out stays possible, as likely as it is to come out: so what is proven of what is possible holds whatever the decision comes to.

use std::cell::OnceCell;

use super::base::random::Stream;
use super::base::steps::Budget;
use super::meaning::diagram::{Diagrams, FALSE, NodeId, TRUE};
use super::proof::outcome::may_come_out;
use super::result::advice::{Exclusion, Followed, RuleReading};
use super::situation::{Situation, cells_of};
use crate::model::{Answer, AnswerValue, OptionIdx, Question, QuestionIdx, RuleIdx};

/// How many completions are drawn to see how likely each outcome is.
const N_SAMPLES: u64 = 256;

/// Whether a question has no answer of its own, so that it follows the decision that settles it.
pub fn follows(question: &Question, answer: Option<&Answer>) -> bool {
    let says_nothing = |answer: &Answer| answer.value == AnswerValue::Unknown || answer.sure == 0;
    question.settled_by.is_some() && answer.is_none_or(says_nothing)
}

/// What a decision says to the questions that follow it. `own` is the option that the team chose otherwise.
pub fn followed(situation: &Situation, own: Option<OptionIdx>) -> Vec<Followed> {
    let questions = situation.subject.questionnaire.questions.iter().enumerate();
    let is_mine = |question: &Question| {
        let by_this = question.settled_by.as_ref() == Some(&situation.base().decision.id);
        by_this && follows(question, situation.answers.get(question.id.as_str()))
    };
    let questions: Vec<(usize, &Question)> = questions.filter(|(_, question)| is_mine(question)).collect();
    if questions.is_empty() || situation.winner().is_none() {
        return Vec::new();
    }
    let options = match own {
        Some(own) => vec![own.get()],
        None => (0..situation.scores.len()).filter(|option| may_come_out(situation, *option)).collect(),
    };
    let coming = Coming { options, own, drawn: OnceCell::new() };
    let to = |(position, question): &(usize, &Question)| leads_to(&coming, situation, *position, question);
    questions.iter().filter_map(to).collect()
}

/// The options that a decision may come out with, whatever the open answers are.
struct Coming {
    options: Vec<usize>,
    own: Option<OptionIdx>,
    drawn: OnceCell<Drawn>,
}

/// How likely the outcomes are.
struct Drawn {
    /// How likely each option is where one is named, in option order.
    chances: Vec<f64>,
    /// How likely it is that none is.
    unnamed: f64,
}

impl Coming {
    /// How likely the outcomes are; `None` where nothing is open, so that all of them are as good.
    fn drawn(&self, situation: &Situation) -> Option<&Drawn> {
        let is_open = !situation.network().undecided.is_empty();
        is_open.then(|| self.drawn.get_or_init(|| Draws::new(situation).drawn(&self.options, self.own)))
    }
}

/// Whether no option may be named although a question is asked: then it stays as it is.
fn may_be_unnamed(situation: &Situation, question: usize) -> bool {
    if situation.exclusions.contains(&Exclusion::No) {
        return false;
    }
    let decision = situation.decision();
    let is_blind = |rule: &RuleIdx| matches!(situation.rules[rule.get()], RuleReading::Perhaps(_));
    if decision.too_complex.iter().any(is_blind) {
        return true;
    }
    let in_play = (0..situation.scores.len()).filter(|option| !situation.exclusions[*option].is_certain());
    let roots: Vec<NodeId> =
        in_play.map(|option| decision.excluded[option]).chain([situation.space().asked[question]]).collect();
    let (mut diagrams, roots) = situation.space().diagrams.confined(&roots, &situation.knowledge.possible);
    diagrams.allow(Budget::LIVE.steps as usize);
    let all = roots.iter().try_fold(TRUE, |all, root| diagrams.and(all, *root));
    all != Ok(FALSE)
}

/// The choices of a question that these options lead to; `None` where none of them leads to any. Where one of them leads to none, and
/// where no option may be named, the question may stay as it is.
fn leads_to(coming: &Coming, situation: &Situation, position: usize, question: &Question) -> Option<Followed> {
    let choices = question.kind.choices();
    let cells = cells_of(situation.base(), question);
    let places: Vec<Option<u8>> = coming.options.iter().map(|option| cells[*option]).collect();
    if places.iter().all(Option::is_none) {
        return None;
    }
    let may_be_unnamed = may_be_unnamed(situation, position);
    let stays = may_be_unnamed || places.contains(&None);
    let is_led_to = |place: &usize| stays || places.contains(&Some(*place as u8));
    let n_left = (0..choices.len()).filter(is_led_to).count();
    let drawn = if n_left > 1 { coming.drawn(situation) } else { None };
    let chances = drawn.map(|drawn| {
        let unnamed = if may_be_unnamed { drawn.unnamed } else { 0.0 };
        let as_it_is = &situation.knowledge.chances[usize::from(situation.space().first_variable[position])];
        let mut by_choice: Vec<f64> = as_it_is.iter().map(|chance| unnamed * chance).collect();
        for (option, place) in coming.options.iter().zip(&places) {
            let chance = (1.0 - unnamed) * drawn.chances[*option];
            match place {
                Some(place) => by_choice[usize::from(*place)] += chance,
                None => by_choice.iter_mut().zip(as_it_is).for_each(|(sum, prior)| *sum += chance * prior),
            }
        }
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

    /// How often each of these options comes out; those within the close call share a completion. What the team chose otherwise
    /// comes out wherever one is named.
    fn drawn(mut self, options: &[usize], own: Option<OptionIdx>) -> Drawn {
        let mut chances = vec![0.0; self.scores.len()];
        let all: Vec<usize> = (0..self.scores.len()).collect();
        let among = if own.is_some() { &all } else { options };
        let mut n_named = 0.0;
        let mut point: Vec<u8> =
            self.situation.knowledge.possible.iter().map(|mask| mask.trailing_zeros() as u8).collect();
        for _ in 0..N_SAMPLES {
            for (var, stream) in &mut self.open {
                point[*var] = stream.pick(&self.situation.knowledge.chances[*var]) as u8;
            }
            let best = self.best(&point, among);
            if !best.is_empty() {
                n_named += 1.0;
                best.iter().for_each(|option| chances[*option] += 1.0 / best.len() as f64);
            }
        }
        if let Some(own) = own {
            chances.fill(0.0);
            chances[own.get()] = 1.0;
        } else if n_named == 0.0 {
            options.iter().for_each(|option| chances[*option] = 1.0 / options.len() as f64);
        } else {
            chances.iter_mut().for_each(|chance| *chance /= n_named);
        }
        Drawn { chances, unnamed: 1.0 - n_named / N_SAMPLES as f64 }
    }

    fn best(&self, point: &[u8], options: &[usize]) -> Vec<usize> {
        let diagrams = &self.situation.space().diagrams;
        let mut scores = self.scores.clone();
        let mut is_out: Vec<bool> = self.situation.exclusions.iter().map(Exclusion::is_certain).collect();
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
