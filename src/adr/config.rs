//! `archfit.toml`: how a team wants its records, in one file of the project.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::folder::{Folder, FolderError, root_of};
use super::key_config::{KeyLine, KeyTable, lines};
use super::profile::Profile;
use super::relation::way_of_key;
use super::replay::Trigger;
use super::words::label;
use crate::condition::closest;
use crate::files::{folder_of, within_project};
use crate::load::read_text;

/// The file's name.
pub const NAME: &str = "archfit.toml";

/// What `archfit.toml` says. Every key may be absent.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    /// The file it was read from; absent where there is none.
    #[serde(skip)]
    pub path: Option<PathBuf>,
    /// How records are written.
    #[serde(default)]
    pub adr: AdrConfig,
    /// What `archfit recheck` looks at.
    #[serde(default)]
    pub recheck: RecheckConfig,
    /// What `archfit observe` and `recheck --observe` read.
    #[serde(default)]
    pub source: Vec<crate::observe::SourceConfig>,
    #[serde(default, rename = "keys")]
    key_table: KeyTable,
    /// The keys that the screens are to have.
    #[serde(skip)]
    pub keys: Vec<KeyLine>,
}

/// How records are written.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AdrConfig {
    /// The folder of records, from the file's folder.
    pub dir: Option<PathBuf>,
    /// The shape of new records.
    pub profile: Option<Profile>,
    /// A template of the team's own, from the file's folder.
    pub template: Option<PathBuf>,
    /// The status of new records.
    pub status: Option<String>,
    /// Who decides, unless the command says otherwise.
    #[serde(default)]
    pub deciders: Vec<String>,
    /// More front matter for the profiles that have it.
    #[serde(default)]
    pub front_matter: BTreeMap<String, FrontMatter>,
    /// More reasons to revisit every new record.
    #[serde(default)]
    pub revisit: Vec<Trigger>,
}

/// A value of front matter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a value of front matter is a text in quotes or a list of texts")]
pub enum FrontMatter {
    /// One text.
    Text(String),
    /// Several, such as tags.
    List(Vec<String>),
}

/// What `archfit recheck` looks at.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecheckConfig {
    /// Kinds of findings that are shown but do not fail.
    #[serde(default)]
    pub allow: Vec<String>,
    /// The age of evidence that is too old, in place of the rule bases' own.
    pub evidence_max_age_months: Option<u32>,
    /// Files in which markers such as `ADR-0007` mean something else, as globs from the folder of this file.
    #[serde(default)]
    pub no_markers_in: Vec<String>,
}

/// Why an `archfit.toml` cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}`{}: {what}; {help}", path.display(), line.map_or_else(String::new, |line| format!(", line {line}")))]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// The line.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// The way out.
    pub help: String,
}

impl Config {
    /// Reads the file of a folder or of the nearest one above that has it, up to the root of the repository.
    pub fn find(folder: &Path) -> Result<Self, ConfigError> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        for above in folder.ancestors() {
            let path = above.join(NAME);
            if path.is_file() {
                return Self::read(&path);
            }
            if above.join(".git").exists() {
                break;
            }
        }
        Ok(Self::default())
    }

    /// The folder given, or the one that the settings name, or the one that the project's habits tell.
    pub fn folder(&self, project: &Path, given: Option<&Path>) -> Result<Folder, FolderError> {
        match (given, &self.adr.dir, &self.path) {
            (None, Some(dir), Some(by)) => {
                Ok(Folder::at(dir.clone(), format!("named by {}", by.display()), self.adr.profile))
            }
            _ => Folder::find(project, given),
        }
    }

    /// The same settings in another folder: what they name moved along.
    #[must_use]
    pub fn moved(mut self, from: &Path, to: &Path) -> Self {
        for named in [&mut self.adr.dir, &mut self.adr.template].into_iter().flatten() {
            if let Ok(inner) = named.strip_prefix(from) {
                *named = to.join(inner);
            }
        }
        self
    }

    /// The folder that its paths start from: its own, or the project's where there is none.
    pub fn base_folder<'a>(&'a self, project: &'a Path) -> &'a Path {
        self.path.as_deref().map_or(project, folder_of)
    }

    /// Reads one file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let refuse = |line, what: String, help: String| ConfigError { path: path.to_owned(), line, what, help };
        let text = read_text(path).map_err(|error| {
            refuse(None, format!("it cannot be read: {error}"), "check that it is UTF-8 text".into())
        })?;
        Self::of_text(path, &text)
    }

    /// What a text says as the settings of this path.
    pub fn of_text(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let refuse = |line, what: String, help: String| ConfigError { path: path.to_owned(), line, what, help };
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let (what, help) = explain(error.message());
            refuse(line, what, help)
        })?;
        let above = folder_of(path);
        for (key, named) in [("dir", &mut config.adr.dir), ("template", &mut config.adr.template)] {
            let Some(named) = named else { continue };
            let outside = format!("`{key}` names `{}`, which is outside the project", named.display());
            *named = plain(&above.join(&*named));
            if within_project(root_of(above), named).is_none() {
                return Err(refuse(None, outside, format!("name it with `--{key}` if you mean it")));
            }
        }
        for key in config.adr.front_matter.keys() {
            let Some((what, help)) = wrong_key(key) else { continue };
            let table = text.find(FRONT_MATTER).unwrap_or(0);
            let at = text[table..].find(key.as_str()).map_or(table, |at| table + at);
            return Err(refuse(Some(text[..at].matches('\n').count() + 1), what, help.to_owned()));
        }
        config.keys = lines(&config.key_table, text);
        config.path = Some(path.to_owned());
        Ok(config)
    }
}

/// The table whose keys go into the front matter of records.
const FRONT_MATTER: &str = "front-matter";

/// Why a key may not stand in the front matter of a record beside those that archfit writes, and the way out.
fn wrong_key(key: &str) -> Option<(String, &'static str)> {
    let starts_well = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts_well || !key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
        let what = format!("`{}` is no key for front matter", key.escape_debug());
        return Some((what, "write letters, digits, `-` and `_`, a letter first"));
    }
    // Readers of YAML 1.1 take these for true, false and nothing.
    let lower = key.to_lowercase();
    if matches!(lower.as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n") {
        return Some((format!("`{key}` is a word of YAML, and so no key for front matter"), "call it something else"));
    }
    let is_own = label(&lower).is_some()
        || way_of_key(&lower).is_some()
        || matches!(lower.as_str(), "number" | "decision-makers" | "covers" | "links");
    is_own.then(|| {
        (
            format!("`{key}` is a key that archfit writes itself"),
            "leave it out; `status` and `deciders` of `[adr]` set theirs, and `--covers` its own",
        )
    })
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// Turns the reader's words into ours, with the nearest known key.
fn explain(message: &str) -> (String, String) {
    let message = message.lines().next().unwrap_or_default();
    // Our own words say the way out themselves.
    if let Some((what, help)) = message.split_once("; ") {
        return (what.to_owned(), help.to_owned());
    }
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [wrong, known @ ..] = names.as_slice() else { return (message.to_owned(), "see docs/adr.md".to_owned()) };
    let what = match message.split(' ').nth(1) {
        Some("field") => format!("unknown key `{wrong}`"),
        Some("variant") => format!("unknown value `{wrong}`"),
        _ => return (message.to_owned(), "see docs/adr.md".to_owned()),
    };
    let quoted: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let help = closest(wrong, known.iter().copied()).unwrap_or_else(|| format!("known are {}", quoted.join(", ")));
    (what, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_found_upwards_and_its_paths_are_its_own() {
        let project = tempfile::tempdir().unwrap();
        let below = project.path().join("services/desk");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(project.path().join(NAME), "[adr]\ndir = \"records\"\nprofile = \"nygard\"\n").unwrap();
        let config = Config::find(&below).unwrap();
        assert_eq!(config.adr.profile, Some(Profile::Nygard));
        assert_eq!(config.adr.dir, Some(project.path().join("records")));
        std::fs::create_dir(below.join(".git")).unwrap();
        assert_eq!(Config::find(&below).unwrap(), Config::default());
    }

    #[test]
    fn unknown_keys_are_refused_with_a_hint() {
        let project = tempfile::tempdir().unwrap();
        let refused = |text: &str| {
            std::fs::write(project.path().join(NAME), text).unwrap();
            Config::find(project.path()).unwrap_err().to_string()
        };
        let message = refused("[adr]\n\nprofil = \"nygard\"\n");
        assert!(message.contains("line 3: unknown key `profil`; did you mean `profile`?"), "{message}");
        let message = refused("[adr]\nprofile = \"nygaard\"\n");
        assert!(message.contains("line 2: unknown value `nygaard`; did you mean `nygard`?"), "{message}");
        for number in ["0", "-3", "5_000_000_000"] {
            let message = refused(&format!("[[source]]\nkind = \"access-log\"\nfile = \"a\"\none-in = {number}\n"));
            let number = number.replace('_', "");
            let expected = format!(
                "line 4: `one-in` is {number}, and a log holds one of 1 request at least; give it a number from 1 on"
            );
            assert!(message.contains(&expected), "{message}");
        }
        let message = refused("[records]\n");
        assert!(message.contains("unknown key `records`; known are `adr`, `recheck`, `source`, `keys`"), "{message}");
    }

    #[test]
    fn keys_of_front_matter_are_keys_and_none_of_the_records_own() {
        let project = tempfile::tempdir().unwrap();
        let read = |key: &str| {
            let text = format!("[adr]\nprofile = \"madr4\"\nfront-matter = {{ tags = \"x\", {key} = \"1\" }}\n");
            std::fs::write(project.path().join(NAME), text).unwrap();
            Config::find(project.path())
        };
        for key in ["title", "area", "schema_version", "\"x-1\""] {
            assert!(read(key).is_ok(), "{key}");
        }
        let own = ["status", "number", "date", "links", "supersedes", "superseded-by", "decision-makers", "Statut"];
        for key in [&["\"x: y\"", "\"a\\nstatus: accepted\\nz\"", "\"\"", "\"1a\"", "on", "Null"][..], &own].concat() {
            let message = read(key).unwrap_err().to_string();
            assert!(message.contains("line 3: `"), "{key}: {message}");
        }
    }

    #[test]
    fn a_folder_or_a_template_outside_the_project_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let project = place.path().join("project");
        std::fs::create_dir_all(project.join("services/desk")).unwrap();
        std::fs::create_dir(project.join(".git")).unwrap();
        let read = |folder: &Path, text: &str| {
            std::fs::write(folder.join(NAME), text).unwrap();
            Config::find(folder)
        };
        for (key, named) in [("dir", "../elsewhere"), ("dir", "/elsewhere"), ("template", "docs/../../secret.md")] {
            let message = read(&project, &format!("[adr]\n{key} = \"{named}\"\n")).unwrap_err().to_string();
            let expected = format!("`{key}` names `{named}`, which is outside the project; name it with `--{key}`");
            assert!(message.contains(&expected), "{message}");
        }
        let desk = project.join("services/desk");
        let shared = read(&desk, "[adr]\ndir = \"../../docs/decisions\"\n");
        assert!(shared.is_ok(), "another folder of the same repository is inside: {shared:?}");
        #[cfg(unix)]
        {
            let linked =
                std::process::Command::new("ln").arg("-s").arg(place.path()).arg(project.join("link")).status();
            assert!(linked.unwrap().success());
            for named in ["link", "link/not-there-yet"] {
                let read = read(&project, &format!("[adr]\ndir = \"{named}\"\n"));
                assert!(read.is_err(), "{named} leads out by a link");
            }
        }
    }
}
