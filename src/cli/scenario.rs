//! A scenario opened as answers: what `decide`, `explain` and `interview` take instead of an answers file.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::context::Context;
use crate::audit::example::{answers_like, full_name, title};
use crate::condition::closest;
use crate::load::{FORMAT, Library, ReadAnswers, Source, answer_to_toml, read_answers_text};
use crate::model::{RuleBase, Scenario, Subject};

/// A scenario, by its id, or by `DECISION/ID` where several rule bases have one of that name, as the answers file that it would be.
pub(super) fn open(id: &str, library: &mut Library, context: &Context) -> anyhow::Result<(ReadAnswers, PathBuf)> {
    let text = text_of(id, library)?;
    let path = PathBuf::from(format!("{}.toml", id.replace('/', "-")));
    let source = Source { name: path.to_string_lossy().into_owned(), path: None, text };
    match read_answers_text(source, library) {
        Ok(read) => Ok((read, path)),
        Err(findings) => {
            context.say_findings(&findings, &library.sources);
            bail!("the scenario `{id}` cannot be used")
        }
    }
}

/// The answers file that a scenario would be.
pub(super) fn text_of(id: &str, library: &Library) -> anyhow::Result<String> {
    let (subject, base, scenario) = find(id, library)?;
    Ok(answers_text(subject, base, scenario))
}

/// An answers file to begin with: the answers of a scenario, each marked as taken from it.
pub(super) fn begun_like(id: &str, questionnaire: &str, library: &Library) -> anyhow::Result<String> {
    let (subject, base, scenario) = find(id, library)?;
    let of = &subject.questionnaire;
    if of.id != *questionnaire {
        bail!("the scenario `{id}` answers the questionnaire `{}`, not `{questionnaire}`", of.id);
    }
    let string = |text: &str| toml_edit::Value::from(text).to_string();
    let mut text = format!(
        "# Begun like {}. What is marked with `example` is its answer: confirm it in `archfit FILE`, or by taking the mark away.\n\
         format = {FORMAT}\nquestionnaire = {}\n# system = \"What is decided for\"\n\n[answers]\n",
        title(scenario),
        string(questionnaire)
    );
    let (like, begun) = (string(&full_name(base, scenario)), answers_like(subject, base, scenario));
    for question in &of.questions {
        if let Some(answer) = begun.get(question.id.as_str()) {
            let value = answer_to_toml(&answer.value);
            text.push_str(&format!("{} = {{ value = {value}, example = {like} }}\n", question.id));
        }
    }
    Ok(text)
}

type Found<'a> = (&'a Arc<Subject>, &'a RuleBase, &'a Scenario);

/// A scenario by its id, or by `DECISION/ID`.
fn find<'a>(id: &str, library: &'a Library) -> anyhow::Result<Found<'a>> {
    let all = || library.subjects.iter().flat_map(|subject| subject.rule_bases.iter().map(move |base| (subject, base)));
    let scenarios = || all().flat_map(|(subject, base)| base.scenarios.iter().map(move |one| (subject, base, one)));
    let is_it = |base: &RuleBase, scenario: &Scenario| scenario.id == *id || full_name(base, scenario) == id;
    let found: Vec<_> = scenarios().filter(|(_, base, scenario)| is_it(base, scenario)).collect();
    match found[..] {
        [(subject, base, scenario)] => Ok((subject, base, scenario)),
        [] => {
            let known: Vec<String> = scenarios().map(|(_, _, scenario)| scenario.id.to_string()).collect();
            let help = closest(id, known.iter().map(String::as_str)).context("`archfit test --format json` lists them");
            bail!("there is no scenario `{id}`; {}", help.unwrap_or_else(|error| error.to_string()))
        }
        _ => {
            let names: Vec<String> = found.iter().map(|(_, base, one)| format!("`{}`", full_name(base, one))).collect();
            bail!("several rule bases have a scenario `{id}`; write one of {}", names.join(", "))
        }
    }
}

fn answers_text(subject: &Subject, base: &RuleBase, scenario: &Scenario) -> String {
    let string = |text: &str| toml_edit::Value::from(text).to_string();
    let mut text = format!("format = {FORMAT}\nquestionnaire = {}\n", string(subject.questionnaire.id.as_str()));
    text.push_str(&format!("system = {}\n", string(&title(scenario))));
    // What settles questions for the decision is made with it, as where scenarios are run.
    let mut decisions = vec![base.decision.id.as_str()];
    for question in &subject.questionnaire.questions {
        let by = question.settled_by.as_ref().map(crate::model::DecisionId::as_str);
        decisions.extend(by.filter(|by| !decisions.contains(by)));
    }
    let decisions: toml_edit::Array = decisions.into_iter().collect();
    text.push_str(&format!("decisions = {decisions}\n\n[answers]\n"));
    for question in &subject.questionnaire.questions {
        if let Some(answer) = scenario.answers.0.get(&question.id) {
            text.push_str(&format!("{} = {}\n", question.id, answer_to_toml(&answer.value)));
        }
    }
    text
}
