//! Solving against brute force on random small rule bases, and against numbers planted wrong on purpose.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::notice::noticed;
use super::number::{Edit, Number, applied};
use super::slack::Slack;
use super::tune;
use crate::audit::cases::cases;
use crate::audit::mutate::mutate;
use crate::audit::scenarios::Runner;
use crate::engine::base::random::Stream;
use crate::load::{Files, Library, Locations, Source, load, load_files};
use crate::model::{RuleBase, Subject};

const QUESTIONS: &str = r#"format = 1
id = "q"
title = "Q"
question = [
  { id = "q0", ask = "How?", ordered = true, choices = [ { id = "a" }, { id = "b" }, { id = "c" } ] },
  { id = "q1", ask = "How?", choices = [ { id = "a" }, { id = "b" }, { id = "c" } ] },
  { id = "q2", ask = "How?", choices = [ { id = "a" }, { id = "b" } ] },
]
"#;

fn files(name: &str, text: String) -> Files {
    [(name.to_owned(), Source { name: name.into(), path: None, text })].into_iter().collect()
}

fn library(rules: &str, scenarios: &str) -> Library {
    library_of(QUESTIONS, rules, scenarios)
}

fn library_of(questions: &str, rules: &str, scenarios: &str) -> Library {
    let mut text =
        String::from("format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\nclose-call = 3\n");
    for (criterion, weight) in [("k0", 3), ("k1", 2)] {
        let _ = write!(text, "[[criterion]]\nid = \"{criterion}\"\nweight = {weight}\nscale = [-6, 6]\n");
    }
    for option in ["x", "y", "z"] {
        let _ = write!(text, "[[option]]\nid = \"{option}\"\nname = \"O\"\nsummary = \"One.\"\n");
    }
    let library = load_files(
        files("q.toml", questions.to_owned()),
        files("d/d.toml", format!("{text}{rules}{scenarios}")),
        Files::new(),
    );
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    library
}

fn rule(id: &str, when: &str, criterion: &str, points: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\nbecause = \"So.\"\ncriterion = \"{criterion}\"\npoints = {{ {points} }}\n"
    )
}

fn scenario(id: &str, answers: &str, expect: &str) -> String {
    format!("[[scenario]]\nid = \"{id}\"\nanswers = {{ {answers} }}\nexpect = {{ {expect} }}\n")
}

/// A few rules with points drawn at random, and two that weigh.
fn random_rules(stream: &mut Stream) -> String {
    let mut points = || [-3, -2, -1, 1, 2, 3][(stream.bits() % 6) as usize];
    let whens = ["q0 >= b", "q1 == a", "q2 == b", "q0 == c and q1 == b", "q1 == c or q2 == a"];
    let rules = whens.iter().enumerate().map(|(n, when)| {
        let given = format!("x = {}, y = {}, z = {}", points(), points(), points());
        rule(&format!("r{n}"), when, if n % 2 == 0 { "k0" } else { "k1" }, &given)
    });
    let weighs = |id: &str, when: &str, added: &str| {
        format!("[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\nbecause = \"So.\"\nweighs = {{ {added} }}\n")
    };
    let weighing = weighs("w0", "q0 == b", "k0 = 2, k1 = -1") + &weighs("w1", "q2 == b", "k0 = 1, k1 = 3");
    let levels = |rule: String| rule.replace("when =", "per-level = \"q0\"\nwhen =");
    let levelled = levels(rule("l0", "q2 == a", "k1", "x = 1, z = -1")) + &levels(weighs("l1", "q1 == a", "k0 = 1"));
    rules.collect::<String>() + &weighing + &levelled
}

const CASES: [&str; 7] = [
    "q0 = \"a\", q1 = \"a\", q2 = \"a\"",
    "q0 = \"b\", q1 = \"b\", q2 = \"b\"",
    "q0 = \"c\", q1 = \"c\", q2 = \"a\"",
    "q0 = \"c\", q1 = \"b\"",
    "q1 = \"a\", q2 = \"b\"",
    "q0 = \"b\", q1 = \"c\", q2 = \"b\"",
    "q0 = \"a\", q1 = \"b\", q2 = \"a\"",
];

/// Scenarios that expect what comes out of a rule base.
fn scenarios_of(library: &Library) -> String {
    let base = &library.subjects[0].rule_bases[0];
    let runner = Runner::new(&library.subjects[0]);
    let one = |(n, (answers, scenario)): (usize, (&&str, &crate::model::Scenario))| {
        let situation = runner.play(base, &scenario.answers).situation;
        let leaders = situation.leaders().into_iter().map(|leader| format!("\"{}\"", base.options[leader.get()].id));
        let leaders: Vec<String> = leaders.collect();
        let outcome = crate::audit::scenarios::word(situation.outcome());
        let expect = format!("acceptable = [{}], outcome = \"{outcome}\"", leaders.join(", "));
        self::scenario(&format!("s{n}"), answers, &expect)
    };
    CASES.iter().zip(&base.scenarios).enumerate().map(one).collect()
}

fn passing(stream: &mut Stream) -> Library {
    let rules = random_rules(stream);
    let blank: String =
        CASES.iter().enumerate().map(|(n, answers)| scenario(&format!("s{n}"), answers, "winner = \"x\"")).collect();
    let scenarios = scenarios_of(&library(&rules, &blank));
    library(&rules, &scenarios)
}

/// Rules of which some exclude options, and scenarios that leave answers open and expect all sorts of things.
fn open_library(stream: &mut Stream) -> Library {
    let mut of = |n: usize| (stream.bits() % n as u64) as usize;
    let whens = ["q0 >= b", "q1 == a", "q2 == b", "q0 == c and q1 != b", "q1 == c or q2 == a", "q0 == a"];
    let vetoes = ["q2 == a", "q1 == b", "q0 == c", "q1 == a and q2 == b"];
    let mut rules = String::new();
    for n in 0..4 {
        let some = [-4, -3, -2, -1, 1, 2, 3, 4];
        let mut given = Vec::new();
        for option in ["x", "y", "z"] {
            if of(3) > 0 {
                given.push(format!("{option} = {}", some[of(8)]));
            }
        }
        let given = if given.is_empty() { "x = 2".to_owned() } else { given.join(", ") };
        rules += &rule(&format!("r{n}"), whens[of(whens.len())], ["k0", "k1"][of(2)], &given);
    }
    for n in 0..2 {
        let (when, option) = (vetoes[of(vetoes.len())], ["x", "y"][of(2)]);
        rules += &format!("[[rule]]\nid = \"v{n}\"\nwhen = \"{when}\"\nexcludes = [\"{option}\"]\nbecause = \"So.\"\n");
    }
    if of(3) == 0 {
        rules += "[[rule]]\nid = \"w\"\nwhen = \"q0 == b\"\nbecause = \"So.\"\nweighs = { k0 = 2, k1 = -1 }\n";
    }
    let scenarios = (0..4).map(|n| {
        let choices = [["a", "b", "c"].as_slice(), &["a", "b", "c"], &["a", "b"]];
        let mut answers = Vec::new();
        for (q, choices) in choices.iter().enumerate() {
            if of(5) > 1 {
                answers.push(format!("q{q} = \"{}\"", choices[of(choices.len())]));
            }
        }
        let option = ["x", "y", "z"][of(3)];
        let expect = match of(8) {
            0 => format!("not-excluded = [\"{option}\"]"),
            1 => "acceptable = [\"x\", \"y\"]".to_owned(),
            2 => format!("winner = \"{option}\", outcome = \"recommended\""),
            3 => "outcome = \"close-call\"".to_owned(),
            4 => format!("runner-up = \"{option}\""),
            5 => format!("winner = \"{option}\", lead-at-least = {}", 1 + of(6)),
            6 => "flips-with = [\"q0 = c\"]".to_owned(),
            _ => format!("winner = \"{option}\""),
        };
        scenario(&format!("s{n}"), &answers.join(", "), &expect)
    });
    library(&rules, &scenarios.collect::<String>())
}

/// How each scenario comes out with one number at a value: whether it fails by something that numbers decide.
fn fails_with(subject: &Arc<Subject>, base: &RuleBase, edit: Edit) -> Vec<bool> {
    let changed = applied(subject, base, &[edit]);
    let base = changed.rule_base(base.decision.id.as_str()).expect("it is there");
    cases(&changed, base).iter().map(|case| !case.numbers_are_met).collect()
}

#[test]
fn with_answers_left_open_repairs_and_slack_are_what_running_every_value_says() {
    const REACH: i32 = 9;
    let mut stream = Stream::new(29);
    let (mut n_repaired, mut n_held, mut n_open, mut n_proven) = (0, 0, 0, 0);
    for round in 0..20 {
        let library = open_library(&mut stream);
        let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
        let own = cases(subject, base);
        n_open += own.iter().filter(|case| case.stand.may_take_proof()).count();
        n_proven += own
            .iter()
            .filter(|case| case.stand.leader(case.stand.scores()).is_some_and(|of| case.stand.takes_proof(of)))
            .count();
        let tuned = tune(subject, base);
        let failing: Vec<bool> = own.iter().map(|case| !case.numbers_are_met).collect();
        assert!(!tuned.is_one_cut_short, "round {round}");
        assert_eq!(tuned.failing.len(), failing.iter().filter(|fails| **fails).count());
        for slack in &tuned.slack {
            let (number, value) = (slack.number, slack.value);
            let what = format!("round {round}, {}: {value}", number.said(base));
            let (least, most) = number.domain(base);
            let within = least.max(value - REACH)..=most.min(value + REACH);
            let may_be = |new: &i32| *new != 0 || !number.is_only_entry(base);
            let run: Vec<(i32, Vec<bool>)> = within
                .clone()
                .filter(may_be)
                .map(|new| (new, fails_with(subject, base, Edit { number, old: value, new })))
                .collect();
            // Slack: up to the first value at which one fails that passes now.
            let breaks = |(_, fails): &&(i32, Vec<bool>)| fails.iter().zip(&failing).any(|(then, now)| *then && !now);
            let last = |of: Option<&(i32, Vec<bool>)>, step: i32| {
                let end = of.map(|(new, _)| new + step);
                end.map(|end| if may_be(&end) { end } else { end + step })
            };
            let high = last(run.iter().filter(|(new, _)| *new > value).find(breaks), -1);
            let low = last(run.iter().rev().filter(|(new, _)| *new < value).find(breaks), 1);
            let near = |end: Option<(i32, usize)>| end.map(|(end, _)| end).filter(|end| (end - value).abs() < REACH);
            assert_eq!((near(slack.low), near(slack.high)), (low, high), "{what}");
            n_held += usize::from(low.is_some()) + usize::from(high.is_some());
            // Repair: the nearest value at which none fails, the lesser of two.
            if tuned.failing.is_empty() || tuned.n_found > super::N_SHOWN {
                continue;
            }
            let mends = run.iter().filter(|(new, fails)| *new != value && fails.iter().all(|fails| !fails));
            let wanted = mends.min_by_key(|(new, _)| ((new - value).abs(), *new)).map(|(new, _)| *new);
            let single = |edits: &&super::Repair| edits.edits.len() == 1 && edits.edits[0].number == number;
            let found = tuned.repairs.iter().find(single).map(|repair| repair.edits[0].new);
            assert_eq!(found.filter(|new| (new - value).abs() <= REACH), wanted, "{what}");
            n_repaired += usize::from(wanted.is_some());
        }
        assert!(tuned.repairs.iter().all(|repair| all_pass(subject, base, &repair.edits)) || !tuned.beyond.is_empty());
    }
    assert!(n_repaired > 5 && n_held > 30 && n_open > 10 && n_proven > 2, "{n_repaired} {n_held} {n_open} {n_proven}");
}

/// Three options of which one may be excluded, and a scenario that leaves open whether it is.
fn may_be_out(expect: &str) -> Library {
    let rules = rule("r0", "q0 == c", "k0", "x = 1, y = 3")
        + &rule("r1", "q0 >= b", "k0", "x = 1, z = -2")
        + "[[rule]]\nid = \"out\"\nwhen = \"q2 == b\"\nexcludes = [\"x\"]\nbecause = \"So.\"\n";
    let scenarios = scenario("open", "q0 = \"c\", q1 = \"a\"", expect)
        + &scenario("whole", "q0 = \"c\", q1 = \"a\", q2 = \"a\"", "winner = \"x\"");
    library(&rules, &scenarios)
}

#[test]
fn what_no_number_decides_stands_in_no_repair_s_way_and_holds_no_number() {
    for expect in ["not-excluded = [\"y\"]", "acceptable = [\"x\", \"y\", \"z\"]", "not-fires = [\"out\"]"] {
        let library = may_be_out(expect);
        let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
        let tuned = tune(subject, base);
        assert_eq!(tuned.failing, [1], "{expect}");
        let of_x = |repair: &&super::Repair| matches!(repair.edits[..], [Edit { number: Number::Points(_, option), .. }] if option.get() == 0);
        let repair = tuned.repairs.iter().find(of_x).unwrap_or_else(|| panic!("{expect}: {:?}", tuned.repairs));
        assert_eq!(repair.edits[0].new, 3, "{expect}");
        assert!(all_pass(subject, base, &repair.edits), "{expect}");
        assert!(tuned.slack.iter().all(|slack| !slack.is_pinned()), "{expect}: {:?}", tuned.slack);
        assert!(!tuned.is_cut_short);
    }
}

#[test]
fn a_winner_that_takes_a_proof_holds_numbers() {
    // `x` has the greater score only where it is excluded: `y` wins whatever is answered.
    let rules = rule("while-out", "q2 == b", "k0", "x = 6, z = -1")
        + &rule("always", "q0 >= b", "k0", "y = 1, z = -2")
        + "[[rule]]\nid = \"out\"\nwhen = \"q2 == b\"\nexcludes = [\"x\"]\nbecause = \"So.\"\n";
    let library = library(&rules, &scenario("open", "q0 = \"c\", q1 = \"a\"", "winner = \"y\""));
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let tuned = tune(subject, base);
    assert!(tuned.failing.is_empty());
    let held = |rule: &str, option: &str| {
        let is_it = |slack: &&Slack| slack.number.said(base) == format!("points of `{rule}` for `{option}`");
        let slack = tuned.slack.iter().find(is_it).expect("it is a number");
        (slack.low.map(|(low, _)| low), slack.high.map(|(high, _)| high))
    };
    assert_eq!(held("while-out", "x"), (None, None));
    assert_eq!(held("always", "y"), (Some(1), None));
    assert_eq!(held("always", "z"), (None, Some(0)));
}

#[test]
fn points_that_would_be_none_are_taken_out_and_the_only_entry_stays() {
    let ahead = rule("ahead", "q2 == a", "k0", "x = 1, z = -1");
    let rules = rule("one", "q0 >= b", "k0", "y = 2") + &ahead;
    let scenarios = scenario("s", "q0 = \"b\", q1 = \"b\", q2 = \"a\"", "winner = \"x\"");
    let library = library(&rules, &scenarios);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let tuned = tune(subject, base);
    // At zero `x` would win; but the entry is the rule's only one.
    let of_y = |repair: &&super::Repair| matches!(repair.edits[..], [Edit { number: Number::Points(_, option), .. }] if option.get() == 1);
    let repair = tuned.repairs.iter().find(of_y).expect("a repair");
    assert_eq!(repair.edits[0].new, -1);
    let rules = rule("one", "q0 >= b", "k0", "y = -2, z = -1") + &ahead;
    let library = self::library(&rules, &scenarios);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let said: Vec<String> = tune(subject, base).slack.iter().map(|slack| slack.said(base)).collect();
    assert!(said.contains(&"at most 0 (taken out; `s`)".to_owned()), "{said:?}");
    let rules = rule("one", "q0 >= b", "k0", "y = -2") + &ahead;
    let library = self::library(&rules, &scenarios);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let said: Vec<String> = tune(subject, base).slack.iter().map(|slack| slack.said(base)).collect();
    assert!(said.contains(&"at most -1 (`s`)".to_owned()), "{said:?}");
}

#[test]
fn how_many_repairs_there_are_is_said_where_not_all_are_shown() {
    let names: Vec<String> = (0..12).map(|n| format!("r{n}")).collect();
    let rules: String = names.iter().map(|id| rule(id, "q0 >= b", "k0", "y = 1")).collect();
    let rules = rules + &rule("behind", "q2 == a", "k0", "z = -1");
    let scenarios = scenario("s", "q0 = \"b\", q1 = \"b\", q2 = \"a\"", "winner = \"x\"");
    let library = library(&rules, &scenarios);
    let tuned = tune(&library.subjects[0], &library.subjects[0].rule_bases[0]);
    assert_eq!((tuned.repairs.len(), tuned.n_found, tuned.is_cut_short), (super::N_SHOWN, 12, false));
}

fn all_pass(subject: &Arc<Subject>, base: &RuleBase, edits: &[Edit]) -> bool {
    let changed = applied(subject, base, edits);
    let base = changed.rule_base(base.decision.id.as_str()).expect("it is there");
    Runner::new(&changed).run(base, |scenario| scenario.miss.is_none()).iter().all(|result| !result.failed())
}

#[test]
fn slack_is_what_running_every_value_says() {
    let mut stream = Stream::new(5);
    for _ in 0..2 {
        let library = passing(&mut stream);
        let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
        let tuned = tune(subject, base);
        assert!(tuned.failing.is_empty());
        for slack in &tuned.slack {
            let holds = |new: i32| all_pass(subject, base, &[Edit { number: slack.number, old: slack.value, new }]);
            let what = slack.number.said(base);
            let reach = 12;
            let least = (slack.value - reach).max(slack.number.domain(base).0);
            let low = (least..slack.value).rev().find(|value| !holds(*value)).map(|value| value + 1);
            let high = (slack.value + 1..=slack.value + reach).find(|value| !holds(*value)).map(|value| value - 1);
            let near = |bound: Option<(i32, usize)>| bound.map(|(bound, _)| bound);
            assert_eq!(near(slack.low).filter(|bound| *bound > least), low, "{what}, below");
            assert_eq!(near(slack.high).filter(|bound| *bound < slack.value + reach), high, "{what}, above");
        }
    }
}

#[test]
fn a_number_planted_wrong_is_among_the_repairs() {
    let mut stream = Stream::new(17);
    let mut n_planted = 0;
    for _ in 0..3 {
        let library = passing(&mut stream);
        let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
        for (number, value) in Number::all(base) {
            let new = if number.is_of_weight() { value.abs() * 9 } else { -3 * value };
            let planted = applied(subject, base, &[Edit { number, old: value, new }]);
            let wrong = &planted.rule_bases[0];
            let tuned = tune(&planted, wrong);
            if tuned.failing.is_empty() {
                continue;
            }
            n_planted += 1;
            let of_number =
                tuned.repairs.iter().find(|repair| repair.edits.len() == 1 && repair.edits[0].number == number);
            assert!(of_number.is_some(), "{}: {new} instead of {value}: {:?}", number.said(base), tuned.repairs);
            for repair in &tuned.repairs {
                assert!(all_pass(&planted, wrong, &repair.edits), "{repair:?}");
            }
        }
    }
    assert!(n_planted > 10, "{n_planted}");
}

#[test]
fn repairs_of_one_number_are_what_trying_every_value_finds() {
    let mut stream = Stream::new(23);
    let library = passing(&mut stream);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let mut n_compared = 0;
    for (number, value) in
        Number::all(base).into_iter().filter(|(number, _)| !matches!(number, Number::Weight(_))).take(6)
    {
        let planted = applied(subject, base, &[Edit { number, old: value, new: -value * 2 }]);
        let wrong = &planted.rule_bases[0];
        let tuned = tune(&planted, wrong);
        if tuned.failing.is_empty() {
            continue;
        }
        n_compared += 1;
        for (other, now) in Number::all(wrong).into_iter().filter(|(number, _)| !matches!(number, Number::Weight(_))) {
            let (least, most) = other.domain(wrong);
            let mut values: Vec<i32> = (least.max(-14)..=most.min(14)).filter(|new| *new != now).collect();
            values.sort_by_key(|new| ((new - now).abs(), *new));
            let holds = |new: &i32| all_pass(&planted, wrong, &[Edit { number: other, old: now, new: *new }]);
            let wanted = values.into_iter().find(holds);
            let found = tuned.repairs.iter().find(|repair| repair.edits.len() == 1 && repair.edits[0].number == other);
            let found = found.map(|repair| repair.edits[0].new).filter(|new| new.abs() <= 14);
            if tuned.repairs.len() < super::N_SHOWN {
                assert_eq!(found, wanted, "{}", other.said(wrong));
            }
        }
    }
    assert!(n_compared > 0);
}

#[test]
fn scenarios_that_no_numbers_satisfy_are_named_with_what_adds_up() {
    let rules = rule("r0", "q0 >= b", "k0", "x = 2, y = 1") + &rule("r1", "q1 == a", "k1", "y = 1");
    let scenarios = scenario("one", "q0 = \"b\", q1 = \"b\", q2 = \"a\"", "winner = \"x\", outcome = \"recommended\"")
        + &scenario("fine", "q0 = \"a\", q1 = \"a\", q2 = \"a\"", "winner = \"y\"")
        + &scenario("other", "q0 = \"c\", q1 = \"c\", q2 = \"b\"", "winner = \"y\", outcome = \"recommended\"");
    let library = library(&rules, &scenarios);
    let tuned = tune(&library.subjects[0], &library.subjects[0].rule_bases[0]);
    assert_eq!(tuned.failing, [2]);
    assert_eq!(tuned.repairs, []);
    assert_eq!(tuned.conflicts.len(), 1);
    assert_eq!(tuned.conflicts[0].scenarios(), [0, 2]);
    assert_eq!(tuned.in_no_conflict, [0_usize; 0]);
    assert_eq!(tuned.conflicts[0].parts.iter().map(|part| part.times).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn two_numbers_are_changed_where_one_does_not_do() {
    let rules = rule("r0", "q0 >= b", "k0", "x = 3, y = -3") + &rule("r1", "q1 == a", "k0", "x = 3, y = -3");
    let scenarios = scenario("one", "q0 = \"b\", q1 = \"b\", q2 = \"a\"", "winner = \"y\"")
        + &scenario("two", "q0 = \"a\", q1 = \"a\", q2 = \"a\"", "winner = \"y\"");
    let library = library(&rules, &scenarios);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let tuned = tune(subject, base);
    assert_eq!(tuned.failing.len(), 2);
    assert!(!tuned.repairs.is_empty());
    for repair in &tuned.repairs {
        assert_eq!(repair.edits.len(), 2);
        assert!(all_pass(subject, base, &repair.edits));
    }
}

#[test]
fn the_next_case_is_one_that_possible_numbers_disagree_about() {
    let rules = rule("r0", "q0 >= b", "k0", "x = 2") + &rule("r1", "q1 == a", "k0", "y = 2");
    let scenarios = scenario("one", "q0 = \"b\", q1 = \"b\", q2 = \"a\"", "winner = \"x\"")
        + &scenario("two", "q0 = \"a\", q1 = \"a\", q2 = \"a\"", "winner = \"y\"");
    let library = library(&rules, &scenarios);
    let next = tune(&library.subjects[0], &library.subjects[0].rule_bases[0]).next.expect("both rules at once is open");
    let said = |id: &str| crate::load::answer_to_text(next.answers.value(id).expect("it is answered"));
    assert!(said("q0") != "a" && said("q1") == "a", "{next:?}");
    assert!(next.votes.len() > 1);
}

#[test]
fn every_repair_of_a_number_planted_in_the_rule_bases_at_hand_passes_when_run() {
    let library = load(&Locations::default());
    let subject = &library.subjects[0];
    let base = subject.rule_base("realtime-transport").unwrap_or(&subject.rule_bases[0]);
    let points = Number::all(base).into_iter().filter(|(number, _)| matches!(number, Number::Points(..)));
    let planted = points.step_by(3).find_map(|(number, value)| {
        let planted = applied(subject, base, &[Edit { number, old: value, new: -value * 3 }]);
        let tuned = tune(&planted, planted.rule_base(base.decision.id.as_str())?);
        (!tuned.failing.is_empty()).then_some((number, value, planted, tuned))
    });
    let (number, value, planted, tuned) = planted.expect("some number is held by a scenario");
    let wrong = planted.rule_base(base.decision.id.as_str()).expect("it is there");
    let said = format!("{} was {value}: {:?}", number.said(base), tuned.repairs);
    assert!(tuned.repairs.iter().any(|repair| repair.edits.iter().all(|edit| edit.number == number)), "{said}");
    for repair in &tuned.repairs {
        assert!(all_pass(&planted, wrong, &repair.edits), "{said}");
    }
}

/// Whether scenarios notice each number with another sign, without points and halved is what running them with it says.
fn notices_what_running_notices(library: &Library) -> usize {
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let edits: Vec<Edit> = Number::all(base)
        .into_iter()
        .flat_map(|(number, old)| {
            let (least, most) = number.domain(base);
            let values = [-old, 0, old / 2, old + 3].into_iter();
            values.filter(move |new| *new != old && (least..=most).contains(new)).map(move |new| Edit {
                number,
                old,
                new,
            })
        })
        .filter(|edit| {
            super::falls_below(subject, base, applied(subject, base, &[*edit]).rule_base("d").expect("it is there"))
                .is_none()
        })
        .collect();
    let passing = cases(subject, base).iter().filter(|case| case.passes).map(|case| case.scenario).collect::<Vec<_>>();
    let noticed = noticed(base, &cases(subject, base), &edits);
    for (edit, is_noticed) in edits.iter().zip(&noticed) {
        let changed = applied(subject, base, &[*edit]);
        let changed_base = changed.rule_base("d").expect("it is there");
        let runner = Runner::new(&changed);
        let fails = passing.iter().any(|scenario| runner.run_and_keep(changed_base, *scenario).0.failed());
        assert_eq!(*is_noticed, fails, "{}", edit.said(base));
    }
    noticed.into_iter().filter(|is_noticed| *is_noticed).count()
}

#[test]
fn what_a_number_set_to_another_value_changes_is_noticed_as_when_it_is_run() {
    assert!(notices_what_running_notices(&stepped(-1)) > 0);
    let mut stream = Stream::new(11);
    let mut n_noticed = 0;
    for _ in 0..12 {
        let rules = random_rules(&mut stream);
        let scenarios = CASES.iter().enumerate().map(|(n, answers)| {
            let winner = ["x", "y", "z"][(stream.bits() % 3) as usize];
            scenario(&format!("s{n}"), answers, &format!("winner = \"{winner}\""))
        });
        let scenarios: String = scenarios.collect();
        n_noticed += notices_what_running_notices(&library(&rules, &scenarios));
    }
    assert!(n_noticed > 50, "{n_noticed}");
}

#[test]
fn the_numbers_of_no_single_rule_are_changed_too_and_come_from_the_list_that_is_tuned() {
    let library = stepped(-1);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let mutated = mutate(subject, base, false);
    let tried: BTreeSet<Number> = mutated.numbers.iter().map(|turned| turned.edit.number).collect();
    let wanted = Number::all(base).into_iter().map(|(number, _)| number);
    let wanted: BTreeSet<Number> =
        wanted.filter(|number| !matches!(number, Number::Points(..) | Number::Weighs(..))).collect();
    assert_eq!(tried, wanted);
    let steps = mutated.numbers.iter().filter(|turned| matches!(turned.edit.number, Number::Steps(_)));
    let steps: Vec<(i32, bool)> = steps.map(|turned| (turned.edit.new, turned.is_pinned)).collect();
    assert_eq!(steps, [(1, true), (0, true)], "`busy` hangs on them");
}

/// A rule base whose steps take points from `x` and `y` by what they need, with so many points for each step.
fn stepped(points: i32) -> Library {
    let rate = "  { id = \"rate\", ask = \"How many?\", integer = { min = 0, max = 1_000, bands = [ { id = \"few\", label = \"few\", below = 10, reading = 2 }, { id = \"many\", label = \"many\", reading = 200 } ] } },\n]\n[[quantity]]\nid = \"load\"\nname = \"Load\"\nformula = \"rate\"\n";
    let (questions, end) = QUESTIONS.split_at(QUESTIONS.rfind(']').expect("a list"));
    assert_eq!(end, "]\n");
    let cost = |option: &str, expected: u32| {
        format!(
            "[[unit-cost]]\nid = \"cost-{option}\"\noptions = [\"{option}\"]\nresource = \"cores\"\nper = \"load\"\n\
             cost = {{ low = 9_000, expected = {expected}, high = 2_000_000 }}\nwhat = \"one unit\"\n"
        )
    };
    let steps = format!(
        "[[steps]]\nid = \"cores\"\ncriterion = \"k0\"\nresource = \"cores\"\nfrom = 1\nfactor = 4\nmost = 4\npoints = {points}\nbecause = \"So.\"\n"
    );
    let veto = "[[rule]]\nid = \"out\"\nwhen = \"q2 == a\"\nexcludes = [\"z\"]\nbecause = \"So.\"\n";
    let rules = rule("r0", "q0 >= b", "k0", "x = 2") + veto + &cost("x", 1_000_000) + &cost("y", 10_000) + &steps;
    let scenarios = scenario("busy", "q0 = \"b\", q1 = \"b\", q2 = \"a\", rate = 200", "winner = \"y\"")
        + &scenario("idle", "q0 = \"b\", q1 = \"b\", q2 = \"a\", rate = \"few\"", "winner = \"x\"");
    library_of(&format!("{questions}{rate}"), &rules, &scenarios)
}

#[test]
fn the_points_of_steps_are_numbers_like_others() {
    let library = stepped(-1);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let tuned = tune(subject, base);
    assert!(tuned.failing.is_empty());
    let of_steps: Vec<_> = tuned.slack.iter().filter(|slack| matches!(slack.number, Number::Steps(_))).collect();
    let [slack] = of_steps[..] else { panic!("one number: {:?}", tuned.slack) };
    assert_eq!(slack.number.said(base), "points of each of the steps `cores`");
    for new in -6..=6 {
        let holds = all_pass(subject, base, &[Edit { number: slack.number, old: -1, new }]);
        let is_within = slack.low.is_some_and(|(low, _)| low <= new) && slack.high.is_some_and(|(high, _)| new <= high);
        assert_eq!(holds, is_within, "{new}: {slack:?}");
    }
    let places = super::NumberPlaces::new(base, &library.sources);
    let place = places.of(slack.number);
    assert_eq!(library.sources.get(place.file).text.get(place.span), Some("-1"));
}

#[test]
fn steps_planted_wrong_are_mended_and_never_taken_out() {
    let library = stepped(3);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let tuned = tune(subject, base);
    assert_eq!(tuned.failing, [0]);
    let of_steps = tuned.repairs.iter().find(|repair| matches!(repair.edits[0].number, Number::Steps(_)));
    let repair = of_steps.unwrap_or_else(|| panic!("{:?}", tuned.repairs));
    assert_eq!(repair.edits.iter().map(|edit| edit.new).collect::<Vec<_>>(), [-1]);
    assert!(tuned.repairs.iter().all(|repair| all_pass(subject, base, &repair.edits)));
}

#[test]
fn the_first_of_two_numbers_goes_as_far_as_cases_need_in_which_the_second_has_no_part() {
    let rules = rule("start", "q0 >= b", "k0", "x = 5, z = -5")
        + &rule("first", "q1 == a", "k0", "y = 9")
        + &rule("second", "q2 == b", "k0", "y = 9")
        + &rule("more", "q0 == c", "k0", "y = 2");
    let scenarios = scenario("near", "q0 = \"b\", q1 = \"a\", q2 = \"a\"", "winner = \"x\"")
        + &scenario("far", "q0 = \"c\", q1 = \"a\", q2 = \"a\"", "winner = \"x\"")
        + &scenario("other", "q0 = \"b\", q1 = \"b\", q2 = \"b\"", "winner = \"x\"")
        + &scenario("kept", "q0 = \"b\", q1 = \"b\", q2 = \"a\"", "winner = \"x\", lead-at-most = 25");
    let library = library(&rules, &scenarios);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let tuned = tune(subject, base);
    assert_eq!(tuned.failing.len(), 3);
    let news: Vec<Vec<i32>> =
        tuned.repairs.iter().map(|repair| repair.edits.iter().map(|edit| edit.new).collect()).collect();
    assert!(news.contains(&vec![2, 4]), "{news:?}");
    assert!(tuned.repairs.iter().all(|repair| all_pass(subject, base, &repair.edits)));
}
