//! The rules that decide: those of the project as a whole, and those of its parts that have some of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adr::absent::all_here;
use crate::engine::Advisor;
use crate::files::slashed;
use crate::load::{Absences, Library, Locations, Watch, has_own, load};
use crate::model::Subject;

/// Whose rules: those of a folder within the project; absent where they are those of the project as a whole.
pub(super) type Whose = Option<PathBuf>;

/// Rules as they are loaded, with what decides by them.
#[derive(Clone)]
pub(super) struct Ruling {
    locations: Locations,
    /// The rules.
    pub library: Library,
    watch: Watch,
    /// How many sources the rules alone have.
    n_sources: usize,
    /// What decides, ready by questionnaire.
    advisors: BTreeMap<String, Advisor>,
}

impl Ruling {
    fn new(locations: Locations) -> Self {
        let (watch, library) = (Watch::of(&locations), load(&locations));
        let n_sources = library.sources.0.len();
        Self { locations, library, watch, n_sources, advisors: BTreeMap::new() }
    }

    /// The rules, and what decides by a questionnaire of them: made ready once.
    pub fn deciding(&mut self, subject: &Arc<Subject>) -> (&Library, &mut Advisor) {
        let id = subject.questionnaire.id.to_string();
        let advisor = self.advisors.entry(id).or_insert_with(|| Advisor::new(Arc::clone(subject)));
        (&self.library, advisor)
    }

    /// Why they are not all there.
    pub fn left_out(&self) -> Option<String> {
        all_here(&self.locations.absent).err().map(|error| error.to_string())
    }

    /// What is wrong with them, to be said with every answer that rests on them.
    pub fn warnings(&self) -> Vec<String> {
        let said = "questionnaires or rule bases have errors and are used as far as they can be read; `archfit check` shows them";
        let broken = self.library.has_errors().then(|| said.to_owned());
        self.left_out().into_iter().chain(broken).collect()
    }
}

/// All rules of a project.
pub(super) struct Rulings {
    project: PathBuf,
    locations: Locations,
    all: BTreeMap<Whose, Ruling>,
    absences: Absences,
    /// How often any of them were loaded again.
    pub generation: u32,
}

impl Rulings {
    /// Loads those of the project as a whole.
    pub fn new(project: &Path, locations: &Locations) -> Self {
        let mut absences = Absences::default();
        let locations = Locations { absent: absences.of_rules(project, |folder| folder), ..locations.clone() };
        let all = BTreeMap::from([(None, Ruling::new(locations.clone()))]);
        Self { project: project.to_owned(), locations, all, absences, generation: 0 }
    }

    /// Loads again what changed on disk; says whether anything did.
    pub fn refresh(&mut self) -> bool {
        let mut changed = false;
        let (project, given, absences) = (&self.project, &self.locations, &mut self.absences);
        for (whose, ruling) in &mut self.all {
            // Each is asked: a look is what the next one compares with.
            let is_other = !ruling.watch.changed().is_empty();
            let locations = locations(given, project, whose.as_deref(), absences);
            if is_other || locations != ruling.locations {
                *ruling = Ruling::new(locations);
                changed = true;
            }
        }
        self.generation += u32::from(changed);
        changed
    }

    /// Whose rules hold in a folder of the project, loaded.
    pub fn whose(&mut self, folder: &Path) -> Whose {
        let whole = &self.all[&None].locations;
        let absent = self.absences.of_rules(folder, |folder| folder);
        let own = Locations::rules_of(folder);
        let of_project = Locations::rules_of(&self.project);
        // Where neither has rules of its own, both have those that are built in.
        let is_built_in = !has_own(&own) && !has_own(&of_project);
        let is_same = (own == of_project || is_built_in) && absent == whole.absent;
        // Where something is missing, rules of further out may stand in the place of those that are.
        let whose = (!is_same).then(|| if absent.is_empty() { own } else { folder.to_owned() });
        if !self.all.contains_key(&whose) {
            let found = locations(&self.locations, &self.project, whose.as_deref(), &mut self.absences);
            let ruling = Ruling::new(found);
            self.all.insert(whose.clone(), ruling);
        }
        whose
    }

    /// The rules of somebody.
    pub fn of(&self, whose: &Whose) -> &Ruling {
        self.all.get(whose).unwrap_or(&self.all[&None])
    }

    /// The same, to be decided by.
    pub fn of_mut(&mut self, whose: &Whose) -> &mut Ruling {
        let whose = if self.all.contains_key(whose) { whose.clone() } else { None };
        self.all.entry(whose).or_insert_with(|| Ruling::new(self.locations.clone()))
    }

    /// All of them, those of the project as a whole first.
    pub fn all(&self) -> impl Iterator<Item = (&Whose, &Ruling)> {
        self.all.iter()
    }

    /// How somebody is called: by the folder, from the project's root.
    pub fn name(&self, whose: &Whose) -> String {
        let folder = whose.as_deref().map(|folder| folder.strip_prefix(&self.project).unwrap_or(folder));
        folder.map_or_else(|| "the project as a whole".to_owned(), slashed)
    }

    /// Takes over what decides by the rules as they were when the server was started, where they are those still.
    pub fn take_over(&mut self, whose: &Whose, advisor: Advisor) {
        let id = advisor.subject().questionnaire.id.to_string();
        if self.generation == 0 {
            self.of_mut(whose).advisors.entry(id).or_insert(advisor);
        }
    }

    /// Forgets the texts that a call brought along.
    pub fn clear(&mut self) {
        for ruling in self.all.values_mut() {
            ruling.library.sources.0.truncate(ruling.n_sources);
        }
    }
}

/// Where somebody's rules lie, with what of them is missing by now.
fn locations(given: &Locations, project: &Path, whose: Option<&Path>, absences: &mut Absences) -> Locations {
    let absent = absences.of_rules(whose.unwrap_or(project), |folder| folder);
    let own = whose.map_or_else(|| given.project.clone(), |folder| Some(Locations::rules_of(folder)));
    Locations { project: own, absent, ..given.clone() }
}
