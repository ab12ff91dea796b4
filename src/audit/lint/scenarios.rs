//! Findings about scenarios: those that look at nothing, those that stand there twice, those that answer what is not asked, and those that
//! pass although an answer is gone.

use std::collections::BTreeSet;

use super::context::{Context, Findings};
use crate::audit::scenarios::{Runner, meets};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::diagram::TRUE;
use crate::engine::situation::Situation;
use crate::engine::{Applies, Known};
use crate::load::answer_to_text;
use crate::model::{AnswerValue, OptionIdx, Question, QuestionKind, RuleBase, Scenario};

/// Checks the scenarios of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for base in &context.subject.rule_bases {
        for (position, scenario) in base.scenarios.iter().enumerate() {
            if scenario.expect.is_empty() {
                let title = format!("scenario `{}` expects nothing, so nothing can go wrong in it", scenario.id);
                let finding = Diagnostic::new(Severity::Warning, "no-expectation", &scenario.place, title)
                    .help("say in `expect` what must come out, such as `winner`");
                findings.report(&scenario.accept, finding);
            }
            let accepted: BTreeSet<OptionIdx> = scenario.expect.acceptable.iter().copied().collect();
            if accepted.len() == base.options.len() && base.options.len() > 1 {
                let title =
                    format!("scenario `{}` accepts every option, which says nothing of the winner", scenario.id);
                let finding = Diagnostic::new(Severity::Warning, "no-expectation", &scenario.place, title)
                    .help("leave out of `acceptable` what would be wrong there, or leave out all of it");
                findings.report(&scenario.accept, finding);
            }
            copied(base, position, findings);
        }
    }
    unasked(context, findings);
    left_open(context, findings);
}

/// Reports questions that scenarios answer, and that none of them asks: a condition was turned around, or another answer was changed.
/// Where only some scenarios answer what is not asked, they are sheets that were filled in to the end.
fn unasked(context: &Context, findings: &mut Findings) {
    let (questionnaire, space) = (&context.subject.questionnaire, &context.compiled.space);
    let scenarios = context.subject.rule_bases.iter().flat_map(|base| &base.scenarios);
    let known =
        |scenario: &Scenario| Knowledge::new(space, &space.variables, questionnaire, &scenario.answers).possible;
    let scenarios: Vec<(&Scenario, Vec<u64>)> = scenarios.map(|scenario| (scenario, known(scenario))).collect();
    for (question, asked) in questionnaire.questions.iter().zip(&space.asked).filter(|(_, asked)| **asked != TRUE) {
        let answered = || scenarios.iter().filter(|(scenario, _)| scenario.answers.0.contains_key(&question.id));
        let mut is_asked = answered().map(|(_, possible)| space.diagrams.reaches(*asked, TRUE, possible));
        let Some((first, _)) = answered().next().filter(|_| !is_asked.any(|is_asked| is_asked)) else { continue };
        let title = format!("no scenario that answers question `{}` asks it", question.id);
        let mut finding = Diagnostic::new(Severity::Warning, "unasked-answer", &question.place, title)
            .also(&first.place, "it is answered here, and not asked under the other answers");
        if let Some(condition) = &question.ask_if {
            finding = finding.note(format!("it is asked where `{}`", condition.text));
        }
        let finding = finding.help("mend `ask-if`, or the answers that leave the question out, or remove its answer");
        findings.report(&question.accept, finding);
    }
}

/// Reports a scenario that says what an earlier one says.
fn copied(base: &RuleBase, position: usize, findings: &mut Findings) {
    let scenario = &base.scenarios[position];
    let is_same = |other: &&Scenario| other.answers == scenario.answers && other.expect == scenario.expect;
    let Some(first) = base.scenarios[..position].iter().find(is_same) else { return };
    let title = format!("scenario `{}` has the answers of `{}` and expects the same", scenario.id, first.id);
    let finding = Diagnostic::new(Severity::Warning, "same-scenario", &scenario.place, title)
        .also(&first.place, "this is the other one")
        .help("change its answers to the case that it was meant for, or remove it");
    findings.report(&scenario.accept, finding);
}

/// How many other scenarios have to answer what one leaves out, for it to have been left out by mistake although more is.
const N_ANSWERED: usize = 4;

/// A scenario that leaves questions out which are asked there.
struct LeavesOpen<'a> {
    scenario: &'a Scenario,
    asked: Vec<&'a Question>,
    /// Whether it comes out as expected all the same.
    is_met: bool,
}

/// Reports a question that a scenario leaves out although it is asked and its answer may give another winner than the scenario expects: the
/// only one, or one of two, where all other scenarios answer it. What several leave out was meant to be.
fn left_open(context: &Context, findings: &mut Findings) {
    let questionnaire = &context.subject.questionnaire;
    let runner = Runner::new(context.subject);
    for base in &context.subject.rule_bases {
        let is_met = |scenario: &Scenario, there: &Situation| meets(&scenario.expect.acceptable, &there.leaders());
        let expecting: Vec<&Scenario> = base.scenarios.iter().filter(|s| !s.expect.acceptable.is_empty()).collect();
        let mut all: Vec<LeavesOpen> = Vec::new();
        for scenario in &expecting {
            let is_out = |question: &&Question| !scenario.answers.0.contains_key(&question.id);
            let missing: Vec<&Question> =
                questionnaire.questions.iter().filter(is_out).filter(|q| q.settled_by.is_none()).collect();
            if missing.is_empty() {
                continue;
            }
            let played = runner.play(base, &scenario.answers);
            let states = played.considered.question_states(context.subject);
            let is_asked = |question: &&Question| {
                let state = questionnaire.question_idx(question.id.as_str()).map(|idx| states[idx.get()]);
                state.is_some_and(|state| state.applies == Applies::Yes && state.known != Known::Fully)
            };
            let asked: Vec<&Question> = missing.into_iter().filter(is_asked).collect();
            all.push(LeavesOpen { scenario, asked, is_met: is_met(scenario, &played.situation) });
        }
        let n_answer = |question: &Question| {
            expecting.iter().filter(|scenario| scenario.answers.0.contains_key(&question.id)).count()
        };
        let n_leave =
            |question: &Question| all.iter().filter(|of| of.asked.iter().any(|q| q.id == question.id)).count();
        for LeavesOpen { scenario, asked, .. } in all.iter().filter(|of| of.is_met) {
            let is_odd = |question: &&&Question| n_answer(question) >= N_ANSWERED && n_leave(question) == 1;
            let looked_at: Vec<&Question> = match asked[..] {
                [only] => vec![only],
                // One that leaves more open is about what comes out where little is known.
                [_, _, _, ..] => Vec::new(),
                _ => asked.iter().filter(is_odd).copied().collect(),
            };
            for question in looked_at {
                let other = values(question).into_iter().find(|value| {
                    let answers = scenario.answers.with(&question.id, value.clone());
                    !is_met(scenario, &runner.play(base, &answers).situation)
                });
                if let Some(value) = other {
                    findings.report(&scenario.accept, open(scenario, question, &value));
                }
            }
        }
    }
}

fn open(scenario: &Scenario, question: &Question, value: &AnswerValue) -> Diagnostic {
    let title = format!("scenario `{}` says nothing of `{}`, which is asked there", scenario.id, question.id);
    let said = format!("with `{} = {}` another option wins than it expects", question.id, answer_to_text(value));
    Diagnostic::new(Severity::Note, "left-open", &scenario.place, title)
        .note(said)
        .help("answer it, or write `\"unknown\"` where it is meant to stay open")
}

/// The answers that a question can have: its choices or its bands.
fn values(question: &Question) -> Vec<AnswerValue> {
    match &question.kind {
        QuestionKind::Choice { choices, .. } => {
            choices.iter().map(|choice| AnswerValue::OneOf(vec![choice.id.clone()])).collect()
        }
        QuestionKind::Several { choices, .. } => {
            let one = choices.iter().map(|choice| AnswerValue::Several(vec![choice.id.clone()]));
            let none = question.kind.takes_none().then(|| AnswerValue::Several(Vec::new()));
            none.into_iter().chain(one).collect()
        }
        QuestionKind::Number(spec) => spec.bands.iter().map(|band| AnswerValue::Band(band.id.clone())).collect(),
    }
}
