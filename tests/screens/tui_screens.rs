//! What the screens show, at the sizes people use and at every size they may pull a window to.

use crate::tui_harness::Tui;

/// The sizes that snapshots are kept of.
const SIZES: [(u16, u16); 3] = [(60, 18), (80, 24), (120, 40)];

/// Compares the screen after some keys with its snapshots.
fn check(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut tui = Tui::new(width, height);
        tui.press(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), tui.text());
    }
}

#[test]
fn the_start_screen_offers_what_can_be_begun() {
    check("start", "↓ ↓");
}

#[test]
fn a_choice_question_shows_its_choices_and_the_standings() {
    check("choice", "Enter ↓ Enter ←");
}

#[test]
fn the_first_page_ends_the_interview() {
    check("first", "Enter Enter Enter Space Enter");
}

#[test]
fn a_number_question_shows_its_bands_and_what_is_typed() {
    check("number", "Enter 2 5 0 . . 2 k");
}

#[test]
fn a_question_of_several_choices_shows_what_is_marked() {
    check("several", "Enter → → ↓ Enter → Space ↓ Space");
}

#[test]
fn the_list_of_questions_shows_every_answer() {
    check("review", "Enter Enter Enter d v");
}

#[test]
fn priorities_show_points_shares_and_the_standings() {
    check("priorities", "Enter Enter ↓ Enter ↓ Enter p Tab → →");
}

#[test]
fn details_show_all_there_is_about_a_question() {
    check("details", "Enter i");
}

#[test]
fn how_sure_is_picked_from_a_short_list() {
    check("sure", "Enter Enter ← c ↓");
}

#[test]
fn a_note_is_typed_over_the_question() {
    check("note", "Enter Enter ← n d o o r");
}

#[test]
fn help_shows_the_keys_of_the_place() {
    check("help", "Enter ?");
}

#[test]
fn no_size_makes_a_screen_panic() {
    let places = [
        "",
        "↓ ↓ ↓",
        "Enter",
        "Enter 4",
        "Enter → → ↓",
        "Enter d n",
        "Enter v /",
        "Enter ?",
        "!",
        "Enter p Tab",
        "Enter i",
        "Enter d ← c",
    ];
    for keys in places {
        let mut tui = Tui::new(80, 24);
        tui.press(keys);
        for width in (1..=20).chain([40, 59, 60, 61, 79, 80, 100, 131, 300]) {
            for height in (1..=19).chain([24, 25, 40, 100]) {
                tui.resize(width, height);
            }
        }
    }
}

#[test]
fn a_terminal_too_small_is_told_what_is_needed() {
    let mut tui = Tui::new(40, 10);
    tui.assert_shows("archfit needs 60 columns");
    tui.resize(60, 18);
    tui.assert_hides("archfit needs");
}

#[test]
fn a_letter_of_another_layout_says_that_it_does_nothing_and_the_next_key_acts() {
    for keys in ["", "Enter", "Enter v"] {
        let mut tui = Tui::new(80, 24);
        tui.press(keys);
        let before = tui.text();
        tui.press("й");
        tui.assert_shows("`й` does nothing here: the keys are those of a Latin layout; ?");
        let said = tui.text();
        let changed = before.lines().zip(said.lines()).filter(|(before, after)| before != after).count();
        assert!(changed <= 2, "only a notice is new: {said}");
        tui.press("↓ ↑");
        assert!(!tui.text().contains("does nothing here"), "a notice is for one key");
    }
    // Where one types, every letter is text.
    let mut tui = Tui::new(80, 24);
    tui.press("Enter Enter ← n").type_text("мысль");
    tui.assert_shows("мысль");
}
