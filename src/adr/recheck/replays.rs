//! Decisions made again, each answers file once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adr::folder::Folder;
use crate::adr::replay::Replay;
use crate::engine::Advisor;
use crate::engine::cuts::{Cuts, conditions, cuts_of};
use crate::load::{Library, Source, fingerprint_of, read_answers_text, read_text};
use crate::model::{AnswersFile, DecisionId, OptionId, RuleBase, Subject};
use crate::report::{AnswersInfo, DecisionReport, Origin, Report, build_scores};

/// A decision made again.
#[derive(Clone)]
pub(super) struct Made {
    /// The answers used.
    pub file: Arc<AnswersFile>,
    /// The subject.
    pub subject: Arc<Subject>,
    /// The numbers that the conditions of the subject tell apart.
    pub cuts: Arc<Cuts>,
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

/// Today's rules, made ready once for all records.
pub(super) struct Rules {
    fingerprints: BTreeMap<DecisionId, String>,
    subjects: BTreeMap<String, (Advisor, Arc<Cuts>)>,
}

impl Rules {
    /// The rules of a library.
    pub fn new(library: &Library) -> Self {
        let bases = library.subjects.iter().flat_map(|subject| &subject.rule_bases);
        let ids = bases.map(|base| base.decision.id.clone());
        let ready = |subject: &Arc<Subject>| {
            let cuts = Arc::new(cuts_of(conditions(subject)));
            (subject.questionnaire.id.to_string(), (Advisor::new(Arc::clone(subject)), cuts))
        };
        Self {
            fingerprints: ids.map(|id| (id.clone(), library.fingerprint(&id))).collect(),
            subjects: library.subjects.iter().map(ready).collect(),
        }
    }
}

/// Makes decisions again and keeps them.
pub(super) struct Replays<'a> {
    folder: &'a Folder,
    project: PathBuf,
    library: Library,
    rules: &'a Rules,
    advisors: BTreeMap<String, Advisor>,
    from_files: BTreeMap<PathBuf, Result<Made, String>>,
}

impl<'a> Replays<'a> {
    /// Nothing made yet.
    pub fn new(folder: &'a Folder, project: &Path, library: &Library, rules: &'a Rules) -> Self {
        let project = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let (advisors, from_files) = (BTreeMap::new(), BTreeMap::new());
        Self { folder, project, library: library.clone(), rules, advisors, from_files }
    }

    /// Whether the questionnaire and the decision are there.
    pub fn knows(&self, replay: &Replay) -> bool {
        self.library.subject(&replay.questionnaire).is_some_and(|s| s.rule_base(&replay.decision).is_some())
    }

    /// Whether what the decision reads is as it was recorded, as far as the record says.
    pub fn has_same_rules(&self, replay: &Replay) -> bool {
        let decision = replay.decision.as_str().into();
        replay.rules_sha256.as_deref().is_none_or(|taken| self.library.has_fingerprint(&decision, taken))
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

    /// What wins with other answers to the same questionnaire.
    pub fn winner(&mut self, made: &Made, file: &AnswersFile, decision: &str) -> Option<OptionId> {
        let advisor = self.advisors.get_mut(made.subject.questionnaire.id.as_str())?;
        let winner = advisor.advise(file).decision(decision)?.winner?;
        Some(made.base(decision)?.options[winner.get()].id.clone())
    }

    fn make(&mut self, name: &str, text: &str) -> Result<Made, String> {
        let source = Source { name: name.to_owned(), path: None, text: text.to_owned() };
        let first = |findings: &[crate::diagnostic::Diagnostic]| {
            findings.first().map_or_else(|| "it cannot be used".to_owned(), |finding| finding.title.clone())
        };
        let read = read_answers_text(source, &mut self.library).map_err(|findings| first(&findings))?;
        let errors: Vec<_> =
            read.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error).cloned().collect();
        if !errors.is_empty() {
            return Err(format!("`{name}` has errors: {}", first(&errors)));
        }
        let subject = read.subject;
        let id = subject.questionnaire.id.as_str();
        let Some((advisor, cuts)) = self.rules.subjects.get(id) else {
            unreachable!("the subject of the answers is one of the library's");
        };
        let answers = AnswersInfo { path: Some(name.to_owned()), sha256: Some(fingerprint_of(text)) };
        let origin = Origin { answers, rules: self.rules.fingerprints.clone() };
        let advisor = self.advisors.entry(id.to_owned()).or_insert_with(|| advisor.clone());
        let report = build_scores(advisor, &read.file, &origin);
        Ok(Made { file: Arc::new(read.file), subject, cuts: Arc::clone(cuts), report: Arc::new(report) })
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
