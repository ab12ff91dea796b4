//! What keys do: to the answers, to the place in the interview, and to the file on disk.

use crate::tui_harness::Tui;
use archfit::model::{Answer, AnswerValue};
use archfit::tui::Msg;
use archfit::tui::input::Context;
use archfit::tui::state::message::Effect;

fn answer<'a>(tui: &'a Tui, question: &str) -> Option<&'a Answer> {
    tui.model.app.interview.as_ref().expect("an interview").file.answers.get(question)
}

fn value<'a>(tui: &'a Tui, question: &str) -> Option<&'a AnswerValue> {
    answer(tui, question).map(|a| &a.value)
}

fn one(id: &str) -> AnswerValue {
    AnswerValue::OneOf(vec![id.into()])
}

#[test]
fn a_choice_answered_with_enter_moves_on() {
    let mut tui = Tui::begun(80, 24);
    tui.assert_shows("How many visitors");
    tui.press("↓ Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Band("some".into())));
    tui.assert_shows("How long does one visit take?");
    assert!(tui.on_disk().contains("visitors = \"some\""), "{}", tui.on_disk());
}

#[test]
fn going_back_keeps_later_answers() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter ↓ Enter ↓ Enter ← ← ←");
    tui.assert_shows("How many visitors");
    tui.press("↓ Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Band("some".into())));
    assert_eq!(value(&tui, "stay"), Some(&AnswerValue::Band("visit".into())));
    assert_eq!(value(&tui, "payment"), Some(&one("card")));
    // The next question stands at the answer it has.
    tui.assert_shows("› ● a minute and more");
}

#[test]
fn going_back_leaves_an_invalid_number_behind() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter = 9 9 9 9 Enter");
    tui.assert_shows("out of range");
    tui.press("Esc ←");
    tui.assert_shows("How many visitors");
    tui.press("→");
    tui.assert_hides("9999");
    assert_eq!(value(&tui, "stay"), None);
}

#[test]
fn a_skipped_question_is_not_asked_and_its_answer_is_kept() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter Enter ↓ Enter → ↓ Enter");
    assert_eq!(value(&tui, "refund-days"), Some(&AnswerValue::Number(30)));
    tui.assert_shows("Which languages");
    tui.press("← ← Home Enter");
    assert_eq!(value(&tui, "payment"), Some(&one("none")));
    tui.assert_shows("Which languages");
    tui.assert_shows("3 of 5 answered");
    assert_eq!(value(&tui, "refund-days"), Some(&AnswerValue::Number(30)));
}

#[test]
fn undo_goes_to_the_question_it_is_about_and_redo_makes_it_again() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter Enter ↓ Enter");
    tui.press("u");
    tui.assert_shows("How do visitors pay?");
    assert_eq!(value(&tui, "payment"), None);
    assert!(!tui.on_disk().contains("payment"));
    tui.press("u");
    tui.assert_shows("How long does one visit take?");
    tui.press("U Ctrl-R");
    assert_eq!(value(&tui, "payment"), Some(&one("card")));
    tui.assert_shows("How do visitors pay?");
    tui.press("U");
    tui.assert_shows("nothing to redo");
}

#[test]
fn several_choices_are_answered_mark_by_mark() {
    let mut tui = Tui::begun(80, 24);
    tui.press("→ → → →");
    tui.assert_shows("Which languages");
    tui.press("↓ Space ↑ Space");
    let both = AnswerValue::Several(vec!["english".into(), "japanese".into()]);
    assert_eq!(value(&tui, "languages"), Some(&both));
    assert!(tui.on_disk().contains("languages = [\"english\", \"japanese\"]"), "{}", tui.on_disk());
    tui.press("Space ↓ Space");
    assert_eq!(value(&tui, "languages"), None, "with no mark left there is no answer");
    tui.press("End ↑ Enter");
    assert_eq!(value(&tui, "languages"), Some(&AnswerValue::Several(Vec::new())));
}

#[test]
fn marking_two_choices_of_one_says_that_it_is_one_of_them() {
    let mut tui = Tui::begun(80, 24);
    tui.press("→ → ↓ Space ↓ Space");
    assert_eq!(value(&tui, "payment"), Some(&AnswerValue::OneOf(vec!["card".into(), "cash".into()])));
    tui.assert_shows("◐ By card");
    tui.press("Enter");
    tui.assert_shows("refund");
    assert_eq!(value(&tui, "payment"), Some(&AnswerValue::OneOf(vec!["card".into(), "cash".into()])));
}

#[test]
fn a_number_is_typed_in_its_own_row_and_digits_select_rows_elsewhere() {
    let mut tui = Tui::begun(80, 24);
    tui.press("= 1 k . . 2 k");
    tui.assert_shows("= 1 000 to 2 000 visitors/h");
    tui.press("Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Range(1_000, 2_000)));
    tui.press("→ 3");
    tui.assert_shows("› ○ Cash");
}

#[test]
fn what_was_typed_is_there_to_be_changed_when_coming_back() {
    let mut tui = Tui::begun(80, 24);
    tui.press("= 2 5 0 Enter ←");
    tui.assert_shows("number or range: 250");
    tui.press("0 Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Number(2_500)));
}

#[test]
fn not_knowing_is_an_answer_and_goes_on() {
    let mut tui = Tui::begun(80, 24);
    tui.press("d");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Unknown));
    tui.assert_shows("How long does one visit take?");
    tui.assert_shows("1 of 6 answered");
}

#[test]
fn a_note_and_how_sure_stay_with_the_answer() {
    let mut tui = Tui::begun(80, 24);
    tui.press("n");
    tui.assert_shows("a note belongs to an answer");
    tui.press("Enter ← n").type_text("door counter").press("Enter");
    tui.press("c ↓ ↓ Enter");
    tui.assert_shows("Note: door counter");
    tui.assert_shows("60 % sure");
    let given = answer(&tui, "visitors").expect("an answer");
    assert_eq!((given.sure, given.note.as_deref()), (60, Some("door counter")));
    tui.press("↓ Enter");
    let given = answer(&tui, "visitors").expect("an answer");
    assert_eq!((given.sure, given.note.as_deref()), (100, Some("door counter")), "another answer, another certainty");
}

#[test]
fn taking_an_answer_back_opens_the_question() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter ← x");
    assert_eq!(value(&tui, "visitors"), None);
    tui.press("x");
    tui.assert_shows("there is no answer to take back");
}

#[test]
fn the_first_page_is_one_key_away_and_from_there_the_list_of_all() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter ← a");
    tui.assert_shows("the first page");
    tui.press("v");
    tui.assert_shows("All questions");
    tui.press("Home Enter");
    tui.assert_shows("question 1 of 6");
}

#[test]
fn the_list_is_filtered_by_what_questions_and_answers_say() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter v /").type_text("one visit");
    tui.assert_shows("How long does one visit take?");
    tui.assert_hides("How do visitors pay?   ");
    tui.press("Ctrl-U").type_text("under 100");
    tui.assert_shows("How many visitors");
    tui.assert_hides("How do visitors pay?");
    tui.press("Enter Enter");
    tui.assert_shows("question 1 of 6");
}

#[test]
fn the_list_shows_the_unanswered_alone() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter v f");
    tui.assert_hides("How many visitors");
    tui.assert_shows("How long does one visit take?");
}

#[test]
fn priorities_move_the_standings_and_go_back_to_the_declared_ones() {
    let mut tui = Tui::begun(120, 40);
    tui.press("↓ ↓ Enter Enter ↓ Enter p Tab");
    tui.assert_shows("Where data is kept");
    let before = tui.text();
    tui.press("→ → →");
    assert_ne!(before, tui.text());
    assert!(tui.on_disk().contains("trust = 45"), "{}", tui.on_disk());
    tui.press("x");
    assert!(!tui.on_disk().contains("trust = "), "{}", tui.on_disk());
    tui.press("J");
    assert!(tui.on_disk().contains("reach = 75") && tui.on_disk().contains("trust = 25"), "{}", tui.on_disk());
    tui.press("u");
    assert!(!tui.on_disk().contains("reach = "), "{}", tui.on_disk());
}

#[test]
fn points_are_typed_and_what_is_no_number_is_refused() {
    let mut tui = Tui::begun(80, 24);
    tui.press("p Enter Ctrl-U").type_text("many").press("Enter");
    tui.assert_shows("type a whole number");
    tui.press("Ctrl-U 7 0 Enter");
    assert!(tui.on_disk().contains("cost = 70"), "{}", tui.on_disk());
}

#[test]
fn a_click_selects_and_a_second_one_answers() {
    let mut tui = Tui::begun(80, 24);
    tui.click("100 to 1 000");
    assert_eq!(value(&tui, "visitors"), None);
    tui.assert_shows("› ○ 100 to 1 000");
    tui.click("100 to 1 000");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Band("some".into())));
    tui.click("? help");
    tui.assert_shows("Keys");
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let mut tui = Tui::begun(80, 24);
    tui.press("M");
    assert!(tui.wants(|e| matches!(e, Effect::Mouse(true))));
    tui.press("M");
    assert!(tui.wants(|e| matches!(e, Effect::Mouse(false))));
}

#[test]
fn the_real_cursor_is_on_the_selected_row_and_in_the_field() {
    let mut tui = Tui::begun(80, 24);
    let first = tui.cursor();
    tui.press("↓");
    let second = tui.cursor();
    assert_eq!((second.x, second.y), (first.x, first.y + 1));
    tui.press("= 4 2");
    let line = tui.text().lines().nth(tui.cursor().y as usize).expect("a line").to_owned();
    assert_eq!(
        line.chars().take(tui.cursor().x as usize).collect::<String>().trim_end(),
        "  › ○ a number or range: 42"
    );
}

#[test]
fn leaving_asks_only_where_something_would_be_lost() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter q");
    assert!(tui.wants(|e| matches!(e, Effect::Quit)));

    let mut tui = Tui::begun(80, 24);
    tui.press("Enter");
    let path = tui.model.app.interview.as_ref().expect("an interview").path.clone();
    std::fs::remove_file(&path).expect("the file is there");
    std::fs::create_dir(&path).expect("a folder in its place");
    tui.press("Enter");
    tui.assert_shows("cannot write");
    tui.assert_shows("How long does one visit take?");
    tui.press("q");
    tui.assert_shows("Leave without saving?");
    assert!(!tui.wants(|e| matches!(e, Effect::Quit)));
    let kept = tui_path(&tui, "kept.toml");
    tui.press("n w Ctrl-U").type_text(&kept).press("Enter");
    tui.assert_shows("now kept in");
    let kept = std::fs::read_to_string(tui.folder.path().join("kept.toml")).expect("the other file");
    assert!(kept.contains("stay = \"glance\""), "{kept}");
    tui.press("q");
    assert!(tui.wants(|e| matches!(e, Effect::Quit)));
}

fn tui_path(tui: &Tui, name: &str) -> String {
    tui.folder.path().join(name).display().to_string()
}

#[test]
fn an_interview_is_named_and_resumed() {
    let mut tui = Tui::new(80, 24);
    tui.press("s").type_text("Ticket desk").press("Enter Enter").in_file_order().press("Enter");
    assert!(tui.on_disk().contains("system = \"Ticket desk\""), "{}", tui.on_disk());
    tui.press("Esc");
    tui.assert_shows("Resume");
    tui.assert_shows("Ticket desk");
    tui.assert_shows("› Ticket desk");
    tui.press("Enter");
    tui.assert_shows("1 answered");
}

#[test]
fn decisions_left_out_are_not_made() {
    let mut tui = Tui::new(80, 24);
    tui.press("↓ Space ↑ Enter Enter");
    assert!(tui.on_disk().contains("decisions = [\"store\"]"), "{}", tui.on_disk());
    tui.assert_hides("Who runs it");
}

#[test]
fn with_no_decision_chosen_nothing_begins() {
    let mut tui = Tui::new(80, 24);
    tui.press("↓ Space ↓ Space ↑ Enter");
    tui.assert_shows("no decision is chosen");
    assert!(tui.model.app.interview.is_none());
}

#[test]
fn a_file_that_is_not_there_begins_an_interview_in_it() {
    let mut tui = Tui::new(80, 24);
    let path = tui_path(&tui, "desk.toml");
    tui.press("End ↑ Enter").type_text(&path).press("Enter");
    tui.assert_shows("choose what to begin in");
    tui.press("Home Enter").in_file_order().press("Enter");
    assert!(std::fs::read_to_string(&path).expect("the file").contains("visitors = \"few\""));
}

#[test]
fn a_broken_answers_file_is_shown_with_its_place_and_left_alone() {
    let mut tui = Tui::new(80, 24);
    let path = tui_path(&tui, "broken.toml");
    std::fs::write(&path, "format = 1\nquestionnaire = \"kisok\"\n").expect("a file");
    tui.press("End ↑ Enter").type_text(&path).press("Enter");
    tui.assert_shows("unknown questionnaire `kisok`");
    tui.assert_shows("broken.toml:2:");
    tui.press("Enter");
    assert!(tui.wants(|e| matches!(e, Effect::Edit { line: 2, .. })));
}

#[test]
fn a_paste_in_a_list_is_not_taken_for_keys() {
    let mut tui = Tui::begun(80, 24);
    tui.press("→ →");
    tui.send(Msg::Paste("qqq".to_owned()));
    tui.assert_shows("How do visitors pay?");
}

#[test]
fn details_name_the_rules_that_read_an_answer() {
    let mut tui = Tui::begun(80, 24);
    tui.press("i PgDn");
    tui.assert_shows("A crowd walks from one kiosk to the next.");
    tui.press("Esc");
    tui.assert_shows("question 1 of 6");
}

#[test]
fn what_another_program_wrote_and_what_was_answered_are_put_together() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter");
    let path = tui.model.app.interview.as_ref().expect("an interview").path.clone();
    let other = tui.on_disk() + "offline = \"must-run\" # by hand\n";
    std::fs::write(&path, other).expect("written by another program");
    tui.press("Enter");
    tui.assert_shows("put together");
    assert_eq!(value(&tui, "offline"), Some(&one("must-run")));
    assert_eq!(value(&tui, "stay"), Some(&AnswerValue::Band("glance".into())));
    assert!(tui.on_disk().contains("# by hand") && tui.on_disk().contains("stay = \"glance\""), "{}", tui.on_disk());
}

#[test]
fn the_path_of_the_answers_is_copied_by_the_terminal() {
    let mut tui = Tui::begun(80, 24);
    tui.press("y");
    tui.assert_shows("sent to the terminal");
    assert!(tui.wants(|e| matches!(e, Effect::Copy(path) if path.contains("kiosk-"))));
}

#[test]
fn the_rules_and_the_report_open_on_the_decision_looked_at() {
    let mut tui = Tui::new(80, 24);
    tui.press("↓ ↓ R").assert_shows("Rules  Where data is kept");
    tui.press("Esc ↑ R").assert_shows("Rules  Who runs it");
    tui.press("Esc ↑ Enter Tab R").assert_shows("Rules  Where data is kept");
    tui.press("Esc r").assert_shows("Where should the kiosk keep its data?");
    tui.press("R").assert_shows("Rules  Where data is kept");
    tui.press("Esc Esc p").assert_shows("Priorities  Where data is kept");
}

#[test]
fn at_the_start_the_rules_are_not_those_of_the_interview_left() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter Esc R").assert_shows("Whether a rule fires is shown once questions are answered.");
}

#[test]
fn what_lies_over_a_question_shows_its_own_keys() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter ←").assert_shows("r report");
    for (keys, shown) in [("n", "Esc leave"), ("c", "Enter take"), ("t", "Esc put back")] {
        tui.press(keys).assert_shows(shown);
        tui.assert_hides("r report");
        tui.press("Esc").assert_shows("r report");
    }
}

#[test]
fn help_filters_as_one_types_and_does_what_is_selected() {
    let mut tui = Tui::begun(80, 24);
    tui.press("?").type_text("matters team");
    tui.assert_shows("say what matters to your team");
    tui.assert_hides("take the last change back");
    tui.press("Enter");
    assert_eq!(tui.model.top().context(), Context::Priorities);
    tui.press("Esc ?").type_text("nothing does this").press("Enter");
    tui.assert_shows("No key does that here.");
    tui.press("Esc");
    tui.assert_shows("answer with the selected row");
    tui.press("Esc");
    tui.assert_shows("How many visitors");
}

#[test]
fn the_standings_make_way_for_the_question_and_come_back() {
    for (width, height) in [(60, 18), (80, 24)] {
        let mut tui = Tui::begun(width, height);
        tui.assert_shows("Who runs it");
        tui.press("z");
        tui.assert_hides("Who runs it");
        tui.press("z");
        tui.assert_shows("Who runs it");
    }
}

#[test]
fn a_number_shows_what_it_makes_while_it_is_typed() {
    let mut tui = Tui::begun(80, 24);
    tui.press("→ Enter ← ←").type_text("=").type_text("600");
    tui.assert_shows("= 600 visitors/h");
    let shown = tui.text();
    let makes = shown.lines().skip_while(|line| !line.contains("= 600 visitors/h")).nth(1);
    assert!(makes.is_some_and(|line| line.trim_start().starts_with("= ")), "{shown}");
}

#[test]
fn a_text_is_found_on_every_tab_of_the_report() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter r /").type_text("zzz").press("Enter");
    tui.assert_shows("nothing on this page contains that");
    for tab in ["1", "2", "4", "5", "6", "7"] {
        tui.press(tab).press("/").press("Ctrl-U").type_text("e").press("Enter").wait();
        assert_eq!(tui.model.top().context(), Context::Report, "{}", tui.text());
        tui.press("Esc");
    }
    tui.press("1 /").type_text("standings").press("Enter");
    tui.assert_shows("Standings");
}
