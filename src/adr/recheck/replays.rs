//! Decisions made again, each answers file once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::finding::{Shown, Spot};
use super::moved::ByWhatTheySay;
use super::unloaded::unloaded;
use crate::adr::folder::Folder;
use crate::adr::replay::Replay;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Advisor;
use crate::engine::considered::Considered;
use crate::engine::meaning::cuts::{Cuts, conditions, cuts_of};
use crate::load::{
    Library, ReadAnswers, Source, Sources, fingerprint_of, is_fingerprint_of, read_answers_text, read_text,
};
use crate::model::{Answer, AnswersFile, DecisionId, OptionId, OutcomeKind, Place, QuestionId, RuleBase, Subject};
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
    /// The file of the answers, as shown, and its text; absent where they are the record's own.
    pub source: Option<(String, Arc<str>)>,
    /// Answers of the file to questions that are not there.
    pub lost: Arc<[Lost]>,
}

/// An answer to a question that is not there.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// The question, as the file names it.
    pub question: String,
    /// Where it stands.
    pub spot: Spot,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub way_out: String,
}

/// Why the answers that a record names could not be used.
#[derive(Clone, Debug)]
pub(super) enum NoAnswers {
    /// The file is not there, or may not be read.
    Missing(String),
    /// Something in the file cannot be used: where, what, and the way out.
    Damaged(Spot, String, String),
}

/// The answers file that a record names, made again.
pub(super) struct FromFile {
    /// What came of it.
    pub made: Made,
    /// Where the file stands by now, where that is not where the record says.
    pub moved_to: Vec<String>,
}

impl Made {
    /// The line of an answer in the file of the answers, or of the table where it is gone.
    pub fn spot_of_answer(&self, question: &str) -> Option<Spot> {
        let (name, text) = self.source.as_ref()?;
        let (table, _) = toml::de::DeTable::parse_recoverable(text);
        let aliases = &self.subject.questionnaire.aliases;
        let is_it = |key: &str| aliases.get(key).map_or(key, String::as_str) == question;
        let (header, answers) = table.get_ref().get_key_value("answers")?;
        let entry = answers.get_ref().as_table().and_then(|table| table.keys().find(|key| is_it(key.get_ref())));
        let span = entry.map_or_else(|| header.span(), toml::Spanned::span);
        Some(Spot { name: name.clone(), text: Arc::clone(text), span })
    }

    /// The line of the team's own choice in a decision.
    pub fn spot_of_override(&self, decision: &str) -> Option<Spot> {
        let (name, text) = self.source.as_ref()?;
        let (table, _) = toml::de::DeTable::parse_recoverable(text);
        let entries = table.get_ref().get("override")?.get_ref().as_array()?;
        let own = entries.iter().filter_map(|entry| entry.get_ref().as_table()?.get("decision"));
        let base = |name: &str| self.subject.rule_base_named(name).map(|base| base.decision.id.as_str());
        let mut own = own.filter(|named| named.get_ref().as_str().and_then(base) == Some(decision));
        Some(Spot { name: name.clone(), text: Arc::clone(text), span: own.next()?.span() })
    }

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
pub(super) struct Outcomes(BTreeMap<DecisionId, (Vec<OptionId>, OutcomeKind)>);

impl Outcomes {
    fn new(considered: &Considered) -> Self {
        let outcome = |made: &crate::engine::considered::Made| {
            let (base, situation) = (made.situation.base(), &made.situation);
            let leaders = situation.leaders().into_iter().map(|option| base.options[option.get()].id.clone());
            (base.decision.id.clone(), (leaders.collect(), situation.outcome()))
        };
        Self(considered.decisions.iter().map(outcome).collect())
    }

    /// The options of which none is ahead in a decision, and how it comes out; `None` where it is not made.
    pub fn of(&self, decision: &str) -> Option<(&[OptionId], OutcomeKind)> {
        self.0.get(decision).map(|(leaders, outcome)| (leaders.as_slice(), *outcome))
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
    shown: &'a Shown,
    by_what_they_say: Option<ByWhatTheySay>,
    advisors: BTreeMap<String, Advisor>,
    from_files: BTreeMap<PathBuf, Result<Made, NoAnswers>>,
    /// The answers of the record before, which the next one mostly shares.
    then: Option<(String, Arc<Then>)>,
    /// Present answers with one of them varied, for the records of the same answers.
    varied: (Option<Arc<AnswersFile>>, Vec<Varied>),
}

impl<'a> Replays<'a> {
    /// Nothing made yet.
    pub fn new(folder: &'a Folder, project: &Path, library: &Library, rules: &'a Rules, shown: &'a Shown) -> Self {
        let project = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let (advisors, from_files) = (BTreeMap::new(), BTreeMap::new());
        let (then, varied) = (None, (None, Vec::new()));
        let (library, by_what_they_say) = (library.clone(), None);
        Self { folder, project, library, rules, shown, by_what_they_say, advisors, from_files, then, varied }
    }

    /// Whether the questionnaire and the decision are there.
    pub fn knows(&self, replay: &Replay) -> bool {
        self.library.subject(&replay.questionnaire).is_some_and(|s| s.rule_base(&replay.decision).is_some())
    }

    /// What a record says, with the present name of its decision.
    pub fn present(&self, replay: &Replay) -> Replay {
        let subject = self.library.subject(&replay.questionnaire);
        let base = subject.and_then(|subject| subject.rule_base_named(&replay.decision));
        let decision = base.map_or_else(|| replay.decision.clone(), |base| base.decision.id.to_string());
        Replay { decision, ..replay.clone() }
    }

    /// Whether what the decision reads is as it was recorded, as far as the record says.
    pub fn has_same_rules(&self, replay: &Replay) -> bool {
        let decision = replay.decision.as_str().into();
        replay.rules_sha256.as_deref().is_none_or(|taken| self.library.has_fingerprint(&decision, taken))
    }

    /// The errors in what a decision rests on, each in a line.
    pub fn damages(&self, replay: &Replay) -> Vec<(Option<Spot>, String)> {
        let decision = replay.decision.as_str().into();
        let errors = self.library.errors_behind(&decision);
        let say = |error: &&Diagnostic| {
            let line = self.library.sources.span(error.place()).0.line;
            let name = &self.library.sources.get(error.place().file).name;
            (self.spot(error.place()), format!("{name}:{line}: {}", error.title))
        };
        errors.iter().map(say).collect()
    }

    /// What became of an entry that is not among the rules: gone, or there and not to be read; then with its place.
    pub fn fate(&self, decision: &str, kind: &str, id: &str) -> (&'static str, Option<Spot>) {
        match unloaded(&self.library, &decision.into(), kind, id) {
            Some(place) => ("did not load", self.spot(&place)),
            None => ("is gone", None),
        }
    }

    /// A place in the rules, where that is in a file of the project.
    pub fn spot(&self, place: &Place) -> Option<Spot> {
        let source = self.library.sources.get(place.file);
        let path = source.path.as_ref()?;
        Some(Spot { name: self.shown.name(path), text: Arc::from(source.text.as_str()), span: place.span.clone() })
    }

    /// The decision from the answers file that the record names, or from where that file has moved.
    pub fn made_of_answers(&mut self, replay: &Replay) -> Result<FromFile, NoAnswers> {
        let named = replay.answers.as_deref();
        let named = named.ok_or_else(|| NoAnswers::Missing("the record names no answers file".to_owned()))?;
        let path = self.folder.path.join(named);
        if let Ok(real) = std::fs::canonicalize(&path) {
            return Ok(FromFile { made: self.made_of_file(named, &real)?, moved_to: Vec::new() });
        }
        let project = &self.project;
        let known = self.by_what_they_say.get_or_insert_with(|| ByWhatTheySay::new(project));
        let found = replay.answers_sha256.as_deref().map(|taken| known.find(taken)).unwrap_or_default();
        let first = found.first().ok_or_else(|| NoAnswers::Missing(format!("there is no `{named}`")))?;
        let moved_to = found.iter().map(|path| self.shown.name(path)).collect();
        Ok(FromFile { made: self.made_of_file(named, &first.clone())?, moved_to })
    }

    fn made_of_file(&mut self, named: &str, real: &Path) -> Result<Made, NoAnswers> {
        if !real.starts_with(&self.project) {
            return Err(NoAnswers::Missing(format!("`{named}` is outside the project")));
        }
        if let Some(made) = self.from_files.get(real) {
            return made.clone();
        }
        let read = read_text(real).map_err(|error| NoAnswers::Missing(format!("`{named}` cannot be read: {error}")));
        let name = self.shown.name(real);
        let made = read.and_then(|text| self.make_of_file(&name, &text));
        self.from_files.insert(real.to_owned(), made.clone());
        made
    }

    fn make_of_file(&mut self, name: &str, text: &str) -> Result<Made, NoAnswers> {
        let text: Arc<str> = Arc::from(text);
        let spot =
            |of: &Diagnostic| Spot { name: name.to_owned(), text: Arc::clone(&text), span: of.place().span.clone() };
        match self.read(name, &text) {
            Ok(read) => {
                let of_none = read.findings.iter().filter(|finding| finding.code == "unknown-question");
                let lost = of_none.filter_map(|finding| {
                    let question = finding.unknown.as_ref()?.name.clone();
                    Some(Lost { question, spot: spot(finding), what: finding.title.clone(), way_out: way_out(finding) })
                });
                let lost = lost.collect();
                Ok(Made { source: Some((name.to_owned(), Arc::clone(&text))), lost, ..self.made(name, &text, read) })
            }
            Err(error) => Err(NoAnswers::Damaged(spot(&error), error.title.clone(), way_out(&error))),
        }
    }

    /// The decision from the answers that the record itself keeps, under today's rules.
    pub fn made_of_record(&mut self, replay: &Replay) -> Result<Made, String> {
        let text = answers_text(replay);
        let read = self.read("the record", &text).map_err(|error| error.title)?;
        Ok(self.made("the record", &text, read))
    }

    /// Whether an answers file says what it said when the record was written.
    pub fn has_same_answers(replay: &Replay, made: &Made) -> bool {
        let (Some(taken), Some((_, text))) = (&replay.answers_sha256, &made.source) else { return false };
        is_fingerprint_of(taken, text)
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
    ) -> Option<(&[OptionId], OutcomeKind)> {
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

    fn made(&mut self, name: &str, text: &str, read: ReadAnswers) -> Made {
        let ReadAnswers { file, subject, .. } = read;
        let (advisor, cuts) = self.rules.of(&subject);
        let answers = AnswersInfo { path: Some(name.to_owned()), sha256: Some(fingerprint_of(text)) };
        let origin = Origin { answers, rules: self.rules.fingerprints.clone(), ..Origin::default() };
        let id = subject.questionnaire.id.to_string();
        let advisor = self.advisors.entry(id).or_insert_with(|| advisor.clone());
        let report = build_scores(advisor, &file, &origin);
        let (file, cuts, report, lost) = (Arc::new(file), Arc::clone(cuts), Arc::new(report), Arc::default());
        Made { file, subject, cuts, report, source: None, lost }
    }

    /// Answers that can all be used; else the first thing that cannot be.
    fn read(&mut self, name: &str, text: &str) -> Result<ReadAnswers, Diagnostic> {
        let source = Source { name: name.to_owned(), path: None, text: text.to_owned() };
        let first = |findings: Vec<Diagnostic>| {
            let mut errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
            errors.next().unwrap_or_else(|| nothing(name))
        };
        let read = read_answers_text(source, &mut self.library).map_err(first)?;
        match read.findings.iter().find(|finding| finding.severity == Severity::Error) {
            Some(error) => Err(error.clone()),
            None => Ok(read),
        }
    }
}

/// How an answers file is mended; what names something may have changed its name.
fn way_out(error: &Diagnostic) -> String {
    let gone = "where a name changed on purpose, say in `[aliases]` of the questionnaire what it is by now";
    let is_name = error.code == "bad-answer" || error.code.starts_with("unknown-") && error.code != "unknown-key";
    let ways = error.help.iter().map(String::as_str).chain(is_name.then_some(gone));
    ways.collect::<Vec<_>>().join("; ")
}

/// What is said of answers that cannot be used without a word on why.
fn nothing(name: &str) -> Diagnostic {
    let mut sources = Sources::default();
    let file = sources.add(Source { name: name.to_owned(), path: None, text: String::new() });
    let place = Place { file, span: 0..0 };
    Diagnostic::new(Severity::Error, "unreadable-file", &place, format!("`{name}` cannot be used"))
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
