//! What is here: the sources that the project's settings name and those that lie in it, looked at.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::config::Config;
use crate::model::Day;
use crate::observe::{Around, Looked, look_around};

/// Looks at what is in a project. Settings that cannot be read keep nothing else from being told.
pub fn look_at_what_is_here(project: &Path, today: Day, cancel: &AtomicBool) -> Looked {
    let project = if project.as_os_str().is_empty() { Path::new(".") } else { project };
    let (config, trouble) = match Config::find(project) {
        Ok(config) => (config, None),
        Err(error) => (Config::default(), Some(error.to_string())),
    };
    let folder = config.base_folder(project).to_owned();
    let around = Around { project: project.to_owned(), folder, settings: config.source };
    let mut looked = look_around(&around, today, cancel);
    looked.troubles.extend(trouble);
    looked
}
