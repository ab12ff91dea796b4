//! Findings about outcomes against brute force: small rule bases, every point of their answer space looked at.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::lint;

mod effects;
mod large;
use crate::audit::play::Play;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::load::{Files, Library, Source, load_files};
use crate::model::Effect;

/// A rule: which question it asks for how much, whether it must also hold that the next question is high, whom it moves, by how much.
type RawRule = (usize, usize, bool, usize, i32, bool);

/// Three questions whose answers rise.
const QUESTIONS: &str = r#"format = 1
id = "q"
title = "Q"
question = [
  { id = "q0", ask = "How?", ordered = true, choices = [ { id = "a" }, { id = "b" }, { id = "c" } ] },
  { id = "q1", ask = "How?", ordered = true, choices = [ { id = "a" }, { id = "b" }, { id = "c" } ] },
  { id = "q2", ask = "How?", ordered = true, choices = [ { id = "a" }, { id = "b" }, { id = "c" } ] },
]
"#;

fn library(rules: &[RawRule], weights: [u32; 2]) -> Library {
    let mut text =
        String::from("format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\nclose-call = 4\n");
    for (n, weight) in weights.iter().enumerate() {
        let _ = write!(text, "[[criterion]]\nid = \"k{n}\"\nweight = {weight}\nscale = [-3, 3]\n");
    }
    for n in 0..3 {
        let _ = write!(text, "[[option]]\nid = \"o{n}\"\nname = \"O\"\nsummary = \"One.\"\nbase = {{ k0 = {n} }}\n");
    }
    for (n, (question, level, both, option, points, veto)) in rules.iter().enumerate() {
        let mut when = format!("q{question} >= {}", ["b", "c"][*level]);
        if *both {
            let _ = write!(when, " and q{} == c", (question + 1) % 3);
        }
        let _ = write!(text, "[[rule]]\nid = \"r{n}\"\nwhen = \"{when}\"\nbecause = \"So.\"\n");
        let _ = match veto {
            true => writeln!(text, "excludes = [\"o{option}\"]"),
            false => writeln!(text, "criterion = \"k{}\"\npoints = {{ o{option} = {points} }}", n % 2),
        };
    }
    load_files(files("q.toml", QUESTIONS.to_owned()), files("d/d.toml", text), Files::new())
}

fn files(name: &str, text: String) -> Files {
    [(name.to_owned(), Source { name: name.into(), path: None, text })].into_iter().collect()
}

/// The ids found by looking at every point: options that never win, and rules and questions that never decide.
fn by_brute_force(library: &Library) -> BTreeSet<(&'static str, String)> {
    let subject = &library.subjects[0];
    let base = &subject.rule_bases[0];
    let compiled = Compiled::new(subject, &Cuts::new());
    let play = Play::new(&compiled, &compiled.decisions[0], base);
    let (mut wins, mut decides, mut matters) = ([false; 3], vec![false; base.rules.len()], [false; 3]);
    for number in 0..27_usize {
        let point: Vec<u8> = vec![(number % 3) as u8, (number / 3 % 3) as u8, (number / 9) as u8];
        let at = play.at(point.clone());
        let outcome = play.outcome(&at);
        for (option, wins) in wins.iter_mut().enumerate() {
            *wins |= play.lead_of(&at, option).is_some_and(|(lead, _)| lead >= 0);
        }
        for rule in (0..base.rules.len()).filter(|rule| at.holds[*rule]) {
            decides[rule] |= play.outcome_without(&at, rule) != outcome;
        }
        for var in 0..3 {
            let mut other = point.clone();
            other[var] = (other[var] + 1) % 3;
            matters[var] |= play.outcome(&play.at(other)) != outcome;
        }
    }
    let mut found = BTreeSet::new();
    for var in (0..3).filter(|var| matters[*var]) {
        for (cell, names) in [(0, "a b"), (1, "b c")] {
            let at = |number: usize, cell: u8| {
                let mut point: Vec<u8> = vec![(number % 3) as u8, (number / 3 % 3) as u8, (number / 9) as u8];
                point[var] = cell;
                play.at(point)
            };
            let pairs: Vec<_> = (0..27).map(|number| (at(number, cell), at(number, cell + 1))).collect();
            let are_told_apart = pairs.iter().any(|(a, b)| a.holds != b.holds);
            if are_told_apart && pairs.iter().all(|(a, b)| play.outcome(a) == play.outcome(b)) {
                found.insert(("never-decisive", format!("q{var} {names}")));
            }
        }
    }
    found.extend((0..3).filter(|o| !wins[*o]).map(|o| ("never-wins", format!("o{o}"))));
    found.extend((0..decides.len()).filter(|r| !decides[*r]).map(|r| ("never-decisive", format!("r{r}"))));
    let read = |var: usize| !play.readers[var].is_empty();
    found.extend((0..3).filter(|v| read(*v) && !matters[*v]).map(|v| ("never-decisive", format!("q{v}"))));
    found
}

/// The least and the greatest points on a criterion of any option where it is not excluded.
fn range_by_brute_force(library: &Library, criterion: usize) -> Option<(i64, i64)> {
    let subject = &library.subjects[0];
    let base = &subject.rule_bases[0];
    let compiled = Compiled::new(subject, &Cuts::new());
    let play = Play::new(&compiled, &compiled.decisions[0], base);
    let mut seen = Vec::new();
    for number in 0..27_usize {
        let at = play.at(vec![(number % 3) as u8, (number / 3 % 3) as u8, (number / 9) as u8]);
        for option in (0..3).filter(|option| at.vetoes[*option] == 0) {
            let base_points = if criterion == 0 { option as i64 } else { 0 };
            let given = base.rules.iter().enumerate().filter(|(rule, _)| at.holds[*rule]).map(|(_, rule)| &rule.effect);
            let of = |effect: &Effect| match effect {
                Effect::Points { criterion: on, points } if on.get() == criterion => {
                    points.iter().filter(|(o, _)| o.get() == option).map(|(_, points)| i64::from(*points)).sum()
                }
                _ => 0,
            };
            seen.push(base_points + given.map(of).sum::<i64>());
        }
    }
    Some((*seen.iter().min()?, *seen.iter().max()?))
}

fn rules() -> impl Strategy<Value = Vec<RawRule>> {
    let points = prop_oneof![-2..=-1, 1..=2];
    let rule = (0..3_usize, 0..2_usize, any::<bool>(), 0..3_usize, points, prop::bool::weighted(0.15));
    proptest::collection::vec(rule, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_said_of_outcomes_is_what_looking_at_every_point_shows(rules in rules(), weights in [1..9_u32, 1..9_u32]) {
        let library = library(&rules, weights);
        prop_assert!(!library.has_errors(), "{:?}", library.diagnostics);
        let id_of = |title: &str| title.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(" ");
        let found: BTreeSet<(&'static str, String)> = lint(&library.subjects, &library.sources, None, true)
            .into_iter()
            .filter(|finding| ["never-wins", "never-decisive"].contains(&finding.code))
            .map(|finding| (finding.code, id_of(&finding.title)))
            .collect();
        prop_assert_eq!(found, by_brute_force(&library));
    }

    #[test]
    fn a_scale_is_judged_by_the_points_that_come_about(rules in rules(), weights in [1..9_u32, 1..9_u32]) {
        let library = library(&rules, weights);
        let findings = lint(&library.subjects, &library.sources, None, true);
        for criterion in 0..2 {
            let name = format!("`k{criterion}`");
            let scale = findings.iter().find(|finding| finding.code == "scale" && finding.title.contains(&name));
            match (range_by_brute_force(&library, criterion), scale) {
                (None | Some((-3, 3)), found) => prop_assert!(found.is_none(), "{found:?}"),
                (Some((low, high)), Some(found)) if low < high => {
                    let help = found.help.clone().unwrap_or_default();
                    let weight = help.strip_prefix(&format!("write `scale = [{low}, {high}]`"));
                    let is_said = |rest: &str| rest.ends_with(": so every rule stays worth what it was");
                    prop_assert!(weight.is_some_and(is_said), "{help}");
                    prop_assert!(found.fix.is_some());
                }
                (Some(_), found) => prop_assert!(found.is_some()),
            }
        }
    }
}
