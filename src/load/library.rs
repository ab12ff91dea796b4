//! The library: all questionnaires with the rule bases that read them, put together from all layers of files.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::files::{self, Files, Unreadable, Unsaved};
use super::kept::{Base, Home, Kept, ReadBase, Reads, Shared};
use super::locations::Locations;
use super::questionnaire::check_thresholds;
use super::rules::{Pieces, RulesFile, assemble};
use crate::condition::closest;
use crate::diagnostic::{Diagnostic, Severity, Source, Sources};
use crate::engine::meaning::cuts::conditions;
use crate::model::{DecisionId, FileId, Named, Place, Questionnaire, QuestionnaireId, Subject};

/// Everything that was loaded, with everything that is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// One per questionnaire, with the rule bases that read it. What could not be read is left out of them.
    pub subjects: Vec<Arc<Subject>>,
    /// The files read.
    pub sources: Sources,
    /// What is wrong, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The templates, by file name.
    pub templates: Files,
    /// What each rule base came from.
    origins: BTreeMap<DecisionId, Origin>,
}

/// What a rule base came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// Its questionnaire's file first, then its own and the shared evidence, in name order.
    files: Vec<FileId>,
    /// Whether all of them are built in.
    is_built_in: bool,
    /// Its fingerprint, taken when first asked for.
    pub(super) fingerprint: OnceLock<String>,
}

impl Library {
    /// What a rule base came from.
    pub(super) fn origin(&self, decision: &DecisionId) -> Option<&Origin> {
        self.origins.get(decision)
    }

    /// The subject with a questionnaire of this id.
    pub fn subject(&self, questionnaire: &str) -> Option<&Arc<Subject>> {
        self.subjects.iter().find(|s| s.questionnaire.id == *questionnaire)
    }

    /// The files behind a decision: its questionnaire's first, then its own, then shared evidence.
    pub fn files_of(&self, decision: &DecisionId) -> &[FileId] {
        self.origin(decision).map_or(&[], |origin| origin.files.as_slice())
    }

    /// The errors in what a decision rests on: its own files, those of the decisions that settle its questions, and files that may
    /// belong to it but could not be read so far as to tell.
    pub fn errors_behind(&self, decision: &DecisionId) -> Vec<&Diagnostic> {
        let subject = self.subjects.iter().find(|subject| subject.rule_base(decision.as_str()).is_some());
        let questions = subject.into_iter().flat_map(|subject| &subject.questionnaire.questions);
        let settling = questions.filter_map(|question| question.settled_by.as_ref());
        let behind: Vec<FileId> = settling.chain([decision]).flat_map(|id| self.files_of(id)).copied().collect();
        let is_known = |file: FileId| self.origins.values().any(|origin| origin.files.contains(&file));
        let may_be_ours = |file: FileId| {
            let text = &self.sources.get(file).text;
            !is_known(file) && (text.is_empty() || text.contains(decision.as_str()))
        };
        let concerns = |finding: &&Diagnostic| {
            let file = finding.place().file;
            finding.severity == Severity::Error && (behind.contains(&file) || may_be_ours(file))
        };
        self.diagnostics.iter().filter(concerns).collect()
    }

    /// Whether a decision comes from built-in files alone.
    pub fn is_built_in(&self, decision: &DecisionId) -> bool {
        self.origin(decision).is_some_and(|origin| origin.is_built_in)
    }

    /// Whether some finding is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Loads the embedded files and those of the locations.
pub fn load(locations: &Locations) -> Library {
    load_over(locations, &Unsaved::new())
}

/// As [`load`], with texts that are not saved yet in the place of what is on disk.
pub fn load_over(locations: &Locations, unsaved: &Unsaved) -> Library {
    load_again(locations, unsaved, &mut Kept::default())
}

/// As [`load_over`], for those who load again and again: what was kept of the last time is used where its texts are as they were, and
/// what was read anew is kept for the next.
pub fn load_again(locations: &Locations, unsaved: &Unsaved, kept: &mut Kept) -> Library {
    let mut unreadable = Vec::new();
    let mut questionnaires = files::questionnaires(locations, &mut unreadable);
    let mut rules = files::rules(locations, &mut unreadable);
    files::lay_unsaved(&mut questionnaires, &mut rules, &locations.single, unsaved);
    let templates = files::templates(locations, &mut unreadable);
    let mut library = put_together(questionnaires, rules, templates, kept);
    if !unreadable.is_empty() {
        unreadable.into_iter().for_each(|file| library.refuse(&file));
        library.sort_findings();
    }
    library
}

/// Loads texts that are there already, by their paths under `questionnaires`, `rules` and `templates`.
pub fn load_files(questionnaires: Files, rules: Files, templates: Files) -> Library {
    put_together(questionnaires, rules, templates, &mut Kept::default())
}

pub(super) fn put_together(questionnaires: Files, rules: Files, templates: Files, kept: &mut Kept) -> Library {
    let mut library = Library { templates, ..Library::default() };
    let mut homes = library.read_questionnaires(questionnaires, kept);
    library.read_rules(rules, &mut homes, kept);
    for home in homes {
        let subject = library.subject_of(home, kept);
        library.subjects.push(subject);
    }
    super::follow_ups::drop_follow_ups(&mut library.diagnostics, &[], &library.sources);
    library.sort_findings();
    library
}

impl Library {
    fn sort_findings(&mut self) {
        self.diagnostics.sort_by_key(|finding| (finding.place().file, finding.place().span.start));
    }

    /// Keeps a finding about a file that could not be read, as a finding about an empty file of its name.
    fn refuse(&mut self, file: &Unreadable) {
        let name = super::files::shown_path(&file.path);
        let id = self.sources.add(Source { name: name.clone(), path: Some(file.path.clone()), text: String::new() });
        let place = Place { file: id, span: 0..0 };
        let title = format!("`{name}` cannot be read: {}", file.why);
        let finding = Diagnostic::new(Severity::Error, "unreadable-file", &place, title);
        self.diagnostics.push(finding.help("check that it exists, that it is UTF-8 text and that you may read it"));
    }

    fn read_questionnaires(&mut self, files: Files, kept: &mut Kept) -> Vec<Home> {
        let mut homes: Vec<Home> = Vec::new();
        for (_, source) in files {
            let file = self.sources.add(source);
            let (read, findings) = kept.questionnaire(file, &self.sources.get(file).text);
            self.diagnostics.extend(findings);
            let Some(questionnaire) = read else { continue };
            if let Some(first) = homes.iter().find(|home| home.questionnaire.id == questionnaire.id) {
                let title = format!("the questionnaire `{}` stands in two files", questionnaire.id);
                let finding = Diagnostic::new(Severity::Error, "duplicate-id", &questionnaire.place, title)
                    .also(&first.questionnaire.place, "it is first given here")
                    .help("give one of them another id, or the same file name so that the later one replaces it");
                self.diagnostics.push(finding);
                continue;
            }
            homes.push(Home { file, questionnaire, bases: Vec::new() });
        }
        homes
    }

    fn read_rules(&mut self, files: Files, homes: &mut [Home], kept: &mut Kept) {
        let mut folders: BTreeMap<String, Vec<FileId>> = BTreeMap::new();
        let mut shared_files = Vec::new();
        for (name, source) in files {
            let file = self.sources.add(source);
            match name.split_once('/') {
                Some((folder, _)) => folders.entry(folder.to_owned()).or_default().push(file),
                None => shared_files.push(file),
            }
        }
        let shared = kept.shared(&shared_files, &self.sources, |sources| read_shared(&shared_files, sources));
        self.diagnostics.extend(shared.findings.iter().cloned());
        for (folder, files) in folders {
            let Some((home, base)) = self.read_rule_base(&folder, &files, &shared, homes, kept) else { continue };
            let questionnaire = homes[home].file;
            let behind: Vec<FileId> =
                [questionnaire].into_iter().chain(files).chain(shared_files.iter().copied()).collect();
            let is_built_in = behind.iter().all(|file| self.sources.get(*file).path.is_none());
            let origin = Origin { files: behind, is_built_in, fingerprint: OnceLock::new() };
            self.origins.insert(base.get().decision.id.clone(), origin);
            homes[home].bases.push((folder, base));
        }
    }

    fn read_rule_base(
        &mut self,
        folder: &str,
        files: &[FileId],
        shared: &Arc<Shared>,
        homes: &[Home],
        kept: &mut Kept,
    ) -> Option<(usize, Base)> {
        let reads = || Reads::new(files, &self.sources, homes, shared);
        let mut pieces = kept.lend_pieces(files);
        let base = kept.base(folder, reads, || {
            let read = files.iter().zip(&mut pieces);
            let mut read: Vec<RulesFile> =
                read.map(|(file, pieces)| RulesFile::new(*file, &self.sources.get(*file).text, pieces)).collect();
            let home = find_questionnaire(&mut read, folder, homes);
            let base = home.and_then(|home| assemble(&mut read, &homes[home].questionnaire, &shared.evidence));
            let findings = read.iter_mut().flat_map(RulesFile::take_findings).collect();
            ReadBase { home, findings, base }
        });
        kept.take_pieces(files, pieces);
        self.diagnostics.extend(base.findings);
        let (home, base) = (base.home?, base.base?);
        let is_same = |other: &&(String, Base)| other.1.get().decision.id == base.get().decision.id;
        if let Some((_, first)) = homes.iter().flat_map(|home| &home.bases).find(is_same) {
            let title = format!("the decision `{}` stands in two folders", base.get().decision.id);
            let finding = Diagnostic::new(Severity::Error, "duplicate-id", &base.get().decision.place, title)
                .also(&first.get().decision.place, "it is first declared here")
                .help("give one of them another id; one replaces another in a folder of the same name for the same questionnaire");
            self.diagnostics.push(finding);
            return None;
        }
        Some((home, base))
    }

    /// A questionnaire with its rule bases: the one that was kept, where nothing of it was read anew.
    fn subject_of(&mut self, home: Home, kept: &mut Kept) -> Arc<Subject> {
        if let Some((subject, findings)) = kept.subject(&home) {
            self.diagnostics.extend(findings);
            return subject;
        }
        let n_before = self.diagnostics.len();
        let own = |base: Base| match base {
            Base::Anew(base) => *base,
            Base::AsBefore(subject, position) => subject.rule_bases[position].clone(),
        };
        let (folders, rule_bases) = home.bases.into_iter().map(|(folder, base)| (folder, own(base))).unzip();
        let mut subject = Subject { questionnaire: Questionnaire::clone(&home.questionnaire), rule_bases };
        self.check_subject(&mut subject);
        let subject = Arc::new(subject);
        kept.keep((home.file, home.questionnaire), folders, &subject, &self.diagnostics[n_before..]);
        subject
    }

    fn check_subject(&mut self, subject: &mut Subject) {
        for (question, n_thresholds) in check_thresholds(&subject.questionnaire, conditions(subject)) {
            let question = &subject.questionnaire.questions[question.get()];
            let title = format!("question `{}` is cut at {n_thresholds} thresholds, which is too many", question.id);
            let finding = Diagnostic::new(Severity::Error, "too-many-thresholds", &question.place, title);
            self.diagnostics
                .push(finding.help("let conditions use the edges of its bands, or fewer different numbers"));
        }
        for settling in subject.questionnaire.questions.iter_mut().filter_map(|question| question.settled_by.as_mut()) {
            let renamed = subject.rule_bases.iter().find(|base| base.decision.is_called(settling.as_str()));
            settling.clone_from(renamed.map_or(&settling.clone(), |base| &base.decision.id));
        }
        let decisions: Vec<String> = subject.rule_bases.iter().map(|b| b.decision.id.to_string()).collect();
        for question in &subject.questionnaire.questions {
            self.check_settling(question, subject, &decisions);
        }
    }

    fn check_settling(&mut self, question: &crate::model::Question, subject: &Subject, decisions: &[String]) {
        let Some(decision) = &question.settled_by else { return };
        let mut unknown = |place: &Place, code, title: String, help: String, what: Named, name: &str| {
            let finding = Diagnostic::new(Severity::Error, code, place, title).help(help);
            self.diagnostics.push(finding.unknown(what, name));
        };
        if subject.rule_bases.is_empty() {
            return;
        }
        let Some(base) = subject.rule_base(decision.as_str()) else {
            let help = closest(decision.as_str(), decisions.iter().map(String::as_str))
                .unwrap_or_else(|| "name a decision that reads this questionnaire".to_owned());
            let title = format!("question `{}` is settled by the unknown decision `{decision}`", question.id);
            return unknown(&question.place, "unknown-decision", title, help, Named::Decision, decision.as_str());
        };
        for choice in question.kind.choices() {
            for option in choice.options.iter().filter(|o| base.option_idx(o.as_str()).is_none()) {
                let help = closest(option.as_str(), base.options.iter().map(|o| o.id.as_str()))
                    .unwrap_or_else(|| format!("name an option of `{decision}`"));
                let title = format!("choice `{}` names the unknown option `{option}` of `{decision}`", choice.id);
                unknown(&choice.place, "unknown-option", title, help, Named::Option, option.as_str());
            }
        }
    }
}

/// The evidence that all rule bases may cite.
fn read_shared(files: &[FileId], sources: &Sources) -> Shared {
    let mut shared = Shared::default();
    for file in files {
        let mut read = RulesFile::new(*file, &sources.get(*file).text, &mut Pieces::default());
        read.only_evidence();
        let evidence = read.take_evidence();
        shared.findings.extend(read.take_findings());
        for entry in evidence {
            if let Some(first) = shared.evidence.iter().find(|e| e.id == entry.id) {
                let title = format!("the evidence `{}` stands in two files", entry.id);
                let finding = Diagnostic::new(Severity::Error, "duplicate-id", &entry.place, title)
                    .also(&first.place, "it is first given here")
                    .help("rename or remove one");
                shared.findings.push(finding);
            } else {
                shared.evidence.push(entry);
            }
        }
    }
    shared
}

/// The questionnaire that a rule base reads; reported where it names none that is there.
fn find_questionnaire(files: &mut [RulesFile], folder: &str, homes: &[Home]) -> Option<usize> {
    let Some(home) = files.iter_mut().find(|f| f.decision.is_some()) else {
        // A file whose `[decision]` could not be read has said so already.
        let said_why = files.iter().any(RulesFile::has_findings);
        if let Some(first) = files.first_mut().filter(|_| !said_why) {
            let title = format!("no file of `rules/{folder}` says what is decided");
            first.error_at_decision("no-decision", title, "add a `[decision]` table to one of its files");
        }
        return None;
    };
    let named: QuestionnaireId = home.decision.as_ref().map(|(d, _)| d.questionnaire.get_ref().as_str().into())?;
    let found = homes.iter().position(|home| home.questionnaire.id == named);
    if found.is_none() {
        let known: Vec<&str> = homes.iter().map(|home| home.questionnaire.id.as_str()).collect();
        let help = closest(named.as_str(), known.iter().copied()).unwrap_or_else(|| match known.len() {
            0 => "no questionnaire could be read; add one under `questionnaires`, or mend it first".to_owned(),
            _ => format!("the questionnaires are {}", super::words::quote(&known)),
        });
        home.unknown_questionnaire(named.as_str(), &help);
    }
    found
}
