//! One interview on disk: the answers file, written through on every change, with undo and redo.
//!
//! The file is edited in place (comments and unknown keys stay) and replaced atomically, before the next key is handled. It is
//! safe from a power cut milliseconds later, without anybody waiting; until then the version before stands beside it. What somebody
//! else wrote meanwhile is never overwritten unasked. Knows files and the answers format; knows nothing of scores or screens.

mod change;
mod disk;
mod edit;
mod entries;
mod error;
mod recent;
mod sync;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{Kept, recover, torn};
use crate::load::{FORMAT, Library, ReadAnswers, read_answers, unread_in};
use crate::model::{AnswersFile, FileId, Place, Subject};

use sync::Syncer;

pub use change::Change;
pub use edit::{edited, is_editable};
pub use error::SessionError;
pub use recent::{Recent, free_path, recent, recent_around, recent_in, state_folder};

/// One interview.
#[derive(Debug)]
pub struct Session {
    /// Where it is kept.
    pub path: PathBuf,
    /// What is answered.
    pub subject: Arc<Subject>,
    /// What the file says now.
    pub file: AnswersFile,
    /// What did not fit when the file was read; what it is about stays on disk and is not used.
    pub findings: Vec<Diagnostic>,
    /// What is not used only because rules or questionnaires are broken: that is no fault of the file.
    follow_ups: Vec<String>,
    /// The file's text as it should be on disk.
    text: String,
    /// The file's text as it was last seen on disk; `None` where there is no file yet.
    on_disk: Option<String>,
    /// The state folder: a file in it is ours to name and to move.
    home: Option<PathBuf>,
    /// The path was chosen here and nothing stands there yet, so another may be chosen where it is taken.
    path_is_free: bool,
    /// The file starts with a byte order mark, which stays.
    has_bom: bool,
    /// Changes made since the file was last written, for putting them on top of what somebody else wrote.
    unsaved: Vec<Change>,
    done: Vec<Step>,
    undone: Vec<Step>,
    syncer: Syncer,
    /// The last version of the file that is safe from a power cut.
    kept: Kept,
    /// The disk refused in the end what seemed to be written: it is written again.
    is_refused: bool,
}

/// A change with the way back. The texts bring the exact bytes back where nobody else wrote in between.
#[derive(Clone, Debug)]
struct Step {
    forward: Change,
    back: Change,
    before: String,
    after: String,
}

impl Session {
    /// Starts an interview: in the given file, which is made at once, or in a new one in the user's state folder, which is
    /// made with the first change so that looking around leaves nothing behind.
    pub fn create(path: Option<&Path>, subject: &Arc<Subject>) -> Result<Self, SessionError> {
        match path {
            Some(path) => {
                let path = disk::through_links(path);
                let mut session = Self::blank(path, subject);
                disk::make(&session.path, &session.text, session.has_bom)?;
                session.on_disk = Some(session.text.clone());
                Ok(session)
            }
            None => Self::create_in(&state_folder().ok_or(SessionError::NoStateFolder)?, subject),
        }
    }

    /// Starts an interview in a new file that says all this from the start.
    pub fn create_from(path: &Path, subject: &Arc<Subject>, file: AnswersFile) -> Result<Self, SessionError> {
        let mut session = Self::blank(path.to_owned(), subject);
        let mut changes = vec![Change::System(file.system), Change::Decisions(file.decisions)];
        changes.extend(file.answers.0.into_iter().map(|(question, answer)| Change::Answer(question, Some(answer))));
        changes.push(Change::Weights(file.weights.into_iter().collect()));
        changes.extend(file.weight_votes.into_iter().map(|(criterion, votes)| Change::WeightVotes(criterion, votes)));
        changes
            .extend(file.overrides.into_iter().map(|chosen| Change::Override(chosen.decision.clone(), Some(chosen))));
        changes.push(Change::Revisits(file.revisits));
        changes.iter().for_each(|change| session.make(change));
        session.unsaved.clear();
        disk::make(&session.path, &session.text, session.has_bom)?;
        session.on_disk = Some(session.text.clone());
        Ok(session)
    }

    /// As [`Session::create`] without a path, with another state folder than the user's.
    pub fn create_in(folder: &Path, subject: &Arc<Subject>) -> Result<Self, SessionError> {
        let path = recent::free_path(folder, subject.questionnaire.id.as_str())?;
        Ok(Self { home: Some(folder.to_owned()), path_is_free: true, ..Self::blank(path, subject) })
    }

    fn blank(path: PathBuf, subject: &Arc<Subject>) -> Self {
        let questionnaire = subject.questionnaire.id.clone();
        let name = toml_edit::Value::from(questionnaire.as_str());
        Self {
            path,
            subject: Arc::clone(subject),
            file: AnswersFile { questionnaire, ..AnswersFile::default() },
            findings: Vec::new(),
            follow_ups: Vec::new(),
            text: format!("format = {FORMAT}\nquestionnaire = {name}\n"),
            on_disk: None,
            home: state_folder(),
            path_is_free: false,
            has_bom: false,
            unsaved: Vec::new(),
            done: Vec::new(),
            undone: Vec::new(),
            syncer: Syncer::default(),
            kept: Kept::default(),
            is_refused: false,
        }
    }

    /// Opens an answers file; one that a power cut broke as it was before. What does not fit the questionnaire is in
    /// [`Session::findings`] and stays in the file.
    pub fn open(path: &Path, library: &mut Library) -> Result<Self, SessionError> {
        let refused = |source| SessionError::Write { path: path.to_owned(), source };
        let is_restored = recover(path).map_err(refused)?;
        let (mut read, text) = read_file(path, library)?;
        if is_restored {
            read.findings.insert(0, restored(path, read.source));
        }
        let mut session = Self::blank(path.to_owned(), &read.subject);
        session.has_bom = disk::has_bom(path);
        session.take(read, text);
        Ok(session)
    }

    /// Opens the file where there is one, and otherwise starts an interview about the subject in it.
    pub fn open_or_create(path: &Path, subject: &Arc<Subject>, library: &mut Library) -> Result<Self, SessionError> {
        match Self::create(Some(path), subject) {
            Err(SessionError::Exists { .. }) => Self::open(path, library),
            result => result,
        }
    }

    fn take(&mut self, read: ReadAnswers, text: String) {
        self.file = read.file;
        let is_told = |said: &String| self.file.unread.iter().any(|unread| unread.said == *said);
        let said = unread_in(&text, &self.subject).into_iter().map(|unread| unread.said);
        self.follow_ups = said.filter(|said| !is_told(said)).collect();
        self.findings = read.findings;
        self.on_disk = Some(text.clone());
        self.text = text;
    }

    /// Makes changes that are no steps to undo, for what is there from the start, and writes them to disk; none writes nothing.
    pub fn begin_with(&mut self, changes: impl IntoIterator<Item = Change>) -> Result<(), SessionError> {
        let changes: Vec<Change> = changes.into_iter().collect();
        changes.iter().for_each(|change| self.make(change));
        if changes.is_empty() { Ok(()) } else { self.save() }
    }

    /// Makes a change and writes it to disk. The change stays in memory even if the disk refuses it; the next change, or
    /// [`Session::save`], tries again with everything. A change that changes nothing is no step to undo.
    pub fn apply(&mut self, change: Change) -> Result<(), SessionError> {
        let back = change.inverse(&self.file);
        if back != change {
            let before = self.text.clone();
            self.make(&change);
            self.done.push(Step { forward: change, back, before, after: self.text.clone() });
            self.undone.clear();
        }
        self.save()
    }

    /// Takes the last change back and gives it. `None`: nothing to undo.
    pub fn undo(&mut self) -> Result<Option<Change>, SessionError> {
        let Some(step) = self.done.pop() else { return Ok(None) };
        self.step(&step.back, &step.after, &step.before);
        let change = step.forward.clone();
        self.undone.push(step);
        self.save().map(|()| Some(change))
    }

    /// Makes the last undone change again and gives it. `None`: nothing was undone.
    pub fn redo(&mut self) -> Result<Option<Change>, SessionError> {
        let Some(step) = self.undone.pop() else { return Ok(None) };
        self.step(&step.forward, &step.before, &step.after);
        let change = step.forward.clone();
        self.done.push(step);
        self.save().map(|()| Some(change))
    }

    /// The file's text, as it is on disk or should be; a byte order mark is left out.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many changes can be undone.
    pub fn n_undoable(&self) -> usize {
        self.done.len()
    }

    /// How many undone changes can be made again.
    pub fn n_redoable(&self) -> usize {
        self.undone.len()
    }

    /// Whether everything is on disk.
    pub fn is_saved(&self) -> bool {
        let nothing_begun = self.path_is_free && self.unsaved.is_empty();
        nothing_begun || self.on_disk.as_ref() == Some(&self.text) && !self.is_refused
    }

    /// Writes what is not on disk yet.
    pub fn save(&mut self) -> Result<(), SessionError> {
        let refused = |source| SessionError::Write { path: self.path.clone(), source };
        if let Some(error) = self.syncer.failure().map(refused) {
            // Said once; the next attempt writes everything anew.
            self.is_refused = true;
            return Err(error);
        }
        if self.is_saved() {
            self.unsaved.clear();
            return Ok(());
        }
        match &self.on_disk {
            Some(known) => match disk::replace(&self.path, known, &self.text, self.has_bom, &self.kept) {
                Err(SessionError::Vanished { path }) => {
                    // Said once; the next attempt makes the file anew rather than lose the answers.
                    self.on_disk = None;
                    return Err(SessionError::Vanished { path });
                }
                result => {
                    let refused = |source| SessionError::Write { path: self.path.clone(), source };
                    self.syncer.take(result?).map_err(refused)?;
                }
            },
            None => self.make_file()?,
        }
        self.is_refused = false;
        self.on_disk = Some(self.text.clone());
        self.unsaved.clear();
        Ok(())
    }

    /// Ends the interview: waits until what was written is on the disk.
    pub fn finish(mut self) -> Result<(), SessionError> {
        let refused = |source| SessionError::WriteLast { path: self.path.clone(), source };
        self.syncer.finish().map(refused).map_or(Ok(()), Err)
    }

    /// Makes the file of an interview that has none yet.
    fn make_file(&mut self) -> Result<(), SessionError> {
        loop {
            match disk::make(&self.path, &self.text, self.has_bom) {
                Err(SessionError::Exists { path }) if self.path_is_free => {
                    let folder = path.parent().unwrap_or(Path::new("."));
                    self.path = recent::free_path(folder, self.file.questionnaire.as_str())?;
                }
                Err(SessionError::Exists { path }) => return Err(SessionError::ChangedOnDisk { path }),
                result => {
                    self.path_is_free &= result.is_err();
                    return result;
                }
            }
        }
    }

    /// Whether somebody else changed or removed the file since it was read or written here.
    pub fn changed_on_disk(&self) -> bool {
        self.on_disk.is_some() && disk::read(&self.path).ok().flatten() != self.on_disk
    }

    /// Reads the file anew and puts the changes not yet written on top, so that neither side's work is lost.
    pub fn reload(&mut self, library: &mut Library) -> Result<(), SessionError> {
        let (read, text) = read_file(&self.path, library)?;
        if read.subject.questionnaire.id != self.file.questionnaire {
            let (path, found) = (self.path.clone(), read.subject.questionnaire.id.to_string());
            return Err(SessionError::OtherQuestionnaire { path, found });
        }
        self.subject = Arc::clone(&read.subject);
        self.take(read, text);
        for change in std::mem::take(&mut self.unsaved) {
            self.make(&change);
        }
        self.save()
    }

    /// Writes our version over what somebody else wrote.
    pub fn overwrite(&mut self) -> Result<(), SessionError> {
        let found = disk::read(&self.path).map_err(|source| SessionError::Write { path: self.path.clone(), source })?;
        self.on_disk = found;
        self.save()
    }

    /// Goes on in another file, which must not exist yet. An interview of the state folder moves there; any other file is left
    /// as it was last written.
    pub fn save_as(&mut self, path: &Path) -> Result<(), SessionError> {
        disk::make(path, &self.text, self.has_bom)?;
        let moves = self.on_disk.is_some() && !self.changed_on_disk() && self.path.parent() == self.home.as_deref();
        let left = std::mem::replace(&mut self.path, path.to_owned());
        self.kept = Kept::default();
        if moves {
            // Where it cannot be removed, a copy that nobody needs stays.
            let _ = std::fs::remove_file(left);
        }
        self.path_is_free = false;
        self.on_disk = Some(self.text.clone());
        self.unsaved.clear();
        Ok(())
    }

    /// Makes a change in memory: in the file's meaning and in its text.
    fn make(&mut self, change: &Change) {
        self.text = edit::edited(&self.text, change, &self.file, &self.subject);
        change.make(&mut self.file);
        self.look_at_unread();
        self.unsaved.push(change.clone());
    }

    /// What was answered anew is no longer unread, and what was undone is again.
    fn look_at_unread(&mut self) {
        self.file.unread = unread_in(&self.text, &self.subject);
        self.file.unread.retain(|unread| !self.follow_ups.contains(&unread.said));
    }

    /// Makes one step of the history; to the byte where the text is still the one it leads away from.
    fn step(&mut self, change: &Change, from: &str, to: &str) {
        let exact = self.text == from;
        self.make(change);
        if exact {
            to.clone_into(&mut self.text);
            self.look_at_unread();
        }
    }
}

/// Says that an older version of the file was brought back.
fn restored(path: &Path, file: FileId) -> Diagnostic {
    let title =
        format!("`{}` was broken by a power cut or a crash of the system, and is as it was before", path.display());
    let finding = Diagnostic::new(Severity::Warning, "torn-file", &Place { file, span: 0..0 }, title);
    let torn = torn(&path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    let left = torn.exists().then(|| format!("what it said when it was opened is kept in `{}`", torn.display()));
    finding.help("look whether the answer given last is missing, and give it again").notes(left)
}

/// Reads an answers file that is going to be edited, so one whose syntax and tables are sound.
fn read_file(path: &Path, library: &mut Library) -> Result<(ReadAnswers, String), SessionError> {
    let unreadable = |findings| SessionError::Unreadable { path: path.to_owned(), findings };
    let mut read = read_answers(path, library).map_err(unreadable)?;
    let text = library.sources.get(read.source).text.clone();
    let broken = |finding: &Diagnostic| finding.code == "syntax";
    if read.findings.iter().any(broken) || !edit::is_editable(&text) {
        return Err(SessionError::Unreadable { path: path.to_owned(), findings: std::mem::take(&mut read.findings) });
    }
    Ok((read, text))
}
