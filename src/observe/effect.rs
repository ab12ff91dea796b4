//! What proposed answers do: who leads before and after, and which open questions they settle.

use serde::Serialize;

use super::proposal::Proposal;
use crate::engine::Advisor;
use crate::model::{AnswersFile, OutcomeKind, Subject};

/// What a set of answers does to one decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Effect {
    /// The decision.
    pub decision: String,
    /// Its title.
    pub title: String,
    /// How it stands before.
    pub before: Lead,
    /// How it stands after.
    pub after: Lead,
}

/// Who leads, and how firmly.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lead {
    /// The option, where one is left.
    pub option: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// By how many fit points.
    pub points: f64,
    /// Whether no open answer can change it.
    pub proven: bool,
    /// Whether it is too close to call.
    pub close_call: bool,
}

impl Effect {
    /// Whether another option leads, or the lead is proven by now.
    pub fn decides(&self) -> bool {
        self.before.option != self.after.option || self.before.proven != self.after.proven
    }
}

/// Who leads each decision with these answers.
pub fn leads(advisor: &mut Advisor, file: &AnswersFile) -> Vec<(String, String, Lead)> {
    let advice = advisor.advise(file);
    let subject: std::sync::Arc<Subject> = advisor.subject().clone();
    let one = |decision: &crate::engine::DecisionAdvice| {
        let base = subject.rule_base(decision.decision.as_str())?;
        let option = decision.winner.map(|winner| &base.options[winner.get()]);
        let lead = Lead {
            option: option.map(|option| option.id.to_string()),
            name: option.map(|option| option.name.clone()),
            points: decision.lead.points(),
            proven: decision.proven,
            close_call: decision.outcome == OutcomeKind::CloseCall,
        };
        Some((base.decision.id.to_string(), base.decision.title.clone(), lead))
    };
    advice.decisions.iter().filter_map(one).collect()
}

/// The file with proposals taken over; those in the way of which a person's answer stands only where they may replace it.
pub fn with(file: &AnswersFile, proposals: &[&Proposal], subject: &Subject, replace: bool) -> AnswersFile {
    let mut changed = file.clone();
    for proposal in proposals {
        let id = &subject.questionnaire.questions[proposal.question.get()].id;
        let before = file.answers.get(id.as_str());
        if replace || !proposal.is_in_the_way_of(before) {
            changed.answers.0.insert(id.clone(), proposal.answer(before));
        }
    }
    changed
}

/// What changed answers do to every decision.
pub fn effects(advisor: &mut Advisor, before: &AnswersFile, after: &AnswersFile) -> Vec<Effect> {
    let (then, now) = (leads(advisor, before), leads(advisor, after));
    let pair = |(decision, title, after): (String, String, Lead)| {
        let before = then.iter().find(|(id, ..)| *id == decision).map(|(.., lead)| lead.clone());
        let nobody = Lead { option: None, name: None, points: 0.0, proven: false, close_call: false };
        Effect { decision, title, before: before.unwrap_or(nobody), after }
    };
    now.into_iter().map(pair).collect()
}
