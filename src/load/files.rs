//! Which files there are: the embedded ones, those of the project's `archfit/` folder, and those of folders named on the command
//! line. Later layers replace earlier ones by name and add to them. Knows names and texts, not what they mean.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::declared::Declared;
use super::locations::{Locations, PROJECT_FOLDER};
use crate::diagnostic::Source;
use crate::diagnostic::harmless::harmless_line;
use crate::files::{read_regular, slashed};

static QUESTIONNAIRES: Dir = include_dir!("$CARGO_MANIFEST_DIR/questionnaires");
static RULES: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

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

impl Unreadable {
    fn new(path: &Path, why: impl std::fmt::Display) -> Self {
        Self { path: path.to_owned(), why: why.to_string() }
    }
}

/// Files by their path under the folder, `/` between the parts: `backend.toml`, `backend-runtime/data.toml`.
pub type Files = BTreeMap<String, Source>;

/// What is replaced as a whole by a later layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    /// One file.
    File,
    /// One folder of the first level: a rule base is replaced as a whole, so that no half of it is left, and by one of the same
    /// decision only.
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
    /// Whether its files are TOML, of which none may be passed over.
    fn is_toml(&self) -> bool {
        self.extensions == ["toml"]
    }

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
    let missing = locations.project.as_ref().and_then(|project| own_missing(project, kind.folder));
    let absent = locations.absent.iter().filter(|absent| absent.sign.symlink_metadata().is_err());
    for missing in missing.into_iter().chain(absent.map(|absent| Unreadable::new(&absent.path, &absent.why))) {
        // Each kind of files asks.
        if !unreadable.iter().any(|known| known.path == missing.path) {
            unreadable.push(missing);
        }
    }
    let mut of = |root: &Path| {
        let folder = root.join(kind.folder);
        unreadable.extend(in_other_case(root, kind.folder));
        if folder.exists() && !folder.is_dir() {
            // The project's own folder may also be named as a layer.
            let real = folder.canonicalize().ok();
            if !unreadable.iter().any(|known| known.path.canonicalize().ok() == real) {
                unreadable.push(Unreadable::new(&folder, "it is a file, and a folder is expected under this name"));
            }
        }
        Some(folder).filter(|folder| folder.is_dir())
    };
    let project = locations.project.as_ref().and_then(|project| of(&project.join(PROJECT_FOLDER)));
    let layers: Vec<PathBuf> = locations.layers.iter().filter_map(|root| of(root)).collect();
    let folders: Vec<&Path> =
        project.as_deref().into_iter().chain(given).chain(layers.iter().map(PathBuf::as_path)).collect();
    for (position, folder) in folders.iter().enumerate() {
        // A folder that comes again later, such as the project's own when it is named, is read there.
        let real = folder.canonicalize().ok();
        if real.is_some() && folders[position + 1..].iter().any(|later| later.canonicalize().ok() == real) {
            continue;
        }
        let mut layer = Files::new();
        read_folder(folder, "", kind, 1, &mut layer, unreadable);
        overlay(&mut files, layer, kind.grain);
    }
    for path in &locations.single {
        overlay(&mut files, read_single(path, kind, unreadable), kind.grain);
    }
    files
}

/// What a path is, judged by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A folder with `questionnaires`, `rules` or `templates` in it.
    Layer,
    /// A folder with a layer in its `archfit` folder.
    Project,
    /// A folder with the files of one rule base.
    RuleBase,
    /// A file of a rule base, or of evidence that several share.
    RulesFile,
    /// A questionnaire.
    Questionnaire,
    /// An answers file.
    Answers,
}

/// What a path is; `None` where it is nothing archfit reads.
pub fn kind_of(path: &Path) -> std::io::Result<Option<PathKind>> {
    if !std::fs::metadata(path)?.is_dir() {
        let is_toml = path.extension().is_some_and(|e| e == "toml");
        return Ok(if is_toml { kind_of_text(&read_text(path)?) } else { None });
    }
    let is_layer = |root: &Path| KINDS.iter().any(|kind| root.join(kind.folder).is_dir());
    if is_layer(path) {
        return Ok(Some(PathKind::Layer));
    }
    if is_layer(&path.join(PROJECT_FOLDER)) {
        return Ok(Some(PathKind::Project));
    }
    let mut files = Files::new();
    read_folder(path, "", &KINDS[0], 1, &mut files, &mut Vec::new());
    let is_rules = |source: &Source| kind_of_text(&source.text) == Some(PathKind::RulesFile);
    Ok(files.values().any(is_rules).then_some(PathKind::RuleBase))
}

/// Whether a file of this name below a layer is one that is read.
pub fn is_layer_file(name: &str) -> bool {
    KINDS.iter().any(|kind| {
        let below = name.strip_prefix(kind.folder).is_some_and(|rest| rest.starts_with('/'));
        below && kind.reads(Path::new(name))
    })
}

/// Files are told apart by their keys: a questionnaire has an `id`, an answers file names a questionnaire, and what is left is rules.
pub fn kind_of_text(text: &str) -> Option<PathKind> {
    kind_of_table(toml::de::DeTable::parse_recoverable(text).0.get_ref())
}

/// As [`kind_of_text`], for a text that was parsed already.
pub(super) fn kind_of_table(table: &toml::de::DeTable) -> Option<PathKind> {
    let has = |keys: &[&str]| keys.iter().any(|key| table.contains_key(*key));
    if has(&["decision", "criterion", "option", "rule", "unit-cost", "steps", "evidence", "scenario"]) {
        Some(PathKind::RulesFile)
    } else if has(&["question", "quantity", "trait", "id"]) {
        Some(PathKind::Questionnaire)
    } else if has(&["questionnaire", "answers"]) {
        Some(PathKind::Answers)
    } else {
        None
    }
}

/// Texts of files that are not on disk yet, by path: what an editor holds.
pub type Unsaved = BTreeMap<PathBuf, String>;

/// Lets unsaved texts take the place of what was read, and adds those whose files are not there yet: below a layer, or `single`.
pub fn lay_unsaved(questionnaires: &mut Files, rules: &mut Files, single: &[PathBuf], unsaved: &Unsaved) {
    for (path, text) in unsaved {
        let mut all = questionnaires.values_mut().chain(rules.values_mut());
        if let Some(source) = all.find(|source| source.path.as_ref() == Some(path)) {
            source.text.clone_from(text);
        } else if let Some((kind, name)) = place_in_layer(path) {
            let source = Source { name: shown_path(path), path: Some(path.clone()), text: text.clone() };
            let files = if kind.folder == "rules" { &mut *rules } else { &mut *questionnaires };
            // The first file of a folder takes the place of a built-in rule base of its name that decides the same.
            match name.split_once('/') {
                Some((folder, _)) if !files.iter().any(|(known, of)| of.path.is_some() && is_in(known, folder)) => {
                    give_way(files, folder, &Declared::of_text(&source.text));
                }
                _ => {}
            }
            files.insert(name, source);
        } else if single.contains(path) {
            let source = Source { name: shown_path(path), path: Some(path.clone()), text: text.clone() };
            let name =
                |part: Option<&Path>| part.and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
            match kind_of_text(text) {
                Some(PathKind::Questionnaire) => drop(questionnaires.insert(name(Some(path)), source)),
                Some(PathKind::RulesFile) => {
                    drop(rules.insert(format!("{}/{}", name(path.parent()), name(Some(path))), source));
                }
                _ => {}
            }
        }
    }
}

/// What kind of a layer's files a path would be one of, and by which name.
fn place_in_layer(path: &Path) -> Option<(&'static Kind, String)> {
    let kinds = KINDS.iter().filter(|kind| kind.folder != "templates" && kind.reads(path));
    let mut found = kinds.filter_map(|kind| {
        let depth = if kind.grain == Grain::Folder { MAX_DEPTH } else { 1 };
        let root = path.ancestors().skip(1).take(depth).find(|root| root.ends_with(kind.folder))?;
        let parts: Vec<String> =
            path.strip_prefix(root).ok()?.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        parts.iter().all(|part| !part.starts_with('.')).then(|| (kind, parts.join("/")))
    });
    found.next()
}

fn read_single(path: &Path, kind: &Kind, unreadable: &mut Vec<Unreadable>) -> Files {
    let mut files = Files::new();
    let found = kind_of(path).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match (found, kind.folder) {
        (Some(PathKind::RuleBase), "rules") => {
            read_folder(path, &format!("{name}/"), kind, MAX_DEPTH, &mut files, unreadable);
        }
        (Some(PathKind::Questionnaire), "questionnaires") | (Some(PathKind::RulesFile), "rules") => {
            read_file(path, name, &mut files, unreadable);
        }
        _ => {}
    }
    files
}

fn embedded(folder: &'static Dir<'static>, kind: &Kind, files: &mut Files) {
    for file in folder.files().filter(|file| kind.reads(file.path())) {
        let Some(text) = file.contents_utf8() else { continue };
        let name = slashed(file.path());
        let source = Source { name: format!("{}/{name}", kind.folder), path: None, text: text.to_owned() };
        files.insert(name, source);
    }
    folder.dirs().for_each(|dir| embedded(dir, kind, files));
}

fn overlay(files: &mut Files, layer: Files, grain: Grain) {
    if grain == Grain::Folder {
        let folders: BTreeSet<&str> =
            layer.keys().filter_map(|name| name.split_once('/')).map(|(folder, _)| folder).collect();
        folders.into_iter().for_each(|folder| give_way(files, folder, &declared(&layer, folder)));
    }
    files.extend(layer);
}

/// Takes the files of a folder away that a later one of its name replaces; what decides something else moves aside and stays.
fn give_way(files: &mut Files, folder: &str, later: &Declared) {
    let aside = format!("{folder}{ASIDE}");
    let replaced: Vec<&str> =
        [folder, &aside].into_iter().filter(|known| declared(files, known).may_be(later)).collect();
    files.retain(|name, _| !name.split_once('/').is_some_and(|(known, _)| replaced.contains(&known)));
    if !replaced.contains(&folder) {
        let names: Vec<String> = files.keys().filter(|name| is_in(name, folder)).cloned().collect();
        for name in names {
            let Some(source) = files.remove(&name) else { continue };
            files.insert(name.replacen(folder, &aside, 1), source);
        }
    }
}

/// What follows a folder's name where a later layer has a folder of the same name that decides something else.
const ASIDE: &str = " (an earlier one)";

fn is_in(name: &str, folder: &str) -> bool {
    name.split_once('/').is_some_and(|(known, _)| known == folder)
}

fn declared(files: &Files, folder: &str) -> Declared {
    let of_folder = files.iter().filter(|(name, _)| is_in(name, folder)).map(|(_, source)| source);
    of_folder.map(|source| Declared::of_text(&source.text)).find(|found| found.decision.is_some()).unwrap_or_default()
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    kind: &Kind,
    depth: usize,
    files: &mut Files,
    unreadable: &mut Vec<Unreadable>,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return unreadable.push(Unreadable::new(folder, error)),
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            if kind.reads(&path) {
                unreadable.push(Unreadable::new(&path, "it is a folder, and a file is expected under this name"));
            } else if kind.grain == Grain::Folder && depth < MAX_DEPTH {
                read_folder(&path, &format!("{name}/"), kind, depth + 1, files, unreadable);
                if std::fs::read_dir(&path).is_ok_and(|mut inside| inside.next().is_none()) {
                    unreadable.push(Unreadable::new(
                        &path,
                        "the folder is empty, and the files of a rule base are expected in it",
                    ));
                }
            } else if kind.is_toml() {
                too_deep(&path, kind, unreadable);
            }
        } else if kind.reads(&path) {
            read_file(&path, name, files, unreadable);
        } else if kind.is_toml() && name.to_lowercase().ends_with(".toml") {
            unreadable.push(Unreadable::new(&path, "its name has to end in `.toml`, in lower case"));
        }
    }
}

/// Names the files that would be read if they lay less deep, so that nobody takes them for read. A folder that links lead to is not followed.
fn too_deep(folder: &Path, kind: &Kind, unreadable: &mut Vec<Unreadable>) {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).hidden(true).max_depth(Some(MAX_LOST)).build();
    let files =
        walk.filter_map(Result::ok).map(ignore::DirEntry::into_path).filter(|path| kind.reads(path) && path.is_file());
    let place =
        if kind.grain == Grain::Folder { "`rules/<decision>/<file>.toml`" } else { "`questionnaires/<file>.toml`" };
    let mut lost: Vec<PathBuf> = files.collect();
    lost.sort();
    unreadable.extend(lost.iter().map(|path| Unreadable::new(path, format!("it lies too deep: {place} is read"))));
}

/// How deep files are looked for that lie too deep to be read.
const MAX_LOST: usize = 4;

/// A folder of a layer whose name is written in another case, where the one that is read is not there.
fn in_other_case(root: &Path, folder: &str) -> Option<Unreadable> {
    if root.join(folder).exists() {
        return None;
    }
    let entries = std::fs::read_dir(root).ok()?.filter_map(Result::ok);
    let mut alike = entries.filter(|entry| entry.file_name().to_string_lossy().to_lowercase() == folder);
    alike.next().map(|entry| Unreadable::new(&entry.path(), format!("`{folder}` is read, in lower case")))
}

/// A project's own folder that is there only by a link that leads nowhere, or by a name in another case: without it the built-in rules would pass for
/// the project's.
fn own_missing(project: &Path, folder: &str) -> Option<Unreadable> {
    let own = project.join(PROJECT_FOLDER);
    if own.is_symlink() && !own.exists() {
        return Some(Unreadable::new(&own, "it is a link to a folder that is not there"));
    }
    in_other_case(project, PROJECT_FOLDER).filter(|other| other.path.join(folder).is_dir())
}

fn read_file(path: &Path, name: String, files: &mut Files, unreadable: &mut Vec<Unreadable>) {
    match read_text(path) {
        Ok(text) => {
            files.insert(name, Source { name: shown_path(path), path: Some(path.to_owned()), text });
        }
        Err(error) => unreadable.push(Unreadable::new(path, error)),
    }
}

/// A path as it is shown: without a leading `./`.
pub fn shown_path(path: &Path) -> String {
    let shown = path.strip_prefix(".").unwrap_or(path);
    harmless_line(&shown.display().to_string()).into_owned()
}

/// Reads a text file; refuses what is too large before reading it, and what is not UTF-8. A byte order mark is dropped.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    let bytes = read_regular(path, super::document::MAX_BYTES as u64)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        std::io::Error::other(format!("the file is not UTF-8 text (line {line}, byte {at})"))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
