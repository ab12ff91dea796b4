//! Nothing depends on the order in which a rule base names its options, criteria and rules, ties included.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

const QUESTIONNAIRE: &str = "format = 1\nid = \"q\"\ntitle = \"Q\"\n\
    [[question]]\nid = \"p\"\nask = \"P?\"\nordered = true\nchoices = [{ id = \"x\" }, { id = \"y\" }, { id = \"z\" }]\n\
    [[question]]\nid = \"s\"\nask = \"S?\"\nordered = true\nchoices = [{ id = \"x\" }, { id = \"y\" }, { id = \"z\" }]\n\
    [[question]]\nid = \"m\"\nask = \"M?\"\nchoices = [{ id = \"x\" }, { id = \"y\" }]\n";
const EVIDENCE: &str = "[[evidence]]\nid = \"e\"\nkind = \"opinion\"\ntitle = \"E\"\nlink = \"https://example.org/\"\nchecked = 2026-11-01\n";

/// The parts of a rule base, in one order.
#[derive(Clone)]
struct Parts {
    options: Vec<String>,
    criteria: Vec<String>,
    rules: Vec<String>,
    scenarios: Vec<String>,
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn shuffled(&mut self, all: &[String]) -> Vec<String> {
        let mut left = all.to_vec();
        (0..all.len()).map(|_| left.remove(self.below(left.len() as u64) as usize)).collect()
    }

    fn parts(&mut self) -> Parts {
        let (options, criteria) = (["aa", "bb", "cc", "dd"], ["k1", "k2", "k3"]);
        // Few different points, and two options that nothing tells apart, so that many are level.
        let mut starts = options.map(|_| criteria.map(|criterion| format!("{criterion} = {}", self.below(2))));
        let [first, second, ..] = &mut starts;
        second.clone_from(first);
        let starts = options.iter().zip(starts).map(|(id, starts)| {
            let starts = starts.join(", ");
            format!(
                "[[option]]\nid = \"{id}\"\nname = \"Opt {id}\"\nsummary = \"It is {id}.\"\nbase = {{ {starts} }}\n"
            )
        });
        let starts: Vec<String> = starts.collect();
        let of = |id: &str, weight: u64| {
            format!("[[criterion]]\nid = \"{id}\"\nname = \"C {id}\"\nweight = {weight}\nscale = [-4, 4]\n")
        };
        let weights = criteria.map(|id| of(id, 2 + self.below(2)));
        let conditions = ["p >= y", "s == z", "m == y", "p == x", "s >= y and m == x"];
        let rule = |at: usize| {
            let mut points = options.map(|_| self.below(3));
            points[1] = points[0];
            let given = options.iter().zip(points).filter(|(_, points)| *points > 0);
            let given: Vec<String> = given.map(|(id, points)| format!("{id} = {points}")).collect();
            let given = if given.is_empty() { "aa = 1".to_owned() } else { given.join(", ") };
            let criterion = criteria[self.below(3) as usize];
            format!(
                "[[rule]]\nid = \"r{at}\"\nwhen = \"{}\"\ncriterion = \"{criterion}\"\npoints = {{ {given} }}\nbecause = \"So r{at}.\"\nevidence = [\"e\"]\n",
                conditions[at]
            )
        };
        let rules = (0..conditions.len()).map(rule).collect();
        let scenario = |(at, (said, winner)): (usize, (&str, &str))| {
            format!(
                "[[scenario]]\nid = \"c{at}\"\ntitle = \"C {at}\"\nanswers = {{ {said} }}\nexpect = {{ winner = \"{winner}\" }}\n"
            )
        };
        let said =
            ["p = \"x\", s = \"x\", m = \"x\"", "p = \"z\", s = \"z\", m = \"y\"", "p = \"y\", s = \"x\", m = \"y\""];
        let scenarios = said.into_iter().zip(["aa", "bb", "cc"]).enumerate().map(scenario).collect();
        Parts { options: starts, criteria: weights.to_vec(), rules, scenarios }
    }
}

impl Parts {
    fn reordered(&self, dice: &mut Dice) -> Self {
        Self {
            options: dice.shuffled(&self.options),
            criteria: dice.shuffled(&self.criteria),
            rules: dice.shuffled(&self.rules),
            scenarios: self.scenarios.clone(),
        }
    }

    fn write(&self, folder: &Path) {
        let head = "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n";
        let base = [&[head.to_owned()][..], &self.criteria, &self.options, &[EVIDENCE.to_owned()]].concat().concat();
        write(folder, "archfit/rules/d/decision.toml", &base);
        write(folder, "archfit/rules/d/rules.toml", &format!("format = 1\n{}", self.rules.concat()));
        write(folder, "archfit/rules/d/scenarios.toml", &format!("format = 1\n{}", self.scenarios.concat()));
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, text).expect("a file");
}

fn project(parts: &Parts) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "archfit/questionnaires/q.toml", QUESTIONNAIRE);
    for (name, said) in [
        ("a.toml", "p = \"y\"\ns = \"x\"\nm = \"x\"\n"),
        ("b.toml", "p = \"x\"\ns = \"z\"\nm = \"x\"\n"),
        ("open.toml", "p = \"y\"\n"),
    ] {
        write(folder.path(), name, &format!("format = 1\nquestionnaire = \"q\"\nsystem = \"S\"\n[answers]\n{said}"));
    }
    parts.write(folder.path());
    folder
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let output = command.current_dir(folder).env("ARCHFIT_TODAY", "2026-12-01").args(args).output().expect("it runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

/// A value with its lists in one order, without what tells files from each other, and numbers without rounding errors.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Array(all) => {
            let mut all: Vec<Value> = all.iter().map(canonical).collect();
            all.sort_by_key(Value::to_string);
            Value::Array(all)
        }
        Value::Object(all) => {
            // A map's letters are given out in the order of the options; of reasons that count alike the one is told that its author wrote first.
            let of_files = ["line", "file", "place", "sha256", "rules_sha256", "mark", "marks", "cause"];
            let is_of_files = |key: &str| of_files.contains(&key);
            all.iter()
                .filter(|(key, _)| !is_of_files(key))
                .map(|(key, value)| (key.clone(), canonical(value)))
                .collect()
        }
        Value::Number(number) => number.as_f64().map_or(value.clone(), |number| Value::from((number * 1e6).round())),
        other => other.clone(),
    }
}

fn said(folder: &Path, args: &[&str]) -> (Option<i32>, Value) {
    let (code, text) = run(folder, args);
    (code, canonical(&serde_json::from_str(&text).unwrap_or_else(|_| panic!("{args:?}: {text}"))))
}

/// Where two values differ.
fn differences(at: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for key in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                let of = |all: &serde_json::Map<String, Value>| all.get(key).cloned().unwrap_or_default();
                differences(&format!("{at}.{key}"), &of(one), &of(other), found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (place, (one, other)) in one.iter().zip(other).enumerate() {
                differences(&format!("{at}[{place}]"), one, other, found);
            }
        }
        _ if one != other => found.push(format!("{at}: {one} | {other}")),
        _ => {}
    }
}

const COMMANDS: [&[&str]; 8] = [
    &["decide", "a.toml", "--format", "json"],
    &["decide", "b.toml", "--format", "json"],
    &["decide", "open.toml", "--format", "json"],
    &["explain", "a.toml", "bb", "--format", "json"],
    &["compare", "a.toml", "b.toml", "--format", "json"],
    &["test", "--format", "json"],
    &["coverage", "--format", "json"],
    &["recheck", "--format", "json"],
];

#[test]
fn options_criteria_and_rules_in_another_order_come_to_the_same() {
    let mut dice = Dice(7);
    let mut n_level = 0;
    let mut wrong = Vec::new();
    for round in 0..3 {
        let parts = dice.parts();
        let folder = project(&parts);
        for answers in ["a.toml", "b.toml"] {
            assert_eq!(run(folder.path(), &["adr", "new", answers, "--status", "accepted"]).0, Some(0));
        }
        let first: Vec<_> = COMMANDS.map(|args| said(folder.path(), args)).into();
        n_level += usize::from(first[0].1.to_string().contains("are level"));
        for _ in 0..2 {
            parts.reordered(&mut dice).write(folder.path());
            for (args, first) in COMMANDS.iter().zip(&first) {
                let now = said(folder.path(), args);
                let mut found = Vec::new();
                let (mut before, mut after) = (first.1.clone(), now.1);
                // That the files say it in another order is noted.
                if args[0] == "recheck" {
                    for said in [&mut before, &mut after] {
                        said["findings"].as_array_mut().expect("findings").retain(|one| one["kind"] != "rules-changed");
                    }
                }
                differences("", &before, &after, &mut found);
                if !found.is_empty() || first.0 != now.0 {
                    wrong.push(format!("round {round}, {args:?}, {:?} and {:?}: {found:#?}", first.0, now.0));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(n_level > 0, "ties were among them");
}

/// A rule base of two options that nothing tells apart, in this order.
fn twins(order: [&str; 2]) -> Parts {
    let option =
        |id: &str| format!("[[option]]\nid = \"{id}\"\nname = \"Opt {id}\"\nsummary = \"It.\"\nbase = {{ k1 = 1 }}\n");
    let scenario = |id: &str, expect: &str| {
        format!("[[scenario]]\nid = \"{id}\"\ntitle = \"T\"\nanswers = {{ p = \"y\" }}\nexpect = {{ {expect} }}\n")
    };
    Parts {
        options: order.map(option).to_vec(),
        criteria: vec!["[[criterion]]\nid = \"k1\"\nname = \"C\"\nweight = 1\nscale = [-4, 4]\n".to_owned()],
        rules: Vec::new(),
        scenarios: vec![
            scenario("one", "winner = \"aa\""),
            scenario("other", "winner = \"bb\""),
            scenario("both", "acceptable = [\"aa\", \"bb\"]"),
        ],
    }
}

#[test]
fn of_level_options_none_is_the_winner() {
    for order in [["aa", "bb"], ["bb", "aa"]] {
        let folder = project(&twins(order));
        let path = folder.path();
        let text = run(path, &["compare", "a.toml", "b.toml"]).1;
        assert!(text.contains("a alone: Opt aa and Opt bb are level"), "{order:?}: {text}");
        assert!(text.contains("whoever is right: Opt aa and Opt bb, which are level"), "{order:?}: {text}");
        assert!(!text.contains("ahead of") && text.matches("decides `d`").count() == 0, "{order:?}: {text}");
        let (code, text) = run(path, &["test"]);
        assert_eq!(code, Some(1), "{text}");
        assert_eq!(text.matches("`aa` and `bb`, which are level").count(), 2, "one and other, not both: {text}");
        let text = run(path, &["coverage"]).1;
        assert!(!text.contains("never win"), "{order:?}: {text}");
        for option in ["aa", "bb"] {
            let text = run(path, &["explain", "a.toml", option]).1;
            assert!(!text.contains("under no weights"), "{order:?} {option}: {text}");
        }
        assert_eq!(run(path, &["adr", "new", "a.toml", "--status", "accepted"]).0, Some(0));
        twins([order[1], order[0]]).write(path);
        let (code, text) = run(path, &["recheck"]);
        assert!(code == Some(0) && !text.contains("winner-changed"), "{order:?}: {text}");
    }
}
