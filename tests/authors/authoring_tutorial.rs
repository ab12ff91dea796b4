//! The tutorial, done step by step in an empty folder: its files are written, its commands run, its outputs compared.
//! `UPDATE_DOCS=1 cargo test --test authoring_tutorial` writes the outputs anew.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// One step, as a comment before a block or by itself says it.
enum Step {
    Write(String),
    Append(String),
    Exit(i32),
    Copy(String, String),
    Replace { file: String, from: String, to: String },
}

fn step_of(line: &str) -> Option<Step> {
    let (word, rest) = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.split_once(": ")?;
    let pair = |text: &str, by: &str| text.split_once(by).map(|(a, b)| (a.to_owned(), b.to_owned()));
    Some(match word {
        "file" => Step::Write(rest.to_owned()),
        "append" => Step::Append(rest.to_owned()),
        "exit" => Step::Exit(rest.parse().expect("an exit code")),
        "copy" => pair(rest, " ").map(|(from, to)| Step::Copy(from, to))?,
        "replace" => {
            let (file, edit) = pair(rest, ": ")?;
            let (from, to) = pair(&edit, " -> ")?;
            Step::Replace { file, from, to }
        }
        _ => panic!("unknown step: {line}"),
    })
}

struct Tutorial {
    folder: tempfile::TempDir,
    block: Option<Step>,
    n_commands: usize,
}

impl Tutorial {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Does what a comment says at once, or keeps it for the block that follows.
    fn take(&mut self, step: Step) {
        match step {
            Step::Copy(from, to) => copy(&self.path(&from), &self.path(&to)),
            Step::Replace { file, from, to } => {
                let text = std::fs::read_to_string(self.path(&file)).expect("the file is there");
                assert!(text.contains(&from), "`{from}` stands in {file}");
                std::fs::write(self.path(&file), text.replace(&from, &to)).expect("it can be written");
            }
            step => self.block = Some(step),
        }
    }

    /// Does what a block says, and gives the block as it should read.
    fn block(&mut self, language: &str, body: &str) -> String {
        match (self.block.take(), language) {
            (Some(Step::Write(file)), _) => self.write(&file, body),
            (Some(Step::Append(file)), _) => {
                let text = std::fs::read_to_string(self.path(&file)).expect("the file is there");
                self.write(&file, &format!("{text}{body}"));
            }
            (step, "console") => {
                let code = if let Some(Step::Exit(code)) = step { code } else { 0 };
                return self.run(body, code);
            }
            _ => {}
        }
        body.to_owned()
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    /// Runs the commands of a block; all but the last must be fine.
    fn run(&mut self, body: &str, code: i32) -> String {
        let commands: Vec<&str> = body.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        let mut text = String::new();
        for (position, command) in commands.iter().enumerate() {
            let mut words = command.split_whitespace();
            assert_eq!(words.next(), Some("archfit"), "{command}");
            let mut archfit = Command::cargo_bin("archfit").expect("the program is built");
            archfit.current_dir(self.folder.path()).env("ARCHFIT_TODAY", "2026-11-24").env_remove("CLICOLOR_FORCE");
            let output = archfit.args(words).arg("--project").arg(".").output().expect("it runs");
            let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it writes UTF-8");
            let output_text = format!("{}{}", said(&output.stdout), said(&output.stderr));
            let expected = if position + 1 == commands.len() { code } else { 0 };
            assert_eq!(output.status.code(), Some(expected), "{command}\n{output_text}");
            text.push_str(&format!("$ {command}\n{}\n", output_text.trim_end()).replace("\n\n\n", "\n\n"));
            self.n_commands += 1;
        }
        text
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there").map(|entry| entry.expect("it can be read")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

#[test]
fn the_tutorial_works_as_it_is_written() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/authoring.md");
    let written = std::fs::read_to_string(&path).expect("the tutorial is there").replace("\r\n", "\n");
    let folder = tempfile::tempdir().expect("a folder");
    let mut tutorial = Tutorial { folder, block: None, n_commands: 0 };
    let mut done = String::new();
    let mut lines = written.lines();
    while let Some(line) = lines.next() {
        done.push_str(line);
        done.push('\n');
        if let Some(step) = step_of(line) {
            tutorial.take(step);
        } else if line.starts_with("```") {
            // A longer fence holds what has fences itself.
            let language = line.trim_start_matches('`');
            let fence = &line[..line.len() - language.len()];
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
            let body = format!("{}\n", body.join("\n"));
            done.push_str(&tutorial.block(language, &body));
            done.push_str(fence);
            done.push('\n');
        }
    }
    assert!(tutorial.n_commands >= 8, "the commands are found");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &done).expect("it can be written");
        return;
    }
    assert!(done == written, "docs/authoring.md is not current: run the test with UPDATE_DOCS=1\n{done}");
}
