//! Which files there are: the embedded ones, those of the project's `archfit/` folder, and those of folders named on the command
//! line. Later layers replace earlier ones by name and add to them. Knows names and texts, not what they mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::{Locations, Source};

static QUESTIONNAIRES: Dir = include_dir!("$CARGO_MANIFEST_DIR/questionnaires");
static RULES: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The folder in a project that overrides and adds to the embedded files.
pub const PROJECT_FOLDER: &str = "archfit";

/// How deep a rules folder is looked into: `rules/<decision>/<file>`.
const MAX_DEPTH: usize = 2;

/// A folder or file that is there but cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What cannot be read.
    pub path: PathBuf,
    /// What the system says.
    pub why: String,
}

/// Files by their path under the folder, `/` between the parts: `backend.toml`, `backend-runtime/data.toml`.
pub type Files = BTreeMap<String, Source>;

/// What is replaced as a whole by a later layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    /// One file.
    File,
    /// One folder of the first level: a rule base is replaced as a whole, so that no half of it is left.
    Folder,
}

/// One of the three kinds of files.
struct Kind {
    embedded: &'static Dir<'static>,
    folder: &'static str,
    extensions: &'static [&'static str],
    grain: Grain,
}

impl Kind {
    fn reads(&self, path: &Path) -> bool {
        path.extension().is_some_and(|e| self.extensions.iter().any(|known| e == *known))
    }
}

const KINDS: [Kind; 3] = [
    Kind { embedded: &QUESTIONNAIRES, folder: "questionnaires", extensions: &["toml"], grain: Grain::File },
    Kind { embedded: &RULES, folder: "rules", extensions: &["toml"], grain: Grain::Folder },
    Kind { embedded: &TEMPLATES, folder: "templates", extensions: &["md", "html", "txt", "j2"], grain: Grain::File },
];

/// The questionnaire files of all layers.
pub fn questionnaires(locations: &Locations, unreadable: &mut Vec<Unreadable>) -> Files {
    collect(&KINDS[0], locations.questionnaires.as_deref(), locations, unreadable)
}

/// The files of rule bases and of shared evidence of all layers.
pub fn rules(locations: &Locations, unreadable: &mut Vec<Unreadable>) -> Files {
    collect(&KINDS[1], locations.rules.as_deref(), locations, unreadable)
}

/// The templates of all layers.
pub fn templates(locations: &Locations, unreadable: &mut Vec<Unreadable>) -> Files {
    collect(&KINDS[2], locations.templates.as_deref(), locations, unreadable)
}

fn collect(kind: &Kind, given: Option<&Path>, locations: &Locations, unreadable: &mut Vec<Unreadable>) -> Files {
    let mut files = Files::new();
    if !locations.without_embedded {
        embedded(kind.embedded, kind, &mut files);
    }
    let project = locations.project.as_ref().map(|p| p.join(PROJECT_FOLDER).join(kind.folder)).filter(|p| p.is_dir());
    for folder in project.as_deref().into_iter().chain(given) {
        let mut layer = Files::new();
        read_folder(folder, "", kind, 1, &mut layer, unreadable);
        overlay(&mut files, layer, kind.grain);
    }
    files
}

fn embedded(folder: &'static Dir<'static>, kind: &Kind, files: &mut Files) {
    for file in folder.files().filter(|file| kind.reads(file.path())) {
        let Some(text) = file.contents_utf8() else { continue };
        let name = file.path().to_string_lossy().replace('\\', "/");
        let source = Source { name: format!("{}/{name}", kind.folder), path: None, text: text.to_owned() };
        files.insert(name, source);
    }
    folder.dirs().for_each(|dir| embedded(dir, kind, files));
}

fn overlay(files: &mut Files, layer: Files, grain: Grain) {
    if grain == Grain::Folder {
        let folders: Vec<&str> =
            layer.keys().filter_map(|name| name.split_once('/')).map(|(folder, _)| folder).collect();
        files.retain(|name, _| !name.split_once('/').is_some_and(|(folder, _)| folders.contains(&folder)));
    }
    files.extend(layer);
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    kind: &Kind,
    depth: usize,
    files: &mut Files,
    unreadable: &mut Vec<Unreadable>,
) {
    let mut refuse = |path: &Path, why: &std::io::Error| {
        unreadable.push(Unreadable { path: path.to_owned(), why: why.to_string() });
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return refuse(folder, &error),
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            if kind.grain == Grain::Folder && depth < MAX_DEPTH {
                read_folder(&path, &format!("{name}/"), kind, depth + 1, files, unreadable);
            }
        } else if kind.reads(&path) {
            match read_text(&path) {
                Ok(text) => {
                    files.insert(name, Source { name: path.display().to_string(), path: Some(path), text });
                }
                Err(error) => unreadable.push(Unreadable { path, why: error.to_string() }),
            }
        }
    }
}

/// Reads a text file; refuses what is too large before reading it, and what is not UTF-8. A byte order mark is dropped.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    let size = std::fs::metadata(path)?.len();
    if size > super::document::MAX_BYTES as u64 {
        let limit = super::document::MAX_BYTES;
        return Err(std::io::Error::other(format!("the file has {size} bytes, and {limit} are allowed")));
    }
    let bytes = std::fs::read(path)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        std::io::Error::other(format!("the file is not UTF-8 text (byte {at})"))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
