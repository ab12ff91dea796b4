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

const EDITS: [Edit; 25] = [
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
    (QUESTIONS, "label = \"100 to 9 999\"", "label = \"100 to 9 999 ms\"", "label-bounds", "9 999 ms"),
    (
        QUESTIONS,
        "{ id = \"never\", label = \"Never\" }, { id = \"days\", label = \"Days\" }, { id = \"years\", label = \"Years\" }",
        "{ id = \"never\", label = \"Under 1 day\" }, { id = \"days\", label = \"1 to 30 min\" }, { id = \"years\", label = \"30 days and more\" }",
        "label-bounds",
        "choices `never` (\"Under 1 day\") and `days`",
    ),
    (
        QUESTIONS,
        "{ id = \"years\", label = \"Years\" }",
        "{ id = \"years\", label = \"31 days and more\", short = \"30 h and more\" }",
        "label-bounds",
        "in short",
    ),
    (
        QUESTIONS,
        "{ id = \"medium\", when = \"bytes-per-second >= 1M\" }",
        "{ id = \"medium\", label = \"medium: 10 MB and more a second\", when = \"bytes-per-second >= 1M\" }",
        "label-bounds",
        "level `medium` of trait `throughput`",
    ),
    (
        RULES,
        "points = { kafka = 3, table = 1 }",
        "points = { kafka = 30, table = 1 }",
        "outlier",
        "`keeps-messages` gives 30",
    ),
    (DECISION, "weight = 40", "weight = 400", "outlier", "a point on `capacity` counts at least 4 times more"),
    (
        DECISION,
        "weight = 30\nscale = [-1, 5]",
        "weight = 3\nscale = [-1, 5]",
        "outlier",
        "a point on `guarantees` counts at least 4 times less",
    ),
    (
        RULES,
        "per = \"messages\"\ncost = { low = 50,",
        "per = \"bytes-per-second\"\ncost = { low = 50,",
        "wrong-quantity",
        "of one message",
    ),
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

/// What is found once some texts of files are others.
fn found_after(edits: &[(&str, &str, &str)]) -> Vec<Diagnostic> {
    let mut project = project();
    for (path, old, new) in edits {
        let text = project.files.get_mut(&format!("archfit/{path}")).expect("the file is there");
        assert!(old.is_empty() || text.contains(old), "{old} stands in {path}");
        *text = if old.is_empty() { format!("{text}\n{new}") } else { text.replacen(old, new, 1) };
    }
    project.findings()
}

fn titles<'a>(found: &'a [Diagnostic], code: &str) -> Vec<&'a str> {
    found.iter().filter(|finding| finding.code == code).map(|finding| &*finding.title).collect()
}

const VETO: (&str, &str, &str) =
    (RULES, "when = \"message-bytes == huge\"", "when = \"message-bytes == huge and not budget == tight\"");

#[test]
fn a_veto_that_fires_because_an_ask_if_hides_what_it_reads_is_named() {
    assert_eq!(titles(&found_after(&[VETO]), "holds-unasked"), [""; 0], "it is always asked");
    let hidden =
        (QUESTIONS, "ask = \"How is the budget?\"\n", "ask = \"How is the budget?\"\nask-if = \"order == total\"\n");
    let found = found_after(&[VETO, hidden]);
    let [title] = titles(&found, "holds-unasked")[..] else { panic!("{found:?}") };
    assert!(title.contains("veto `huge-messages` fires where `budget` is not asked"), "{title}");
    for mended in ["budget != tight", "(budget is na or budget != tight)", "budget not in [tight]"] {
        let veto =
            (RULES, "when = \"message-bytes == huge\"", &*format!("when = \"message-bytes == huge and {mended}\""));
        assert_eq!(titles(&found_after(&[veto, hidden]), "holds-unasked"), [""; 0], "{mended}");
    }
}

#[test]
fn a_question_that_is_asked_because_another_is_not_is_named() {
    let asked = (
        QUESTIONS,
        "ask = \"How is the budget?\"\n",
        "ask = \"How is the budget?\"\nask-if = \"not replay == years\"\n",
    );
    let found = found_after(&[asked]);
    let [title] = titles(&found, "holds-unasked")[..] else { panic!("{found:?}") };
    assert!(title.contains("question `budget` is asked where `replay` is not asked"), "{title}");
}

#[test]
fn a_dominance_and_a_unit_cost_that_an_ask_if_puts_out_of_reach_are_named() {
    let dominance = "[[dominates]]\ncriterion = \"running\"\nabove = \"table\"\nbelow = [\"kafka\"]\nwhen = \"may-lose == yes and replay == never\"\nbecause = \"So.\"\n";
    let cost = (
        "what = \"one row written and read\"",
        "when = \"may-lose == yes and replay == never\"\nwhat = \"one row written and read\"",
    );
    let found = found_after(&[(RULES, "", dominance), (RULES, cost.0, cost.1)]);
    let never = titles(&found, "never-true");
    for said in ["this dominance is never looked at", "unit cost `cpu-table` never counts"] {
        let finding = found.iter().find(|finding| finding.code == "never-true" && finding.title.contains(said));
        let notes = &finding.unwrap_or_else(|| panic!("{said}: {never:?}")).notes;
        assert!(notes.iter().any(|note| note == "`replay` is asked only where `may-lose == no`"), "{notes:?}");
    }
}

#[test]
fn a_unit_cost_by_the_minute_and_one_in_another_unit_are_named() {
    let minute = (
        QUESTIONS,
        "formula = \"message-rate\"\nunit = \"messages/s\"",
        "formula = \"message-rate * 60\"\nunit = \"messages/min\"",
    );
    let found = found_after(&[minute]);
    assert_eq!(titles(&found, "wrong-quantity").len(), 2, "{found:?}");
    let cost = |id: &str, expected: u32| {
        format!(
            "[[unit-cost]]\nid = \"{id}\"\noptions = [\"table\"]\nresource = \"cores\"\nper = \"messages\"\n\
             cost = {{ low = 10, expected = {expected}, high = 200_000 }}\nwhat = \"one message\"\nevidence = [\"trial\"]\n"
        )
    };
    let spread = |text: String| text.replace("low = 10,", "low = 1_000,");
    let found = found_after(&[(RULES, "", &spread(cost("nanoseconds", 100_000)))]);
    assert!(titles(&found, "outlier").iter().any(|title| title.contains("`nanoseconds` expects 100000")), "{found:?}");
    let found = found_after(&[(RULES, "", &spread(cost("dear", 3_000)))]);
    assert_eq!(titles(&found, "outlier"), [""; 0]);
}

#[test]
fn memory_by_the_second_where_what_is_at_once_is_counted_too_is_named() {
    let at_once =
        "[[quantity]]\nid = \"waiting\"\nname = \"Waiting\"\nformula = \"message-rate / 10\"\nunit = \"messages\"\n";
    let cost = |per: &str, what: &str| {
        format!(
            "[[unit-cost]]\nid = \"held\"\noptions = [\"table\", \"rabbitmq\", \"kafka\"]\nresource = \"memory\"\nper = \"{per}\"\n\
             cost = {{ low = 10, expected = 20, high = 40 }}\nwhat = \"{what}\"\nevidence = [\"trial\"]\n"
        )
    };
    let named = |per: &str, what: &str| {
        let found = found_after(&[(QUESTIONS, "", at_once), (RULES, "", &cost(per, what))]);
        !titles(&found, "wrong-quantity").is_empty()
    };
    assert!(named("messages", "one message that waits"));
    assert!(!named("waiting", "one message that waits"));
    assert!(!named("messages", "one message a second more"));
}

#[test]
fn an_answer_that_all_other_scenarios_give_is_missed_beside_another() {
    let more: Vec<String> = (0..4)
        .map(|n| {
            format!(
                "[[scenario]]\nid = \"more-{n}\"\nanswers = {{ message-rate = \"low\", message-bytes = \"small\", order = \"none\", may-lose = \"yes\", \
                 runs = [\"postgres\"], tests-run = \"no\", on-call = \"no\", budget = \"tight\" }}\nexpect = {{ winner = \"table\" }}\n"
            )
        })
        .collect();
    let more = more.concat();
    let lost = (SCENARIOS, "may-lose = \"yes\", runs = [\"postgres\"], ", "");
    let found = found_after(&[lost, (SCENARIOS, "", &more)]);
    assert!(
        titles(&found, "left-open").iter().any(|title| title.contains("`mails` says nothing of `runs`")),
        "{found:?}"
    );
    // Where others leave it out as well, it is left out on purpose.
    let meant = more.replacen("runs = [\"postgres\"], ", "", 1);
    let found = found_after(&[lost, (SCENARIOS, "", &meant)]);
    assert!(!titles(&found, "left-open").iter().any(|title| title.contains("`mails`")), "{found:?}");
}
