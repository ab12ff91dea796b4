//! Equal weights are equal, and what adds up to the same by them is a tie.

use archfit::engine::{Advisor, Fit};
use archfit::load::{Files, Library, Source, load_files};
use archfit::model::{AnswersFile, OutcomeKind};

const QUESTIONS: &str = "format = 1\nid = \"q\"\ntitle = \"Q\"\n[[question]]\nid = \"a\"\nask = \"How?\"\nchoices = [ { id = \"x\" }, { id = \"y\" } ]\n";

/// A rule base with criteria of these weights and scales from 0, and options with these points on them.
fn library(criteria: &[(u32, u32)], options: &[&[u32]]) -> Library {
    let mut text =
        "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\nclose-call = 0\n".to_owned();
    for (at, (weight, high)) in criteria.iter().enumerate() {
        text += &format!("[[criterion]]\nid = \"c{at}\"\nweight = {weight}\nscale = [0, {high}]\n");
    }
    for (at, points) in options.iter().enumerate() {
        let points = points.iter().enumerate().filter(|(_, points)| **points > 0);
        let points: Vec<String> = points.map(|(of, points)| format!("c{of} = {points}")).collect();
        text += &format!(
            "[[option]]\nid = \"o{at}\"\nname = \"O{at}\"\nsummary = \"One.\"\nbase = {{ {} }}\n",
            points.join(", ")
        );
    }
    let file = |name: &str, text: &str| -> Files {
        [(name.to_owned(), Source { name: name.into(), path: None, text: text.to_owned() })].into_iter().collect()
    };
    let library = load_files(file("q.toml", QUESTIONS), file("d/d.toml", &text), Files::new());
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    library
}

#[test]
fn three_equal_weights_are_equal() {
    let library = library(&[(1, 1), (1, 1), (1, 1)], &[&[0, 1, 0], &[1, 0, 0], &[0, 0, 1]]);
    let advice = Advisor::new(library.subjects[0].clone()).advise(&AnswersFile::default());
    let decision = &advice.decisions[0];
    assert_eq!(decision.level.len(), 3, "all three share the lead");
    assert_eq!((decision.outcome, decision.lead), (OutcomeKind::CloseCall, Fit(0)));
    assert!(decision.standings.iter().all(|standing| standing.fit == Fit(333)));
    let findings = archfit::audit::lint::lint(&library.subjects, &library.sources, None, true);
    let of_winning = findings.iter().filter(|finding| finding.code == "never-wins").count();
    assert_eq!(of_winning, 0, "each of equal ones leads as much as the others");
}

#[test]
fn equal_weights_tie_on_scales_of_any_width() {
    for (criteria, options) in [
        (&[(1, 3), (1, 1), (1, 2)][..], [&[3, 0, 0][..], &[0, 1, 0]]),
        (&[(7, 7), (7, 11), (7, 13), (5, 1)], [&[0, 11, 0, 0], &[7, 0, 0, 0]]),
        (&[(2, 11), (2, 7), (2, 4), (3, 2), (3, 2), (3, 2), (2, 5)], [&[0, 0, 0, 1, 0, 0, 0], &[0, 0, 0, 0, 0, 1, 0]]),
    ] {
        let library = library(criteria, &options);
        let advice = Advisor::new(library.subjects[0].clone()).advise(&AnswersFile::default());
        assert_eq!(advice.decisions[0].level.len(), 2, "{criteria:?}");
    }
}

#[test]
fn numbers_too_odd_to_be_exact_are_rounded_to_what_is_shown() {
    let library = library(&[(333_331, 997), (333_331, 991), (333_331, 983), (1, 1)], &[&[1, 0, 0, 0], &[0, 0, 0, 0]]);
    let advice = Advisor::new(library.subjects[0].clone()).advise(&AnswersFile::default());
    assert_eq!(advice.decisions[0].weights.iter().sum::<u32>(), 10_000);
    assert_eq!(advice.decisions[0].winner.map(archfit::model::OptionIdx::get), Some(0));
}
