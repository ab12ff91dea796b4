//! The program as a user runs it, over the small rule base of `tests/fixtures/storage`.

#![allow(clippy::allow_attributes, dead_code, reason = "each test file uses its own part")]
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test may fail"))]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// The day that commands take for today.
pub const TODAY: &str = "2026-11-24";

/// A file of the fixture.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/storage").join(name)
}

/// What a command said.
pub struct Said {
    /// Its result.
    pub out: String,
    /// Its talk.
    pub talk: String,
    /// Its exit code.
    pub code: i32,
}

/// Runs git in a place, as somebody with a name, and expects that it ends well.
pub fn git(place: &Place, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let mut command = std::process::Command::new("git");
    let output = command.current_dir(place.path(".")).args(identity).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Commits all that a place holds.
pub fn commit(place: &Place) {
    git(place, &["add", "-A"]);
    git(place, &["commit", "-q", "--allow-empty", "-m", "one"]);
}

/// Makes a repository of its own, with all that it holds committed, of a folder elsewhere.
pub fn make_repository(place: &Place, folder: &Path) {
    let inside = |arguments: &[&str]| git(place, &[&["-C", folder.to_str().unwrap()], arguments].concat());
    inside(&["init", "-q"]);
    inside(&["add", "-A"]);
    inside(&["commit", "-q", "-m", "part"]);
}

/// A folder to work in, with the fixture's answers files in it.
pub struct Place(TempDir);

impl Place {
    /// A new folder.
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for name in ["answers.toml", "several-writers.toml"] {
            std::fs::copy(fixture(name), place.path(name)).unwrap();
        }
        place
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders it is in.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces a text in a file, which must hold it.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not hold {from}");
        self.write(name, &text.replace(from, to));
    }

    /// Copies the fixture's questionnaire and rules into the project's own `archfit` folder, to be changed there.
    pub fn own_rules(&self) {
        for name in ["questionnaires/storage.toml", "rules/storage/rules.toml"] {
            self.write(&format!("archfit/{name}"), &std::fs::read_to_string(fixture(name)).unwrap());
        }
    }

    /// The program with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("archfit").unwrap();
        command.current_dir(self.0.path()).env("ARCHFIT_TODAY", TODAY).args(["--project", "."]);
        if !self.path("archfit/rules").exists() {
            command.arg("--questionnaires").arg(fixture("questionnaires")).arg("--rules").arg(fixture("rules"));
        }
        command.args(arguments);
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_on(TODAY, arguments)
    }

    /// Runs the program on another day.
    pub fn run_on(&self, day: &str, arguments: &[&str]) -> Said {
        let output = self.command(arguments).env("ARCHFIT_TODAY", day).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { out: text(output.stdout), talk: text(output.stderr), code: output.status.code().unwrap() }
    }

    /// Runs the program, whose result is JSON.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let said = self.run(arguments);
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.talk))
    }

    /// Runs the program, which must end well; gives its result.
    pub fn fine(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
        said.out
    }
}
