//! Rule bases too large to prove everything about: what is shown is reported, and what was left is named.

use std::fmt::Write as _;

use super::files;
use crate::audit::lint::lint;
use crate::audit::play::Dice;
use crate::diagnostic::Diagnostic;
use crate::load::{Files, load_files};

const N_CRITERIA: usize = 6;

fn findings(n_rules: usize, scale: i32) -> Vec<Diagnostic> {
    let mut dice = Dice::new();
    let mut questions = String::from("format = 1\nid = \"q\"\ntitle = \"Q\"\n");
    for n in 0..40 {
        let choices = "ordered = true\nchoices = [ { id = \"a\" }, { id = \"b\" }, { id = \"c\" } ]\n";
        let _ = write!(questions, "[[question]]\nid = \"q{n}\"\nask = \"How?\"\n{choices}");
    }
    let mut rules = String::from("format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n");
    for n in 0..N_CRITERIA {
        let _ = write!(rules, "[[criterion]]\nid = \"k{n}\"\nweight = {}\nscale = [-{scale}, {scale}]\n", 5 + n);
    }
    for n in 0..3 {
        let _ = write!(rules, "[[option]]\nid = \"o{n}\"\nname = \"O\"\nsummary = \"One.\"\n");
    }
    for n in 0..n_rules {
        let mut atom = || format!("q{} >= {}", dice.below(40), ["b", "c"][dice.below(2)]);
        let when = format!("{} and {}", atom(), atom());
        let (criterion, option, points) = (dice.below(N_CRITERIA), dice.below(3), 1 + dice.below(3));
        let sign = if dice.below(3) == 0 { "-" } else { "" };
        let _ = write!(rules, "[[rule]]\nid = \"r{n}\"\nwhen = \"{when}\"\nbecause = \"So.\"\n");
        let _ = writeln!(rules, "criterion = \"k{criterion}\"\npoints = {{ o{option} = {sign}{points} }}");
    }
    let library = load_files(files("q.toml", questions), files("d/d.toml", rules), Files::new());
    assert!(!library.has_errors(), "{:?}", library.diagnostics.first());
    lint(&library.subjects, &library.sources, None, true)
}

#[test]
fn a_scale_that_points_leave_is_found_at_any_size() {
    let found: Vec<String> = findings(1_500, 20).into_iter().filter(|f| f.code == "scale").map(|f| f.title).collect();
    for n in 0..N_CRITERIA {
        let named = format!("criterion `k{n}`");
        assert!(found.iter().any(|title| title.contains(&named)), "{named} in {found:?}");
    }
}

#[test]
fn what_was_not_decided_is_named_criterion_by_criterion_and_rule_by_rule() {
    let found = findings(1_500, 10_000);
    let of = |code: &str| found.iter().filter(|f| f.code == code).collect::<Vec<_>>();
    let said = |part: &str| of("cut-short").iter().any(|f| f.title.contains(part));
    let scales = of("scale").len();
    assert!(scales == N_CRITERIA || said("the points of some criteria leave their scale"), "{scales} of {N_CRITERIA}");
    assert!(said("some rules can change an outcome"), "{:?}", of("cut-short"));
    assert!(of("cut-short").iter().all(|f| f.title.contains("did not find out whether")));
}
