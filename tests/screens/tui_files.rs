//! Files of rules that are broken, mended or changed while the program runs, and the page of keys.

use std::path::Path;

use crate::tui_harness::Tui;
use archfit::load::Locations;
use archfit::tui::state::message::Effect;
use archfit::tui::{Msg, input};

/// A copy of the fixture's files that a test may change.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().expect("a folder"));
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tui");
        for file in ["questionnaires/a-kiosk.toml", "rules/store/store.toml", "rules/hosting/hosting.toml"] {
            let copy = files.0.path().join(file);
            std::fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
            std::fs::copy(fixture.join(file), copy).expect("a copy");
        }
        files
    }

    fn locations(&self) -> Locations {
        Locations {
            questionnaires: Some(self.0.path().join("questionnaires")),
            rules: Some(self.0.path().join("rules")),
            without_embedded: true,
            ..Locations::default()
        }
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.0.path().join(file);
        let text = std::fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from));
        std::fs::write(path, text.replace(from, to)).expect("the file is written");
    }
}

const STORE: &str = "rules/store/store.toml";

#[test]
fn broken_files_open_their_findings_and_mending_them_lets_go_on() {
    let files = Files::new();
    files.replace(STORE, "crowd >= busy", "crowd >= bussy");
    let mut tui = Tui::with(files.locations(), 80, 24);
    tui.assert_shows("Findings");
    tui.assert_shows("store.toml:");
    tui.assert_shows("crowd >= bussy");
    tui.press("e");
    assert!(tui.wants(|e| matches!(e, Effect::Edit { path, .. } if path.ends_with("store.toml"))));
    files.replace(STORE, "bussy", "busy");
    tui.press("r");
    tui.assert_shows("Nothing is wrong.");
    tui.press("Esc Enter").in_file_order();
    tui.assert_shows("How many visitors");
}

#[test]
fn the_first_page_says_what_of_the_rules_was_not_read() {
    let files = Files::new();
    files.replace(STORE, "crowd >= busy", "crowd >= bussy");
    let mut tui = Tui::with(files.locations(), 120, 40);
    tui.press("Esc Enter d d d d d d d d").wait();
    tui.assert_shows("the first page");
    tui.assert_shows("! The rules were read in part");
}

#[test]
fn changed_rules_move_the_standings_and_broken_ones_leave_the_last_good_ones() {
    let files = Files::new();
    let mut tui = Tui::with(files.locations(), 120, 40);
    tui.press("Enter").in_file_order().press("Enter ↓ Enter ↓ Enter ← → Tab !");
    let fit = |tui: &Tui| {
        let interview = tui.model.app.interview.as_ref().expect("an interview");
        interview.advice.decision("store").expect("advice").standings[0].fit
    };
    let before = fit(&tui);
    files.replace(STORE, "points = { central = 4, cloud = 1 }", "points = { central = 3, cloud = 1 }");
    tui.press("r");
    let after = fit(&tui);
    assert!(after < before, "{after} {before}");
    files.replace(STORE, "payment in [card, cash]", "payment in [card, gold]");
    tui.press("r");
    tui.assert_shows("the last good rules are kept");
    tui.assert_shows("no choice `gold`");
    assert_eq!(fit(&tui), after);
    tui.press("Esc");
    tui.assert_shows("question 4 of 6");
}

#[test]
fn a_question_that_is_gone_after_a_reload_is_not_shown() {
    let files = Files::new();
    let mut tui = Tui::with(files.locations(), 80, 24);
    tui.press("Enter").in_file_order().press("→ → → → → !");
    let path = files.0.path().join("questionnaires/a-kiosk.toml");
    let text = std::fs::read_to_string(&path).expect("the file is there");
    let start = text.find("[[question]]\nid = \"offline\"").expect("the last question");
    let end = text.find("[[quantity]]").expect("what follows it");
    std::fs::write(&path, format!("{}{}", &text[..start], &text[end..])).expect("the file is written");
    files.replace(STORE, "offline == must-run", "payment == cash");
    tui.press("r Esc");
    tui.assert_shows("question 5 of 5");
}

#[test]
fn the_page_of_keys_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let expected = input::markdown();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &expected).expect("the page is written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/keys.md is not current: run this test with UPDATE_DOCS=1");
}

#[test]
fn a_library_without_a_questionnaire_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty =
        Locations { questionnaires: Some(folder.path().to_owned()), without_embedded: true, ..Locations::default() };
    let mut tui = Tui::with(empty, 80, 24);
    tui.assert_shows("no questionnaire");
    tui.press("Enter Esc !");
    tui.assert_shows("Nothing is wrong.");
    tui.send(Msg::Failed("something".to_owned()));
    tui.assert_shows("something");
}

#[test]
fn points_for_a_criterion_that_two_decisions_share_say_that_they_move_both() {
    let files = Files::new();
    let mut tui = Tui::with(files.locations(), 80, 24);
    tui.press("Enter p").assert_hides("moves also");
    files.replace(STORE, "\"reach\"", "\"cost\"");
    files.replace(STORE, "reach = ", "cost = ");
    let mut tui = Tui::with(files.locations(), 80, 24);
    tui.press("Enter p").assert_shows("moves also in: Where data is kept");
    tui.press("Tab ↓").assert_shows("moves also in: Who runs it");
}
