//! Every form, over the same two findings.

use super::*;
use crate::diagnostic::{Source, catalogue};
use crate::model::{FileId, Place};

fn sources() -> Sources {
    let source = |name: &str, text: &str| Source { name: name.into(), path: None, text: text.into() };
    Sources(vec![
        source("rules/a b/rules.toml", "format = 1\n\n[[rule]]\nid = \"über\"\nwehn = \"pressure == high\"\n"),
        source("gone.toml", ""),
    ])
}

fn findings() -> Vec<Diagnostic> {
    let at = |file, span| Place { file: FileId(file), span };
    let (key, id) = (at(0, 34..38), at(0, 26..33));
    vec![
        Diagnostic::new(Severity::Error, "unknown-key", &key, "unknown key `wehn`")
            .also(&id, "in this rule")
            .note("for example with `copies = one`")
            .help("did you mean `when`?")
            .fix(&key, "when"),
        Diagnostic::new(Severity::Warning, "unreadable-file", &at(1, 0..0), "`gone.toml` cannot be read: 100%, a:b")
            .help("check that it exists"),
    ]
}

fn shown(format: Format) -> String {
    render(&findings(), &sources(), format, Layout { width: 80, colour: false })
}

#[test]
fn text_shows_the_lines_with_both_places_the_witness_and_the_edit() {
    insta::assert_snapshot!(shown(Format::Text));
}

#[test]
fn text_far_down_a_file_is_shown_with_its_own_lines() {
    let line = |n: usize| format!("line-{n} = \"é\"\n");
    let text: String = (1..=400).map(line).collect();
    let start_of = |n: usize| (1..n).map(|n| line(n).len()).sum::<usize>();
    let at = |n: usize| Place { file: FileId(0), span: start_of(n)..start_of(n) + 4 };
    let finding = Diagnostic::new(Severity::Error, "unknown-key", &at(300), "no such key")
        .also(&at(296), "after this")
        .help("remove it")
        .fix(&at(400), "here");
    let sources = Sources(vec![Source { name: "long.toml".into(), path: None, text }]);
    let shown = render(&[finding], &sources, Format::Text, Layout { width: 80, colour: false });
    for expected in ["long.toml:300:1", "296 │ line-296", "300 │ line-300", "400 - line-400", "400 + here-400"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn places_far_apart_are_shown_each_with_its_own_lines() {
    let line = |n: usize| format!("line-{n} = 1\n");
    let text: String = (1..=900).map(line).collect();
    let start_of = |n: usize| (1..n).map(|n| line(n).len()).sum::<usize>();
    let at = |n: usize| Place { file: FileId(0), span: start_of(n)..start_of(n) + 4 };
    let finding = Diagnostic::new(Severity::Error, "unknown-key", &at(800), "no such key")
        .also(&at(3), "as here")
        .also(&at(803), "and here");
    let sources = Sources(vec![Source { name: "long.toml".into(), path: None, text }]);
    insta::assert_snapshot!(render(&[finding], &sources, Format::Text, Layout { width: 80, colour: false }));
}

#[test]
fn concise_gives_one_line_each_with_line_and_column() {
    assert_eq!(
        shown(Format::Concise),
        "rules/a b/rules.toml:5:1: error[unknown-key]: unknown key `wehn`; did you mean `when`?\n\
         gone.toml:1:1: warning[unreadable-file]: `gone.toml` cannot be read: 100%, a:b; check that it exists\n"
    );
}

#[test]
fn json_names_places_twice_over_lines_and_counts_findings() {
    insta::assert_snapshot!(shown(Format::Json));
}

#[test]
fn sarif_knows_its_rules_and_encodes_paths() {
    insta::assert_snapshot!(shown(Format::Sarif));
}

#[test]
fn github_commands_escape_what_would_end_them() {
    assert_eq!(
        shown(Format::Github),
        "::error file=rules/a b/rules.toml,line=5,endLine=5,col=1,endColumn=5,title=unknown-key::unknown key `wehn`%0A\
         for example with `copies = one`%0Adid you mean `when`?\n\
         ::warning file=gone.toml,line=1,endLine=1,col=1,endColumn=1,title=unreadable-file::\
         `gone.toml` cannot be read: 100%25, a:b%0Acheck that it exists\n"
    );
}

#[test]
fn colours_are_used_only_where_they_may_be() {
    let coloured = render(&findings(), &sources(), Format::Text, Layout { width: 80, colour: true });
    assert!(coloured.contains("\u{1b}["));
    assert!(!shown(Format::Text).contains('\u{1b}'));
}

#[test]
fn what_files_say_cannot_steer_a_terminal() {
    let place = Place { file: FileId(0), span: 0..6 };
    let finding = Diagnostic::new(Severity::Error, "bad-id", &place, "`\u{1b}[2J` cannot be an id").help("not \u{7}");
    let shown = render(&[finding], &sources(), Format::Concise, Layout::default());
    assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
}

#[test]
fn a_count_names_what_there_is() {
    assert_eq!(count(&findings()), "1 error, 1 warning");
    assert_eq!(count(&[]), "");
}

#[test]
fn every_code_is_explained_in_full() {
    for entry in catalogue::entries() {
        for text in [&entry.what, &entry.why, &entry.way_out] {
            assert!(text.ends_with('.') && text.len() > 10, "`{}`: {text}", entry.code);
        }
        assert_eq!(catalogue::entries().iter().filter(|other| other.code == entry.code).count(), 1, "`{}`", entry.code);
    }
}

/// Codes are written as the second argument of `Diagnostic::new`, the first of `error` or alone on a line of a table.
#[test]
fn every_code_used_is_in_the_catalogue() {
    let mut used = std::collections::BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                used.extend(codes_in(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(used.len() > 40, "the scan finds codes: {used:?}");
    let unknown: Vec<&String> = used.iter().filter(|code| catalogue::find(code).is_none()).collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}

fn codes_in(text: &str) -> Vec<String> {
    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for severity in ["Severity::Error", "Severity::Warning", "Severity::Note"] {
        found.extend(literals_after(&squeezed, &format!("{severity}, ")));
    }
    for call in [".error( ", ".error(", "refuse(", "find("] {
        found.extend(literals_after(&squeezed, call));
    }
    found.retain(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && code.len() > 3);
    found
}

fn literals_after(text: &str, before: &str) -> Vec<String> {
    let pieces = text.split(before).skip(1).filter_map(|rest| rest.strip_prefix('"'));
    pieces.filter_map(|rest| rest.split_once('"')).map(|(literal, _)| literal.to_owned()).collect()
}
