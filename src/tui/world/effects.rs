//! What effects act on: the interview's file, the files of the library, and the work in the background.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::jobs::Jobs;
use crate::audit::scenario_text::{HEAD, added};
use crate::files::append;
use crate::load::{Library, Locations, Watch, load};
use crate::model::{AnswersFile, DecisionId, QuestionnaireId};
use crate::session::{self, Change, Session, SessionError};
use crate::team::{People, PeopleError};
use crate::tui::model::Model;
use crate::tui::state::message::{Begin, BeginAt, Changed, ChangedBy, Effect, Merge, Msg, Opened};

/// What effects act on: the interview's file and the work in the background.
pub struct World {
    /// Where interviews without a file of their own are kept.
    state_folder: Option<PathBuf>,
    /// Where questionnaires and rule bases are read from.
    locations: Locations,
    /// Notices where their files are not what was last read.
    watch: Watch,
    /// The people whose answers were read last, and what notices where those change.
    people: Option<(Vec<OsString>, Watch)>,
    session: Option<Session>,
    /// The work in the background.
    pub jobs: Jobs,
}

impl World {
    /// A world without an interview, which keeps interviews in the user's state folder.
    pub fn new(locations: Locations) -> Self {
        Self { state_folder: session::state_folder(), ..Self::keeping_in(PathBuf::new(), locations) }
    }

    /// As [`World::new`], with another state folder than the user's.
    pub fn keeping_in(folder: PathBuf, locations: Locations) -> Self {
        Self {
            state_folder: Some(folder),
            watch: Watch::of(&locations),
            locations,
            people: None,
            session: None,
            jobs: Jobs::default(),
        }
    }

    /// Ends the interview: waits until what was written is on the disk.
    pub fn finish(&mut self) -> Result<(), SessionError> {
        self.session.take().map_or(Ok(()), Session::finish)
    }

    /// Does what does not need the terminal; gives what came of it.
    pub fn perform(&mut self, effect: Effect, model: &Model) -> Option<Msg> {
        match effect {
            Effect::Begin(begin) => Some(self.begin(&begin, &model.app.library)),
            Effect::Open(path, at) => Some(self.open(&expand_home(&path), at, model.app.library.clone())),
            Effect::Compare(people) => Some(self.compare(people, model.app.library.clone())),
            Effect::Merge(merge) => Some(self.merge(*merge, &model.app.library)),
            Effect::Change(change) => {
                self.change(ChangedBy::Change, &model.app.library, |s| s.apply(change).map(|()| None))
            }
            Effect::Undo => self.change(ChangedBy::Undo, &model.app.library, Session::undo),
            Effect::Redo => self.change(ChangedBy::Redo, &model.app.library, Session::redo),
            Effect::SaveAs(path) => {
                let path = expand_home(&path);
                self.change(ChangedBy::SaveAs, &model.app.library, |s| s.save_as(&path).map(|()| None))
            }
            Effect::KeepScenario(decision, id) => Some(keep_scenario(&decision, &id, model)),
            Effect::FindRecent => {
                let found = session::recent_around(self.locations.project.as_deref(), self.state_folder.as_deref());
                Some(Msg::Recent(found, SystemTime::now()))
            }
            Effect::Work(job) => {
                self.jobs.begin(job);
                None
            }
            Effect::Stop(lanes) => {
                lanes.iter().for_each(|lane| self.jobs.stop(lane));
                None
            }
            Effect::Reload => Some(self.reload()),
            Effect::Quit
            | Effect::Suspend
            | Effect::Redraw
            | Effect::Mouse(_)
            | Effect::Edit { .. }
            | Effect::Copy(_) => None,
        }
    }

    fn begin(&mut self, begin: &Begin, library: &Library) -> Msg {
        let Some(subject) = library.subject(begin.questionnaire.as_str()) else {
            return Msg::Failed(format!("there is no questionnaire `{}`", begin.questionnaire));
        };
        let created = match (&begin.path, &self.state_folder) {
            (Some(path), _) => Session::create(Some(path), subject),
            (None, Some(folder)) => Session::create_in(folder, subject),
            (None, None) => Err(SessionError::NoStateFolder),
        };
        match created {
            Ok(mut session) => {
                // What an example says stands there from the start: there is nothing to undo.
                let given = begin.answers.0.iter().map(|(id, answer)| Change::Answer(id.clone(), Some(answer.clone())));
                let begun = session.begin_with(given);
                let chosen = session.apply(Change::Decisions(begin.decisions.clone()));
                let named = session.apply(Change::System(begin.system.clone()));
                let failure = begun.and(chosen).and(named).err().map(|error| said(&error));
                self.opened(session, Opened { failure, ..opened(library.clone()) })
            }
            Err(error) => Msg::Failed(said(&error)),
        }
    }

    fn open(&mut self, path: &Path, at: BeginAt, mut library: Library) -> Msg {
        if !path.exists() {
            return Msg::NoFile(path.to_owned());
        }
        match Session::open(path, &mut library) {
            Ok(session) => self.opened(session, Opened { at, ..opened(library) }),
            Err(SessionError::Unreadable { path, findings }) => {
                Msg::Unreadable { path, findings, library: Box::new(library) }
            }
            Err(error) => Msg::Failed(said(&error)),
        }
    }

    /// Goes on with a session; what is about the session is filled in.
    fn opened(&mut self, session: Session, about: Opened) -> Msg {
        let opened = Opened {
            path: session.path.clone(),
            questionnaire: session.subject.questionnaire.id.clone(),
            file: session.file.clone(),
            findings: session.findings.clone(),
            ..about
        };
        self.session = Some(session);
        Msg::Opened(Box::new(opened))
    }

    /// Reads several people's answers, and from now on notices where they change.
    fn compare(&mut self, arguments: Vec<OsString>, mut library: Library) -> Msg {
        match People::read(&arguments, &mut library) {
            Ok(people) => {
                self.people = Some((arguments, Watch::new(people.paths.clone())));
                Msg::Compared { people: Box::new(people), library: Box::new(library) }
            }
            Err(PeopleError::Unusable { path, findings }) => {
                Msg::Unreadable { path, findings, library: Box::new(library) }
            }
            Err(error) => Msg::Failed(error.to_string()),
        }
    }

    fn merge(&mut self, merge: Merge, library: &Library) -> Msg {
        let Merge { path, subject, file, agenda, priorities, mut remarks } = merge;
        match Session::create_from(&expand_home(&path), &subject, file) {
            Ok(session) => {
                let is_settled = agenda.is_empty() && priorities.is_empty();
                let at = if is_settled { BeginAt::FirstOpen } else { BeginAt::Agenda(agenda, priorities) };
                remarks.insert(0, format!("merged into {}", path.display()));
                self.opened(session, Opened { at, remarks, ..opened(library.clone()) })
            }
            Err(error) => Msg::Failed(said(&error)),
        }
    }

    fn change(
        &mut self,
        by: ChangedBy,
        library: &Library,
        make: impl FnOnce(&mut Session) -> Result<Option<Change>, SessionError>,
    ) -> Option<Msg> {
        let session = self.session.as_mut()?;
        let mut result = make(session);
        let is_merged = matches!(result, Err(SessionError::ChangedOnDisk { .. }));
        if is_merged {
            // What another program wrote is taken in and the change put on top, so that neither side's work is lost.
            result = session.reload(&mut library.clone()).map(|()| None);
        }
        let (moved, failure) = match result {
            Ok(moved) => (moved, None),
            Err(error) => (None, Some(said(&error))),
        };
        let (file, path) = (session.file.clone(), session.path.clone());
        let is_saved = session.is_saved();
        Some(Msg::Changed(Box::new(Changed { file, moved, by, path, is_merged, is_saved, failure })))
    }

    /// Reads an edited file again: the answers, or the library.
    pub(super) fn edited(&mut self, path: &Path, done: std::io::Result<()>, model: &Model) -> Msg {
        if let Err(error) = done {
            return Msg::Failed(error.to_string());
        }
        if self.session.as_ref().is_some_and(|s| s.path == path) {
            return self.open(path, BeginAt::FirstOpen, model.app.library.clone());
        }
        self.reload()
    }

    /// Reads questionnaires and rule bases anew; the interview goes on with the new ones unless they have errors.
    fn reload(&mut self) -> Msg {
        self.watch.changed();
        let library = load(&self.locations);
        if let Some(session) = self.session.as_mut().filter(|_| !library.has_errors())
            && let Some(subject) = library.subject(session.subject.questionnaire.id.as_str())
        {
            session.subject = Arc::clone(subject);
        }
        Msg::Reloaded(Box::new(library))
    }

    /// As [`World::reload`], where a file changed since it was last read.
    pub(super) fn reload_if_changed(&mut self, library: &Library) -> Option<Msg> {
        if !self.watch.changed().is_empty() {
            return Some(self.reload());
        }
        let (people, watch) = self.people.as_mut()?;
        let people = (!watch.changed().is_empty()).then(|| people.clone())?;
        // A file that is being written just now is read with its next change.
        Some(self.compare(people, library.clone())).filter(|msg| matches!(msg, Msg::Compared { .. }))
    }
}

/// A file about to be opened, with a library.
fn opened(library: Library) -> Opened {
    Opened {
        path: PathBuf::new(),
        questionnaire: QuestionnaireId::default(),
        file: AnswersFile::default(),
        findings: Vec::new(),
        library,
        failure: None,
        at: BeginAt::FirstOpen,
        remarks: Vec::new(),
    }
}

/// An error with the way out of it, in one line.
fn said(error: &SessionError) -> String {
    format!("{error}; {}", error.help())
}

/// A path with `~` in front as the home folder.
fn expand_home(path: &Path) -> PathBuf {
    let home = || directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match path.strip_prefix("~") {
        Ok(rest) => home().map_or_else(|| path.to_owned(), |home| home.join(rest)),
        Err(_) => path.to_owned(),
    }
}

/// Adds the answers to the scenarios of a rule base.
fn keep_scenario(decision: &DecisionId, id: &str, model: &Model) -> Msg {
    let Some(interview) = &model.app.interview else { return Msg::Failed("there is no interview".to_owned()) };
    let added = added(id, &interview.file, &interview.subject, &model.app.library, Some(decision.as_str()));
    let kept = added.and_then(|added| {
        let why = |error: std::io::Error| format!("cannot write {}: {error}", added.path.display());
        append(&added.path, HEAD, &added.text).map_err(why)?;
        Ok(added.path)
    });
    kept.map_or_else(Msg::Failed, |path| Msg::ScenarioKept(id.to_owned(), path))
}
