//! The capacity sheet: what unit costs come to, the rules that steps of them become, prices, and what cannot be used.

use std::fmt::Write as _;

use archfit::engine::{Advisor, RuleReading};
use archfit::load::{Files, Library, Source, load_files, read_answers_text};
use archfit::model::{AnswersFile, Prices, Resource, Subject};
use archfit::report::{Format, Origin, build, render};

const QUESTIONS: &str = r#"
format = 1
id = "q"
title = "Q"
[[question]]
id = "rate"
ask = "Requests a second?"
[question.integer]
min = 0
max = 1_000_000
bands = [{ id = "few", below = 10, reading = 5 }, { id = "some", below = 1_000, reading = 100 }, { id = "many", reading = 20_000 }]
[[question]]
id = "jobs"
ask = "Jobs a minute?"
ask-if = "later == yes"
[question.integer]
min = 0
max = 1_000_000
bands = [{ id = "few", below = 60, reading = 6 }, { id = "many", reading = 6_000 }]
[[question]]
id = "later"
ask = "Is there work for later?"
choices = [{ id = "yes" }, { id = "no" }]
[[quantity]]
id = "requests"
formula = "rate"
[[quantity]]
id = "jobs-per-second"
formula = "jobs / 60"
"#;

const RULES: &str = r#"
format = 1
[decision]
id = "d"
title = "D"
questionnaire = "q"
[[criterion]]
id = "cost"
weight = 1
scale = [-10, 0]
[[option]]
id = "heavy"
name = "Heavy"
summary = "One."
[[option]]
id = "light"
name = "Light"
summary = "Two."
[[rule]]
id = "r"
when = "later == yes"
criterion = "cost"
points = { light = -1 }
because = "It is so."
evidence = ["lab"]
[[evidence]]
id = "lab"
kind = "opinion"
title = "Lab"
"#;

const COSTS: &str = r#"
[[unit-cost]]
id = "request-heavy"
options = ["heavy"]
resource = "cores"
per = "requests"
cost = { low = 1_000, expected = 2_000, high = 5_000 }
what = "one request"
evidence = ["lab"]
[[unit-cost]]
id = "job-heavy"
options = ["heavy"]
resource = "cores"
per = "jobs-per-second"
cost = { low = 100_000, expected = 200_000, high = 200_000 }
what = "one job"
when = "later == yes"
evidence = ["lab"]
[[unit-cost]]
id = "process"
options = ["heavy"]
resource = "memory"
cost = { low = 102_400, expected = 102_400, high = 204_800 }
what = "one process"
evidence = ["lab"]
"#;

const STEPS: &str = r#"
[[steps]]
id = "cores-cost"
criterion = "cost"
resource = "cores"
from = 1
factor = 3
most = 4
points = -1
because = "Cores cost money."
"#;

fn source(name: &str, text: &str) -> (String, Source) {
    (name.to_owned(), Source { name: name.to_owned(), path: None, text: text.to_owned() })
}

fn library(rules: &str) -> Library {
    let questionnaires: Files = [source("q.toml", QUESTIONS)].into();
    load_files(questionnaires, [source("d/d.toml", rules)].into(), Files::new())
}

fn answers(library: &mut Library, text: &str) -> (AnswersFile, Vec<String>) {
    let text = format!("format = 1\nquestionnaire = \"q\"\n{text}");
    let (_, source) = source("a.toml", &text);
    let read = read_answers_text(source, library).expect("the questionnaire is known");
    (read.file, read.findings.iter().map(|finding| format!("{}: {}", finding.code, finding.title)).collect())
}

/// The least, the expected and the greatest need of an option.
fn need(library: &mut Library, text: &str, option: u32, resource: Resource) -> Option<(i128, i128, i128)> {
    let (file, findings) = answers(library, text);
    assert_eq!(findings, Vec::<String>::new());
    let advice = Advisor::new(library.subjects[0].clone()).advise(&file);
    let capacity = &advice.decisions[0].capacity;
    let need = capacity.iter().find(|need| need.option.0 == option && need.resource == resource)?;
    Some((need.low, need.expected, need.high))
}

#[test]
fn needs_are_sums_of_amounts_times_costs() {
    let mut library = library(&format!("{RULES}{COSTS}"));
    let known = "[answers]\nrate = 300\nlater = \"yes\"\njobs = 600";
    let cores = Some((300 * 1_000 + 10 * 100_000, 300 * 2_000 + 10 * 200_000, 300 * 5_000 + 10 * 200_000));
    assert_eq!(need(&mut library, known, 0, Resource::Cores), cores);
    assert_eq!(need(&mut library, known, 0, Resource::Memory), Some((102_400, 102_400, 204_800)));
    assert_eq!(need(&mut library, known, 1, Resource::Cores), None, "what no unit cost speaks of is not zero");
}

#[test]
fn ranges_and_open_answers_widen_a_need_and_skipped_ones_add_nothing() {
    let mut library = library(&format!("{RULES}{COSTS}"));
    let skipped = need(&mut library, "[answers]\nrate = 300\nlater = \"no\"", 0, Resource::Cores);
    assert_eq!(skipped, Some((300_000, 600_000, 1_500_000)));
    let ranged =
        need(&mut library, "[answers]\nrate = \"300..400\"\nlater = \"no\"", 0, Resource::Cores).expect("known");
    assert_eq!((ranged.0, ranged.2), (300_000, 2_000_000));
    let open = need(&mut library, "[answers]\nrate = 300", 0, Resource::Cores).expect("known");
    assert_eq!((open.0, open.2), (300_000, 300 * 5_000 + 100 * 200_000), "there may be no work for later");
    assert!(open.0 < open.1 && open.1 < open.2);
}

#[test]
fn a_step_holds_exactly_where_the_greatest_part_reaches_it() {
    let library = library(&format!("{RULES}{COSTS}{STEPS}"));
    let codes: Vec<&str> = library.diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, Vec::<&str>::new());
    let subject = &library.subjects[0];
    let steps = |subject: &Subject| subject.rule_bases[0].rules.iter().filter(|rule| !rule.is_written()).count();
    assert_eq!(steps(subject), 4, "one for each step of the one option with costs");
    let mut advisor = Advisor::new(subject.clone());
    let mut library = self::library(&format!("{RULES}{COSTS}{STEPS}"));
    for rate in [0_i64, 1, 499, 500, 1_499, 1_500, 4_500, 13_499, 13_500, 900_000] {
        for jobs in [None, Some(0_i64), Some(299), Some(300), Some(2_700), Some(8_099), Some(8_100)] {
            let mut text =
                format!("[answers]\nrate = {rate}\nlater = \"{}\"", if jobs.is_some() { "yes" } else { "no" });
            jobs.iter().for_each(|jobs| write!(text, "\njobs = {jobs}").expect("text"));
            let (file, _) = answers(&mut library, &text);
            let advice = advisor.advise(&file);
            // In millionths of a core a minute, so that nothing is rounded.
            let greatest = (rate * 2_000 * 60).max(jobs.unwrap_or(0) * 200_000);
            for step in 0..4 {
                let id = format!("cores-cost-heavy-{}", step + 1);
                let rule = subject.rule_bases[0].rule_idx(&id).expect("it was made");
                let holds = advice.decisions[0].rules[rule.get()] == RuleReading::Holds;
                assert_eq!(holds, greatest >= 60_000_000 * 3_i64.pow(step), "rate {rate}, jobs {jobs:?}, step {step}");
            }
        }
    }
}

#[test]
fn a_step_can_be_followed_to_its_measurements() {
    let library = library(&format!("{RULES}{COSTS}{STEPS}"));
    let base = &library.subjects[0].rule_bases[0];
    let rule = &base.rules[base.rule_idx("cores-cost-heavy-2").expect("it was made").get()];
    assert_eq!(rule.when.text, "requests >= 1500 or (later == yes and jobs-per-second >= 15)");
    assert_eq!(rule.evidence, ["lab"]);
    assert!(rule.because.contains("3 cores"), "{}", rule.because);
}

#[test]
fn with_prices_the_sheet_says_money() {
    let both = COSTS.replace("[\"heavy\"]", "[\"heavy\", \"light\"]");
    let mut library = library(&format!("{RULES}{both}"));
    let text = "[answers]\nrate = 1_000\nlater = \"no\"\n[prices]\ncore = 30\ngib = 10\ncurrency = \"EUR\"";
    let (file, findings) = answers(&mut library, text);
    assert_eq!(findings, Vec::<String>::new());
    let report = build(&mut Advisor::new(library.subjects[0].clone()), &file, &Origin::default());
    let month = report.decisions[0].capacity[0].month.as_ref().expect("prices are given");
    assert_eq!((month.low, month.expected, month.high), (30, 60, 151));
    for format in [Format::Text, Format::Markdown, Format::Html] {
        let text = render(&report, format, &archfit::load::load(&archfit::load::Locations::default()).templates)
            .expect("it renders");
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains("60 EUR a month"), "{text}");
    }
}

#[test]
fn what_is_not_known_is_said() {
    let mut library = library(&format!("{RULES}{COSTS}"));
    let (file, _) = answers(&mut library, "[answers]\nrate = 1_000");
    let report = build(&mut Advisor::new(library.subjects[0].clone()), &file, &Origin::default());
    let text = render(&report, Format::Text, &archfit::load::load(&archfit::load::Locations::default()).templates)
        .expect("it renders");
    assert!(text.contains("Light: cores not known; memory not known"), "{text}");
}

#[test]
fn needs_beyond_all_numbers_do_not_overflow() {
    let absurd = COSTS.replace(
        "1_000, expected = 2_000, high = 5_000",
        "1_000_000_000_000, expected = 1_000_000_000_000, high = 1_000_000_000_000",
    );
    let mut library = library(&format!("{RULES}{absurd}{STEPS}"));
    let need = need(&mut library, "[answers]\nrate = 1_000_000", 0, Resource::Cores).expect("known");
    assert!(need.0 >= 1_000_000_000_000_000_000 && need.0 <= need.1 && need.1 <= need.2);
}

#[test]
fn costs_and_steps_that_cannot_be_are_refused_with_the_way_out() {
    let refused = |costs: &str, steps: &str| {
        let found = library(&format!("{RULES}{costs}{steps}")).diagnostics;
        found.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let cost = |new: &str| COSTS.replace("low = 1_000, expected = 2_000, high = 5_000", new);
    for wrong in [
        "low = 0, expected = 2_000, high = 5_000",
        "low = -5, expected = 2_000, high = 5_000",
        "low = 3_000, expected = 2_000, high = 5_000",
        "low = 1_000, expected = 6_000, high = 5_000",
        "low = 1, expected = 2_000, high = 5_000",
        "low = 1_000, expected = 2_000, high = 2_000_000_000_000",
    ] {
        assert_eq!(refused(&cost(wrong), ""), ["out-of-range"], "{wrong}");
    }
    assert_eq!(refused(&COSTS.replace("\"requests\"", "\"requets\""), ""), ["bad-formula"]);
    assert_eq!(refused(&COSTS.replacen("[\"heavy\"]", "[\"heavi\"]", 1), ""), ["unknown-option"]);
    assert_eq!(refused(&COSTS.replace("job-heavy", "request-heavy"), ""), ["duplicate-id"]);
    assert_eq!(refused("", STEPS), ["no-effect-declared"]);
    for (old, new) in [
        ("factor = 3", "factor = 1"),
        ("most = 4", "most = 0"),
        ("from = 1", "from = 0"),
        ("points = -1", "points = 0"),
    ] {
        assert_eq!(refused(COSTS, &STEPS.replace(old, new)), ["out-of-range"], "{new}");
    }
}

#[test]
fn steps_look_at_the_parts_they_name() {
    let parts = COSTS.replace("per = \"requests\"", "part = \"pages\"\nper = \"requests\"");
    let steps = STEPS.replace("resource", "parts = [\"pages\"]\nresource");
    let library = self::library(&format!("{RULES}{parts}{steps}"));
    let codes: Vec<&str> = library.diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, Vec::<&str>::new());
    let base = &library.subjects[0].rule_bases[0];
    let rule = &base.rules[base.rule_idx("cores-cost-heavy-1").expect("it was made").get()];
    assert_eq!(rule.when.text, "requests >= 500", "the jobs belong to no such part");
    let misspelt = self::library(&format!("{RULES}{parts}{}", steps.replace("pages", "page")));
    let found = &misspelt.diagnostics[0];
    assert_eq!(found.code, "no-effect-declared");
    assert!(found.title.contains("`page`"), "{}", found.title);
}

#[test]
fn the_first_page_says_what_the_two_leading_options_need_where_they_differ() {
    let light = COSTS
        .replace("heavy", "light")
        .replace("id = \"process\"", "id = \"process-light\"")
        .replace("1_000, expected = 2_000, high = 5_000", "10, expected = 20, high = 50");
    let mut library = library(&format!("{RULES}{COSTS}{light}{STEPS}"));
    let said = |library: &mut Library, text: &str| {
        let (file, _) = answers(library, text);
        build(&mut Advisor::new(library.subjects[0].clone()), &file, &Origin::default()).decisions[0]
            .summary
            .capacity
            .clone()
    };
    let busy = said(&mut library, "[answers]\nrate = 1_000\nlater = \"no\"").expect("2 cores against 0.02");
    assert_eq!(busy, "At peak 0.02 cores; Heavy 2 cores.", "the memory of both is about the same");
    assert_eq!(said(&mut library, "[answers]\nrate = 10\nlater = \"no\""), None, "both are a fraction of a core");
    let money = said(&mut library, "[answers]\nrate = 10\nlater = \"no\"\n[prices]\ncore = 30\ngib = 10");
    assert!(money.is_some_and(|money| money.contains("a month")));
    // Between a thousandth of a core and five hundred nothing is expected, and no figure is made of it.
    let unknown = "[answers]\nrate = \"1..100_000\"\nlater = \"no\"";
    assert_eq!(said(&mut library, unknown), None);
    let (file, _) = answers(&mut library, unknown);
    let report = build(&mut Advisor::new(library.subjects[0].clone()), &file, &Origin::default());
    let cores = report.decisions[0].capacity.iter().filter_map(|sheet| sheet.cores.as_ref());
    let said: Vec<&str> = cores.map(|cores| cores.said.as_str()).collect();
    assert!(said.iter().any(|said| said.ends_with(" cores: too little is known")), "{said:?}");
}

#[test]
fn prices_are_typed_as_what_and_how_much() {
    let mut prices = Prices::default();
    for typed in ["core=25", "gib = 4", "currency=EUR"] {
        assert_eq!(prices.set(typed), Ok(()));
    }
    assert_eq!((prices.core, prices.gib, prices.currency.as_deref()), (Some(25), Some(4), Some("EUR")));
    for wrong in ["core", "core=0", "core=-3", "core=much", "gib=2000000", "cpu=3", "currency="] {
        assert!(prices.set(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn prices_that_cannot_be_are_refused() {
    let mut library = library(&format!("{RULES}{COSTS}"));
    for (price, code) in
        [("0", "out-of-range"), ("-3", "out-of-range"), ("2_000_000", "out-of-range"), ("\"dear\"", "wrong-type")]
    {
        let (file, findings) = answers(&mut library, &format!("[prices]\ncore = {price}"));
        assert_eq!(file.prices.core, None);
        assert!(findings.len() == 1 && findings[0].starts_with(code), "{price}: {findings:?}");
    }
}
