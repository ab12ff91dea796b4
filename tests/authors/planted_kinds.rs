//! Edits planted in a rule base that uses everything a rule base can say: each is named at its entry.

use std::collections::BTreeMap;

use archfit::diagnostic::Diagnostic;

use crate::planted::Project;

const QUESTIONS: &str = "questionnaires/messaging.toml";
const DECISION: &str = "rules/transport/decision.toml";
const RULES: &str = "rules/transport/rules.toml";
const SCENARIOS: &str = "rules/transport/scenarios.toml";

fn project() -> Project {
    let read = |path: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/transport");
        let text = std::fs::read_to_string(format!("{folder}/{path}")).expect("the file is there");
        (format!("archfit/{path}"), text)
    };
    let files: BTreeMap<String, String> = [QUESTIONS, DECISION, RULES, SCENARIOS].into_iter().map(read).collect();
    Project { files }
}

/// What is found once a text of a file is another.
fn found(path: &str, old: &str, new: &str) -> Vec<Diagnostic> {
    let mut project = project();
    let text = project.files.get_mut(&format!("archfit/{path}")).expect("the file is there");
    assert!(old.is_empty() || text.contains(old), "{old} stands in {path}");
    *text = if old.is_empty() { format!("{text}\n{new}") } else { text.replacen(old, new, 1) };
    project.findings()
}

#[test]
fn the_rule_base_that_all_edits_start_from_is_fine() {
    assert_eq!(project().findings(), []);
}

/// An edit: the file, the text that goes and the one that comes, the code that names it, and a part of what is said.
type Edit = (&'static str, &'static str, &'static str, &'static str, &'static str);

const EDITS: [Edit; 17] = [
    (
        RULES,
        "points = { kafka = 3, table = 1 }",
        "points = { kafka = 3, table = 1, pg-table = 2 }",
        "duplicate-id",
        "gives points to `table` twice",
    ),
    (
        RULES,
        "per-level = \"throughput\"",
        "when = \"message-rate >= 100 and message-rate >= 10k\"\nper-level = \"throughput\"",
        "idle-part",
        "in the condition of rule `load-grows`",
    ),
    (
        RULES,
        "per-level = \"throughput\"",
        "when = \"order == none or order == total and may-lose == no\"\nper-level = \"throughput\"",
        "mixed-and-or",
        "without parentheses",
    ),
    (
        RULES,
        "",
        "[[rule]]\nid = \"again\"\nper-level = \"throughput\"\ncriterion = \"capacity\"\npoints = { kafka = 4, rabbitmq = 2, table = -2 }\nbecause = \"Again.\"\nevidence = [\"trial\"]\n",
        "duplicate-rule",
        "again",
    ),
    (
        RULES,
        "weighs = { running = 30 }",
        "weighs = { running = 30, capacity = 40, guarantees = 30 }",
        "never-decisive",
        "in the same proportion",
    ),
    (
        RULES,
        "",
        "[[rule]]\nid = \"back\"\nwhen = \"budget == tight\"\nweighs = { running = -30 }\nbecause = \"Back.\"\nevidence = [\"trial\"]\n",
        "never-decisive",
        "takes back what `money-is-short` adds",
    ),
    (QUESTIONS, "link = \"https://example.org/keys\"", "link = \"file:///keys\"", "bad-link", "`file:///keys`"),
    (
        QUESTIONS,
        "likely = { no = 1, partly = 2, yes = 7 }",
        "likely = { no = 2, partly = 2, yes = 2 }",
        "idle-odds",
        "those it has anyway",
    ),
    (QUESTIONS, "\"rate\" = \"message-rate\"", "\"rate\" = \"order.none\"", "bad-alias", "something else"),
    (DECISION, "decide-if = \"message-rate >= 1\"\n", "", "no-effect-declared", "`nothing-to-decide` is never said"),
    (RULES, "from = 1\n", "from = 1_000_000\n", "never-true", "the first of these steps"),
    (
        RULES,
        "",
        "[[unit-cost]]\nid = \"twice\"\noptions = [\"table\"]\nresource = \"cores\"\nper = \"messages\"\ncost = { low = 300, expected = 500, high = 900 }\nwhat = \"one row\"\nevidence = [\"trial\"]\n",
        "said-twice",
        "what `cpu-table` costs it already",
    ),
    (RULES, "kind = \"measurement\"", "kind = \"opinion\"", "no-source", "nobody is said to hold"),
    (QUESTIONS, "label = \"100 to 9 999\"", "label = \"100 to 99 999\"", "label-bounds", "99 999"),
    (QUESTIONS, "label = \"under 100\"", "label = \"under 1 000\"", "label-bounds", "1 000"),
    (RULES, "when = \"order == per-key\"", "when = \"order >= none and order == per-key\"", "bad-condition", "always"),
    (SCENARIOS, "runs = [\"postgres\"], ", "", "left-open", "says nothing of `runs`"),
];

#[test]
fn every_planted_edit_is_named() {
    let missed = EDITS.iter().filter_map(|(path, old, new, code, said)| {
        let found = found(path, old, new);
        let is_named = found.iter().any(|finding| finding.code == *code && finding.title.contains(said));
        (!is_named).then(|| (*code, *said, found.into_iter().map(|of| (of.code, of.title)).collect::<Vec<_>>()))
    });
    let missed: Vec<_> = missed.collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_follows_from_an_entry_that_is_left_out_is_not_told() {
    for (path, old, new, code) in [
        (QUESTIONS, "measure = \"http.rate.busiest-minute\"", "measures = \"http.rate.busiest-minute\"", "unknown-key"),
        (QUESTIONS, "below = 100,    reading = 20", "below = 100,    reading = 200", "bad-band"),
        (QUESTIONS, "when = \"tests-run == yes\"", "when = \"tests-run == yess\"", "bad-condition"),
        (QUESTIONS, "when = \"tests-run == yes\"", "when = \"on-call == yes\"", "condition-cycle"),
        (RULES, "per = \"messages\"\ncost = { low = 300,", "per = \"mesages\"\ncost = { low = 300,", "bad-formula"),
    ] {
        let found = found(path, old, new);
        let told: Vec<(&str, &str)> = found.iter().map(|finding| (finding.code, &*finding.title)).collect();
        assert!(told.iter().all(|(told, _)| *told == code || *told == "missing-key"), "{told:?}");
        assert!(!told.is_empty());
    }
}

#[test]
fn what_a_group_adds_to_a_condition_is_not_held_against_its_author() {
    let found = found(RULES, "when = \"order == per-key\"", "when = \"order == per-key and order != none\"");
    let idle: Vec<&str> = found.iter().filter(|of| of.code == "idle-part").map(|of| &*of.title).collect();
    let [idle] = idle[..] else { panic!("one part is idle: {idle:?}") };
    assert!(!idle.starts_with("`not "), "{idle}");
}
