//! The answers that a client decides from: a file of the project, those behind a record, or given in the call.

use std::path::PathBuf;
use std::sync::Arc;

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::decided::{Decided, Part};
use super::desk::Desk;
use super::rulings::{Ruling, Whose};
use crate::adr::list::Record;
use crate::adr::replay;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{folder_of, slashed};
use crate::load::{FORMAT, ReadAnswers, Source, read_answers, read_answers_text};
use crate::model::Subject;
use crate::report::{Origin, build, build_essence, build_outlook};

/// Where the answers come from: one of a file, a record, or answers given here.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Given {
    /// An answers file of the project, from its root, such as `docs/decisions/order-desk.toml`. Give this, `record` or `answers`.
    answers_file: Option<String>,
    /// A record whose answers are taken as they stand today: a number such as `7`, or its file.
    record: Option<String>,
    /// The questionnaire that `answers` are to. Needed where several ask these questions, and to begin without answers.
    questionnaire: Option<String>,
    /// Answers by question: `{"requests-per-second": 800, "realtime": "none"}`. A number may be a range (`"5k..50k"`), a question that takes
    /// several choices takes a list. Leave out what is not known. `ask_next` shows the questions with their choices.
    answers: Option<JsonObject>,
    /// The team's own weights by criterion, beside `answers`.
    weights: Option<JsonObject>,
    /// The part of the project whose rules decide, beside `answers`, such as `services/chat`; needed where several parts have rules of their own for
    /// the questionnaire. A file and a record are decided by the rules of the part that they lie in.
    part: Option<String>,
}

/// Answers that were read: whose rules decide, what they say, and from which file: its path, and its name from the project's root.
struct Opened {
    whose: Whose,
    read: Result<ReadAnswers, Vec<Diagnostic>>,
    from: Option<(PathBuf, String)>,
}

impl Given {
    /// Whether nothing is given at all.
    pub fn is_empty(&self) -> bool {
        self.answers_file.is_none() && self.record.is_none() && self.answers.is_none() && self.questionnaire.is_none()
    }

    /// Reads the answers, and makes the decisions that they lead to.
    pub fn decide(&self, desk: &mut Desk) -> Result<Arc<Decided>, String> {
        self.made(desk, Part::Advice)
    }

    /// The same with everything that a record may tell.
    pub fn report(&self, desk: &mut Desk) -> Result<Arc<Decided>, String> {
        self.made(desk, Part::Whole)
    }

    /// The same with no more than what hangs on open questions.
    pub fn ask(&self, desk: &mut Desk) -> Result<Arc<Decided>, String> {
        self.made(desk, Part::Questions)
    }

    fn made(&self, desk: &mut Desk, part: Part) -> Result<Arc<Decided>, String> {
        desk.refresh_rules();
        let Opened { whose, read, from } = self.read(desk)?;
        let unusable = |findings: Vec<Diagnostic>| {
            // Where rules are missing, that is why.
            let missing = desk.rulings.of(&whose).left_out();
            missing.into_iter().chain(findings.iter().map(say)).collect::<Vec<_>>().join("; ")
        };
        let read = read.map_err(unusable)?;
        if let Some(weight) = &read.refused_weight {
            return Err(say(weight));
        }
        let text = desk.rulings.of(&whose).library.sources.get(read.source).text.clone();
        let slot = desk.slot((part, whose.clone(), from.as_ref().map(|(_, name)| name.clone()), text));
        // Who comes while it is being made waits for the rest.
        let made = slot.get_or_init(|| {
            let path = from.map(|(path, _)| path);
            Arc::new(make(read, path, part, &whose, desk.rulings.of_mut(&whose)))
        });
        Ok(Arc::clone(made))
    }

    fn read(&self, desk: &mut Desk) -> Result<Opened, String> {
        match (&self.answers_file, &self.record, &self.answers) {
            (Some(file), None, None) => {
                let (path, name) = desk.inside(file)?;
                let whose = desk.rulings.whose(folder_of(&path));
                let read = read_answers(&path, &mut desk.rulings.of_mut(&whose).library);
                Ok(Opened { whose, read, from: Some((path, name)) })
            }
            (None, Some(reference), None) => {
                desk.refresh()?;
                let (at, record) = desk.record(reference, None)?;
                let (path, name) = Self::behind(at, &record, desk)?;
                // As a recheck makes it again.
                let whose = desk.whose(at).clone();
                let read = read_answers(&path, &mut desk.rulings.of_mut(&whose).library);
                Ok(Opened { whose, read, from: Some((path, name)) })
            }
            (None, None, answers) if answers.is_some() || self.questionnaire.is_some() => {
                let (whose, text) = self.text(desk)?;
                let source = Source { name: "the answers given".to_owned(), path: None, text };
                let read = read_answers_text(source, &mut desk.rulings.of_mut(&whose).library);
                Ok(Opened { whose, read, from: None })
            }
            (None, None, _) => Err(format!(
                "give `answers_file`, `record`, or `answers`; the questionnaires are {}",
                questionnaires(desk)
            )),
            _ => Err("give only one of `answers_file`, `record` and `answers`".to_owned()),
        }
    }

    /// The answers file behind a record.
    fn behind(shelf: usize, record: &Record, desk: &Desk) -> Result<(PathBuf, String), String> {
        let shelf = &desk.shelves.all[shelf];
        let text = shelf.kept(record).map(|kept| kept.text.clone()).unwrap_or_default();
        let replay = match replay::read(&text) {
            None => return Err(format!("`{}` was not written by archfit, so it names no answers", record.file)),
            Some(read) => read.map_err(|why| format!("the block of `{}` cannot be read: {why}", record.file))?,
        };
        let named = replay.answers.ok_or_else(|| format!("`{}` names no answers file", record.file))?;
        let path = shelf.place.folder.path.join(&named);
        desk.inside(&path.to_string_lossy())
    }

    /// Takes the rules of a part of the project, where answers are given and no other part is named.
    pub fn with_rules_of(mut self, part: &str) -> Self {
        if self.answers_file.is_none() && self.record.is_none() {
            self.part.get_or_insert_with(|| part.to_owned());
        }
        self
    }

    /// Whose rules decide, and by which questionnaire.
    fn questionnaire(&self, desk: &mut Desk) -> Result<(Whose, String), String> {
        let asked: Vec<Whose> = match &self.part {
            Some(part) => {
                let (folder, name) = desk.inside(part)?;
                if !folder.is_dir() {
                    return Err(format!("there is no part `{name}` of the project"));
                }
                vec![desk.rulings.whose(&folder)]
            }
            None => desk.rulings.all().map(|(whose, _)| whose.clone()).collect(),
        };
        let all_known = |subject: &&Arc<Subject>| self.answers.iter().flatten().all(|(id, _)| knows(subject, id));
        let of = |whose: &Whose| -> Option<String> {
            let library = &desk.rulings.of(whose).library;
            match (&self.questionnaire, library.subjects.as_slice()) {
                (Some(named), _) => library.subject(named).map(|_| named.clone()),
                (None, [only]) => Some(only.questionnaire.id.to_string()),
                (None, several) => {
                    let mut fitting = several.iter().filter(all_known);
                    let only = fitting.next().filter(|_| fitting.next().is_none())?;
                    Some(only.questionnaire.id.to_string())
                }
            }
        };
        let found: Vec<(Whose, String)> = asked.iter().filter_map(|whose| Some((whose.clone(), of(whose)?))).collect();
        match (found.as_slice(), &self.questionnaire) {
            // The rules of the whole come first, and hold where nobody says otherwise.
            ([first, ..], _) if first.0.is_none() || found.len() == 1 => Ok(first.clone()),
            ([], Some(named)) => Ok((asked.into_iter().next().unwrap_or_default(), named.clone())),
            ([], None) => Err(format!("say which `questionnaire` the answers are to: {}", questionnaires(desk))),
            (several, _) => {
                let parts: Vec<String> = several.iter().map(|(w, _)| format!("`{}`", desk.rulings.name(w))).collect();
                Err(format!("several parts have rules for these answers; name one as `part`: {}", parts.join(", ")))
            }
        }
    }

    /// The answers as an answers file, so that they are read like any other, and whose rules decide.
    fn text(&self, desk: &mut Desk) -> Result<(Whose, String), String> {
        let (whose, questionnaire) = self.questionnaire(desk)?;
        let mut file = toml::Table::new();
        file.insert("format".into(), FORMAT.into());
        file.insert("questionnaire".into(), questionnaire.into());
        for (key, given) in [("answers", &self.answers), ("weights", &self.weights)] {
            let Some(given) = given else { continue };
            let mut table = toml::Table::new();
            for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
                table.insert(name.clone(), toml_of(value).ok_or_else(|| unfit(key, name, value))?);
            }
            file.insert(key.into(), toml::Value::Table(table));
        }
        Ok((whose, file.to_string()))
    }
}

/// Makes the decisions that answers lead to.
pub(super) fn make(
    read: ReadAnswers,
    path: Option<PathBuf>,
    part: Part,
    whose: &Whose,
    ruling: &mut Ruling,
) -> Decided {
    let shown = path.as_ref().map(|path| slashed(path));
    let warnings = ruling.warnings();
    let (library, advisor) = ruling.deciding(&read.subject);
    let text = &library.sources.get(read.source).text;
    let origin = Origin::new(library, &read.subject, shown.as_deref(), text);
    let report = match part {
        Part::Whole => build(advisor, &read.file, &origin),
        Part::Advice => build_essence(advisor, &read.file, &origin),
        Part::Questions => build_outlook(advisor, &read.file, &origin),
    };
    let unread = read.findings.iter().filter(|finding| finding.severity != Severity::Note);
    let warnings = unread.map(say).chain(warnings).collect();
    Decided { read, report, warnings, path, whose: whose.clone() }
}

/// Whether a questionnaire asks this, perhaps under a later name.
fn knows(subject: &Subject, id: &str) -> bool {
    subject.questionnaire.question(id).is_some() || subject.questionnaire.aliases.contains_key(id)
}

fn unfit(key: &str, name: &str, value: &Value) -> String {
    format!("`{key}` has {value} for `{name}`; give a whole number, a text, a list of texts, or `{{value, note}}`")
}

/// A value of a call as one of an answers file; `None` where such a file cannot hold it.
fn toml_of(value: &Value) -> Option<toml::Value> {
    Some(match value {
        Value::String(text) => toml::Value::String(text.clone()),
        Value::Bool(is) => toml::Value::Boolean(*is),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => toml::Value::Integer(whole),
            None => toml::Value::Float(number.as_f64().filter(|number| number.is_finite())?),
        },
        Value::Array(items) => toml::Value::Array(items.iter().map(toml_of).collect::<Option<_>>()?),
        Value::Object(table) => {
            let entries = table.iter().map(|(key, value)| Some((key.clone(), toml_of(value)?)));
            toml::Value::Table(entries.collect::<Option<_>>()?)
        }
        Value::Null => return None,
    })
}

/// The questionnaires that there are, those of parts with the part.
fn questionnaires(desk: &Desk) -> String {
    let whole = &desk.rulings.of(&None).library;
    let named = desk.rulings.all().flat_map(|(whose, ruling)| {
        let own = ruling.library.subjects.iter().map(|subject| &subject.questionnaire);
        let own = own.filter(move |own| whose.is_none() || whole.subject(own.id.as_str()).is_none());
        let of = whose.as_ref().map_or_else(String::new, |_| format!(", of `{}`", desk.rulings.name(whose)));
        own.map(move |own| format!("`{}` ({}{of})", own.id, own.title))
    });
    named.collect::<Vec<_>>().join(", ")
}

/// A finding in a line, with the way out.
fn say(finding: &Diagnostic) -> String {
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    format!("{}{help} [{}]", finding.title, finding.code)
}
