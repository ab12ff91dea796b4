//! The rules on screen: how each stands and why, the way to the editor, and what an edit changes.

use std::path::{Path, PathBuf};

use crate::tui_harness::{Tui, fixture};
use archfit::load::Locations;
use archfit::tui::state::message::Effect;

/// The sizes that snapshots are kept of.
const SIZES: [(u16, u16); 3] = [(60, 18), (80, 24), (120, 40)];

fn answered(locations: Locations, width: u16, height: u16) -> Tui {
    let mut tui = Tui::answered(locations, width, height);
    tui.press("R");
    tui
}

fn rules(width: u16, height: u16) -> Tui {
    answered(fixture("tests/fixtures/tui_report"), width, height)
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The rules in a folder that may be changed, with the file that they stand in.
fn editable() -> (tempfile::TempDir, PathBuf, Tui) {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tui_report"), folder.path());
    let locations = Locations {
        questionnaires: Some(folder.path().join("questionnaires")),
        rules: Some(folder.path().join("rules")),
        ..fixture("tests/fixtures/tui_report")
    };
    let file = folder.path().join("rules/till/rules.toml");
    (folder, file, answered(locations, 100, 40))
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("rules");
    assert!(text.contains(from));
    std::fs::write(file, text.replace(from, to)).expect("a change");
}

fn reload(tui: &mut Tui) {
    let msg = tui.world.perform(Effect::Reload, &tui.model).expect("the files");
    tui.send(msg);
}

#[test]
fn every_rule_is_listed_with_how_it_stands() {
    for (width, height) in SIZES {
        let tui = rules(width, height);
        insta::assert_snapshot!(format!("all_{width}x{height}"), tui.text().replace(env!("CARGO_MANIFEST_DIR"), ""));
    }
}

#[test]
fn a_rule_that_cannot_fire_names_the_comparison_that_fails() {
    let mut tui = rules(100, 40);
    tui.press("/");
    tui.type_text("stands in no list");
    tui.press("Enter Enter");
    tui.assert_shows("✗ goods == books, but it is cheese");
    tui.press("Esc /");
    tui.type_text("a till needs a power line");
    tui.press("Enter Enter");
    tui.assert_shows("✗ power == no, but it is yes");
}

#[test]
fn a_rule_that_fires_shows_what_holds_and_one_that_may_what_is_open() {
    let mut tui = rules(100, 40);
    tui.press("/");
    tui.type_text("weighed");
    tui.press("Enter Enter");
    tui.assert_shows("✓ goods == cheese, and it is cheese");
    tui.press("Esc /");
    tui.type_text("wet fingers");
    tui.press("Enter Enter");
    tui.assert_shows("? weather >= rain, and it is open");
}

#[test]
fn the_list_shows_only_what_fires_may_fire_or_cannot() {
    let mut tui = rules(100, 40);
    tui.assert_shows("10 of 10 rules");
    tui.press("f");
    tui.assert_shows("4 of 10 rules that fire");
    tui.press("f");
    tui.assert_shows("3 of 10 rules that may fire");
    tui.press("f");
    tui.assert_shows("3 of 10 rules that cannot fire");
}

#[test]
fn a_rule_opens_in_the_editor_at_its_line() {
    let (_folder, file, mut tui) = editable();
    tui.press("↓ e");
    let line = std::fs::read_to_string(&file).expect("rules");
    let line = line.lines().position(|l| l.contains("long-queues-need-more")).expect("the rule") + 1;
    let asked = tui.asked_for.iter().find_map(|effect| match effect {
        Effect::Edit { path, line } => Some((path.clone(), *line)),
        _ => None,
    });
    let (path, at) = asked.expect("an editor");
    assert_eq!(path, file);
    assert!(at.abs_diff(line) <= 1, "line {at} instead of {line}");
}

#[test]
fn what_an_edit_changed_is_said_for_rules_answers_and_scenarios() {
    let (_folder, file, mut tui) = editable();
    replace(&file, "till = 4, app = -2, box = -3", "till = -6, app = 4, box = -3");
    reload(&mut tui);
    tui.assert_shows("What the last edit changed");
    tui.assert_shows("rule `weight-needs-scales` changed");
    tui.assert_shows("now: An app on a phone");
    tui.assert_shows("scenarios that fail now: `cheese-with-power`");
}

#[test]
fn what_an_edit_changed_is_in_sight_wherever_the_list_is_and_esc_hides_it() {
    let (_folder, file, mut tui) = editable();
    for (width, height) in SIZES {
        tui.resize(width, height);
        tui.press("End");
        let (from, to) = if width == 80 { ("till = -6", "till = 4") } else { ("till = 4", "till = -6") };
        replace(&file, from, to);
        reload(&mut tui);
        tui.assert_shows("What the last edit changed");
        tui.assert_shows("from your answers:");
        tui.assert_shows("›");
    }
    tui.press("Esc");
    tui.assert_hides("What the last edit changed");
    tui.assert_shows("10 of 10 rules");
}

#[test]
fn a_broken_edit_keeps_the_last_good_rules_and_says_so() {
    let (_folder, file, mut tui) = editable();
    replace(&file, "goods == cheese", "goods == chese");
    reload(&mut tui);
    tui.assert_shows("these are the last good rules");
    tui.assert_shows("10 of 10 rules");
    tui.press("!");
    tui.assert_shows("chese");
    tui.press("Esc");
    replace(&file, "goods == chese", "goods == cheese");
    reload(&mut tui);
    tui.assert_hides("last good rules");
}

#[test]
fn rules_are_shown_without_answers_too() {
    let mut tui = Tui::with(fixture("tests/fixtures/tui_report"), 80, 24);
    tui.press("R");
    tui.assert_shows("10 of 10 rules");
    tui.press("Enter");
    tui.assert_shows("Fires when");
    tui.press("d");
    tui.assert_shows("3 of 3 rules");
    tui.press("Esc");
    tui.assert_shows("A market stall");
}

#[test]
fn no_size_makes_the_rules_panic() {
    let mut tui = rules(80, 24);
    tui.press("Enter ↓ Enter ↓ Enter");
    for width in [1, 20, 59, 60, 61, 79, 80, 100, 131, 300] {
        for height in [1, 10, 18, 19, 24, 40, 100] {
            tui.resize(width, height);
            tui.press("↓ PgDn ↑");
        }
    }
}

#[test]
fn a_rule_says_how_far_its_numbers_may_go() {
    let mut tui = rules(100, 40);
    tui.press("/");
    tui.type_text("weighed");
    tui.press("Enter Enter");
    tui.wait().assert_shows("Slack");
    tui.assert_shows("at most 13 (`cheese-with-power`)");
    tui.assert_shows("at least -6 (`cheese-with-power`)");
    // A rule without points has none.
    tui.press("Esc /");
    tui.type_text("a till needs a power line");
    tui.press("Enter Enter");
    tui.assert_shows("Excludes");
    tui.assert_hides("Slack");
}

#[test]
fn where_scenarios_fail_the_smallest_changes_that_make_them_pass_are_shown_until_they_do() {
    let (_folder, file, mut tui) = editable();
    tui.wait().assert_hides("fails: `");
    replace(&file, "till = 4, app = -2, box = -3", "till = -9, app = -2, box = -3");
    reload(&mut tui);
    tui.press("Esc");
    tui.wait().assert_shows("1 scenario fails: `cheese-with-power`");
    tui.assert_shows("points of `weight-needs-scales` for `till`: -6 instead of -9");
    tui.assert_shows("of all answers get another winner");
    replace(&file, "till = -9, app", "till = -6, app");
    reload(&mut tui);
    tui.press("Esc");
    tui.wait().assert_hides("fails: `");
}
