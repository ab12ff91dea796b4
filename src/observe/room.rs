//! What observations say of decisions that are made: which answers stand otherwise than they were observed, and how long each
//! decision holds by every answer that several observations show to grow.

use super::effect::{Effect, effects, with};
use super::headroom::Headroom;
use super::observation::Observation;
use super::proposal::{Proposal, Standing, propose};
use crate::engine::Advisor;
use crate::load::display_answer;
use crate::model::{AnswerValue, AnswersFile, DecisionId, Question, QuestionIdx};
use crate::report::{GrowthInfo, ObservedInfo, Report};

/// How long one decision holds at the growth of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The question whose answer grows.
    pub question: QuestionIdx,
    /// The decision.
    pub decision: DecisionId,
    /// The decision's title.
    pub title: String,
    /// The name of the option that leads from the flip on; absent where none is left.
    pub then: Option<String>,
    /// The flip, and when it is reached.
    pub headroom: Headroom,
}

impl Room {
    /// Which option leads from the flip on, in words.
    pub fn then_said(&self) -> String {
        self.then.as_ref().map_or_else(|| "no option is left then".to_owned(), |then| format!("{then} leads then"))
    }

    /// The same as a report has it.
    pub fn growth(&self, question: &Question) -> GrowthInfo {
        GrowthInfo {
            question: question.id.clone(),
            ask: question.ask.clone(),
            flip: self.headroom.flip,
            then: self.then.clone(),
            observed_days: self.headroom.observed,
            days: self.headroom.days,
            soonest: self.headroom.soonest,
            latest: self.headroom.latest,
            said: self.said(question),
            brief: self.brief(question),
        }
    }

    /// All of it in a short sentence.
    fn brief(&self, question: &Question) -> String {
        let what = question.name.clone().unwrap_or_else(|| format!("the answer to \"{}\"", question.ask));
        let reaches = if self.headroom.falls { "falls to" } else { "reaches" };
        let flip = display_answer(&AnswerValue::Number(self.headroom.flip), question);
        let (growth, when) = (self.headroom.growth(), self.headroom.when());
        format!("At {growth} {what} {reaches} {flip} in about {when}; {}.", self.then_said())
    }

    /// All of it in a sentence, behind what the question asks.
    pub fn said(&self, question: &Question) -> String {
        let at = self.headroom.to_string();
        format!("{} At {}; {}.", question.ask, at.trim_start_matches("at "), self.then_said())
    }
}

/// Puts into a report what came out where something was to be measured first, which of its answers were observed otherwise, and how long
/// its decisions hold at the growth that observations tell.
pub fn tell(
    report: &mut Report,
    file: &AnswersFile,
    observations: &[Observation],
    advisor: &Advisor,
    is_cancelled: impl Fn() -> bool,
) {
    super::tick::tick(report, observations);
    let questions = &advisor.subject().questionnaire.questions;
    let is_used = |proposal: &Proposal| {
        let id = &questions[proposal.question.get()].id;
        report.answers.iter().any(|answer| answer.question == *id && answer.settled_by.is_none())
    };
    let mut proposals = propose(&advisor.subject().questionnaire, observations, &file.answers);
    proposals.retain(is_used);
    let is_made = |decision: &str| report.decisions.iter().any(|made| made.decision == *decision);
    let otherwise = otherwise(&proposals, file, advisor, is_made);
    otherwise.into_iter().for_each(|observed| report.observe(observed));
    for room in rooms(&proposals, observations, file, advisor, is_cancelled) {
        report.grow(&room.decision, room.growth(&questions[room.question.get()]));
    }
}

/// The answers that stand otherwise than they were observed, and what comes out otherwise in these decisions with what was observed.
pub fn otherwise(
    proposals: &[Proposal],
    file: &AnswersFile,
    advisor: &Advisor,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<ObservedInfo> {
    let subject = advisor.subject();
    let is_told = |proposal: &&Proposal| matches!(proposal.standing, Standing::Contradicts | Standing::Overlaps);
    let told = proposals.iter().filter(is_told).filter_map(|proposal| {
        let question = &subject.questionnaire.questions[proposal.question.get()];
        let answered = display_answer(file.answers.value(question.id.as_str())?, question);
        let observed = display_answer(&proposal.value, question);
        let changed = with(file, &[proposal], subject, true);
        let effects = effects(&mut advisor.clone(), file, &changed);
        let is_turned = |effect: &&Effect| effect.before.option != effect.after.option && is_meant(&effect.decision);
        let then: Vec<String> = effects.iter().filter(is_turned).map(say_turned).collect();
        let contradicts = proposal.standing == Standing::Contradicts;
        let (first, from) = (
            if contradicts { "Observed otherwise" } else { "Observed beyond the answer" },
            proposal.observation.origin(),
        );
        let what = question.name.clone().unwrap_or_else(|| format!("\"{}\"", question.ask));
        let said = format!("{first}: {what} is answered \"{answered}\", and {from} tells \"{observed}\".");
        let said = std::iter::once(said).chain(then.iter().cloned()).collect::<Vec<_>>().join(" ");
        Some(ObservedInfo {
            question: question.id.clone(),
            ask: question.ask.clone(),
            answered,
            observed,
            from,
            contradicts,
            then,
            said,
        })
    });
    told.collect()
}

fn say_turned(effect: &Effect) -> String {
    let title = &effect.title;
    effect.after.name.as_ref().map_or_else(
        || format!("With that no option is left in {title}."),
        |name| format!("With that {name} leads in {title}."),
    )
}

/// How long the decisions of the advisor's subject hold. Takes up to some hundred decisions for each answer that grows.
pub fn rooms(
    proposals: &[Proposal],
    observations: &[Observation],
    file: &AnswersFile,
    advisor: &Advisor,
    is_cancelled: impl Fn() -> bool,
) -> Vec<Room> {
    let subject = advisor.subject();
    let mut rooms = Vec::new();
    for proposal in proposals {
        let question = &subject.questionnaire.questions[proposal.question.get()];
        for base in subject.rule_bases.iter().take_while(|_| !is_cancelled()) {
            let of = (proposal, base.decision.id.as_str());
            let Some(headroom) = Headroom::find(advisor, file, question, observations, of) else { continue };
            rooms.push(Room {
                question: proposal.question,
                decision: base.decision.id.clone(),
                title: base.decision.title.clone(),
                then: headroom.then.map(|option| base.options[option.get()].name.clone()),
                headroom,
            });
        }
    }
    rooms
}
