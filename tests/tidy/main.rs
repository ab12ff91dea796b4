//! The promises of docs/architecture.md about what the sources do not contain: arrows, words, leftovers.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

mod imports;

use archfit::load::{Locations, load};

use imports::{Imports, arrow, first, room_of};

/// Where the arrows are drawn.
const DRAWING: &str = "docs/architecture.md";

/// What the pure core must not touch: files, clock, environment, terminal, other processes.
const IMPURE: [&str; 12] = [
    "std::fs",
    "std::env",
    "std::io",
    "std::time",
    "std::process",
    "std::net",
    "SystemTime",
    "Instant",
    "jiff",
    "crossterm",
    "ratatui",
    "println!",
];

/// The one file for what only Unix can do.
const UNIX: &str = "src/tui/world/unix.rs";

/// A source file without comments; `//` inside a string only shortens it, which these tests can bear.
struct Source {
    /// Its path from the package's root, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn module(&self) -> &str {
        let inner = self.path.strip_prefix("src/").unwrap_or_default();
        inner.split(['/', '.']).next().unwrap_or_default()
    }

    /// The lines of code, numbered, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(n, line)| (n + 1, line.split("//").next().unwrap_or_default())).filter(|(_, code)| !code.is_empty())
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, endings, found);
        } else if path.extension().is_some_and(|e| endings.contains(&e.to_str().unwrap_or_default())) {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

fn sources() -> Vec<Source> {
    let found = files("src", &["rs"]);
    assert!(found.len() > 50, "only {} files were found", found.len());
    found
}

/// The arrows as they are drawn: for each room the rooms, or single modules of them, that it may import from.
fn drawn() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join(DRAWING)).unwrap();
    let row = |line: &str| {
        let (room, others) = line.split_once("->")?;
        let others = others.split_whitespace().map(str::to_owned).collect();
        Some((room.trim().to_owned(), others))
    };
    let fenced = text.split("```").skip(1).step_by(2).flat_map(str::lines);
    let rows: Vec<_> = fenced.filter_map(row).collect();
    let drawn: BTreeMap<String, Vec<String>> = rows.iter().cloned().collect();
    assert_eq!(drawn.len(), rows.len(), "a room has one row");
    assert!(drawn.len() > 20, "{} rooms are drawn", drawn.len());
    drawn
}

/// Whether a file lies in a room or is one of its modules.
fn lies_in(file: &str, place: &str) -> bool {
    file.strip_prefix(place).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

#[test]
fn every_arrow_between_rooms_is_drawn_and_every_drawn_arrow_is_one() {
    let (imports, drawn) = (Imports::read(&root()), drawn());
    let mut needed = BTreeSet::new();
    let mut wrong = Vec::new();
    for (from, to) in imports.between_rooms() {
        let (room, _) = arrow(from, to);
        let drawn = drawn.get(&room).and_then(|others| others.iter().find(|place| lies_in(to, place)));
        match drawn {
            Some(place) => drop(needed.insert((room, place.clone()))),
            None => {
                wrong.push(format!("src/{from} imports from src/{to}: {DRAWING} draws no such arrow from `{room}`"));
            }
        }
    }
    for (room, others) in &drawn {
        let idle = others.iter().filter(|other| !needed.contains(&(room.clone(), (*other).clone())));
        wrong.extend(idle.map(|other| format!("{DRAWING} draws `{room} -> {other}`, which nothing needs")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_has_its_row_in_the_drawing() {
    let drawn = drawn();
    let files = Imports::read(&root()).files;
    let rooms = files.iter().flat_map(|file| [first(file).to_owned(), room_of(file)]).filter(|room| room != "lib");
    let missing: BTreeSet<String> = rooms.filter(|room| !drawn.contains_key(room)).collect();
    assert!(missing.is_empty(), "{DRAWING} draws no row for {missing:?}");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let imports = Imports::read(&root());
    let circles = imports.circles();
    assert!(circles.is_empty(), "move what they share below all of them: {circles:#?}");
}

#[test]
fn imports_are_read_from_lists_paths_and_modules_but_not_from_words_or_tests() {
    let texts = [
        ("a/mod.rs", "pub mod deep;\npub use deep::Thing;\n/// crate::c::word\nfn f() { let text = \"crate::c\"; }"),
        (
            "a/deep.rs",
            "use crate::{\n    b::{Part, other as renamed},\n    d,\n};\npub(in crate::a) fn f<'a>() { super::super::e::run('\"') }\n\
             #[cfg(test)]\nmod tests {\n    use crate::c::Word;\n}\n",
        ),
        ("b.rs", ""),
        ("c.rs", ""),
        ("d.rs", "use super::a::Thing;"),
        ("e.rs", ""),
    ];
    let texts = texts.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let imports = Imports::of(&texts.into());
    let named: Vec<(&str, &str)> =
        imports.arrows.iter().map(|(from, to)| (&*imports.files[*from], &*imports.files[*to])).collect();
    let expected = [
        ("a/deep.rs", "b.rs"),
        ("a/deep.rs", "d.rs"),
        ("a/deep.rs", "e.rs"),
        ("a/mod.rs", "a/deep.rs"),
        ("d.rs", "a/mod.rs"),
    ];
    assert_eq!(named, expected);
    assert_eq!(imports.circles(), [["a/deep.rs", "a/mod.rs", "d.rs"]]);
}

#[test]
fn the_core_knows_no_file_clock_environment_or_terminal() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| ["model", "condition", "engine"].contains(&s.module())) {
        for (n, code) in source.code() {
            wrong.extend(
                IMPURE.iter().filter(|word| code.contains(**word)).map(|word| format!("{}:{n}: {word}", source.path)),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_only_unix_can_do_stands_in_one_file() {
    let words = ["rustix", "signal_hook", "os::unix", "os::fd", "libc::"];
    for source in sources().iter().filter(|source| source.path != UNIX) {
        for (n, code) in source.code() {
            assert!(!words.iter().any(|word| code.contains(word)), "{}:{n}: {code}", source.path);
        }
    }
}

/// Words that name an option of a shipped rule base, in lower case. One ordinary English word alone names nothing.
fn option_words() -> BTreeSet<String> {
    let library = load(&Locations::default());
    let bases = library.subjects.iter().flat_map(|subject| &subject.rule_bases);
    let options: Vec<_> = bases.flat_map(|base| &base.options).collect();
    assert!(!options.is_empty(), "there are shipped rule bases");
    let ordinary = |word: &String| ["functions", "polling", "node", "servers"].contains(&word.as_str());
    let ids = options.iter().map(|option| option.id.to_string());
    let words = ids.chain(options.iter().map(|option| option.name.to_lowercase())).filter(|word| !ordinary(word));
    words.chain(["django", "node.js", "nodejs", "fastapi", "rails"].map(str::to_owned)).collect()
}

#[test]
fn no_line_of_the_sources_knows_an_option() {
    let words = option_words();
    let mut wrong = Vec::new();
    for source in sources() {
        for (n, line) in source.text.lines().enumerate() {
            let line = line.to_lowercase();
            let names = words.iter().filter(|word| holds_word(&line, word));
            wrong.extend(names.map(|word| format!("{}:{}: {word}", source.path, n + 1)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a line holds a word that is not part of a longer one.
fn holds_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(is_part)
            && !line[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

#[test]
fn every_file_says_what_it_owns() {
    for source in sources().iter().chain(&files("tests", &["rs"])) {
        let first = source.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "{} does not open with `//!`", source.path);
    }
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    // Put together here, so that this file does not find itself.
    let words = ["todo", "unimplemented", "dbg"].map(|word| format!("{word}!")).into_iter();
    let words: Vec<String> = words.chain(["#[".to_owned() + "ignore", "thread::".to_owned() + "sleep"]).collect();
    for source in sources().iter().chain(&files("tests", &["rs"])) {
        for (n, code) in source.code() {
            let word = words.iter().find(|word| code.contains(*word));
            // The sources may wait for a lock; tests may not wait for time to pass.
            let is_fine = word.is_none_or(|word| word.ends_with("sleep") && source.path.starts_with("src/"));
            assert!(is_fine, "{}:{n}: {code}", source.path);
        }
    }
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    let homes = ["/home/", "/root/", "/Users/", "/work/", "C:\\Users"];
    let folders = ["src", "tests", "docs", "questionnaires", "rules", "templates"];
    let endings = ["rs", "md", "toml", "snap", "txt", "html", "sh", "json"];
    for source in folders.iter().flat_map(|folder| files(folder, &endings)).filter(|s| s.path != "tests/tidy/main.rs") {
        for (n, line) in source.text.lines().enumerate() {
            assert!(!homes.iter().any(|home| line.contains(home)), "{}:{}: {line}", source.path, n + 1);
        }
    }
}
