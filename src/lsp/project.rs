//! One project as it stands in the editor: its files with what is not saved yet, everything that was found in them, and what its scenarios
//! come to. Knows no protocol.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use super::kind::quick_kind;
use crate::audit::lint::lint_until;
use crate::audit::names::Index;
use crate::audit::scenarios::{Runner, ScenarioResult};
use crate::diagnostic::{Diagnostic, Severity, Source};
use crate::engine::facts::knowledge::{Knowledge, Readings};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::load::{
    Kept, Library, Locations, PROJECT_FOLDER, PathKind, Unsaved, kind_of, load_again, read_answers_text, shown_path,
};
use crate::model::{Day, DecisionId, FileId, QuestionnaireId, RuleBase, RuleId, RuleIdx, ScenarioId, Subject};

/// A project as it was loaded.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Its questionnaires and rule bases.
    pub library: Library,
    /// What is wrong with its files, unsaved answers files included.
    pub findings: Vec<Diagnostic>,
    /// Which questionnaire and, for the files of a rule base, which decision a file belongs to.
    owners: BTreeMap<PathBuf, Owner>,
    index: OnceLock<Index>,
}

/// What a file belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The decision; absent for a questionnaire.
    pub decision: Option<DecisionId>,
}

/// What the scenarios of a project come to, and in which share of all answers each rule holds. Everything is kept by name: a rule that has an
/// error now has no figures, and never those of another one.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// Decisions of which nothing is said, since a part of them cannot be read, each with its number of errors.
    pub broken: BTreeMap<DecisionId, usize>,
    /// The results.
    pub scenarios: BTreeMap<DecisionId, BTreeMap<ScenarioId, ScenarioResult>>,
    /// The shares; absent where a condition is too complex to say, and where it hangs on something that has an error.
    pub shares: BTreeMap<DecisionId, BTreeMap<RuleId, f64>>,
    /// The scenarios in which each rule fires, of the rules that were read.
    pub fires: BTreeMap<DecisionId, BTreeMap<RuleId, Vec<ScenarioId>>>,
}

/// Where the files are that a file belongs together with: those of its project, and where it lies outside of the project's `archfit` folder,
/// those of the layer it lies in, or itself alone.
pub fn locations_of(path: &Path) -> Locations {
    let folder = path.parent().unwrap_or(path);
    let project = Locations::project_of(folder);
    let mut locations = Locations { project: Some(project.clone()), ..Locations::default() };
    if path.starts_with(project.join(PROJECT_FOLDER)) {
        return locations;
    }
    let is_layer = |root: &&Path| matches!(kind_of(root), Ok(Some(PathKind::Layer)));
    if let Some(layer) = path.ancestors().skip(2).take(2).find(is_layer) {
        locations.layers.push(layer.to_owned());
        return locations;
    }
    match kind_of(path) {
        Ok(Some(PathKind::RulesFile)) => {
            let is_base = matches!(kind_of(folder), Ok(Some(PathKind::RuleBase)));
            locations.single.push(if is_base { folder.to_owned() } else { path.to_owned() });
        }
        // A questionnaire, or a text that was never saved: it is what it says that it is.
        _ => locations.single.push(path.to_owned()),
    }
    locations
}

/// Loads a project with the texts that are not saved yet, answers files among them; what was kept of its last state is not read anew.
pub fn load_project(locations: &Locations, unsaved: &Unsaved, kept: &mut Kept) -> Loaded {
    let mut library = load_again(locations, unsaved, kept);
    let mut findings = library.diagnostics.clone();
    let is_read = |library: &Library, path: &PathBuf| library.sources.0.iter().any(|s| s.path.as_ref() == Some(path));
    for (path, text) in unsaved {
        if !is_read(&library, path) && quick_kind(path, text) == Some(PathKind::Answers) {
            let source = Source { name: shown_path(path), path: Some(path.clone()), text: text.clone() };
            findings.extend(read_answers_text(source, &mut library).map_or_else(|found| found, |read| read.findings));
        }
    }
    let owners = owners(&library);
    Loaded { library, findings, owners, index: OnceLock::new() }
}

fn owners(library: &Library) -> BTreeMap<PathBuf, Owner> {
    let mut owners = BTreeMap::new();
    let path_of = |file: FileId| library.sources.get(file).path.clone();
    for subject in &library.subjects {
        let questionnaire = subject.questionnaire.id.clone();
        for base in &subject.rule_bases {
            let decision = Some(base.decision.id.clone());
            // Its questionnaire's file stands first.
            for path in library.files_of(&base.decision.id).iter().skip(1).filter_map(|file| path_of(*file)) {
                let owner = Owner { questionnaire: questionnaire.clone(), decision: decision.clone() };
                owners.entry(path).or_insert(owner);
            }
        }
        if let Some(path) = path_of(subject.questionnaire.place.file) {
            owners.insert(path, Owner { questionnaire, decision: None });
        }
    }
    owners
}

impl Loaded {
    /// What a file belongs to, where it could be read so far as to tell.
    pub fn owner(&self, path: &Path) -> Option<&Owner> {
        self.owners.get(path)
    }

    /// The file of a path.
    pub fn file(&self, path: &Path) -> Option<FileId> {
        let position = self.library.sources.0.iter().position(|source| source.path.as_deref() == Some(path))?;
        Some(FileId(position as u32))
    }

    /// Every name in its files, with where it is given and where it is used.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.library.sources))
    }

    /// The subjects with a file on disk: whoever edits rules of their own has no use for what the built-in ones miss.
    pub fn own_subjects(&self) -> Vec<Arc<Subject>> {
        let is_own = |file: FileId| self.library.sources.get(file).path.is_some();
        let mine = |subject: &&Arc<Subject>| {
            is_own(subject.questionnaire.place.file)
                || subject.rule_bases.iter().any(|base| is_own(base.decision.place.file))
        };
        self.library.subjects.iter().filter(mine).cloned().collect()
    }

    /// What rules and questionnaires mean that they should not.
    ///
    /// `None` where it was cancelled.
    pub fn lints(&self, today: Option<Day>, cancel: &AtomicBool) -> Option<Vec<Diagnostic>> {
        lint_until(&self.own_subjects(), &self.library.sources, today, !self.library.has_errors(), cancel)
    }

    /// Whether something is wrong with one of these files.
    fn has_errors(&self, files: &[FileId]) -> bool {
        let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
        self.findings.iter().filter(is_error).any(|finding| files.contains(&finding.place().file))
    }

    /// How many errors there are in what a decision rests on: without what they leave out it would come to something else.
    pub fn n_errors(&self, decision: &DecisionId) -> usize {
        self.library.errors_behind(decision).len()
    }

    /// Whether a decision has a file on disk.
    pub fn is_own(&self, decision: &DecisionId) -> bool {
        !self.library.is_built_in(decision)
    }
}

/// Runs the scenarios of a project's own rule bases.
pub fn play(loaded: &Loaded) -> Played {
    let mut played = Played::default();
    for subject in loaded.own_subjects() {
        let runner = Runner::new(&subject);
        for base in subject.rule_bases.iter().filter(|base| loaded.is_own(&base.decision.id)) {
            let id = &base.decision.id;
            let results = runner.run(base, |_| true);
            played.fires.insert(id.clone(), fires(base, &results));
            let n_errors = loaded.n_errors(id);
            if n_errors > 0 {
                played.broken.insert(id.clone(), n_errors);
                continue;
            }
            let by_name = results.into_iter().map(|result| (base.scenarios[result.scenario].id.clone(), result));
            played.scenarios.insert(id.clone(), by_name.collect());
        }
        played.shares.extend(shares(loaded, &subject));
    }
    played
}

/// In which scenarios each rule fires.
fn fires(base: &RuleBase, results: &[ScenarioResult]) -> BTreeMap<RuleId, Vec<ScenarioId>> {
    let mut fires: BTreeMap<RuleId, Vec<ScenarioId>> =
        base.rules.iter().map(|rule| (rule.id.clone(), Vec::new())).collect();
    for result in results {
        for rule in &result.fired {
            let scenarios = fires.entry(base.rules[rule.get()].id.clone()).or_default();
            scenarios.push(base.scenarios[result.scenario].id.clone());
        }
    }
    fires
}

/// In which share of all answers each rule holds. What a questionnaire with an error leaves out, a level or when a question is asked, would
/// count as never, and of a group of rules one that has an error would count as not there.
fn shares(loaded: &Loaded, subject: &Subject) -> BTreeMap<DecisionId, BTreeMap<RuleId, f64>> {
    if loaded.has_errors(&[subject.questionnaire.place.file]) {
        return BTreeMap::new();
    }
    let compiled = Compiled::new(subject, &Cuts::new());
    let space = &compiled.space;
    let readings = Readings::new(&space.diagrams, &Knowledge::of_all_answers(space, &subject.questionnaire));
    let mut shares = BTreeMap::new();
    for (base, decision) in subject.rule_bases.iter().zip(&compiled.decisions) {
        let id = &base.decision.id;
        if !loaded.is_own(id) {
            continue;
        }
        let is_broken = loaded.has_errors(loaded.library.files_of(id).get(1..).unwrap_or_default());
        let mut of_base = BTreeMap::new();
        for (position, (rule, node)) in base.rules.iter().zip(&decision.rules).enumerate() {
            let is_unknown = decision.is_too_complex(RuleIdx::from(position)) || is_broken && rule.group.is_some();
            if !is_unknown {
                of_base.insert(rule.id.clone(), readings.of(*node).chance);
            }
        }
        shares.insert(id.clone(), of_base);
    }
    shares
}
