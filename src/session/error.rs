//! Why an interview cannot be opened or kept, and the way out.

use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

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
    /// The file system said no when the interview ended.
    #[error("cannot write `{path}`: {source}")]
    WriteLast {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A new file was to be made where there is one.
    #[error("`{path}` exists already")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else wrote the file since it was read; it was not overwritten.
    #[error("`{path}` was changed by another program since it was read")]
    ChangedOnDisk {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else removed the file.
    #[error("`{path}` is gone: another program removed or renamed it")]
    Vanished {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read, or is too broken to be edited in place.
    #[error("cannot use `{path}`: {}", first(findings))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        findings: Vec<Diagnostic>,
    },
    /// The file was replaced by one that answers another questionnaire.
    #[error("`{path}` now answers the questionnaire `{found}`")]
    OtherQuestionnaire {
        /// The file.
        path: PathBuf,
        /// The questionnaire it answers now.
        found: String,
    },
    /// The system names no folder for the user's state.
    #[error("there is no folder for interviews: the home folder is not known")]
    NoStateFolder,
}

impl SessionError {
    /// The same at the end of the interview, when there is no next change to write what is missing with.
    #[must_use]
    pub fn at_the_end(self) -> Self {
        match self {
            Self::Write { path, source } => Self::WriteLast { path, source },
            other => other,
        }
    }

    /// The way out, as an action.
    pub fn help(&self) -> String {
        match self {
            Self::Write { .. } => {
                "the change is kept in memory and written with the next one; free the disk, mend the \
                                   permissions, or save under another name"
                    .to_owned()
            }
            Self::WriteLast { .. } => {
                "the answers given last may be missing there; mend the disk, then open the file, \
                                       look at them and give again what is missing"
                    .to_owned()
            }
            Self::Exists { .. } => "open it to go on with it, or choose another name".to_owned(),
            Self::ChangedOnDisk { .. } => "reload it: your unwritten changes are put on top of it".to_owned(),
            Self::Vanished { .. } => "it is written anew with the next change".to_owned(),
            Self::Unreadable { findings, .. } => {
                let help = findings.iter().find_map(|finding| finding.help.clone());
                help.unwrap_or_else(|| "mend the file, then open it again".to_owned())
            }
            Self::OtherQuestionnaire { .. } => "save under another name to keep your answers".to_owned(),
            Self::NoStateFolder => "name an answers file to keep the interview in, or set ARCHFIT_STATE_DIR".to_owned(),
        }
    }
}

fn first(findings: &[Diagnostic]) -> &str {
    findings
        .first()
        .map_or("its `answers`, `weights`, `override` or `revisit` is not a table", |finding| &finding.title)
}
