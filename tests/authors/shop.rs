//! A project with two decisions, one of which settles a question for the other, as tests change it.

use std::path::{Path, PathBuf};

use serde_json::Value;

pub const QUESTIONS: &str = "archfit/questionnaires/shop.toml";
pub const STORE: &str = "archfit/rules/store/decision.toml";
pub const STORE_RULES: &str = "archfit/rules/store/rules.toml";
pub const CACHE: &str = "archfit/rules/cachepolicy/decision.toml";

/// Answers under which two of the stores are near each other.
pub const ANSWERS: &str = r#"format = 1
questionnaire = "shop"

[answers]
orders = "some"
report-depth = "joins"
known = ["mongo"]
budget = "tight"
tests-run = "yes"
reviews-done = "yes"
"#;

/// The project in a folder of its own.
pub struct Shop(tempfile::TempDir);

impl Shop {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shared/shop");
        copy(&from, folder.path());
        Self(folder)
    }

    /// The project with a copy of what it is now beside it, to be compared with.
    pub fn with_copy() -> Self {
        let shop = Self::new();
        copy(&shop.path("archfit"), &shop.path("before/archfit"));
        shop
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("the file is there")
    }

    pub fn write(&self, path: &str, text: &str) -> &Self {
        std::fs::write(self.path(path), text).expect("it is written");
        self
    }

    /// Replaces a text that stands in a file once.
    pub fn edit(&self, path: &str, old: &str, new: &str) -> &Self {
        let text = self.text(path);
        assert_eq!(text.matches(old).count(), 1, "{old} in {text}");
        self.write(path, &text.replace(old, new))
    }

    pub fn add(&self, path: &str, more: &str) -> &Self {
        self.write(path, &(self.text(path) + more))
    }

    /// Runs archfit there: exit code, output, talk.
    pub fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
        let said = command.current_dir(self.0.path()).env("ARCHFIT_STATE_DIR", self.path("state")).args(args).output();
        let said = said.expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
        (said.status.code().expect("it ends by itself"), text(said.stdout), text(said.stderr))
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let (_, out, talk) = self.run(&[args, &["--format", "json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{talk}"))
    }

    /// What is advised for a decision: the option, how clearly, and by how much it leads.
    pub fn decided(&self, file: &str, decision: &str) -> (String, String, f64) {
        let told = self.json(&["decide", file]);
        let all = told["decisions"].as_array().expect("decisions");
        let one = all.iter().find(|one| one["decision"] == decision).unwrap_or_else(|| panic!("{decision}: {told}"));
        let word = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        (word(&one["winner"]), word(&one["outcome"]), one["lead"].as_f64().expect("a lead"))
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("it is copied");
        }
    }
}
