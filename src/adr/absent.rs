//! Records that version control keeps and that are not there. What is judged without them is judged by half.

use std::path::Path;

use super::folders::{is_called, is_record_of_some_folder};
use super::names::is_record_name;
use crate::checkout::{GitError, Why, left_out, may_be_partial};
use crate::files::{slashed, within_project};
use crate::load::{Absent, shown_path};

/// Why nothing can be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHere {
    /// Something is not there.
    #[error("`{}`{} cannot be looked at: {}", shown_path(&first.path), and_more(*n_more), first.why)]
    Absent {
        /// The first of what is not there.
        first: Absent,
        /// How many more there are.
        n_more: usize,
    },
    /// Git does not tell.
    #[error(transparent)]
    Git(#[from] GitError),
}

fn and_more(n_more: usize) -> String {
    if n_more > 0 { format!(" and {n_more} more") } else { String::new() }
}

/// Refuses to judge where something is not there.
pub fn all_here(absent: &[Absent]) -> Result<(), NotHere> {
    match absent.split_first() {
        None => Ok(()),
        Some((first, more)) => Err(NotHere::Absent { first: first.clone(), n_more: more.len() }),
    }
}

/// Refuses to look at folders of records where some records are not checked out: of these folders, and where `all` is meant or a folder is not
/// there, of any other.
pub fn all_records_here(project: &Path, folders: &[&Path], all: bool) -> Result<(), NotHere> {
    all_here(&absent_records(project, folders, all)?)
}

fn absent_records(project: &Path, folders: &[&Path], all: bool) -> Result<Vec<Absent>, GitError> {
    let mut absent = Vec::new();
    if may_be_partial(project) == Some(true) {
        let within: Vec<String> = folders.iter().filter_map(|folder| within_project(project, folder)).collect();
        let is_to_be = |folder: &&Path| !folder.is_dir() && within_project(project, folder).is_some();
        let all = all || folders.iter().any(is_to_be);
        for missing in left_out(project, ".")? {
            let name = slashed(missing.path.strip_prefix(project).unwrap_or(&missing.path));
            let is_in = |outer: &str, inner: &str| Path::new(inner).starts_with(outer);
            let is_meant = match missing.why {
                Why::Gone => false,
                Why::Sparse => {
                    let is_there = is_record_name(name.rsplit('/').next().unwrap_or(&name));
                    is_there && within.iter().any(|folder| is_in(folder, &name))
                        || all && is_record_of_some_folder(&name)
                }
                Why::Submodule => {
                    within.iter().any(|folder| is_in(folder, &name) || is_in(&name, folder))
                        || all && is_called(Path::new(&name))
                }
            };
            absent.extend(is_meant.then(|| Absent::from(missing)));
        }
    }
    let is_outside = |folder: &&&Path| folder.is_dir() && within_project(project, folder).is_none();
    for folder in folders.iter().filter(is_outside) {
        absent.extend(absent_records(folder, &[folder], false)?);
    }
    Ok(absent)
}
