//! Weights that depend on answers: what files may say, what is wrong with it, and how it is told.

use std::path::Path;

use archfit::audit::lint::lint;
use archfit::engine::{Advisor, Fit, RuleReading};
use archfit::load::{Files, Library, Source, load_files, read_answers_text};
use archfit::report::{Origin, build};

const QUESTIONS: &str = r#"format = 1
id = "q"
title = "Q"

[[question]]
id = "budget"
ask = "How much money is there?"
ordered = true
choices = [ { id = "tight" }, { id = "fair" }, { id = "ample" } ]

[[question]]
id = "growth"
ask = "Does it grow?"
choices = [ { id = "no" }, { id = "yes" } ]
"#;

const RULES: &str = r#"format = 1
[decision]
id = "d"
title = "Hosting"
questionnaire = "q"
close-call = 0

[[criterion]]
id = "cost"
name = "Running cost"
weight = 10
scale = [0, 10]

[[criterion]]
id = "speed"
name = "Speed"
weight = 15
scale = [0, 10]

[[option]]
id = "cheap"
name = "Cheap one"
summary = "One."
base = { cost = 10, speed = 2 }

[[option]]
id = "fast"
name = "Fast one"
summary = "Another."
base = { cost = 2, speed = 10 }

[[rule]]
id = "grows"
when = "growth == yes"
criterion = "speed"
points = { cheap = -2 }
because = "Growth needs room."

[[rule]]
id = "money-is-short"
when = "budget == tight"
weighs = { cost = 10 }
because = "Every euro is asked about."
"#;

fn library(rules: &str) -> Library {
    let one = |name: &str, text: &str| -> Files {
        [(name.to_owned(), Source { name: name.to_owned(), path: None, text: text.to_owned() })].into()
    };
    load_files(one("questionnaires/q.toml", QUESTIONS), one("rules/d/rules.toml", rules), Files::new())
}

fn file(library: &mut Library, answers: &str) -> archfit::model::AnswersFile {
    let text = format!("format = 1\nquestionnaire = \"q\"\n{answers}");
    let read = read_answers_text(Source { name: "a.toml".to_owned(), path: None, text }, library).expect("answers");
    assert!(read.findings.is_empty(), "{:#?}", read.findings);
    read.file
}

/// Each option's fit, the shares of the weights, and the report.
fn told(rules: &str, answers: &str) -> (Vec<Fit>, Vec<u32>, archfit::report::DecisionReport) {
    let mut library = library(rules);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    let file = file(&mut library, answers);
    let mut advisor = Advisor::new(library.subjects[0].clone());
    let advice = advisor.advise(&file);
    let made = &advice.decisions[0];
    let fits = (0..2).map(|option| made.standing(archfit::model::OptionIdx::from(option)).fit).collect();
    let mut report = build(&mut advisor, &file, &Origin::default());
    (fits, made.weights.clone(), report.decisions.remove(0))
}

#[test]
fn a_rule_makes_a_criterion_count_double_where_it_holds() {
    let (fits, shares, report) = told(RULES, "[answers]\nbudget = \"fair\"\ngrowth = \"no\"\n");
    // 10 and 15 of 25.
    assert_eq!(shares, [4_000, 6_000]);
    assert_eq!(fits, [Fit(520), Fit(680)]);
    assert!(report.weighing.is_empty() && report.winner.as_ref().is_some_and(|winner| winner.as_str() == "fast"));
    // 20 and 15 of 35: 4/7 and 3/7, so 1 x 4/7 + 0.2 x 3/7 = 23/35, and 0.2 x 4/7 + 3/7 = 19/35.
    let (fits, shares, report) = told(RULES, "[answers]\nbudget = \"tight\"\ngrowth = \"no\"\n");
    assert_eq!(shares, [5_714, 4_286]);
    assert_eq!(fits, [Fit(657), Fit(543)]);
    assert_eq!(report.winner.as_ref().map(archfit::model::OptionId::as_str), Some("cheap"));
    assert_eq!(report.weighing[0].said, "Running cost counts double: Every euro is asked about");
    assert!(
        report.summary.cause.as_deref().is_some_and(|cause| cause.contains("Running cost counts double: Every euro"))
    );
    let sum: f64 = report.contributions.iter().filter(|part| part.option == *"cheap").map(|part| part.amount).sum();
    assert!((sum - 65.7).abs() < 1e-9, "the parts add up to the fit: {sum}");
}

#[test]
fn while_it_is_open_whether_a_rule_weighs_the_fit_is_expected_and_its_range_a_bound() {
    let (fits, _, report) = told(RULES, "[answers]\ngrowth = \"no\"\n");
    // One of three budgets: expected scores over expected weights, 10 + 10/3 and 15.
    let whole = 10.0 + 10.0 / 3.0 + 15.0;
    let expected =
        |cost: f64, speed: f64| (((10.0 + 10.0 / 3.0) * cost + 15.0 * speed) / whole * 1_000.0).round() as i64;
    assert_eq!(fits, [Fit(expected(1.0, 0.2)), Fit(expected(0.2, 1.0))]);
    assert!(report.weights_open.is_some(), "it is said");
    for (option, (low, high)) in [("cheap", (52.0, 65.7)), ("fast", (54.3, 68.0))] {
        let standing = report.standings.iter().find(|standing| standing.option == *option).expect("it stands");
        assert!(standing.low <= low && standing.high >= high, "{option}: {} to {}", standing.low, standing.high);
    }
    assert!(!report.proven);
    let flips: Vec<&str> = report.flips.iter().flat_map(|flips| &flips.ways).map(|way| way.brief.as_str()).collect();
    assert!(flips.iter().any(|flip| flip.contains("tight")), "{flips:?}");
}

#[test]
fn a_weight_that_a_person_sets_stands_and_the_report_says_so() {
    let (_, shares, report) = told(RULES, "[answers]\nbudget = \"tight\"\ngrowth = \"no\"\n[weights]\ncost = 10\n");
    assert_eq!(shares, [4_000, 6_000]);
    let said = &report.weighing[0].said;
    assert!(said.starts_with("the weight of Running cost is set by hand, so +10 does not count"), "{said}");
    assert!(report.weights_open.is_none());
    // Other criteria still weigh what rules add to them.
    let (_, shares, _) = told(RULES, "[answers]\nbudget = \"tight\"\ngrowth = \"no\"\n[weights]\nspeed = 20\n");
    assert_eq!(shares, [5_000, 5_000]);
}

#[test]
fn levels_and_groups_weigh_too() {
    let steps = RULES.replace(
        "when = \"budget == tight\"\nweighs = { cost = 10 }",
        "per-level = \"budget\"\nweighs = { speed = 5 }",
    );
    assert_eq!(told(&steps, "[answers]\nbudget = \"ample\"\ngrowth = \"no\"\n").1, [2_857, 7_143], "10 and 15 + 5 + 5");
    let group = format!(
        "{}\n[[rule]]\nid = \"else\"\ngroup = \"money\"\notherwise = true\nweighs = {{ cost = -5 }}\nbecause = \"There is enough.\"\n",
        RULES.replace("id = \"money-is-short\"", "id = \"money-is-short\"\ngroup = \"money\"")
    );
    assert_eq!(told(&group, "[answers]\nbudget = \"ample\"\ngrowth = \"no\"\n").1, [2_500, 7_500], "5 and 15");
}

#[test]
fn what_is_said_wrongly_is_named_with_a_way_out() {
    for (to, code, help) in [
        ("weighs = { cots = 10 }", "unknown-criterion", "did you mean `cost`?"),
        ("weighs = { cost = 0 }", "zero-points", "leave it out"),
        ("weighs = { cost = 2_000_000 }", "out-of-range", "1000000"),
        ("weighs = { }", "no-effect-declared", "weighs = { running-cost = 10 }"),
        ("weighs = { cost = 10 }\nexcludes = [\"cheap\"]", "several-effects", "another weighs"),
    ] {
        let found = library(&RULES.replace("weighs = { cost = 10 }", to)).diagnostics;
        let told: Vec<String> = found.iter().map(|f| format!("{}: {} {:?}", f.code, f.title, f.help)).collect();
        assert!(told.iter().any(|told| told.starts_with(code) && told.contains(help)), "{to}: {told:?}");
    }
}

#[test]
fn a_weight_below_zero_and_weights_of_nothing_are_proven() {
    let codes = |rules: &str| -> Vec<String> {
        let library = library(rules);
        assert!(!library.has_errors(), "{:#?}", library.diagnostics);
        let found = lint(&library.subjects, &library.sources, None, true);
        found.iter().filter(|f| f.code == "weight-below-zero").map(|f| format!("{} {:?}", f.title, f.notes)).collect()
    };
    assert!(codes(RULES).is_empty());
    assert!(codes(&RULES.replace("cost = 10 }\nbecause = \"Every", "cost = -10 }\nbecause = \"Every")).is_empty());
    let below = codes(&RULES.replace("cost = 10 }\nbecause = \"Every", "cost = -11 }\nbecause = \"Every"));
    assert!(
        below[0].contains("weight of criterion `cost` falls to -1") && below[0].contains("budget = tight"),
        "{below:?}"
    );
    let both = RULES.replace("cost = 10 }\nbecause = \"Every", "cost = -10, speed = -15 }\nbecause = \"Every");
    let nothing = codes(&both);
    assert!(nothing[0].contains("no criterion of decision `d` weighs anything"), "{nothing:?}");
    // Two rules that never hold together take nothing off together.
    let apart = format!(
        "{}\n[[rule]]\nid = \"ample\"\nwhen = \"budget == ample\"\nweighs = {{ cost = -6 }}\nbecause = \"Enough.\"\n",
        RULES.replace("cost = 10 }\nbecause = \"Every", "cost = -6 }\nbecause = \"Every")
    );
    assert!(codes(&apart).is_empty());
}

#[test]
fn what_each_rule_weighs_is_in_the_advice_of_programs() {
    let mut library = library(RULES);
    let file = file(&mut library, "[answers]\nbudget = \"tight\"\n");
    let advice = Advisor::new(library.subjects[0].clone()).advise(&file);
    let base = &library.subjects[0].rule_bases[0];
    let weighs = base.rule_idx("money-is-short").expect("it is there");
    assert_eq!(advice.decisions[0].rules[weighs.get()], RuleReading::Holds);
}

fn run(folder: &Path, args: &[&str]) -> String {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder).args(args).output().expect("runs");
    format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr))
}

const SCENARIOS: &str = r#"
[[scenario]]
id = "short"
answers = { budget = "tight", growth = "no" }
expect = { winner = "cheap", fires = ["money-is-short"] }

[[scenario]]
id = "enough"
answers = { budget = "ample", growth = "no" }
expect = { winner = "fast" }

[[scenario]]
id = "short-and-growing"
answers = { budget = "tight", growth = "yes" }
expect = { winner = "cheap" }
"#;

#[test]
fn every_command_counts_them_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    for version in ["old", "new"] {
        write(&format!("{version}/archfit/questionnaires/q.toml"), QUESTIONS);
        write(&format!("{version}/archfit/rules/d/rules.toml"), &format!("{RULES}{SCENARIOS}"));
    }
    let tested = run(folder.path(), &["test", "new/archfit"]);
    assert!(tested.contains("3 of 3 passed"), "{tested}");
    let mutated = run(folder.path(), &["test", "new/archfit", "--mutate"]);
    assert!(mutated.contains("dropped rules        1 of    2"), "{mutated}");
    let coverage = run(folder.path(), &["coverage", "new/archfit"]);
    assert!(coverage.contains("pinned       1 of    2"), "{coverage}");
    // Without the rule two of six answers have another winner, and two of three scenarios.
    write(
        "new/archfit/rules/d/rules.toml",
        &format!("{}{SCENARIOS}", RULES.replace("cost = 10 }\nbecause = \"Every", "cost = 1 }\nbecause = \"Every")),
    );
    let diff = run(folder.path(), &["diff", "old", "new"]);
    assert!(diff.contains("33.3 % get another winner"), "{diff}");
    assert!(diff.contains("weighs cost +10") && diff.contains("weighs cost +1"), "{diff}");
    let tuned = run(folder.path(), &["tune", "new/archfit", "--format", "json"]);
    let tuned: serde_json::Value = serde_json::from_str(&tuned).expect("it is JSON");
    let repairs = tuned["decisions"][0]["repairs"].as_array().expect("a list");
    let repaired = repairs.iter().map(|repair| &repair["edits"][0]).find(|edit| edit["kind"] == "weighs");
    let edit = repaired.unwrap_or_else(|| panic!("what the rule adds is among the repairs: {repairs:?}"));
    assert_eq!((&edit["rule"], &edit["criterion"]), (&"money-is-short".into(), &"cost".into()));
    // The edit is the bytes of the number.
    let path = folder.path().join("new/archfit/rules/d/rules.toml");
    let text = std::fs::read_to_string(&path).expect("rules");
    let byte = |key: &str| edit[key].as_u64().expect("a number") as usize;
    let (start, end) = (byte("start"), byte("end"));
    assert_eq!(&text[start..end], "1");
    let mended = format!("{}{}{}", &text[..start], edit["text"].as_str().expect("text"), &text[end..]);
    std::fs::write(&path, mended).expect("written");
    assert!(run(folder.path(), &["test", "new/archfit"]).contains("3 of 3 passed"));
    write("a.toml", "format = 1\nquestionnaire = \"q\"\n[answers]\nbudget = \"tight\"\ngrowth = \"no\"\n");
    for format in ["markdown", "text", "html", "json"] {
        let told = run(
            folder.path(),
            &[
                "decide",
                "a.toml",
                "--rules",
                "old/archfit/rules",
                "--questionnaires",
                "old/archfit/questionnaires",
                "--format",
                format,
            ],
        );
        assert!(told.contains("Running cost counts double"), "{format}: {told}");
    }
    let renamed = run(&folder.path().join("old"), &["rename", "criterion", "cost", "money", "--decision", "d"]);
    let rules = std::fs::read_to_string(folder.path().join("old/archfit/rules/d/rules.toml")).expect("rules");
    assert!(rules.contains("weighs = { money = 10 }"), "{renamed}\n{rules}");
    let explained = run(&folder.path().join("old"), &["explain", "../a.toml", "money-is-short"]);
    assert!(explained.contains("+10 to the weight of Running cost"), "{explained}");
    let book = run(&folder.path().join("old"), &["doc"]);
    assert!(book.contains("What weights depend on"), "{book}");
}

#[test]
fn a_close_call_may_be_a_share_of_the_leading_options_fit() {
    let share = |close: &str| RULES.replace("close-call = 0", &format!("close-call = {close}"));
    // Fast leads 68.0 to 52.0: 16 of 68 is 23.5 %.
    let answers = "[answers]\nbudget = \"fair\"\ngrowth = \"no\"\n";
    let (_, _, report) = told(&share("\"23.5 %\""), answers);
    assert_eq!(report.outcome, archfit::model::OutcomeKind::Recommended);
    let (_, _, report) = told(&share("\"23.6%\""), answers);
    assert_eq!(report.outcome, archfit::model::OutcomeKind::CloseCall);
    assert_eq!(report.close_call.to_string(), "16");
    assert_eq!(report.close_call_said, "23.6 % of the leading option's fit, here 16");
    assert!(report.verdict.contains("a lead of at most 23.6 % of the leading option's fit, here 16 is too close"));
    for (wrong, help) in
        [("\"ten\"", "wrong-type `close-call` is neither"), ("\"120 %\"", "per cent"), ("\"1.55 %\"", "digit")]
    {
        let found = library(&share(wrong)).diagnostics;
        let told: Vec<String> = found.iter().map(|f| format!("{} {} {:?}", f.code, f.title, f.help)).collect();
        assert!(told.iter().any(|told| told.contains(help)), "{wrong}: {told:?}");
        assert!(told.iter().any(|told| told.contains("\\\"10 %\\\"")), "{wrong}: {told:?}");
    }
}
