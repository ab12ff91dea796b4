//! Decisions made again, each answers file once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adr::folder::Folder;
use crate::adr::replay::Replay;
use crate::engine::Advisor;
use crate::load::{Library, Source, read_answers_text, read_text};
use crate::model::{AnswersFile, RuleBase, Subject};
use crate::report::{DecisionReport, Origin, Report, build_scores};

/// A decision made again.
#[derive(Clone)]
pub(super) struct Made {
    /// The answers used.
    pub file: Arc<AnswersFile>,
    /// The subject.
    pub subject: Arc<Subject>,
    /// What follows from them.
    pub report: Arc<Report>,
}

impl Made {
    /// The report on one decision.
    pub fn decision(&self, id: &str) -> Option<&DecisionReport> {
        self.report.decisions.iter().find(|decision| decision.decision == *id)
    }

    /// The rule base of one decision.
    pub fn base(&self, id: &str) -> Option<&RuleBase> {
        self.subject.rule_base(id)
    }
}

/// Makes decisions again and keeps them.
pub(super) struct Replays<'a> {
    folder: &'a Folder,
    project: PathBuf,
    library: &'a mut Library,
    advisors: BTreeMap<String, Advisor>,
    from_files: BTreeMap<PathBuf, Result<Made, String>>,
}

impl<'a> Replays<'a> {
    /// Nothing made yet.
    pub fn new(folder: &'a Folder, project: &Path, library: &'a mut Library) -> Self {
        let project = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        Self { folder, project, library, advisors: BTreeMap::new(), from_files: BTreeMap::new() }
    }

    /// Whether the questionnaire and the decision are there.
    pub fn knows(&self, replay: &Replay) -> bool {
        self.library.subject(&replay.questionnaire).is_some_and(|s| s.rule_base(&replay.decision).is_some())
    }

    /// The decision from the answers file that the record names.
    pub fn made_of_answers(&mut self, replay: &Replay) -> Result<Made, String> {
        let named = replay.answers.as_deref().ok_or("the record names no answers file")?;
        let path = self.folder.path.join(named);
        let real = std::fs::canonicalize(&path).map_err(|_| format!("there is no `{named}`"))?;
        if !real.starts_with(&self.project) {
            return Err(format!("`{named}` is outside the project"));
        }
        if let Some(made) = self.from_files.get(&real) {
            return made.clone();
        }
        let made = read_text(&real).map_err(|error| format!("`{named}` cannot be read: {error}"));
        let made = made.and_then(|text| self.make(named, &text));
        self.from_files.insert(real, made.clone());
        made
    }

    /// The decision from the answers that the record itself keeps, under today's rules.
    pub fn made_of_record(&mut self, replay: &Replay) -> Result<Made, String> {
        self.make("the record", &answers_text(replay))
    }

    fn make(&mut self, name: &str, text: &str) -> Result<Made, String> {
        let source = Source { name: name.to_owned(), path: None, text: text.to_owned() };
        let first = |findings: &[crate::diagnostic::Diagnostic]| {
            findings.first().map_or_else(|| "it cannot be used".to_owned(), |finding| finding.title.clone())
        };
        let read = read_answers_text(source, self.library).map_err(|findings| first(&findings))?;
        let errors: Vec<_> =
            read.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error).cloned().collect();
        if !errors.is_empty() {
            return Err(format!("`{name}` has errors: {}", first(&errors)));
        }
        let id = read.subject.questionnaire.id.to_string();
        let origin = Origin::new(self.library, &read.subject, Some(name), text);
        let subject = read.subject;
        let advisor = self.advisors.entry(id).or_insert_with(|| Advisor::new(Arc::clone(&subject)));
        let report = build_scores(advisor, &read.file, &origin);
        Ok(Made { file: Arc::new(read.file), subject, report: Arc::new(report) })
    }
}

/// The answers that a record keeps, as an answers file: read like any other, old names included.
fn answers_text(replay: &Replay) -> String {
    let mut file = toml::Table::new();
    file.insert("format".into(), crate::load::FORMAT.into());
    file.insert("questionnaire".into(), replay.questionnaire.clone().into());
    let answer = |(id, value): (&String, &String)| {
        let mut answer = toml::Table::new();
        answer.insert("value".into(), value.clone().into());
        if let Some(sure) = replay.sure.get(id) {
            answer.insert("sure".into(), (f64::from(*sure) / 100.0).into());
        }
        (id.clone(), toml::Value::Table(answer))
    };
    file.insert("answers".into(), toml::Value::Table(replay.answered.iter().map(answer).collect()));
    let weights = replay.weights.iter().map(|(id, weight)| (id.clone(), i64::from(*weight).into()));
    file.insert("weights".into(), toml::Value::Table(weights.collect()));
    file.to_string()
}
