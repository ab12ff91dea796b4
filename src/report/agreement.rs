//! What does not go together among the decisions of one report, and the ways out.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::{Advisor, Clash, Disagreement};
use crate::load::{display_answer, display_briefly};
use crate::model::{AnswersFile, DecisionId, OptionId, OptionIdx, Question, QuestionId, RuleBase, Subject};

/// A decision comes to something that other decisions do not count on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DisagreementInfo {
    /// The decision.
    pub decision: DecisionId,
    /// What it comes to.
    pub option: OptionId,
    /// The question that it settles.
    pub question: QuestionId,
    /// What the question was answered with, where the answer says otherwise; absent where the question follows the decision.
    pub answered: Option<String>,
    /// The decisions that would come out otherwise.
    pub clashes: Vec<ClashInfo>,
    /// All of that in sentences.
    pub said: String,
    /// What to do about it.
    pub ways_out: String,
}

/// What is chosen in a decision does not go with what another comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClashInfo {
    /// The decision.
    pub decision: DecisionId,
    /// What is chosen there.
    pub option: OptionId,
    /// Whether that would be excluded; otherwise another option would lead.
    pub excluded: bool,
    /// What would lead instead; absent where no option would be left.
    pub instead: Option<OptionId>,
}

/// What does not go together among the decisions of an answers file.
pub fn disagreements(advisor: &mut Advisor, file: &AnswersFile) -> Vec<DisagreementInfo> {
    let found = advisor.disagreements(file);
    let subject = Arc::clone(advisor.subject());
    let is_open = |advisor: &mut Advisor, found: &Disagreement| {
        let settling = advisor.situation(file, found.settling.as_str());
        settling.is_some_and(|settling| !settling.network().variables.is_empty())
    };
    let info = |found: &Disagreement| info(&subject, file, found, is_open(advisor, found));
    found.iter().filter_map(info).collect()
}

/// The same as lines of the first page.
pub fn warnings<'a>(found: impl IntoIterator<Item = &'a DisagreementInfo>) -> Vec<String> {
    found.into_iter().map(|found| format!("{} {}", found.said, found.ways_out)).collect()
}

impl DisagreementInfo {
    /// Whether a decision takes part in it.
    pub fn concerns(&self, decision: &DecisionId) -> bool {
        self.decision == *decision || self.clashes.iter().any(|clash| clash.decision == *decision)
    }
}

/// `is_open`: whether open answers can move the decision that settles the question.
fn info(subject: &Subject, file: &AnswersFile, found: &Disagreement, is_open: bool) -> Option<DisagreementInfo> {
    let base = subject.rule_base(found.settling.as_str())?;
    let question = &subject.questionnaire.questions[found.question.get()];
    let option = &base.options[found.option.get()];
    let answer = file.answers.value(question.id.as_str()).filter(|_| found.is_said);
    let answered = answer.map(|value| display_answer(value, question));
    let brief = answer.map(|value| display_briefly(value, question));
    let first = match &brief {
        Some(answer) => format!(
            "{} comes to {}, but the other decisions count on your answer \"{answer}\" to {}",
            base.decision.title,
            option.name,
            question.name.clone().unwrap_or_else(|| format!("\"{}\"", question.ask))
        ),
        None => format!("{} comes to {} as things stand", base.decision.title, option.name),
    };
    let clashes = found.clashes.iter().filter_map(|clash| say(subject, clash, &option.name));
    let said = std::iter::once(first).chain(clashes).collect::<Vec<_>>().join(". ");
    Some(DisagreementInfo {
        decision: found.settling.clone(),
        option: option.id.clone(),
        question: question.id.clone(),
        clashes: found.clashes.iter().filter_map(|clash| clash_info(subject, clash)).collect(),
        said: if said.ends_with('.') { said } else { format!("{said}.") },
        ways_out: ways_out(base, question, brief.as_deref(), is_open),
        answered,
    })
}

fn clash_info(subject: &Subject, clash: &Clash) -> Option<ClashInfo> {
    let base = subject.rule_base(clash.decision.as_str())?;
    let id = |option: OptionIdx| base.options[option.get()].id.clone();
    Some(ClashInfo {
        decision: clash.decision.clone(),
        option: id(clash.option),
        excluded: !clash.vetoes.is_empty(),
        instead: clash.instead.map(id),
    })
}

/// A clash in sentences, without final stop.
fn say(subject: &Subject, clash: &Clash, with: &str) -> Option<String> {
    let base = subject.rule_base(clash.decision.as_str())?;
    let name = |option: OptionIdx| base.options[option.get()].name.as_str();
    let (title, chosen) = (&base.decision.title, name(clash.option));
    let instead = clash.instead.map(name);
    let Some(veto) = clash.vetoes.first() else {
        return Some(format!("With {with}, {} would lead in {title} instead of {chosen}", instead?));
    };
    let because = base.rules[veto.get()].because.trim_end_matches('.');
    let rest = instead.map_or_else(|| "no option would be left".to_owned(), |name| format!("{name} would lead"));
    Some(format!("With {with}, {chosen} is excluded in {title} and {rest}: {because}"))
}

fn ways_out(base: &RuleBase, question: &Question, answered: Option<&str>, is_open: bool) -> String {
    let title = &base.decision.title;
    match answered {
        Some(answer) => format!(
            "Way out: answer \"don't know\" there, so that it follows {title}; or, where \"{answer}\" is settled for good, choose that in {title} and say why."
        ),
        None if !is_open => format!(
            "Way out: choose in {title} and say why, or answer \"{}\" yourself, so that the others are made on it.",
            question.ask
        ),
        None => format!(
            "Way out: answer what is open in {title} first, or answer \"{}\" yourself, so that the others are made on it.",
            question.ask
        ),
    }
}
