//! Paths given on the command line: what they are, what has to be loaded for them, and which findings are about them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::load::{
    Library, Locations, PROJECT_FOLDER, PathKind, Source, Sources, Unsaved, kind_of, load, load_over, read_answers,
    read_text, shown_path,
};
use crate::model::{FileId, RuleBase, Subject};

/// What a subcommand was asked to look at. Without paths: the files of the project and the folders named, or where there are none,
/// the built-in ones. Whoever shapes rules of their own has no use for what the built-in ones miss.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// The paths, as they were given and with their links resolved.
    paths: Vec<PathBuf>,
    answers: Vec<PathBuf>,
    locations: Locations,
}

impl Targets {
    /// Takes the paths apart.
    pub fn new(paths: &[PathBuf], context: &Context) -> anyhow::Result<Self> {
        let mut targets = Self { locations: context.locations(), ..Self::default() };
        for path in paths {
            targets.add(path)?;
        }
        Ok(targets)
    }

    fn add(&mut self, path: &Path) -> anyhow::Result<()> {
        let kind = kind_of(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let Some(kind) = kind else {
            bail!(
                "`{}` is no questionnaire, rule base or answers file, and no folder with `questionnaires` or `rules` in it",
                path.display()
            );
        };
        self.paths.extend([std::path::absolute(path)?, path.canonicalize()?]);
        // What a file needs stands beside it: `<layer>/questionnaires/x.toml`, `<layer>/rules/<decision>/x.toml`.
        let layer = |depth: usize| path.ancestors().nth(depth).filter(|root| kind_of_layer(root)).map(Path::to_owned);
        let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        match kind {
            PathKind::Layer => self.locations.layers.push(path.to_owned()),
            PathKind::Project => self.locations.layers.push(path.join(PROJECT_FOLDER)),
            PathKind::Answers => self.answers.push(path.to_owned()),
            PathKind::RulesFile if matches!(kind_of(&folder), Ok(Some(PathKind::RuleBase))) && !is_rules(&folder) => {
                self.add_single(layer(3), folder);
            }
            PathKind::Questionnaire | PathKind::RuleBase | PathKind::RulesFile => {
                self.add_single(layer(2), path.to_owned());
            }
        }
        Ok(())
    }

    fn add_single(&mut self, layer: Option<PathBuf>, path: PathBuf) {
        match layer {
            Some(layer) => self.locations.layers.push(layer),
            None => self.locations.single.push(path),
        }
    }

    /// Loads what the paths need, over the usual layers.
    pub fn load(&self) -> Library {
        load(&self.locations)
    }

    /// The same with texts that are not on disk in the place of those that are.
    pub fn load_over(&self, unsaved: &Unsaved) -> Library {
        load_over(&self.locations, unsaved)
    }

    /// The files on disk that were asked for, with their paths.
    pub fn files(&self, library: &Library) -> anyhow::Result<Vec<(Source, PathBuf)>> {
        let mut files = Vec::new();
        for (position, source) in library.sources.0.iter().enumerate() {
            if let Some(path) =
                source.path.as_ref().filter(|_| self.concern_file(FileId(position as u32), &library.sources))
            {
                files.push((source.clone(), path.clone()));
            }
        }
        for path in &self.answers {
            let text = read_text(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            files.push((Source { name: shown_path(path), path: Some(path.clone()), text }, path.clone()));
        }
        Ok(files)
    }

    /// What does not fit in the answers files among the paths.
    pub fn answers_findings(&self, library: &mut Library) -> Vec<Diagnostic> {
        let read = |path: &PathBuf| read_answers(path, library).map_or_else(|found| found, |read| read.findings);
        self.answers.iter().flat_map(read).collect()
    }

    /// Whether a finding is about what was asked for.
    pub fn concern(&self, finding: &Diagnostic, sources: &Sources) -> bool {
        self.concern_file(finding.place().file, sources)
    }

    fn concern_file(&self, file: FileId, sources: &Sources) -> bool {
        // A file below a folder is meant with it, also where a link leads out of it.
        let lies_within = |path: PathBuf| self.paths.iter().any(|root| path.starts_with(root));
        let on_disk = || {
            let path = sources.get(file).path.as_ref()?;
            Some(std::path::absolute(path).is_ok_and(lies_within) || path.canonicalize().is_ok_and(lies_within))
        };
        if self.paths.is_empty() {
            return sources.get(file).path.is_some() || sources.0.iter().all(|source| source.path.is_none());
        }
        on_disk() == Some(true)
    }

    /// Says so where there is nothing of the project's own and the built-in files are looked at in its place.
    pub fn say_built_in(&self, library: &Library, context: &Context) {
        if self.paths.is_empty() && library.sources.0.iter().all(|source| source.path.is_none()) {
            context.say(&format!(
                "looked at: the built-in rules, for the project has none of its own in `{PROJECT_FOLDER}`"
            ));
        }
    }

    /// The subjects that the paths have a part in.
    pub fn subjects(&self, library: &Library) -> Vec<Arc<Subject>> {
        let mine = |subject: &&Arc<Subject>| {
            let questionnaire = subject.questionnaire.place.file;
            self.concern_file(questionnaire, &library.sources)
                || subject.rule_bases.iter().any(|base| self.concern_base(base, library))
        };
        library.subjects.iter().filter(mine).cloned().collect()
    }

    /// Whether a rule base is among what was asked for: one of its own files is, or its questionnaire.
    pub fn concern_base(&self, base: &RuleBase, library: &Library) -> bool {
        let places = [&base.decision.place].into_iter();
        let places = places.chain(base.criteria.iter().map(|entry| &entry.place));
        let places = places.chain(base.options.iter().map(|entry| &entry.place));
        let places = places.chain(base.rules.iter().map(|entry| &entry.place));
        let places = places.chain(base.scenarios.iter().map(|entry| &entry.place));
        let own: BTreeSet<FileId> = places.map(|place| place.file).collect();
        let questionnaire = library.files_of(&base.decision.id).first();
        own.iter().chain(questionnaire).any(|file| self.concern_file(*file, &library.sources))
    }
}

fn kind_of_layer(root: &Path) -> bool {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    matches!(kind_of(root), Ok(Some(PathKind::Layer)))
}

/// Whether a folder is the `rules` folder of a layer, whose own files are shared evidence.
fn is_rules(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name == "rules") && folder.parent().is_some_and(kind_of_layer)
}
