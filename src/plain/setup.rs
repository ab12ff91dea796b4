//! What an interview starts from, and how it can end.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::{Day, QuestionId};
use crate::session::SessionError;

/// What an interview starts from.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// The answers file to go on with or to begin; absent: ask.
    pub answers: Option<&'a Path>,
    /// The questionnaire to begin; absent: ask where there are several.
    pub questionnaire: Option<&'a str>,
    /// The only questions to ask, answered or not; empty: all that are open.
    pub agenda: &'a [QuestionId],
    /// The folder of interviews without a file of their own.
    pub state_folder: Option<PathBuf>,
    /// The project decided for.
    pub project: PathBuf,
    /// The day records carry.
    pub today: Day,
    /// Whether the input is a script: what is read is repeated in the output, and a line that is refused counts as a finding.
    pub is_script: bool,
}

/// How an interview ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything that was answered is saved.
    Fine,
    /// As fine, but some lines of the script were refused.
    SomeRefused,
}

/// Why an interview could not go on.
#[derive(Debug, thiserror::Error)]
pub enum PlainError {
    /// The answers file cannot be used, or could not be written up to the end.
    #[error("{0}; {help}", help = .0.help())]
    Session(#[from] SessionError),
    /// The input or the output failed.
    #[error("cannot read or write the conversation: {0}")]
    Console(#[from] io::Error),
    /// Whoever read the output went away before the end.
    #[error(
        "whoever read the conversation went away before its end; what was answered until then is kept, and the rest of the input was not read"
    )]
    ReaderGone,
    /// The questionnaire named is not there.
    #[error("there is no questionnaire `{0}`; `archfit list` shows those there are")]
    UnknownQuestionnaire(String),
    /// There is nothing to ask.
    #[error("there is no questionnaire to answer; see `archfit check`")]
    NoQuestionnaire,
}
