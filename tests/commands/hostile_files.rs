//! Files and names that mean harm, or merely are no files: they lead nowhere, steer nothing, and nobody waits for them.
#![cfg(unix)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const CACHING: &str = "caching";

/// A project of its own with the rule base that `archfit new` writes.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = archfit(folder.path(), &["new", "rule-base", CACHING]);
    assert!(made.status.success(), "{made:?}");
    folder
}

fn archfit(project: &Path, args: &[&str]) -> Output {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let command = command.current_dir(project).args(args).env("NO_COLOR", "1").timeout(Duration::from_mins(1));
    command.output().expect("it runs")
}

fn git(project: &Path, args: &[&str], input: &[u8]) -> String {
    let mut git = Command::new("git");
    git.current_dir(project).args(["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]).args(args);
    let mut git = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("git runs");
    git.stdin.take().expect("an input").write_all(input).expect("it takes the input");
    let done = git.wait_with_output().expect("it ends");
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("text").trim().to_owned()
}

/// A tree with one entry, made without git's own checks.
fn tree(project: &Path, entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend(format!("{mode} {name}\0").bytes());
        bytes.extend((0..id.len()).step_by(2).map(|at| u8::from_str_radix(&id[at..at + 2], 16).expect("hex")));
    }
    git(project, &["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], &bytes)
}

#[test]
fn a_revision_whose_names_lead_outside_writes_nothing() {
    let folder = project();
    let project = folder.path();
    git(project, &["init", "-q"], b"");
    let blob = git(project, &["hash-object", "-w", "--stdin"], b"evil = true\n");
    let mut inner = tree(project, &[("100644", "evil.toml", &blob)]);
    for _ in 0..3 {
        inner = tree(project, &[("40000", "..", &inner)]);
    }
    let rules = tree(project, &[("40000", "rules", &inner)]);
    let root = tree(project, &[("40000", "archfit", &rules)]);
    let commit = git(project, &["commit-tree", "-m", "evil", &root], b"");
    let temporary = tempfile::tempdir().expect("a folder");
    let deep = temporary.path().join("a/b/c/d");
    std::fs::create_dir_all(&deep).expect("folders");
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(project).args(["diff", &commit]).env("TMPDIR", &deep).output().expect("it runs");
    assert_eq!(said.status.code(), Some(2), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stderr).contains("outside its folder"), "{said:?}");
    let mut left = vec![temporary.path().to_owned()];
    while let Some(path) = left.pop() {
        assert!(!path.ends_with("evil.toml"), "{}", path.display());
        left.extend(std::fs::read_dir(&path).into_iter().flatten().map(|entry| entry.expect("an entry").path()));
    }
}

#[test]
fn a_revision_is_read_past_files_that_are_none_of_ours() {
    let folder = project();
    let project = folder.path();
    git(project, &["init", "-q"], b"");
    std::fs::create_dir_all(project.join("archfit/templates")).expect("a folder");
    std::fs::write(project.join("archfit/templates/logo.png"), [0x89, 0x50, 0xff, 0xfe]).expect("a picture");
    git(project, &["add", "-A"], b"");
    git(project, &["commit", "-q", "-m", "all"], b"");
    let said = archfit(project, &["diff", "HEAD"]);
    assert!(said.status.success(), "{said:?}");
}

#[test]
fn an_id_that_is_refused_names_no_file() {
    let folder = project();
    let rules = folder.path().join("archfit/rules/caching");
    for entry in std::fs::read_dir(&rules).expect("the rule base") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("text");
        std::fs::write(&path, text.replacen("id = \"caching\"", "id = \"../../pwn\"", 1)).expect("it is written");
    }
    let said = archfit(folder.path(), &["doc", "-o", "out/book", "--decision", "../../pwn"]);
    assert!(!said.status.success(), "{said:?}");
    assert!(!folder.path().join("pwn.md").exists() && !folder.path().join("../pwn.md").exists());
}

#[test]
fn nothing_that_files_say_steers_the_terminal_or_the_build() {
    let folder = project();
    let project = folder.path();
    let hostile = "\\u001b]0;PWNED\\u0007\\u009b2J\\u202e\\n::error file=x::no";
    for entry in std::fs::read_dir(project.join("archfit/rules/caching")).expect("the rule base") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("text");
        let text = text
            .replace("title = \"", &format!("title = \"{hostile} "))
            .replace("name = \"", &format!("name = \"{hostile} "));
        std::fs::write(&path, text).expect("it is written");
    }
    let answers = format!("format = 1\nquestionnaire = \"caching\"\nsystem = \"{hostile}\"\n[answers]\nno-such = 1\n");
    let named = "an\u{1b}[31m\u{9b}swers.toml";
    std::fs::write(project.join(named), answers).expect("an answers file");
    let commands: [&[&str]; 9] = [
        &["list"],
        &["list", CACHING],
        &["test"],
        &["check"],
        &["check", "--format", "concise"],
        &["decide", named],
        &["decide", "--format", "json", named],
        &["compare", named, named],
        &["coverage"],
    ];
    for args in commands {
        let said = archfit(project, args);
        for text in [&said.stdout, &said.stderr] {
            let text = String::from_utf8_lossy(text);
            let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
            assert!(!text.contains(steers), "{args:?}: {text:?}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{args:?}: {text}");
        }
    }
}

#[test]
fn what_is_no_file_of_a_reasonable_size_is_refused_at_once() {
    let folder = project();
    let project = folder.path();
    assert!(Command::new("mkfifo").arg(project.join("pipe.toml")).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("/dev/zero", project.join("device.toml")).expect("a link");
    let large = std::fs::File::create(project.join("large.toml")).expect("a file");
    large.set_len(6 << 30).expect("a hole");
    for name in ["pipe.toml", "device.toml", "large.toml"] {
        for args in [&["interview", "--plain", name][..], &["decide", name], &["check", name]] {
            let said = archfit(project, args);
            assert_eq!(said.status.code(), Some(2), "{args:?}: {said:?}");
        }
    }
}

#[test]
fn a_template_that_breaks_the_library_is_an_error_of_its_own() {
    let folder = project();
    let project = folder.path();
    std::fs::create_dir_all(project.join("archfit/templates")).expect("a folder");
    std::fs::write(project.join("archfit/templates/report.txt"), "x".repeat(200_000)).expect("a template");
    std::fs::write(project.join("a.toml"), "format = 1\nquestionnaire = \"caching\"\n").expect("answers");
    let said = archfit(project, &["decide", "a.toml"]);
    assert_eq!(said.status.code(), Some(2), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stderr).contains("are allowed"), "{said:?}");
}

#[test]
fn the_interview_line_by_line_lets_nothing_through_that_steers() {
    let project = project();
    let path = format!("archfit/questionnaires/{CACHING}.toml");
    let text = std::fs::read_to_string(project.path().join(&path)).expect("the questionnaire");
    let first = text.lines().find(|line| line.starts_with("ask = ")).expect("a question");
    let hostile = "ask = \"How?\\n::error file=x::boo \\u202Eturned \\u001B[31m\"";
    std::fs::write(project.path().join(&path), text.replacen(first, hostile, 1)).expect("it can be written");
    let answers = format!("format = 1\nquestionnaire = \"{CACHING}\"\nsystem = \"S\\n::error file=x::boo\\u2066\"\n");
    std::fs::write(project.path().join("a\n::error b.toml"), answers).expect("it can be written");
    let said = archfit(project.path(), &["interview", "--plain", "a\n::error b.toml"]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(text.contains("How?"), "{text}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{1b}']), "{text}");
}
