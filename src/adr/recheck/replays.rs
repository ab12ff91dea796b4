//! Decisions made again, each answers file once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adr::folder::Folder;
use crate::adr::replay::Replay;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Advisor;
use crate::engine::considered::Considered;
use crate::engine::meaning::cuts::{Cuts, conditions, cuts_of};
use crate::load::{Library, ReadAnswers, Source, fingerprint_of, read_answers_text, read_text};
use crate::model::{Answer, AnswersFile, DecisionId, OptionId, OutcomeKind, QuestionId, RuleBase, Subject};
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

/// How every decision comes out, without the report on it.
#[derive(Debug)]
pub(super) struct Outcomes(BTreeMap<DecisionId, (Option<OptionId>, OutcomeKind)>);

impl Outcomes {
    fn new(considered: &Considered) -> Self {
        let outcome = |made: &crate::engine::considered::Made| {
            let (base, situation) = (made.situation.base(), &made.situation);
            let winner = situation.winner().map(|winner| base.options[winner.get()].id.clone());
            (base.decision.id.clone(), (winner, situation.outcome()))
        };
        Self(considered.decisions.iter().map(outcome).collect())
    }

    /// The option that leads a decision, if one is left, and how it comes out; `None` where it is not made.
    pub fn of(&self, decision: &str) -> Option<(Option<&OptionId>, OutcomeKind)> {
        self.0.get(decision).map(|(winner, outcome)| (winner.as_ref(), *outcome))
    }
}

/// What a record's own answers come to under today's rules.
pub(super) struct Then {
    /// The answers.
    pub file: AnswersFile,
    /// How the decisions come out with them.
    pub outcomes: Outcomes,
}

/// One present answer replaced by an earlier one, or taken back.
struct Varied {
    question: QuestionId,
    answer: Option<Answer>,
    outcomes: Outcomes,
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

    fn of(&self, subject: &Subject) -> &(Advisor, Arc<Cuts>) {
        &self.subjects[subject.questionnaire.id.as_str()]
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
    /// The answers of the record before, which the next one mostly shares.
    then: Option<(String, Arc<Then>)>,
    /// Present answers with one of them varied, for the records of the same answers.
    varied: (Option<Arc<AnswersFile>>, Vec<Varied>),
}

impl<'a> Replays<'a> {
    /// Nothing made yet.
    pub fn new(folder: &'a Folder, project: &Path, library: &Library, rules: &'a Rules) -> Self {
        let project = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let (advisors, from_files) = (BTreeMap::new(), BTreeMap::new());
        let (then, varied) = (None, (None, Vec::new()));
        Self { folder, project, library: library.clone(), rules, advisors, from_files, then, varied }
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

    /// What the answers that the record itself keeps come to, under today's rules.
    pub fn then(&mut self, replay: &Replay) -> Option<Arc<Then>> {
        let text = answers_text(replay);
        if let Some((_, then)) = self.then.as_ref().filter(|(known, _)| *known == text) {
            return Some(Arc::clone(then));
        }
        let read = self.read("the record", &text).ok()?;
        let outcomes = self.outcomes(&read.subject, &read.file);
        let then = Arc::new(Then { file: read.file, outcomes });
        self.then = Some((text, Arc::clone(&then)));
        Some(then)
    }

    /// How a decision comes out with the present answers, save one that is as it was; `None` where that is no other answer.
    pub fn with_one_as_it_was(
        &mut self,
        made: &Made,
        question: &str,
        answer: Option<&Answer>,
        decision: &str,
    ) -> Option<(Option<&OptionId>, OutcomeKind)> {
        if made.file.answers.get(question) == answer {
            return None;
        }
        if self.varied.0.as_ref().is_none_or(|file| !Arc::ptr_eq(file, &made.file)) {
            self.varied = (Some(Arc::clone(&made.file)), Vec::new());
        }
        let is_it = |varied: &Varied| varied.question == *question && varied.answer.as_ref() == answer;
        let known = self.varied.1.iter().position(is_it);
        let at = known.unwrap_or_else(|| {
            let mut file = made.file.as_ref().clone();
            match answer {
                Some(answer) => drop(file.answers.0.insert(question.into(), answer.clone())),
                None => drop(file.answers.0.remove(question)),
            }
            let outcomes = self.outcomes(&made.subject, &file);
            self.varied.1.push(Varied { question: question.into(), answer: answer.cloned(), outcomes });
            self.varied.1.len() - 1
        });
        self.varied.1[at].outcomes.of(decision)
    }

    fn outcomes(&self, subject: &Subject, file: &AnswersFile) -> Outcomes {
        Outcomes::new(&self.rules.of(subject).0.consider_alone(file))
    }

    fn make(&mut self, name: &str, text: &str) -> Result<Made, String> {
        let ReadAnswers { file, subject, .. } = self.read(name, text)?;
        let (advisor, cuts) = self.rules.of(&subject);
        let answers = AnswersInfo { path: Some(name.to_owned()), sha256: Some(fingerprint_of(text)) };
        let origin = Origin { answers, rules: self.rules.fingerprints.clone() };
        let id = subject.questionnaire.id.to_string();
        let advisor = self.advisors.entry(id).or_insert_with(|| advisor.clone());
        let report = build_scores(advisor, &file, &origin);
        Ok(Made { file: Arc::new(file), subject, cuts: Arc::clone(cuts), report: Arc::new(report) })
    }

    /// Answers that can all be used.
    fn read(&mut self, name: &str, text: &str) -> Result<ReadAnswers, String> {
        let source = Source { name: name.to_owned(), path: None, text: text.to_owned() };
        let first = |findings: &[Diagnostic]| {
            findings.first().map_or_else(|| "it cannot be used".to_owned(), |finding| finding.title.clone())
        };
        let read = read_answers_text(source, &mut self.library).map_err(|findings| first(&findings))?;
        let errors: Vec<Diagnostic> =
            read.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
        if errors.is_empty() { Ok(read) } else { Err(format!("`{name}` has errors: {}", first(&errors))) }
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
