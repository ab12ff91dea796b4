//! Git, asked in a folder.

use std::path::Path;
use std::process::Command;

/// Why git did not tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct GitError(pub String);

/// What git says, run in a folder.
pub fn git(folder: &Path, arguments: &[&str]) -> Result<String, GitError> {
    let nothing = || GitError("git was asked, and gave no reason why it cannot tell".to_owned());
    git_if_any(folder, arguments)?.ok_or_else(nothing)
}

/// The same; `None` where git says by its exit code alone that there is nothing.
pub fn git_if_any(folder: &Path, arguments: &[&str]) -> Result<Option<String>, GitError> {
    let mut command = Command::new("git");
    // Nothing that a strange repository configures is run, and nobody who writes there has to wait.
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false"]).env("GIT_OPTIONAL_LOCKS", "0");
    let output = command.args(arguments).output();
    let output = output.map_err(|error| GitError(format!("git is asked, and cannot be run: {error}")))?;
    if output.status.code() == Some(1) && output.stderr.is_empty() {
        return Ok(None);
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(GitError(format!("git cannot tell: {}", said.lines().next().unwrap_or("it gave no reason"))));
    }
    Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// The commit from which two come; `None` where git knows none.
pub fn shared_commit(folder: &Path, one: &str, other: &str) -> Result<Option<String>, GitError> {
    let shared = git_if_any(folder, &["merge-base", one, other])?;
    Ok(shared.map(|shared| shared.trim().to_owned()).filter(|shared| !shared.is_empty()))
}

/// Whether a clone holds only a part of the history.
pub fn is_shallow(folder: &Path) -> bool {
    git(folder, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.trim() == "true")
}
