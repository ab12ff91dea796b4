//! `archfit fmt`: conditions are laid out, their meaning stays, and everything else of a file stays byte for byte.

use std::path::Path;

use crate::planted::Project;
use archfit::audit::layout::lay_out;
use archfit::condition::parse;
use archfit::load::{Locations, load};
use archfit::model::{Expr, Questionnaire};
use assert_cmd::Command;
use proptest::prelude::*;

/// A questionnaire with a question of every kind, a quantity and a trait.
const QUESTIONNAIRE: &str = r#"format = 1
id = "q"
title = "Everything"
[[question]]
id = "one"
ask = "Which?"
ordered = true
choices = [{ id = "a" }, { id = "b" }, { id = "c" }, { id = "d" }]
[[question]]
id = "many"
ask = "Which?"
several = true
choices = [{ id = "x" }, { id = "y" }]
[[question]]
id = "number"
ask = "How many?"
ask-if = "one != a"
integer = { min = 0, max = 1000, bands = [{ id = "low", below = 10, reading = 5 }, { id = "mid", below = 100, reading = 50 }, { id = "high", reading = 500 }] }
[[quantity]]
id = "twice"
formula = "number * 2"
[[trait]]
id = "grade"
levels = [{ id = "top", when = "twice >= 500" }, { id = "fair", when = "twice >= 100" }]
otherwise = "poor"
"#;

fn project(when: &str) -> Project {
    let mut project = Project { files: std::collections::BTreeMap::new() };
    project.files.insert("archfit/questionnaires/q.toml".into(), QUESTIONNAIRE.into());
    let rules = format!(
        "format = 1\n\n[[rule]]   # why\nid  = \"r\"\nwhen = \"{when}\"\ncaution = \"So  it is.\"\nbecause = \"b\"\n"
    );
    project.files.insert("archfit/rules/d/rules.toml".into(), rules);
    project
}

fn questionnaire() -> Questionnaire {
    let (_folder, library) = project("one == a").load();
    library.subjects[0].questionnaire.clone()
}

/// What a condition looks like laid out.
fn laid_out(when: &str, questionnaire: &Questionnaire) -> String {
    let comment = when.replace('\n', "  ");
    let file = format!("[[rule]]\nwhen = {when} # {comment}\nbecause = \"a   b\"\n");
    let result = lay_out(&file, &[questionnaire]).expect("it is TOML");
    assert!(result.unread.is_empty(), "{when}: {:?}", result.unread);
    let new = result.apply(&file);
    let (head, rest) = new.split_once("when = ").expect("the key");
    assert_eq!(head, "[[rule]]\n");
    let tail = format!(" # {comment}\nbecause = \"a   b\"\n");
    rest.strip_suffix(&tail).unwrap_or_else(|| panic!("something else changed: {new}")).to_owned()
}

#[test]
fn conditions_get_one_space_between_words_and_lists_their_declared_order() {
    let questionnaire = questionnaire();
    let cases = [
        (r#""  one==a and(many includes x)""#, r#""one == a and (many includes x)""#),
        (r#""one in[ d ,b, a]""#, r#""one in [a, b, d]""#),
        (r#""one in [d, b,]""#, r#""one in [b, d,]""#),
        (r#""number in [100, 7, 20]""#, r#""number in [7, 20, 100]""#),
        (r#""number in [high, low] or number in [500, low]""#, r#""number in [low, high] or number in [500, low]""#),
        (r#""grade not   in [top, poor]""#, r#""grade not in [poor, top]""#),
        (r#""not(one==a)&&!( one == b )""#, r#""not (one == a) && !(one == b)""#),
        (r#""number between 5   and 9""#, r#""number between 5 and 9""#),
        (r#"'one   in ["d", b]'"#, r#"'one in [b, "d"]'"#),
        (r#""one in [\"d\",\u0062]""#, r#""one in [\u0062, \"d\"]""#),
        ("\"\"\"\n  one==a\n  and many includes x\n\"\"\"", "\"\"\"\n  one == a\n  and many includes x\n\"\"\""),
        (r#""one == a and many includes x""#, r#""one == a and many includes x""#),
    ];
    for (before, after) in cases {
        assert_eq!(laid_out(before, &questionnaire), after);
        assert_eq!(laid_out(after, &questionnaire), after, "what is laid out stays");
    }
}

#[test]
fn a_list_with_a_name_that_is_not_known_keeps_its_order() {
    let questionnaire = questionnaire();
    assert_eq!(laid_out(r#""one in [d,e, a]""#, &questionnaire), r#""one in [d, e, a]""#);
    assert_eq!(laid_out(r#""other in [d,b]""#, &questionnaire), r#""other in [d, b]""#);
}

/// A condition, with its words apart.
fn words() -> impl Strategy<Value = Vec<String>> {
    let list = |values: &'static [&'static str]| {
        proptest::sample::subsequence(values, 1..=values.len()).prop_shuffle().prop_map(|values| values.join(" , "))
    };
    let atom = prop_oneof![
        (prop_oneof![Just("=="), Just("!=")], 0..4_usize)
            .prop_map(|(op, at)| format!("one {op} {}", ["a", "b", "c", "d"][at])),
        (any::<bool>(), list(&["a", "b", "c"]))
            .prop_map(|(not, list)| format!("one {}in [ {list} ]", if not { "not " } else { "" })),
        (any::<bool>(), list(&["low", "high"]))
            .prop_map(|(not, list)| format!("number {}in [ {list} ]", if not { "not " } else { "" })),
        list(&["1", "20", "300"]).prop_map(|list| format!("twice in [ {list} ]")),
        list(&["poor", "top"]).prop_map(|list| format!("grade in [ {list} ]")),
        (1..50_i64, 51..900_i64).prop_map(|(low, high)| format!("number between {low} and {high}")),
        Just("many includes y".to_owned()),
        Just("number is not na".to_owned()),
    ];
    let atom = atom.prop_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>());
    atom.prop_recursive(3, 12, 3, |inner| {
        let surrounded = |open: &'static [&'static str]| {
            inner.clone().prop_map(move |words| {
                let open = open.iter().map(|word| (*word).to_owned());
                open.chain(words).chain([")".to_owned()]).collect::<Vec<_>>()
            })
        };
        let joined = |word: &'static [&'static str]| {
            (inner.clone(), inner.clone(), proptest::sample::select(word)).prop_map(|(left, right, word)| {
                left.into_iter().chain([word.to_owned()]).chain(right).collect::<Vec<_>>()
            })
        };
        prop_oneof![
            surrounded(&["("]),
            surrounded(&["not", "("]),
            surrounded(&["!", "("]),
            joined(&["and", "or", "&&", "||"])
        ]
    })
}

/// A meaning that does not depend on the order in which values were listed.
fn meaning(expr: Expr) -> Expr {
    match expr {
        Expr::Or(parts) => {
            let mut parts: Vec<Expr> = parts.into_iter().map(meaning).collect();
            parts.sort_by_key(|part| format!("{part:?}"));
            Expr::Or(parts)
        }
        Expr::And(parts) => Expr::And(parts.into_iter().map(meaning).collect()),
        Expr::Not(inner) => Expr::Not(Box::new(meaning(*inner))),
        other => other,
    }
}

proptest! {
    #[test]
    fn the_meaning_stays_whatever_the_spaces_and_a_second_time_nothing_changes(
        words in words(),
        gaps in proptest::collection::vec(0..4_usize, 80),
    ) {
        let questionnaire = questionnaire();
        let mut text = String::new();
        for (at, word) in words.iter().enumerate() {
            let is_sign = |word: &str| word.chars().all(|c| !c.is_alphanumeric());
            let may_touch = at == 0 || is_sign(word) != is_sign(&words[at - 1])
                || ["(", ")", "[", "]", ","].contains(&word.as_str()) || ["(", "["].contains(&words[at - 1].as_str());
            let gap = ["", " ", "   ", "\t"][gaps[at % gaps.len()]];
            text.push_str(if gap.is_empty() && !may_touch { " " } else { gap });
            text.push_str(word);
        }
        let before = parse(&text, &questionnaire).expect(&text);
        let new = laid_out(&format!("'{text}'"), &questionnaire);
        let after = parse(new.trim_matches('\''), &questionnaire).expect(&new);
        prop_assert_eq!(meaning(before), meaning(after), "{} -> {}", text, new);
        prop_assert_eq!(laid_out(&new, &questionnaire), new);
    }
}

#[test]
fn what_ships_is_laid_out_and_means_the_same() {
    let library = load(&Locations::default());
    let questionnaires: Vec<&Questionnaire> = library.subjects.iter().map(|subject| &subject.questionnaire).collect();
    for source in &library.sources.0 {
        let result = lay_out(&source.text, &questionnaires).expect("it is TOML");
        assert!(result.unread.is_empty(), "{}", source.name);
        assert_eq!(result.apply(&source.text), source.text, "{}", source.name);
    }
}

fn run(folder: &Path, args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let output = command.current_dir(folder).args(args).write_stdin(input).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

#[test]
fn check_and_diff_change_nothing_and_fmt_changes_only_conditions() {
    let project = project("one in[c,a]  or one==b");
    let folder = project.write();
    let path = "archfit/rules/d/rules.toml";
    let text = || std::fs::read_to_string(folder.path().join(path)).expect("the file");
    let before = text();
    let (code, out, talk) = run(folder.path(), &["fmt", "--check"], "");
    assert_eq!((code, out.as_str()), (1, "archfit/rules/d/rules.toml\n"), "{talk}");
    let (code, out, _) = run(folder.path(), &["fmt", "archfit", "--diff"], "");
    assert_eq!(code, 1);
    assert!(out.contains("-when = \"one in[c,a]  or one==b\"\n+when = \"one in [a, c] or one == b\"\n"), "{out}");
    assert_eq!(text(), before);
    let (code, out, talk) = run(folder.path(), &["fmt"], "");
    assert_eq!((code, out.as_str()), (0, ""), "{talk}");
    assert_eq!(text(), before.replace("one in[c,a]  or one==b", "one in [a, c] or one == b"));
    assert_eq!(run(folder.path(), &["fmt", "--check"], "").0, 0);
}

#[test]
fn editors_send_a_text_and_get_it_back_with_its_first_line_and_its_line_ends() {
    let folder = project("one == a").write();
    let text = "\u{feff}#:schema ../../schemas/rules.json\r\n[[rule]]\r\nwhen = \"one in [ c,a ]\"\r\n";
    let (code, out, talk) = run(folder.path(), &["fmt", "-"], text);
    assert_eq!((code, out), (0, text.replace("[ c,a ]", "[a, c]")), "{talk}");
    assert_eq!(run(folder.path(), &["fmt", "-", "--check"], text).0, 1);
}

#[test]
fn what_cannot_be_read_stays_and_is_said() {
    let folder = project("one === a and  one==b").write();
    let path = folder.path().join("archfit/rules/d/rules.toml");
    let before = std::fs::read_to_string(&path).expect("the file");
    let (code, _, talk) = run(folder.path(), &["fmt"], "");
    assert_eq!(code, 1);
    assert!(talk.contains("the condition stays as it is") && talk.contains("rules.toml:5"), "{talk}");
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), before);
    let broken = "[[rule]\nwhen = \"one==a\"\n";
    let (code, out, talk) = run(folder.path(), &["fmt", "-"], broken);
    assert_eq!((code, out.as_str()), (1, ""), "a formatter that fails is not applied");
    assert!(talk.contains("the file is not TOML"), "{talk}");
}
