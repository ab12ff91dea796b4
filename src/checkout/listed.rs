//! The names of the files that git keeps, asked anew only where its list has changed: who serves many calls does not wait for git in each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::git::git;
use super::missing::Repository;

type Stamp = (SystemTime, u64);

/// What git said of folders, with how its list was then.
static KNOWN: Mutex<BTreeMap<PathBuf, (Stamp, Arc<str>)>> = Mutex::new(BTreeMap::new());

/// The files that git keeps below a folder, from there, each followed by a zero byte; empty where no repository is around it.
pub fn names_kept(folder: &Path) -> Arc<str> {
    let Some(repository) = Repository::around(folder) else { return Arc::from("") };
    let list = repository.index().and_then(|index| std::fs::metadata(index).ok());
    let stamp = list.and_then(|list| Some((list.modified().ok()?, list.len())));
    let ask = || Arc::from(git(folder, &["ls-files", "-z"]).unwrap_or_default());
    let Some(stamp) = stamp else { return ask() };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match known.get(folder) {
        Some((then, names)) if *then == stamp => Arc::clone(names),
        _ => {
            let names: Arc<str> = ask();
            known.insert(folder.to_owned(), (stamp, Arc::clone(&names)));
            names
        }
    }
}
