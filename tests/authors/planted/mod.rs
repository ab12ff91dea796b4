//! A project in a folder of its own, made of the example that `archfit new` begins from, with defects planted in it.
#![allow(dead_code, clippy::allow_attributes, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;

use archfit::audit::lint::lint;
use archfit::audit::starter;
use archfit::diagnostic::Diagnostic;
use archfit::load::{Library, Locations, load, read_answers};
use archfit::model::Day;

/// The day on which everything is judged.
pub const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

/// The files of a project, by path.
pub struct Project {
    pub files: BTreeMap<String, String>,
}

impl Project {
    /// The example that `archfit new rule-base caching` makes.
    pub fn starter() -> Self {
        let mut files = starter::questionnaire("caching");
        files.extend(starter::rule_base("caching", "caching", TODAY));
        // The trial of the example counts as made, of which a new rule base is reminded.
        let reminder = "    # once it is measured: the day. Until then `archfit check` reminds of it.";
        let made = |text: String| text.replace("# checked", "checked").replace(reminder, "");
        Self { files: files.into_iter().map(|(path, text)| (format!("archfit/{path}"), made(text))).collect() }
    }

    /// Puts entries into the project: those whose table, or whose id, is there already take its place; others go to the end of `path`.
    pub fn merge(&mut self, path: &str, text: &str) {
        let folder = path.rsplit_once('/').expect("a folder").0.to_owned();
        let (head, entries) = blocks(text);
        assert!(head.trim().is_empty(), "only entries can be merged: {head}");
        for entry in entries {
            let name = name_of(&entry);
            let home = self.files.iter().find_map(|(file, text)| {
                let mine = file.starts_with(&folder) && blocks(text).1.iter().any(|block| name_of(block) == name);
                mine.then(|| file.clone())
            });
            let file = home.clone().unwrap_or_else(|| path.to_owned());
            let (mut text, blocks) = blocks(&self.files[&file]);
            blocks.iter().filter(|block| name_of(block) != name).for_each(|block| text.push_str(block));
            // Tables of the top level end where the next one starts, so an entry may stand anywhere.
            self.files.insert(file, format!("{text}\n{entry}\n"));
        }
    }

    /// Writes the files into a folder.
    pub fn write(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for (path, text) in &self.files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            std::fs::write(path, text).expect("the file can be written");
        }
        folder
    }

    /// Loads the project without the embedded files.
    pub fn load(&self) -> (tempfile::TempDir, Library) {
        let folder = self.write();
        let project = Some(folder.path().to_owned());
        let library = load(&Locations { project, without_embedded: true, ..Locations::default() });
        (folder, library)
    }

    /// Everything that is found in it, in file order.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let (folder, mut library) = self.load();
        let mut findings = library.diagnostics.clone();
        findings.extend(lint(&library.subjects, &library.sources, Some(TODAY), !library.has_errors()));
        for path in self.files.keys().filter(|path| !path.contains('/')) {
            match read_answers(&folder.path().join(path), &mut library) {
                Ok(read) => findings.extend(read.findings),
                Err(found) => findings.extend(found),
            }
        }
        findings.sort_by_key(|finding| (finding.place().file, finding.place().span.start));
        findings
    }
}

/// The codes of findings, in their order.
pub fn codes(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|finding| finding.code.to_owned()).collect()
}

/// What stands before the first table, and the entries of the top level with the tables under them.
fn blocks(text: &str) -> (String, Vec<String>) {
    let mut head = String::new();
    let mut entries: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        let is_entry = line.starts_with('[') && !line.split(']').next().is_some_and(|name| name.contains('.'));
        match entries.last_mut() {
            _ if is_entry => entries.push(line.to_owned()),
            Some(entry) => entry.push_str(line),
            None => head.push_str(line),
        }
    }
    (head, entries)
}

/// What an entry is called: its table, and its id where it has one.
fn name_of(entry: &str) -> (String, String) {
    let table = entry.lines().next().unwrap_or_default().to_owned();
    let id = entry.lines().find_map(|line| line.strip_prefix("id = ")).unwrap_or_default().to_owned();
    if table.starts_with("[[") { (table, id) } else { (table, String::new()) }
}
