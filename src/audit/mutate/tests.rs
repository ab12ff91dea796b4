//! What scenarios notice, by sums, against running them with every changed rule.

use std::sync::Arc;

use super::{Kind, Mutation, cases, look, mutate, mutations};
use crate::audit::scenarios::{Runner, ScenarioResult};
use crate::audit::starter;
use crate::load::{Files, Library, Locations, Source, load, load_files};
use crate::model::{Day, RuleBase, Subject};

fn starter() -> Library {
    let day = Day { year: 2026, month: 11, day: 24 };
    let read = |files: Vec<(String, String)>| -> Files {
        let file = |(path, text): (String, String)| {
            let name = path.split_once('/').map_or(path.as_str(), |(_, name)| name).to_owned();
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
    let mut all = mutations(subject, base, &Kind::ALL);
    look(subject, base, &cases(subject, base), &mut all);
    assert!(!all.is_empty());
    for mutation in all.iter().step_by(every) {
        // A rule that is left out cannot be expected to fire; that is refused where the file is read.
        let expected = base.scenarios.iter().any(|scenario| scenario.expect.fires.contains(&mutation.rule));
        let wanted = is_noticed_when_run(mutation, subject, base) || mutation.kind == Kind::Rule && expected;
        let rule = &base.rules[mutation.rule.get()].id;
        assert_eq!(mutation.is_pinned, wanted, "{}: {rule}: {}", base.decision.id, mutation.said);
    }
}

#[test]
fn sums_notice_what_a_run_notices() {
    let library = starter();
    let subject = &library.subjects[0];
    agrees_with_running(subject, &subject.rule_bases[0], 1);
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
    let pins: Vec<_> = mutated.unpinned().filter_map(|mutation| Some((mutation, mutation.pin.as_ref()?))).collect();
    assert!(!pins.is_empty(), "the example leaves something open");
    for (mutation, pin) in pins {
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
    for mutation in mutations(subject, &subject.rule_bases[0], &Kind::ALL) {
        let rule = &subject.rule_bases[0].rules[mutation.rule.get()];
        let mut changed = rule.clone();
        mutation.apply(&mut changed);
        let is_other =
            changed.when.expr != rule.when.expr || format!("{:?}", changed.effect) != format!("{:?}", rule.effect);
        assert!(is_other, "{}", mutation.said);
    }
}
