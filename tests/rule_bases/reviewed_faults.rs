//! Faults of kinds that reviews found in the shipped rules, each held by a test.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use archfit::engine::Advisor;
use archfit::load::{Library, Locations, Source, load, read_answers_text};
use archfit::model::{Confidence, Effect, EvidenceKind, OutcomeKind};
use archfit::report::{Origin, Report, build};

use crate::coded_from_memory::sets;

/// Of so many coded cases one is reported on: a report takes a while.
const ONE_OF: usize = 6;

fn report_on(answers: &str, library: &mut Library) -> Report {
    let text = format!("format = 1\nquestionnaire = \"backend\"\n[answers]\n{answers}");
    let read = read_answers_text(Source { name: String::from("answers.toml"), path: None, text }, library).unwrap();
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    build(&mut Advisor::new(Arc::clone(&read.subject)), &read.file, &Origin::default())
}

#[test]
fn nothing_that_is_recommended_is_less_likely_to_win_than_not() {
    let mut library = load(&Locations::default());
    let sets = sets(&mut library);
    let subject = Arc::clone(library.subject("backend").unwrap());
    let mut n_recommended = 0;
    for coded in sets.iter().flat_map(|(_, cases)| cases).step_by(ONE_OF) {
        let report = build(&mut Advisor::new(Arc::clone(&subject)), &coded.file, &Origin::default());
        for made in report.decisions.iter().filter(|made| made.recommended) {
            let wins = made.chances.as_ref().map(|chances| chances.wins.as_slice()).unwrap_or_default();
            let own = wins.iter().find(|win| Some(&win.option) == made.winner.as_ref()).map(|win| win.chance);
            let is_likely = own.is_some_and(|own| own >= 0.5 && wins.iter().all(|other| other.chance <= own));
            assert!(made.proven || is_likely, "{}: {:?} with {own:?}", made.decision, made.winner);
            n_recommended += 1;
        }
    }
    assert!(n_recommended >= 10, "{n_recommended}");
}

#[test]
fn cautions_about_live_updates_are_told_while_the_transport_is_a_close_call() {
    let mut library = load(&Locations::default());
    let clinic = r#"
realtime = "server-push"
realtime-role = "extra"
live-connections = 50
events-per-second = 1
receivers-per-event = 1
update-delay = "interactive"
who-listens = "own"
client-network = "proxied"
relational-data = "deep"
lost-write = "audited"
staff-screens = "extensive"
frontend = "server-pages"
security = "regulated"
team-languages = ["python"]
existing-code = "none"
engineers = 6
operations = "some"
"#;
    let report = report_on(clinic, &mut library);
    let of = |decision: &str| report.decisions.iter().find(|made| made.decision == *decision).unwrap();
    assert_eq!(of("realtime-transport").outcome, OutcomeKind::CloseCall);
    let told = |rule: &str| of("backend-runtime").cautions.iter().find(|caution| caution.rule == *rule);
    let caution = told("delivered-at-most-once").unwrap();
    assert!(caution.chance > 0.5, "{}", caution.chance);
}

#[test]
fn what_was_measured_of_python_says_how_it_was_built() {
    let library = load(&Locations::default());
    let subject = library.subject("backend").unwrap();
    let measured = subject.rule_bases.iter().flat_map(|base| &base.evidence);
    let measured = measured.filter(|evidence| evidence.kind == EvidenceKind::Measurement);
    let mut n = 0;
    for evidence in measured {
        let method = evidence.method.as_deref().unwrap_or_default();
        if method.contains("Python 3") {
            let told = format!("{method} {}", evidence.limits.as_deref().unwrap_or_default());
            assert!(told.contains("PGO"), "`{}` does not say how Python was built", evidence.id);
            n += 1;
        }
    }
    assert!(n >= 8, "{n}");
}

#[test]
fn no_points_given_with_high_confidence_rest_on_cases_or_opinions_alone() {
    let library = load(&Locations::default());
    let subject = library.subject("backend").unwrap();
    for base in &subject.rule_bases {
        let is_firm = |id: &archfit::model::EvidenceId| {
            let cited = base.evidence.iter().find(|evidence| evidence.id == *id).unwrap();
            !matches!(cited.kind, EvidenceKind::Case | EvidenceKind::Opinion)
        };
        for rule in base.written_rules().filter(|rule| rule.confidence == Confidence::High) {
            let is_scored = matches!(rule.effect, Effect::Points { .. });
            assert!(!is_scored || rule.evidence.iter().any(is_firm), "`{}` is judgement, medium at most", rule.id);
        }
    }
}
