//! Two decisions of which one follows the other: how to go, and what to take on the way.

use std::path::Path;

/// The questions of both; `MORE` stands for those that a test adds.
const QUESTIONNAIRE: &str = r#"format = 1
id = "q"
title = "Q"
[[question]]
id = "speed"
ask = "How fast?"
choices = [{ id = "slow" }, { id = "fast" }]
MORE[[question]]
id = "road"
ask = "By which road?"
settled-by = "road-choice"
choices = [{ id = "path", label = "The path", options = ["on-foot"] }, { id = "rail", label = "The rail", options = ["train"] }]
"#;

/// A decision between two options, up to its rules; its criterion goes up to `most`.
fn head(id: &str, title: &str, most: u32, options: [(&str, &str); 2]) -> String {
    let option = |(id, name)| format!("[[option]]\nid = \"{id}\"\nname = \"{name}\"\nsummary = \"It is one.\"\n");
    format!(
        "format = 1\n[decision]\nid = \"{id}\"\ntitle = \"{title}\"\nquestionnaire = \"q\"\nclose-call = 4\n\
         [[criterion]]\nid = \"{id}-all\"\nname = \"All\"\nweight = 10\nscale = [0, {most}]\n{}",
        options.map(option).concat()
    )
}

/// A rule that does something.
pub fn rule(id: &str, when: &str, what: &str, because: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\n{what}\nbecause = \"{because}\"\n")
}

/// Points of a decision's criterion.
pub fn points(of: &str, points: &str) -> String {
    format!("criterion = \"{of}-all\"\npoints = {{ {points} }}")
}

/// What a test says of the two decisions.
pub struct Way<'a> {
    /// Further questions.
    pub questions: &'a str,
    /// Up to where the criteria go.
    pub most: u32,
    /// The rules about the road.
    pub road: &'a [String],
    /// What the other decision is called, and the rules about it.
    pub load: (&'a str, &'a [String]),
}

impl Way<'_> {
    /// A project with these decisions and a file of answers, `a.toml`.
    pub fn project(&self, answers: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: String| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        };
        write("archfit/questionnaires/q.toml", QUESTIONNAIRE.replace("MORE", self.questions));
        let road = head("road-choice", "The road", self.most, [("on-foot", "On foot"), ("train", "Train")]);
        write("archfit/rules/road-choice/rules.toml", road + &self.road.concat());
        let load = head("load", self.load.0, self.most, [("boots", "Boots"), ("shoes", "Shoes")]);
        write("archfit/rules/load/rules.toml", load + &self.load.1.concat());
        write("a.toml", format!("format = 1\nquestionnaire = \"q\"\n{answers}"));
        folder
    }
}

/// The report about a project's answers, its words apart by one blank each.
pub fn decide(folder: &Path, format: &str) -> String {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder).args(["decide", "a.toml", "--format", format]).output().expect("it runs");
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    String::from_utf8_lossy(&said.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}
