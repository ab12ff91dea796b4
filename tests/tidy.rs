//! The promises of docs/architecture.md about what the sources do not contain: arrows, words, leftovers.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use archfit::load::{Locations, load};

/// What each module may use of the others; `cli` and `main` may use everything.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("files", &[]),
    ("model", &[]),
    ("condition", &["model"]),
    ("engine", &["condition", "model"]),
    ("diagnostic", &["model"]),
    ("load", &["files", "diagnostic", "engine", "condition", "model"]),
    ("audit", &["load", "diagnostic", "engine", "condition", "model"]),
    ("session", &["files", "load", "diagnostic", "engine", "condition", "model"]),
    ("team", &["load", "diagnostic", "engine", "condition", "model"]),
    ("observe", &["load", "engine", "condition", "model"]),
    ("report", &["load", "diagnostic", "engine", "condition", "model"]),
    ("adr", &["files", "observe", "team", "report", "load", "diagnostic", "engine", "condition", "model"]),
    ("plain", &["adr", "report", "session", "load", "diagnostic", "engine", "condition", "model"]),
    ("tui", &["adr", "team", "audit", "report", "session", "load", "diagnostic", "engine", "condition", "model"]),
];

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

/// The modules that a file names after `crate::`, also in a list in braces.
fn used(source: &Source) -> BTreeSet<String> {
    let code: String = source.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let mut modules = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                let end = list.find(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    depth < 0
                });
                let items = split_outside_braces(&list[..end.unwrap_or(list.len())]);
                modules.extend(items.iter().map(|item| first_word(item.trim())));
            }
            None => drop(modules.insert(first_word(after))),
        }
    }
    modules.remove("");
    modules
}

fn split_outside_braces(list: &str) -> Vec<&str> {
    let mut depth = 0;
    list.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    })
    .collect()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[test]
fn arrows_between_modules_point_down() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(module, _)| *module == source.module()) else { continue };
        for used in used(&source) {
            let is_module = MAY_USE.iter().any(|(module, _)| *module == used) || used == "cli";
            if is_module && used != source.module() && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses crate::{used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_has_its_place_in_the_arrows() {
    for source in sources() {
        let module = source.module();
        let is_known =
            MAY_USE.iter().any(|(known, _)| *known == module) || ["cli", "main", "lib", "build"].contains(&module);
        assert!(is_known, "{} belongs to no module that the arrows know", source.path);
    }
}

#[test]
fn arrows_are_read_from_single_and_listed_uses() {
    let text = "use crate::load::{Library, load};\nuse crate::{\n    engine::{Advisor, advice},\n    model::Answer,\n};\nfn f() { crate::tui::run(); } // crate::cli\n";
    let source = Source { path: "src/plain/x.rs".into(), text: text.into() };
    assert_eq!(used(&source), ["engine", "load", "model", "tui"].map(str::to_owned).into());
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
    let ordinary = |word: &String| ["functions", "polling", "node"].contains(&word.as_str());
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
    for source in folders.iter().flat_map(|folder| files(folder, &endings)).filter(|s| s.path != "tests/tidy.rs") {
        for (n, line) in source.text.lines().enumerate() {
            assert!(!homes.iter().any(|home| line.contains(home)), "{}:{}: {line}", source.path, n + 1);
        }
    }
}
