//! A repository: what its manifests name, what is deployed from it, its interfaces, and who works on it. Only declared names and counts
//! of people come out, no person.

mod deployment;
mod found;
mod history;
mod interfaces;
mod manifests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::observation::{Observation, Value};
use super::say::named;
use super::told::Told;
use crate::files::{folder_of, slashed, text_of_regular, within_project};
use crate::model::Day;

use found::{Counts, Found};
pub use interfaces::is_interface;

/// The largest file that is read.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// The most files looked at.
const MAX_FILES: usize = 200_000;

/// How deep lists of requirements take each other in.
const MAX_INCLUDED: usize = 8;

/// Whether a file is one that the reader of repositories knows by its name.
pub fn is_known_file(path: &Path) -> bool {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    manifests::kind_of(&slashed(path)).is_some() || deployment::kind_of(&name).is_some()
}

/// Reads a repository, or a single file as one would stand in it.
pub fn read(path: &Path, name: &str, today: Day, cancel: &AtomicBool) -> Result<Told, String> {
    let mut found = Found::default();
    let is_folder = path.is_dir();
    if is_folder {
        for file in files(path).iter().take_while(|_| !cancel.load(Ordering::Relaxed)) {
            found.look_at(path, file);
        }
    } else {
        found.look_at(path.parent().unwrap_or(Path::new("")), path);
    }
    deployment::settle(&mut found);
    let mut told = Told::default();
    let history = if is_folder { history::read(path, today) } else { Ok(None) };
    found.tell(name, today, &mut told);
    match history {
        Ok(Some(history)) => {
            told.notes.extend(history.note());
            told.observations.extend(history.observations(name, today));
        }
        Ok(None) if is_folder => told.notes.push("it has no history of git".to_owned()),
        Ok(None) => {}
        Err(why) => told.notes.push(format!("its history cannot be read: {why}")),
    }
    if found.n_files as usize >= MAX_FILES {
        told.notes.push(format!("only the first {MAX_FILES} files were looked at"));
    }
    told.notes.extend(found.ready_images());
    if found.n_templates > 0 {
        let n = found.n_templates;
        told.notes.push(format!("{n} manifests of Kubernetes are templates and do not count; name a folder with what `helm template` makes of them"));
    }
    for file in &found.unreadable {
        told.notes.push(format!("`{file}` cannot be read and does not count"));
    }
    if told.observations.is_empty() {
        if told.notes.iter().any(|note| note == history::CUT_OFF) {
            return Err(history::CUT_OFF.to_owned());
        }
        return Err("it holds no manifest, no deployment file, no interface document and no history".to_owned());
    }
    Ok(told)
}

/// The files of a folder that its version control does not ignore, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let is_fit = |entry: &ignore::DirEntry| {
        let is_library = is_library(&entry.file_name().to_string_lossy());
        !(is_library && entry.depth() > 0 && entry.file_type().is_some_and(|kind| kind.is_dir()))
    };
    let walk =
        ignore::WalkBuilder::new(folder).hidden(false).require_git(false).parents(false).filter_entry(is_fit).build();
    let is_file = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|kind| kind.is_file());
    let mut files: Vec<PathBuf> =
        walk.flatten().filter(is_file).take(MAX_FILES).map(ignore::DirEntry::into_path).collect();
    files.sort();
    files
}

impl Found {
    fn look_at(&mut self, root: &Path, path: &Path) {
        self.n_files += 1;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let below = slashed(path.strip_prefix(root).unwrap_or(path));
        if is_example(&below) {
            return;
        }
        let manifest = manifests::kind_of(&below);
        let ending = name.rsplit('.').next().unwrap_or_default();
        let may_be_document = matches!(ending, "yaml" | "yml" | "json") && manifest.is_none();
        let deployment = deployment::kind_of(&name);
        if manifest.is_none() && deployment.is_none() && !may_be_document && name != "CODEOWNERS" {
            return;
        }
        let is_small = std::fs::metadata(path).is_ok_and(|about| about.len() <= MAX_FILE);
        let Some(text) = is_small.then(|| std::fs::read_to_string(path).ok()).flatten() else {
            if manifest.is_some() {
                self.unreadable.push(below);
            }
            return;
        };
        if let Some(kind) = manifest {
            if kind == manifests::Kind::Requirements {
                self.take_in(root, path, &text, MAX_INCLUDED);
            }
            self.manifest(kind, &text, below);
        } else if name == "CODEOWNERS" {
            self.owners = Some(owners(&text));
        } else if let Some(kind) = deployment {
            deployment::read(kind, &below, &text, self);
        } else {
            deployment::read_workloads(&text, self);
            interfaces::read(&text, self);
        }
    }

    /// Counts what a list of requirements takes in from files that are none by their names.
    fn take_in(&mut self, root: &Path, list: &Path, text: &str, depth: usize) {
        for named in manifests::included(text) {
            let path = folder_of(list).join(named);
            let below = path.strip_prefix(root).map_or_else(|_| named.to_owned(), slashed);
            if within_project(root, &path).is_none() || depth == 0 {
                self.unreadable.push(below);
            } else if manifests::kind_of(&slashed(&path)).is_none() {
                match text_of_regular(&path) {
                    Ok(text) => {
                        self.take_in(root, &path, &text, depth - 1);
                        self.manifest(manifests::Kind::Requirements, &text, below);
                    }
                    Err(_) => self.unreadable.push(below),
                }
            }
        }
    }

    fn manifest(&mut self, kind: manifests::Kind, text: &str, below: String) {
        match manifests::read(kind, text) {
            Some(names) => {
                self.n_manifests += 1;
                *self.ecosystems.entry(kind.ecosystem().to_owned()).or_insert(0) += 1;
                for name in names {
                    *self.dependencies.entry(name).or_insert(0) += 1;
                }
            }
            None => self.unreadable.push(below),
        }
    }

    /// What is to be known of services of which no file tells whether they are one's own.
    fn ready_images(&self) -> Option<String> {
        let n = self.ready.len();
        let (services, run) = if n == 1 { ("service", "runs a ready image") } else { ("services", "run ready images") };
        let said = format!(
            "{n} {services} of Compose {run} ({}): no file tells whether it is yours, and it does not count as a part",
            named(self.ready.keys())
        );
        (n > 0).then_some(said)
    }

    fn tell(&self, name: &str, today: Day, told: &mut Told) {
        let mut say = |measure: &str, value: Value, method: &str, samples: u64| {
            let limits = (measure == "repo.parts").then(|| self.ready_images()).flatten();
            told.observations.push(Observation::new(measure, value, name, today).by(method, samples).limits(limits));
        };
        let names = |counts: &Counts| Value::Names(counts.iter().map(|(name, n)| (name.clone(), *n)).collect());
        let number = |n: u64| Value::Number(n as f64, n as f64);
        if self.n_manifests > 0 {
            say("repo.dependency", names(&self.dependencies), "direct dependencies of all manifests", self.n_manifests);
            say("repo.ecosystem", names(&self.ecosystems), "manifests by ecosystem", self.n_manifests);
        }
        if !self.deployments.is_empty() {
            let n: u64 = self.deployments.values().sum();
            say("repo.deployment", names(&self.deployments), "files by what they are named and hold", n);
        }
        if !self.parts.is_empty() {
            let kinds = [
                ("compose", "services of Compose that are built here"),
                ("procfile", "processes of a Procfile"),
                ("kubernetes", "workloads of Kubernetes, whatever image they run"),
            ];
            let told = kinds.iter().filter(|(kind, _)| self.deployments.contains_key(*kind)).map(|(_, what)| *what);
            let method = format!("by their names: {}", told.collect::<Vec<_>>().join(", "));
            say("repo.parts", names(&self.parts), &method, self.parts.values().sum());
        }
        if !self.interfaces.is_empty() {
            say("repo.interface", names(&self.interfaces), "documents by their kind", self.n_documents);
        }
        if self.n_operations > 0 {
            say("api.operations", number(self.n_operations), "operations of all documents", self.n_documents);
        }
        if self.n_channels > 0 {
            say("api.channels", number(self.n_channels), "channels of all documents", self.n_documents);
        }
        if let Some(owners) = self.owners {
            say("repo.owners", number(owners), "different owners in CODEOWNERS", 1);
        }
    }
}

/// Whether a folder of this name holds what others wrote, or what was built.
pub fn is_library(name: &str) -> bool {
    matches!(name, "node_modules" | "vendor" | "target" | ".git" | ".venv" | "venv" | "site-packages")
}

/// Whether a file stands where examples and tests do: it says nothing about what runs.
pub fn is_example(below: &str) -> bool {
    let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
    let is_one = |part: &str| {
        matches!(part, "test" | "tests" | "example" | "examples" | "fixtures" | "testdata" | "__tests__" | "samples")
    };
    folders.split('/').any(is_one)
}

/// How many different owners a file of code owners names: people and teams with an at sign, and addresses; in GitLab sections have some too.
fn owners(text: &str) -> u64 {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let owners = lines.flat_map(|line| line.split_whitespace().take_while(|word| !word.starts_with('#')).skip(1));
    owners.filter(|word| word.contains('@')).collect::<std::collections::BTreeSet<_>>().len() as u64
}

#[cfg(test)]
mod tests {
    use super::owners;

    #[test]
    fn owners_are_counted_beside_comments_and_sections() {
        assert_eq!(
            owners("* @everyone\ndocs/* @writers # since March\n\n/src/ @core\n/db/ @data @core dba@example.org\n"),
            5
        );
        assert_eq!(owners("# @nobody\n[Docs and pictures][2] @writers\n/c\\#/ @core\n/own/\n"), 2);
    }
}
