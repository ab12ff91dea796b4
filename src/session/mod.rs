//! One interview on disk: the answers file, written through on every change, with undo and redo.
//!
//! The file is edited in place (comments and unknown keys stay) and replaced atomically, before the next key is handled.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::load::Library;
use crate::model::{Answer, AnswersFile, CriterionId, Override, QuestionId, Subject};

/// Why an answers file could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The file system said no.
    #[error("cannot write `{path}`: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// One change a person makes; undone and redone as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Gives, replaces or takes back an answer.
    Answer(QuestionId, Option<Answer>),
    /// Sets or takes back the weight of a criterion.
    Weight(CriterionId, Option<u32>),
    /// Replaces all own weights at once; empty: back to the declared ones.
    Weights(Vec<(CriterionId, u32)>),
    /// Names the system decided for.
    System(Option<String>),
    /// Sets or takes back the override of a decision.
    Override(crate::model::DecisionId, Option<Override>),
}

/// One interview.
pub struct Session {
    /// Where it is kept.
    pub path: PathBuf,
    /// What is answered.
    pub subject: Arc<Subject>,
    /// What the file says now.
    pub file: AnswersFile,
}

impl Session {
    /// Starts an interview: in the given file, or in a new one in the user's state folder.
    pub fn create(_path: Option<&Path>, _subject: &Arc<Subject>) -> Result<Self, SessionError> {
        Err(SessionError::Write { path: PathBuf::new(), source: std::io::Error::other("not yet") })
    }

    /// Opens an answers file. What does not fit the questionnaire is reported in the library and stays in the file.
    pub fn open(_path: &Path, _library: &mut Library) -> Result<Self, SessionError> {
        Err(SessionError::Write { path: PathBuf::new(), source: std::io::Error::other("not yet") })
    }

    /// Makes a change and writes it to disk. The change stays in memory even if the disk refuses it.
    pub fn apply(&mut self, _change: Change) -> Result<(), SessionError> {
        Ok(())
    }

    /// Takes the last change back; gives the question it was about, if any. `None`: nothing to undo.
    pub fn undo(&mut self) -> Result<Option<Change>, SessionError> {
        Ok(None)
    }

    /// Makes the last undone change again.
    pub fn redo(&mut self) -> Result<Option<Change>, SessionError> {
        Ok(None)
    }
}

/// An interview found in the user's state folder.
#[derive(Clone, Debug)]
pub struct Recent {
    /// Its file.
    pub path: PathBuf,
    /// What is being decided for, if named.
    pub system: Option<String>,
    /// The questionnaire's id.
    pub questionnaire: String,
    /// How many questions are answered.
    pub n_answers: usize,
    /// When it was last written.
    pub modified: std::time::SystemTime,
}

/// The interviews in the user's state folder, the latest first.
pub fn recent() -> Vec<Recent> {
    Vec::new()
}
