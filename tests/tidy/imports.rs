//! Reads the sources' imports: which file names something of which other, what circles that makes, and which rooms it joins.
//!
//! Knows no library but the standard one, so that both the test of the arrows and the command that prints them can use it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules whose folders have rooms of their own.
const WITH_ROOMS: [&str; 2] = ["engine", "tui"];

/// Every file of `src`, and which of the others each of them imports.
pub struct Imports {
    /// The files' paths from `src`, in order.
    pub files: Vec<String>,
    /// Who imports from whom, by position.
    pub arrows: BTreeSet<(usize, usize)>,
}

impl Imports {
    /// Reads all files below the folder `src` of a package.
    pub fn read(package: &Path) -> Self {
        let mut texts = BTreeMap::new();
        read_folder(&package.join("src"), "", &mut texts);
        // A program of its own sees of the library what everybody sees, `core.rs` names rooms and nothing else, and a file of tests may look at everything.
        texts.retain(|path, _| {
            !["main.rs", "build.rs", "core.rs"].contains(&path.as_str()) && !path.ends_with("/tests.rs")
        });
        Self::of(&texts)
    }

    /// The imports of some texts by path.
    pub fn of(texts: &BTreeMap<String, String>) -> Self {
        let files: Vec<String> = texts.keys().cloned().collect();
        let modules: BTreeMap<Vec<String>, usize> = files.iter().map(|path| module_of(path)).zip(0..).collect();
        let mut arrows = BTreeSet::new();
        for (from, text) in texts.values().enumerate() {
            for path in paths(&code_of(text)) {
                let target = resolve(&modules, &module_of(&files[from]), &path);
                arrows.extend(target.filter(|to| *to != from).map(|to| (from, to)));
            }
        }
        Self { files, arrows }
    }

    /// The circles: files that all reach each other, in order.
    pub fn circles(&self) -> Vec<Vec<&str>> {
        let reached: Vec<BTreeSet<usize>> = (0..self.files.len()).map(|file| self.reached_from(file)).collect();
        let mut circles = BTreeSet::new();
        for file in 0..self.files.len() {
            let circle: Vec<usize> =
                reached[file].iter().copied().filter(|other| reached[*other].contains(&file)).collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().map(|circle| circle.into_iter().map(|file| self.files[file].as_str()).collect()).collect()
    }

    fn reached_from(&self, start: usize) -> BTreeSet<usize> {
        let (mut reached, mut left) = (BTreeSet::new(), vec![start]);
        while let Some(file) = left.pop() {
            for (_, to) in self.arrows.range((file, 0)..(file + 1, 0)) {
                if reached.insert(*to) {
                    left.push(*to);
                }
            }
        }
        reached
    }

    /// The imports that lead from one room into another. A file that only opens a folder may import from all its rooms.
    pub fn between_rooms(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = self.arrows.iter().map(|(from, to)| (self.files[*from].as_str(), self.files[*to].as_str()));
        named.filter(|(from, to)| leads_out(from, to))
    }
}

/// The arrow that an import between rooms needs: between folders of `src`, or between rooms of the same one.
pub fn arrow(from: &str, to: &str) -> (String, String) {
    let place = if first(from) == first(to) { room_of } else { |file: &str| first(file).to_owned() };
    (place(from), place(to))
}

fn leads_out(from: &str, to: &str) -> bool {
    let (outer, other) = (first(from), first(to));
    if outer != other {
        return outer != "lib" && other != "lib";
    }
    let room = room_of(from);
    WITH_ROOMS.contains(&outer) && room != room_of(to) && room != outer
}

/// The room of a file: its folder of `src`, or the room in that.
pub fn room_of(path: &str) -> String {
    let mut parts = path.trim_end_matches(".rs").trim_end_matches("/mod").split('/');
    let outer = parts.next().unwrap_or_default();
    match parts.next() {
        Some(inner) if WITH_ROOMS.contains(&outer) => format!("{outer}/{inner}"),
        _ => outer.to_owned(),
    }
}

/// The folder or file of `src` that a file belongs to.
pub fn first(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

fn read_folder(folder: &Path, prefix: &str, texts: &mut BTreeMap<String, String>) {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    for entry in entries.map(|entry| entry.expect("the entry can be read")) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{name}/"), texts);
        } else if entry.path().extension().is_some_and(|ending| ending == "rs") {
            texts.insert(name, fs::read_to_string(entry.path()).expect("the file can be read"));
        }
    }
}

/// The module that a file is.
fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = if path == "lib" { "" } else { path.trim_end_matches("/mod") };
    path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The file that a path in a module leads into: of the deepest module that its beginning names.
fn resolve(modules: &BTreeMap<Vec<String>, usize>, from: &[String], path: &[String]) -> Option<usize> {
    let mut module = from.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => module.clear(),
        "self" => {}
        "super" => drop(module.pop()),
        // A module of one's own; a path that starts with another crate or with a name in scope leads nowhere.
        _ => {
            module.push(path[0].clone());
            modules.get(&module)?;
        }
    }
    rest = &rest[1..];
    while let [next, below @ ..] = rest {
        if next == "super" {
            module.pop();
        } else {
            module.push(next.clone());
            if !modules.contains_key(&module) {
                module.pop();
                break;
            }
        }
        rest = below;
    }
    modules.get(&module).copied()
}

/// The code of a file: without comments, texts, and the tests at its end.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if c == '"' {
            quoted(rest)
        } else if c == '\'' {
            character(rest)
        } else if !code.ends_with(is_word) {
            raw(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(c);
        }
        rest = &rest[skipped.max(c.len_utf8())..];
    }
    let tests = code.match_indices("#[cfg(test)]").map(|(at, _)| at).find(|at| is_module_of_tests(&code[*at..]));
    code.truncate(tests.unwrap_or(code.len()));
    code
}

fn is_module_of_tests(code: &str) -> bool {
    let after = code["#[cfg(test)]".len()..].trim_start();
    after.starts_with("mod ") && after.find('{') < after.find(';').or(Some(usize::MAX))
}

/// The bytes of a text in quotes.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// The bytes of a character in quotes; none where it is the name of a lifetime.
fn character(text: &str) -> usize {
    let mut inside = text.char_indices().skip(1);
    match (inside.next(), inside.next(), inside.next()) {
        (Some((_, '\\')), _, _) => {
            text[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 3)
        }
        (Some(_), Some((at, '\'')), _) => at + 1,
        _ => 0,
    }
}

/// The bytes of a raw text; none where there is none here.
fn raw(text: &str) -> usize {
    let Some(after) = text.strip_prefix('r') else { return 0 };
    let n_hashes = after.len() - after.trim_start_matches('#').len();
    let Some(inside) = after[n_hashes..].strip_prefix('"') else { return 0 };
    let end = format!("\"{}", "#".repeat(n_hashes));
    inside.find(&end).map_or(0, |at| text.len() - inside.len() + at + end.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// All paths in a piece of code: those imported, each by itself, and those that stand in the code.
pub fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let starts = is_word(c) && !is_word(before) && before != '.' && before != ':';
        let taken = if starts && rest.starts_with("use ") {
            let end = rest.find(';').unwrap_or(rest.len());
            imported(&rest[4..end], &[], &mut found);
            end
        } else if starts && rest.starts_with("in ") {
            // Who may see something is no import.
            rest.find(')').unwrap_or(rest.len())
        } else if starts {
            let end = rest.find(|c| !is_word(c) && c != ':').unwrap_or(rest.len());
            let path: Vec<String> = rest[..end].split("::").map(str::to_owned).collect();
            found.extend(Some(path).filter(|path| path.len() > 1));
            end
        } else {
            c.len_utf8()
        };
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    found
}

/// The paths of a tree of imports.
fn imported(tree: &str, above: &[String], found: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let tree = tree.split(" as ").next().filter(|_| !tree.contains('{')).unwrap_or(tree);
    let (head, list) = tree.split_once('{').map_or((tree, None), |(head, list)| (head, Some(list)));
    let mut path = above.to_vec();
    path.extend(head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    match list {
        None => found.push(path),
        Some(list) => {
            let inside = list.rsplit_once('}').map_or(list, |(inside, _)| inside);
            parts(inside).into_iter().for_each(|part| imported(part, &path, found));
        }
    }
}

/// The parts of a list, set apart by commas outside braces.
fn parts(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let split = list.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    split.filter(|part| !part.trim().is_empty()).collect()
}
