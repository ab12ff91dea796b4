//! A scenario as text, ready to stand in a file of a rule base.

use std::path::PathBuf;
use std::sync::Arc;

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::scenarios::{Outcome, Runner, word};
use crate::load::{Library, answer_to_toml, is_id};
use crate::model::{Answer, Answers, AnswersFile, FileId, OptionIdx, OutcomeKind, Questionnaire, RuleBase, Subject};

/// What a scenario says beside its answers.
#[derive(Clone, Debug, Default)]
pub struct Says {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// The option that must lead, or those that must be level; none where nothing is said of that.
    pub leaders: Vec<OptionIdx>,
    /// How it must come out, where that is to be held too.
    pub outcome: Option<OutcomeKind>,
}

/// A scenario as `[[scenario]]`, its answers in the order of the questions.
pub fn scenario_text(says: &Says, answers: &Answers, base: &RuleBase, questionnaire: &Questionnaire) -> String {
    let mut entry = Table::new();
    entry.insert("id", Item::Value(says.id.as_str().into()));
    if let Some(title) = &says.title {
        entry.insert("title", Item::Value(title.as_str().into()));
    }
    let mut expect = InlineTable::new();
    let id = |option: &OptionIdx| Value::from(base.options[option.get()].id.as_str());
    match &says.leaders[..] {
        [] => {}
        [winner] => drop(expect.insert("winner", id(winner))),
        level => {
            expect.insert("acceptable", level.iter().map(id).collect::<Value>());
            expect.insert("lead-at-most", 0.into());
        }
    }
    if let Some(outcome) = says.outcome {
        expect.insert("outcome", word(outcome).into());
    }
    entry.insert("expect", Item::Value(Value::InlineTable(expect)));
    let mut said = Table::new();
    for question in &questionnaire.questions {
        if let Some(answer) = answers.0.get(&question.id) {
            said.insert(question.id.as_str(), Item::Value(answer_to_toml(&answer.value)));
        }
    }
    entry.insert("answers", Item::Table(said));
    let mut entries = ArrayOfTables::new();
    entries.push(entry);
    let mut document = DocumentMut::new();
    document.insert("scenario", Item::ArrayOfTables(entries));
    document.to_string()
}

/// The file for more scenarios of a rule base: the one of the last there is, or `scenarios.toml` beside its decision; nothing where it is
/// built in.
fn home(library: &Library, base: &RuleBase) -> Option<PathBuf> {
    let path_of = |file: FileId| library.sources.get(file).path.clone();
    let decided = path_of(base.decision.place.file)?;
    let of_scenarios = base.scenarios.iter().rev().find_map(|scenario| path_of(scenario.place.file));
    Some(of_scenarios.unwrap_or_else(|| decided.with_file_name("scenarios.toml")))
}

/// What a new file of scenarios begins with.
pub const HEAD: &str = "format = 1\n";

/// A scenario to be added to a file.
#[derive(Clone, Debug)]
pub struct Added {
    /// The file; it may not be there yet.
    pub path: PathBuf,
    /// The scenario.
    pub text: String,
}

/// Answers as a scenario of one decision, for the rule base's own files; or why that cannot be, with the way out.
pub fn added(
    id: &str,
    file: &AnswersFile,
    subject: &Arc<Subject>,
    library: &Library,
    decision: Option<&str>,
) -> Result<Added, String> {
    if !is_id(id) {
        return Err(format!("`{id}` cannot be an id: a letter first, then letters, digits, `-` and `_`"));
    }
    let named = |id: &str| file.decisions.is_empty() || file.decisions.iter().any(|decision| decision == id);
    let chosen = subject.rule_bases.iter().filter(|base| match decision {
        Some(decision) => base.decision.id == *decision,
        None => named(base.decision.id.as_str()) && home(library, base).is_some(),
    });
    let chosen: Vec<_> = chosen.collect();
    let [base] = chosen[..] else {
        let ids: Vec<String> = subject.rule_bases.iter().map(|base| format!("`{}`", base.decision.id)).collect();
        return Err(format!("a scenario is of one decision; name it with `--decision`: {}", ids.join(", ")));
    };
    let Some(path) = home(library, base) else {
        let id = &base.decision.id;
        return Err(format!("`{id}` is built in; copy its folder into the project to add scenarios to it"));
    };
    if base.scenarios.iter().any(|scenario| scenario.id == *id) {
        return Err(format!("`{}` has a scenario `{id}` already", base.decision.id));
    }
    Ok(Added { path, text: kept(id, file, subject, base)? })
}

/// Answers as a scenario that expects what comes out of them today. Refused where something else of the file decides with them.
fn kept(id: &str, file: &AnswersFile, subject: &Arc<Subject>, base: &RuleBase) -> Result<String, String> {
    // A scenario says what is answered, not how sure anybody is of it.
    let plain = |answer: &Answer| Answer::plain(answer.value.clone());
    let answers = Answers(file.answers.0.iter().map(|(id, answer)| (id.clone(), plain(answer))).collect());
    let runner = Runner::new(subject);
    let played = runner.play(base, &answers);
    let (leaders, outcome) = (played.situation.leaders(), played.outcome());
    let shown = runner.play_file(base, file).map(|shown| Outcome { winner: shown.winner(), kind: shown.outcome() });
    if let Some(shown) = shown.filter(|shown| *shown != outcome) {
        let said = |of: Outcome| match of.winner {
            Some(winner) => format!("`{}` ({})", base.options[winner.get()].id, word(of.kind)),
            None => word(of.kind).to_owned(),
        };
        return Err(format!(
            "a scenario holds answers alone, and with the answers of this file alone {} comes out, not {}; what decides besides is {}: take that out of the file first, or write the scenario by hand",
            said(outcome),
            said(shown),
            beside(file)
        ));
    }
    let says = Says { id: id.to_owned(), title: file.system.clone(), leaders, outcome: Some(outcome.kind) };
    Ok(scenario_text(&says, &answers, base, &subject.questionnaire))
}

/// What a file says beside its answers that outcomes hang on, as it is written there.
fn beside(file: &AnswersFile) -> String {
    let is_unsure = file.answers.0.values().any(|answer| answer.sure < 100);
    let parts = [
        (!file.weights.is_empty()).then_some("`[weights]`"),
        (!file.overrides.is_empty()).then_some("`[[override]]`"),
        is_unsure.then_some("how sure answers are (`sure`)"),
        (!file.decisions.is_empty()).then_some("which `decisions` are made"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" or ")
}

/// An id that no scenario of a rule base has yet, made of these words.
pub fn free_id(words: &str, base: &RuleBase) -> String {
    let wanted = slug::slugify(words);
    let wanted = if wanted.starts_with(|c: char| c.is_ascii_alphabetic()) { wanted } else { format!("case-{wanted}") };
    let is_taken = |id: &str| base.scenarios.iter().any(|scenario| scenario.id == *id);
    let numbered = (2..).map(|n| format!("{wanted}-{n}"));
    let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
    candidates.find(|id| !is_taken(id)).unwrap_or(wanted)
}
