//! What conditions mean and what is said of those that mean nothing, one line per case.

use super::{parse, renamed};
use crate::model::{
    Accepted, Atom, Band, Choice, Comparison, Condition, Expr, Interval, Level, NumberSpec, Place, Quantity, Question,
    QuestionIdx, QuestionKind, Questionnaire, Trait,
};

fn question(id: &str, kind: QuestionKind) -> Question {
    Question {
        id: id.into(),
        section: "s".into(),
        ask: "?".into(),
        name: None,
        why: None,
        help: None,
        kind,
        ask_if: None,
        fixed: false,
        likely_because: None,
        likely_when: Vec::new(),
        settled_by: None,
        holds_for: None,
        observe: Vec::new(),
        accept: Accepted::new(),
        place: Place::default(),
    }
}

fn choices(ids: &[&str]) -> Vec<Choice> {
    let choice = |id: &&str| Choice {
        id: (*id).into(),
        label: (*id).into(),
        short: None,
        help: None,
        link: None,
        improve: None,
        exclusive: false,
        likely: 1,
        options: vec![],
        place: Place::default(),
    };
    ids.iter().map(choice).collect()
}

fn band(id: &str, from: i64, to: i64) -> Band {
    Band { id: id.into(), label: id.into(), from, to, reading: from, likely: 1 }
}

/// Questions `push` (ordered none < some < all), `place` (unordered vm, paas), `tongues` (several), `load` (0 to 999 in three
/// bands), `late` (skippable); quantity `work`; trait `size` (small < large).
fn questionnaire() -> Questionnaire {
    let level =
        |id: &str, when: Option<Condition>| Level { id: id.into(), label: id.into(), when, place: Place::default() };
    let large = Condition { text: String::new(), expr: Expr::Const(true) };
    let bands = vec![band("low", 0, 9), band("mid", 10, 99), band("high", 100, 999)];
    let mut late = question("late", QuestionKind::Choice { choices: choices(&["yes", "no"]), ordered: false });
    late.ask_if = Some(large.clone());
    Questionnaire {
        questions: vec![
            question("push", QuestionKind::Choice { choices: choices(&["none", "some", "all"]), ordered: true }),
            question("place", QuestionKind::Choice { choices: choices(&["vm", "paas"]), ordered: false }),
            question("tongues", QuestionKind::Several { choices: choices(&["latin", "greek"]), at_least_one: false }),
            question("load", QuestionKind::Number(NumberSpec { min: 0, max: 999, unit: None, suggest: vec![], bands })),
            late,
        ],
        quantities: vec![Quantity {
            id: "work".into(),
            name: "Work".into(),
            formula: "load * 2".into(),
            unit: None,
            help: None,
            times: 2,
            divided_by: 1,
            over: vec![QuestionIdx(3)],
            under: vec![],
            sum: vec![],
            accept: Accepted::new(),
            place: Place::default(),
        }],
        traits: vec![Trait {
            id: "size".into(),
            name: "Size".into(),
            help: None,
            levels: vec![level("small", None), level("large", Some(large))],
            accept: Accepted::new(),
            place: Place::default(),
        }],
        ..Questionnaire::default()
    }
}

fn choice(question: u32, mask: u64) -> Expr {
    Expr::Atom(Atom::Choice { question: QuestionIdx(question), mask })
}

fn load(intervals: &[(i64, i64)]) -> Expr {
    let intervals = intervals.iter().map(|(low, high)| Interval { low: *low, high: *high }).collect();
    Expr::Atom(Atom::Number { question: QuestionIdx(3), intervals })
}

fn means(text: &str, expected: &Expr) {
    let found = parse(text, &questionnaire());
    assert_eq!(found.as_ref(), Ok(expected), "{text}");
}

#[test]
fn choices_compare_by_identity_and_where_ordered_by_rank() {
    means("push == some", &choice(0, 0b010));
    means("push != some", &choice(0, 0b101));
    means("push >= some", &choice(0, 0b110));
    means("push between none and some", &choice(0, 0b011));
    means("place in [vm]", &choice(1, 0b01));
    means("push not in [none, all]", &choice(0, 0b010));
}

#[test]
fn numbers_become_closed_intervals_and_bands_count_as_a_whole() {
    means("load >= 10", &load(&[(10, 999)]));
    means("load < 0.1k", &load(&[(0, 99)]));
    means("load != 500", &load(&[(0, 499), (501, 999)]));
    means("load == mid", &load(&[(10, 99)]));
    means("load > low", &load(&[(10, 999)]));
    means("load <= mid", &load(&[(0, 99)]));
    means("load in [low, 10, 11]", &load(&[(0, 11)]));
    means("load between 5 and mid", &load(&[(5, 99)]));
}

#[test]
fn words_and_symbols_join_comparisons_with_the_usual_precedence() {
    let (a, b, c) = (choice(0, 0b001), choice(1, 0b01), choice(1, 0b10));
    let expected = Expr::Or(vec![a.clone(), Expr::And(vec![b.clone(), c.clone()])]);
    means("push == none or place == vm and place == paas", &expected);
    means("push == none || place == vm && place == paas", &expected);
    means("(push == none or place == vm) and place == paas", &Expr::And(vec![Expr::Or(vec![a.clone(), b]), c]));
    means("!push == none", &Expr::Not(Box::new(a)));
}

#[test]
fn several_choices_traits_quantities_and_na_have_their_own_tests() {
    means("tongues includes greek", &Expr::Atom(Atom::Includes { question: QuestionIdx(2), choice: 1 }));
    means("size >= large", &Expr::Atom(Atom::Trait { of: 0_usize.into(), mask: 0b10 }));
    let work = |comparison, bound| Expr::Atom(Atom::Quantity { of: 0_usize.into(), comparison, bound });
    means("work >= 1k", &work(Comparison::GreaterOrEqual, 1_000));
    means("late is na", &Expr::Atom(Atom::IsNa { question: QuestionIdx(4) }));
    means("late is not na", &Expr::Not(Box::new(Expr::Atom(Atom::IsNa { question: QuestionIdx(4) }))));
    means("work is na", &Expr::Or(vec![]));
}

/// Checks the text under the error's span, a part of the message and a part of the help.
fn fails(text: &str, at: &str, message: &str, help: &str) {
    let errors = parse(text, &questionnaire()).expect_err(text);
    let error = &errors[0];
    assert_eq!(&text[error.span.clone()], at, "place in `{text}`: {error:?}");
    assert!(error.message.contains(message), "message for `{text}`: {error:?}");
    assert!(error.help.as_deref().unwrap_or_default().contains(help), "help for `{text}`: {error:?}");
}

#[test]
fn every_mistake_is_placed_and_comes_with_a_way_out() {
    fails("puhs == none", "puhs", "unknown question, trait or quantity `puhs`", "did you mean `push`?");
    fails("push == nome", "nome", "no choice `nome`", "did you mean `none` or `some`?");
    fails("push == non", "non", "no choice `non`", "did you mean `none`?");
    fails("push == zebra", "zebra", "no choice `zebra`", "the choices are `none`, `some`, `all`");
    fails("place >= vm", "vm", "have no order", "ordered = true");
    fails("push >= none", "none", "always holds", "none < some < all");
    fails("push < none", "none", "never holds", "none < some < all");
    fails("push == mid", "mid", "no choice `mid`", "`all`; `load` has it");
    fails("tongues == greek", "tongues", "cannot be compared", "write `tongues includes greek`");
    fails("tongues != greek", "tongues", "cannot be compared", "write `not tongues includes greek`");
    fails("tongues in [greek]", "tongues", "cannot be compared", "tongues includes CHOICE");
    fails("push includes none", "push", "only one choice", "push == none");
    fails("load >= heavy", "heavy", "is a number", "`low`, `mid`, `high`");
    fails("load >= 5k", "5k", "out of the range", "0 to 999");
    fails("load >= 0", "load", "always holds", "0 to 999");
    fails("work >= big", "big", "is a number", "whole number");
    fails("push is na", "push", "always asked", "ask-if");
    fails("size is na", "size", "never `na`", "question itself");
    fails("push = none", "=", "unexpected `=`", "`==`");
    fails("push == none and", "", "found the end", "ID OPERATOR VALUE");
    fails("5 < load < 9", "5", "starts with a question", "put the name first");
    fails("load > 5 > 3", ">", "cannot be chained", "between");
    fails("(push == none", "", "expected `)`", "close");
    fails("push", "", "expected a comparison after `push`", "in […]");
    fails("push in []", "]", "empty", "at least one");
    fails("load >= 1,000", "1,000", "is no number", "write `1000`, or `1_000`");
    fails("(load >= 12,345,678 or push == none)", "12,345,678", "is no number", "`12_345_678`");
    fails("load >= 1e2", "1e2", "and `1e2` is not", "write `100`");
    fails("load >= 1.5e2", "1.5e2", "and `1.5e2` is not", "write `150`");
    fails("load in [5..9]", "5..9", "is a range", "between");
    fails("load * 2 > 4", "*", "unexpected `*`", "[[quantity]]");
    fails("push == \"none", "\"none", "not closed", "no quotes");
    fails("", "", "empty", "write a comparison");
}

#[test]
fn all_errors_of_meaning_are_reported_at_once() {
    let errors = parse("puhs == none and place == vn or laod > 3", &questionnaire()).expect_err("three errors");
    assert_eq!(errors.len(), 3);
}

#[test]
fn nesting_has_a_limit() {
    let deep = format!("{}push == none{}", "(".repeat(500), ")".repeat(500));
    assert!(parse(&deep, &questionnaire()).expect_err("too deep")[0].message.contains("too deeply"));
}

#[test]
fn any_text_is_read_or_refused_without_a_panic() {
    use proptest::prelude::*;
    let words = [
        "push", "load", "size", "none", "==", ">=", "and", "or", "not", "in", "[", "]", "(", ")", "10k", "is", "na",
        "é", "..", "'",
    ];
    let text = proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..12).prop_map(|w| w.join(" "));
    proptest!(|(text in text, noise in ".{0,40}")| {
        for candidate in [&text, &noise] {
            if let Err(errors) = parse(candidate, &questionnaire()) {
                for error in errors {
                    prop_assert!(candidate.get(error.span.clone()).is_some());
                }
            }
        }
    });
}

#[test]
fn what_is_printed_is_read_back_to_the_same_meaning() {
    let texts = [
        "push == some",
        "push != some",
        "place in [vm]",
        "load >= 10",
        "load between 5 and mid",
        "load != 500",
        "tongues includes greek",
        "size >= large",
        "size == small",
        "late is na",
        "not (push == none or place == vm) and (load < 10 or late is not na)",
        "work >= 1k",
    ];
    for text in texts {
        let expr = parse(text, &questionnaire()).expect(text);
        let printed = super::print(&expr, &questionnaire());
        let again = parse(&printed, &questionnaire()).unwrap_or_else(|e| panic!("{text}: {printed}: {e:?}"));
        assert_eq!(super::print(&again, &questionnaire()), printed, "{text}");
    }
}

#[test]
fn old_names_are_read_as_the_present_ones() {
    let aliases = [("news", "push"), ("push.few", "push.some"), ("push.every", "push.all"), ("labour", "work")];
    let aliases = aliases.map(|(old, new)| (old.to_owned(), new.to_owned())).into();
    let questionnaire = Questionnaire { aliases, ..questionnaire() };
    for (old, new) in [
        ("news == few", "push == some"),
        ("news in [few, every] and place == few", "push in [some, all] and place == few"),
        ("not (push == some) or labour > 3", "not (push == some) or work > 3"),
        ("news ==", "push =="),
        ("other == few", "other == few"),
    ] {
        assert_eq!(renamed(old, &questionnaire), new);
    }
}
