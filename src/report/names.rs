//! The names and words of one decision: what the engine's positions stand for.

use super::workload::choice_settled;
use crate::engine::Followed;
use crate::load::display_answer;
use crate::model::{
    AnswerValue, AnswersFile, CriterionIdx, OptionId, OptionIdx, Question, QuestionIdx, RuleBase, RuleId, RuleIdx,
    Subject,
};

/// Puts names to what the engine says about one decision.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// The questions.
    pub subject: &'a Subject,
    /// The options, criteria and rules.
    pub base: &'a RuleBase,
    /// The answers.
    pub file: &'a AnswersFile,
    /// What decisions say to the questions that follow them.
    pub followed: &'a [Followed],
}

impl<'a> Names<'a> {
    /// The id and the name of an option.
    pub fn option(self, option: OptionIdx) -> (OptionId, String) {
        let option = &self.base.options[option.get()];
        (option.id.clone(), option.name.clone())
    }

    /// Why an option starts with its points on a criterion, where its authors say so.
    pub fn start_cause(self, option: OptionIdx, criterion: CriterionIdx) -> Option<String> {
        let start = self.base.options[option.get()].base.iter().find(|start| start.criterion == criterion)?;
        start.cause.clone()
    }

    /// A question.
    pub fn question(self, question: QuestionIdx) -> &'a Question {
        &self.subject.questionnaire.questions[question.get()]
    }

    /// The id of a rule.
    pub fn rule(self, rule: RuleIdx) -> RuleId {
        self.base.rules[rule.get()].id.clone()
    }

    /// The ids of the rules behind a part of a proof: a rule, or one and what weighs it.
    pub fn rules(self, part: RuleIdx) -> Vec<RuleId> {
        let Some(nth) = part.get().checked_sub(self.base.rules.len()) else { return vec![self.rule(part)] };
        let product = self.base.products().get(nth).copied();
        let parts = product.into_iter().flat_map(|product| product.of.into_iter().chain([product.by]));
        parts.map(|rule| self.rule(rule)).collect()
    }

    /// What is known of a question, as a person would say it: by an answer, or by what another decision came to.
    pub fn said(self, question: &Question) -> Option<String> {
        let value = self.file.answers.value(question.id.as_str()).filter(|value| **value != AnswerValue::Unknown);
        let settled = || choice_settled(self.subject, question, self.followed).map(|(_, choice)| choice.label.clone());
        value.map(|value| display_answer(value, question)).or_else(settled)
    }

    /// How many questions have an answer.
    pub fn n_given(self) -> usize {
        self.subject.questionnaire.questions.iter().filter(|question| self.said(question).is_some()).count()
    }
}
