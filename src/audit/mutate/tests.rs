//! What scenarios notice, by sums, against running them with every changed rule.

use std::sync::Arc;

use super::{Kind, Mutation, WhyLeftOut, cases, look, mutate, mutations};
use crate::audit::scenarios::{Runner, ScenarioResult};
use crate::audit::starter;
use crate::load::{Files, Library, Locations, Source, load, load_files};
use crate::model::{Day, RuleBase, Subject};

fn starter() -> Library {
    starter_with("")
}

/// The same with two rules that weigh.
fn weighed() -> Library {
    starter_with(
        "
[[rule]]
id = \"many-copies-want-speed\"
when = \"copies == many and may-be-stale == yes\"
weighs = { speed = 30, simplicity = -10 }
because = \"So.\"
evidence = [\"own-trial\"]

[[rule]]
id = \"one-copy-wants-little\"
when = \"copies == one and pressure <= moderate\"
weighs = { simplicity = 9 }
because = \"So.\"
evidence = [\"own-trial\"]
",
    )
}

/// The starter with some more rules.
fn starter_with(rules: &str) -> Library {
    let day = Day { year: 2026, month: 11, day: 24 };
    let read = |files: Vec<(String, String)>| -> Files {
        let file = |(path, text): (String, String)| {
            let name = path.split_once('/').map_or(path.as_str(), |(_, name)| name).to_owned();
            let text = if name.ends_with("rules.toml") { text + rules } else { text };
            (name, Source { name: path, path: None, text })
        };
        files.into_iter().map(file).collect()
    };
    let (questionnaire, base) = (starter::questionnaire("caching"), starter::rule_base("caching", "caching", day));
    load_files(read(questionnaire), read(base), Files::new())
}

fn is_noticed_when_run(mutation: &Mutation, subject: &Arc<Subject>, base: &RuleBase) -> bool {
    let changed = mutation.applied(subject, base);
    let changed_base = changed.rule_base(base.decision.id.as_str()).expect("it is there");
    let fails = |runner: &Runner, base: &RuleBase| -> Vec<bool> {
        runner.run(base, |scenario| scenario.miss.is_none()).iter().map(ScenarioResult::failed).collect()
    };
    let (before, after) = (fails(&Runner::new(subject), base), fails(&Runner::new(&changed), changed_base));
    before.iter().zip(after).any(|(before, after)| !before && after)
}

fn agrees_with_running(subject: &Arc<Subject>, base: &RuleBase, every: usize) {
    let mut all = mutations(subject, base, &Kind::ALL).0;
    look(subject, base, &cases(subject, base), &mut all);
    assert!(!all.is_empty());
    for mutation in all.iter().step_by(every) {
        // A rule that is left out cannot be expected to fire; that is refused where the file is read.
        let is_expected = |rule| base.scenarios.iter().any(|scenario| scenario.expect.fires.contains(rule));
        let expected = base.with_levels(mutation.rule).iter().any(is_expected);
        let wanted = is_noticed_when_run(mutation, subject, base) || mutation.kind == Kind::Rule && expected;
        let rule = &base.rules[mutation.rule.get()].id;
        assert_eq!(mutation.is_pinned, wanted, "{}: {rule}: {}", base.decision.id, mutation.said);
    }
}

/// The same with rules of which only the first fires.
fn grouped() -> Library {
    let rule = |id: &str, when: &str, points: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\ngroup = \"copies\"\n{when}\ncriterion = \"speed\"\npoints = {{ {points} }}\nbecause = \"{id}.\"\nevidence = [\"own-trial\"]\n"
        )
    };
    let rules = [
        rule("many", "when = \"copies == many and pressure >= moderate\"", "in-process = -3"),
        rule("some", "when = \"copies >= some\"", "in-process = 1, shared-cache = 3"),
        rule("others", "otherwise = true", "no-cache = 2"),
    ];
    starter_with(&rules.concat())
}

#[test]
fn what_is_changed_in_a_group_is_what_its_author_wrote() {
    let library = grouped();
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let all = mutations(subject, base, &Kind::ALL).0;
    let of = |id: &str| all.iter().filter(|mutation| base.entry_id(mutation.rule) == id).collect::<Vec<_>>();
    assert!(of("some").iter().all(|mutation| !mutation.said.contains("not (")), "{:?}", of("some"));
    assert!(of("others").iter().all(|mutation| mutation.kind != Kind::Conjunct), "nothing was written there");
    let gone = of("many").into_iter().find(|mutation| mutation.kind == Kind::Rule).expect("it is tried");
    let changed = gone.applied(subject, base);
    let fires = |subject: &Arc<Subject>| {
        let base = &subject.rule_bases[0];
        let answers =
            base.scenarios.iter().find(|scenario| scenario.id == *"busy-and-spread-out").expect("it is there");
        let played = Runner::new(subject).play(base, &answers.answers);
        played.fired().into_iter().map(|rule| base.rules[rule.get()].id.to_string()).collect::<Vec<_>>()
    };
    assert!(fires(subject).contains(&"many".to_owned()), "{:?}", fires(subject));
    assert!(
        fires(&changed).contains(&"some".to_owned()),
        "what is behind it fires in its place: {:?}",
        fires(&changed)
    );
}

/// The same with rules that count for each level: one by itself, one with a condition of its own, one that weighs.
fn levelled() -> Library {
    starter_with(
        "
[[rule]]
id = \"pressure-wants-sharing\"
per-level = \"pressure\"
criterion = \"speed\"
points = { shared-cache = 2, in-process = -1 }
because = \"So.\"
evidence = [\"own-trial\"]

[[rule]]
id = \"copies-under-pressure\"
when = \"copies == many and may-be-stale == yes\"
per-level = \"pressure\"
criterion = \"simplicity\"
points = { shared-cache = 1 }
because = \"So.\"
evidence = [\"own-trial\"]

[[rule]]
id = \"pressure-wants-speed\"
per-level = \"pressure\"
weighs = { simplicity = -12 }
because = \"So.\"
evidence = [\"own-trial\"]
",
    )
}

#[test]
fn rules_with_levels_are_changed_as_one_entry() {
    let library = levelled();
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    let (subject, base) = (&library.subjects[0], &library.subjects[0].rule_bases[0]);
    let mutated = mutate(subject, base, true);
    let of = |id: &str| {
        let own = mutated.mutations.iter().filter(move |mutation| base.entry_id(mutation.rule) == id);
        own.map(|mutation| (mutation.kind, &*mutation.said)).collect::<Vec<_>>()
    };
    let numbers = [
        (Kind::Sign, "all points with the other sign"),
        (Kind::Rule, "without the rule"),
        (Kind::Half, "all points halved"),
    ];
    assert_eq!(of("pressure-wants-sharing"), numbers, "the level is no condition of the author's");
    let conditions = of("copies-under-pressure");
    assert!(conditions.contains(&(Kind::Conjunct, "without `copies == many`")), "{conditions:?}");
    assert_eq!(of("pressure-wants-speed").len(), 3);
    let changed = mutated.mutations.iter().find(|mutation| base.entry_id(mutation.rule) == "pressure-wants-sharing");
    let changed = changed.expect("it is tried").applied(subject, base);
    let is_turned = |rule: &crate::model::Rule| format!("{:?}", rule.effect).contains("-2");
    let levels =
        changed.rule_bases[0].rules.iter().filter(|rule| rule.id.as_str().starts_with("pressure-wants-sharing"));
    assert_eq!(levels.filter(|rule| is_turned(rule)).count(), 2, "each level is turned");
    pins_hold(subject, &mutated);
}

#[test]
fn only_what_would_be_an_error_is_left_out_and_it_is_told() {
    let weighs = |id: &str, when: &str, added: i32| {
        format!(
            "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\nweighs = {{ simplicity = {added} }}\nbecause = \"So.\"\nevidence = [\"own-trial\"]\n"
        )
    };
    // It weighs 40: of that 30 may go, and 15, but not what 11 more would take off as well. With one copy it may: both never hold.
    let rules = [
        weighs("many", "copies == many", -30),
        weighs("one", "copies == one", 20),
        weighs("stale", "may-be-stale == yes", 11),
    ];
    let library = starter_with(&rules.concat());
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    let base = &library.subjects[0].rule_bases[0];
    let mutated = mutate(&library.subjects[0], base, false);
    let kinds = |id: &str| {
        let own = mutated.mutations.iter().filter(move |mutation| base.entry_id(mutation.rule) == id);
        own.map(|mutation| mutation.kind).filter(|kind| *kind != Kind::Threshold).collect::<Vec<_>>()
    };
    assert_eq!(kinds("many"), [Kind::Sign, Kind::Rule, Kind::Half], "{:?}", mutated.left_out);
    assert_eq!(kinds("one"), [Kind::Sign, Kind::Rule, Kind::Half], "{:?}", mutated.left_out);
    assert_eq!(kinds("stale"), [Kind::Rule, Kind::Half], "{:?}", mutated.left_out);
    let [left] = &mutated.left_out[..] else { panic!("one is left out: {:?}", mutated.left_out) };
    assert_eq!((base.entry_id(left.rule), left.kind), ("stale", Kind::Sign));
    let simplicity = base.criterion_idx("simplicity").expect("it is there");
    assert_eq!(left.why, WhyLeftOut::BelowZero(simplicity, -1));
}

#[test]
fn sums_notice_what_a_run_notices() {
    for library in [starter(), weighed(), levelled(), grouped()] {
        let subject = &library.subjects[0];
        agrees_with_running(subject, &subject.rule_bases[0], 1);
    }
}

#[test]
fn rules_that_weigh_are_changed_as_well_and_a_case_that_would_tell_is_run() {
    let library = weighed();
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    let subject = &library.subjects[0];
    let base = &subject.rule_bases[0];
    let mutated = mutate(subject, base, true);
    let of = |id: &str| {
        let rule = base.rule_idx(id).expect("it is there");
        mutated.mutations.iter().filter(move |mutation| mutation.rule == rule).collect::<Vec<_>>()
    };
    // Turned around, the second one would take 9 off 40, and the first one 30 off 60: both are tried.
    for id in ["many-copies-want-speed", "one-copy-wants-little"] {
        let kinds: Vec<Kind> = of(id).iter().map(|mutation| mutation.kind).collect();
        for kind in [Kind::Sign, Kind::Rule, Kind::Half, Kind::Conjunct] {
            assert!(kinds.contains(&kind), "{id}: {kinds:?}");
        }
    }
    let pinned = of("many-copies-want-speed").into_iter().filter_map(|mutation| mutation.pin.as_ref()).count();
    assert!(pinned > 0, "no scenario has many copies, and one with them would tell");
    pins_hold(subject, &mutated);
}

#[test]
fn sums_notice_what_a_run_notices_in_the_rule_bases_at_hand() {
    let library = load(&Locations::default());
    let subject = &library.subjects[0];
    for base in subject.rule_bases.iter().filter(|base| base.scenarios.len() < 100) {
        agrees_with_running(subject, base, 23);
    }
}

#[test]
fn a_rule_that_decides_nothing_is_listed_with_a_case_that_would_pin_it() {
    let library = starter();
    let subject = &library.subjects[0];
    let base = &subject.rule_bases[0];
    let mutated = mutate(subject, base, true);
    assert!(mutated.unpinned().any(|mutation| mutation.pin.is_some()), "the example leaves something open");
    pins_hold(subject, &mutated);
}

/// Every case that is proposed tells the rule from its changed form when it is run.
fn pins_hold(subject: &Arc<Subject>, mutated: &super::Mutated) {
    let base = &subject.rule_bases[0];
    for (mutation, pin) in mutated.unpinned().filter_map(|mutation| Some((mutation, mutation.pin.as_ref()?))) {
        let mut answers = base.scenarios[pin.like].answers.clone();
        answers.0.extend(pin.answers.0.clone());
        let now = Runner::new(subject).play(base, &answers).outcome();
        let changed = mutation.applied(subject, base);
        let then = Runner::new(&changed).play(&changed.rule_bases[0], &answers).outcome();
        assert_eq!((now.winner, now.kind), pin.now, "{}", mutation.said);
        assert_eq!((then.winner, then.kind), pin.then, "{}", mutation.said);
        assert_ne!(pin.now, pin.then);
    }
}

#[test]
fn what_means_the_same_is_no_change() {
    let library = starter();
    let subject = &library.subjects[0];
    for mutation in mutations(subject, &subject.rule_bases[0], &Kind::ALL).0 {
        let rule = &subject.rule_bases[0].rules[mutation.rule.get()];
        let applied = mutation.applied(subject, &subject.rule_bases[0]);
        let changed = &applied.rule_bases[0].rules[mutation.rule.get()];
        let is_other =
            changed.when.expr != rule.when.expr || format!("{:?}", changed.effect) != format!("{:?}", rule.effect);
        assert!(is_other, "{}", mutation.said);
    }
}
