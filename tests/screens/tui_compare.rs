//! Several people's answers side by side: what is shown, where it leads, and what a merge makes of it.

use std::fs;
use std::path::PathBuf;

use crate::tui_harness::Tui;
use archfit::tui::input::Context;
use archfit::tui::state::message::Effect;

/// The answers of five people, of which `payment` decides; the last one's name is long and wide.
const PEOPLE: [(&str, &str); 5] = [
    (
        "ana",
        "visitors = 300\nstay = \"visit\"\npayment = \"card\"\nlanguages = [\"english\", \"japanese\"]\noffline = \"must-run\"",
    ),
    (
        "ben",
        "visitors = 5000\nstay = \"visit\"\npayment = { value = \"cash\", note = \"the bank is next door\" }\noffline = { value = \"may-stop\", sure = 0.6 }",
    ),
    ("cho", "visitors = 300\nstay = \"unknown\"\npayment = \"none\"\noffline = \"must-run\"\n[weights]\nreach = 90"),
    ("dan", "stay = \"visit\""),
    ("負荷分散 von und zu Müller-Lüdenscheidt", "visitors = \"few\"\nstay = \"visit\"\npayment = \"card\""),
];

/// At the start screen, with these people's files in a folder.
fn with_files(people: &[(&str, &str)], width: u16, height: u16) -> Tui {
    let mut tui = Tui::new(width, height);
    let folder = tui.folder.path().join("team");
    fs::create_dir(&folder).expect("a folder");
    for (name, answers) in people {
        let text = format!("format = 1\nquestionnaire = \"kiosk\"\nsystem = \"Museum\"\n\n[answers]\n{answers}\n");
        fs::write(folder.join(format!("{name}.toml")), text).expect("a file");
    }
    tui.press("c").type_text(&format!("\"{}\"", folder.display())).press("Enter");
    tui
}

/// Side by side, with what hangs on the differences worked out.
fn side_by_side(n_people: usize, width: u16, height: u16) -> Tui {
    let mut tui = with_files(&PEOPLE[..n_people], width, height);
    assert_eq!(tui.model.top().context(), Context::Compare, "{}", tui.text());
    tui.wait();
    tui
}

fn file(tui: &Tui, name: &str) -> PathBuf {
    tui.folder.path().join("team").join(format!("{name}.toml"))
}

fn check(name: &str, n_people: usize, keys: &str) {
    for (width, height) in [(60, 18), (80, 24), (120, 40)] {
        let mut tui = side_by_side(n_people, width, height);
        tui.press(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), tui.text());
    }
}

#[test]
fn everybodys_answers_stand_side_by_side() {
    check("all", 3, "");
}

#[test]
fn names_that_are_long_and_wide_keep_their_columns() {
    check("many", 5, "→ → → → ↓ ↓");
}

#[test]
fn a_cell_says_who_says_what_what_it_counts_for_and_what_hangs_on_it() {
    check("cell", 3, "↓ ↓ ↓ → Enter");
}

#[test]
fn a_priority_and_an_outcome_can_be_looked_into() {
    let mut tui = side_by_side(3, 80, 40);
    tui.click("cho").click("Reach").click("Reach");
    tui.assert_shows("cho's priorities");
    tui.assert_shows("90 points");
    let mut tui = side_by_side(3, 100, 60);
    tui.press("→ ↓ Enter");
    for text in ["What ben would get: Where data is kept", "Central database", "Whoever is right"] {
        tui.assert_shows(text);
    }
    tui.press("Esc").assert_shows("Side by side");
}

#[test]
fn only_what_differs_and_only_what_decides_can_be_shown() {
    let mut tui = side_by_side(3, 100, 60);
    let headings = ["Differences that decide nothing", "Agreed", "Answered by one person only"];
    headings.iter().for_each(|heading| tui.assert_shows(heading));
    tui.press("f");
    tui.assert_shows(headings[0]);
    headings[1..].iter().for_each(|heading| tui.assert_hides(heading));
    tui.press("f");
    headings.iter().for_each(|heading| tui.assert_hides(heading));
    tui.assert_shows("Differences that decide");
    tui.press("f");
    headings.iter().for_each(|heading| tui.assert_shows(heading));
}

#[test]
fn a_question_is_answered_in_the_persons_own_interview_and_the_comparison_follows() {
    let mut tui = side_by_side(2, 80, 30);
    tui.press("f f");
    tui.assert_shows("How do visitors pay?");
    tui.press("↓ ↓ → o");
    assert_eq!(tui.model.top().context(), Context::Question);
    tui.assert_shows("How do visitors pay?");
    tui.assert_shows("Note: the bank is next door");
    tui.press("↑ ↑ ↓ Enter Esc").wait();
    assert!(fs::read_to_string(file(&tui, "ben")).expect("a file").contains("value = \"card\""));
    assert_eq!(tui.model.top().context(), Context::Compare);
    tui.assert_hides("How do visitors pay?");
    tui.press("Esc");
    tui.assert_shows("Begin");
}

#[test]
fn a_merge_keeps_every_vote_and_asks_for_what_decides_and_nothing_else() {
    let mut tui = side_by_side(3, 80, 30);
    tui.press("m");
    tui.assert_shows("Merge the answers into which file?");
    tui.press("Enter");
    tui.assert_shows("merged into");
    tui.assert_shows("to settle: 1 of 2");
    tui.assert_shows("How do visitors pay?");
    tui.assert_shows("Votes: ana: By card; ben: Cash");
    tui.assert_shows("◐ By card");
    let text = tui.on_disk();
    assert!(text.contains("votes = { ana = \"card\", ben = \"cash\", cho = \"none\" }"), "{text}");
    tui.press("↑ ↑ ↓ Enter");
    tui.assert_shows("to settle: 2 of 2");
    tui.press("Enter");
    assert_eq!(tui.model.top().context(), Context::First, "nothing else is asked");
    let text = tui.on_disk();
    assert!(
        text.contains("payment = { value = \"card\", note = \"ben: the bank is next door\", votes = { ana"),
        "{text}"
    );
    tui.press("Esc Esc");
    assert_eq!(tui.model.top().context(), Context::Compare, "the comparison is still there");
}

#[test]
fn a_merge_asks_for_priorities_that_decide_after_the_questions() {
    let weighed = [
        ("ana", "visitors = 300\n[weights]\ntrust = 90\nreach = 1"),
        ("ben", "visitors = 300\n[weights]\nreach = 90\ntrust = 1"),
    ];
    let mut tui = with_files(&weighed, 100, 40);
    tui.wait().assert_shows("Different priorities, which decide");
    tui.press("m Enter");
    assert_eq!(tui.model.top().context(), Context::Priorities, "{}", tui.text());
    tui.assert_shows("Priorities  Where data is kept");
    tui.assert_shows("Which points do you agree on?");
    tui.assert_shows("Votes: ana: 90; ben: 1");
    tui.press("Esc");
    assert_eq!(tui.model.top().context(), Context::Question);
}

#[test]
fn priorities_are_asked_for_decision_after_decision() {
    let mut tui = side_by_side(2, 120, 40);
    let path = file(&tui, "merged");
    let mut merge = tui.model.app.compared.as_ref().and_then(|compared| compared.merge(path)).expect("a merge");
    merge.agenda.clear();
    merge.priorities = tui.model.app.library.subjects[0].rule_bases.iter().map(|b| b.decision.id.clone()).collect();
    let opened = tui.world.perform(Effect::Merge(Box::new(merge)), &tui.model).expect("an answer");
    tui.send(opened);
    tui.assert_shows("to settle: 1 of 2");
    tui.assert_shows("Tab: the next decision");
    tui.assert_shows("Priorities  Who runs it");
    tui.press("Tab").assert_shows("to settle: 2 of 2");
    tui.assert_shows("Priorities  Where data is kept");
    tui.press("Tab").assert_shows("to settle: 1 of 2");
}

#[test]
fn a_merge_never_writes_over_a_file() {
    let mut tui = side_by_side(2, 80, 24);
    let before = fs::read_to_string(file(&tui, "ana")).expect("a file");
    let taken = file(&tui, "ana").display().to_string();
    tui.press("m Ctrl-U").type_text(&taken).press("Enter");
    tui.assert_shows("exists already");
    assert_eq!(fs::read_to_string(file(&tui, "ana")).expect("a file"), before);
    assert_eq!(tui.model.top().context(), Context::Compare);
}

#[test]
fn a_file_with_errors_is_shown_as_far_as_it_goes_and_not_merged() {
    let mut tui = with_files(&[PEOPLE[0], ("eva", "payment = \"shells\"\nvisitors = 7")], 80, 24);
    tui.wait().assert_shows("eva.toml has errors");
    tui.press("m").assert_shows("a merge would hide them");
    tui.press("!").assert_shows("shells");
}

#[test]
fn files_that_cannot_be_compared_are_refused_with_the_reason() {
    let mut tui = with_files(&PEOPLE[..1], 80, 24);
    tui.assert_shows("fewer than two people");
    tui.press("c").type_text("nobody.toml nowhere.toml").press("Enter");
    tui.assert_shows("`nobody.toml` cannot be read");
    assert_eq!(tui.model.top().context(), Context::Findings);
}

#[test]
fn the_votes_of_a_merged_file_are_compared_and_settled_in_it() {
    let mut tui = side_by_side(3, 80, 30);
    tui.press("← m Enter");
    let merged = tui.model.app.interview.as_ref().expect("an interview").path.clone();
    tui.press("Esc Esc c").type_text(&format!("\"{}\"", merged.display())).press("Enter").wait();
    tui.assert_shows("3 people");
    tui.press("m").assert_shows("merged already");
    tui.press("f f ↓ ↓ o");
    tui.assert_shows("Votes: ana: By card");
}

#[test]
fn interviews_are_marked_at_the_start_and_compared() {
    let mut tui = Tui::new(80, 30);
    tui.press("Enter Enter Esc").press("↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ Enter ↓ Enter Esc");
    if tui.model.top().context() != Context::Start {
        tui.press("Esc");
    }
    tui.press("End ↑ ↑");
    assert_eq!(tui.model.app.recent.len(), 2, "{}", tui.text());
    tui.press("Space ↑ Space");
    tui.assert_shows("the 2 marked, side by side");
    tui.press("c").wait().assert_shows("2 people");
    tui.press("q");
    assert!(tui.wants(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn clicks_choose_the_person_and_the_row() {
    let mut tui = side_by_side(3, 120, 40);
    tui.click("cho").click("How do visitors pay?").click("How do visitors pay?");
    tui.assert_shows("cho's answer");
}

#[test]
fn no_size_and_no_number_of_people_makes_it_panic() {
    for n_people in 2..=PEOPLE.len() {
        let mut tui = side_by_side(n_people, 80, 24);
        for keys in ["", "End → → → →", "Enter", "Esc m"] {
            tui.press(keys);
            for width in [1, 20, 59, 60, 61, 80, 131, 300] {
                for height in [1, 17, 18, 19, 24, 40, 100] {
                    tui.resize(width, height);
                }
            }
        }
    }
}
