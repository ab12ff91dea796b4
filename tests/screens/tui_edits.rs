//! No wrong edits: a key does what is seen, and nothing that was typed or given is replaced without being asked for.

use crate::tui_harness::Tui;
use archfit::load::Locations;
use archfit::model::AnswerValue;
use archfit::tui::state::message::Msg;

fn value<'a>(tui: &'a Tui, question: &str) -> Option<&'a AnswerValue> {
    tui.model.app.interview.as_ref()?.file.answers.get(question).map(|answer| &answer.value)
}

#[test]
fn keys_do_nothing_while_the_terminal_is_too_small_to_draw_the_screen() {
    let mut tui = Tui::begun(80, 24);
    tui.press("↓ Enter ←");
    let before = tui.on_disk();
    tui.resize(30, 8);
    tui.press("↑ ↑ Enter d x u p K r w");
    tui.send(Msg::Paste("77".to_owned()));
    assert_eq!(tui.on_disk(), before);
    tui.resize(80, 24);
    assert_eq!(tui.on_disk(), before);
    tui.assert_shows("How many visitors stand at the kiosks");
    tui.assert_shows("› ● 100 to 1 000");
}

#[test]
fn left_and_right_go_from_question_to_question_in_a_number_row_as_in_a_choice_row() {
    let mut tui = Tui::begun(80, 24);
    tui.press("= 2 5 0 Enter = 9 0 Enter");
    tui.assert_shows("How do visitors pay?");
    tui.press("← ←");
    tui.assert_shows("How many visitors stand");
    tui.assert_shows("› ● a number or range: 250");
    tui.press("→ →");
    tui.assert_shows("How do visitors pay?");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Number(250)));
    assert_eq!(value(&tui, "stay"), Some(&AnswerValue::Number(90)));
}

#[test]
fn what_is_typed_and_not_taken_is_there_when_the_person_comes_back() {
    let mut tui = Tui::begun(80, 24);
    tui.press("= 3 0 0 → ←");
    tui.assert_shows("› ○ a number or range: 300");
    assert_eq!(value(&tui, "visitors"), None, "nothing is given before Enter");
    tui.press("Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Number(300)));
}

#[test]
fn esc_in_the_number_row_puts_the_given_answer_back_and_enter_keeps_it() {
    let mut tui = Tui::begun(80, 24);
    tui.press("= 2 5 0 Enter ← 9 9 Esc");
    tui.assert_shows("› ● a number or range: 250");
    tui.press("Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Number(250)));
    tui.press("Esc");
    tui.assert_shows("Resume");
}

#[test]
fn the_given_answer_is_the_selected_row_also_after_something_else_was_typed() {
    let mut tui = Tui::begun(80, 24);
    tui.press("↓ Enter ← = 7 Esc");
    tui.assert_shows("› ● 100 to 1 000");
    tui.press("d ←");
    tui.assert_shows("› ● Don't know");
}

#[test]
fn a_digit_selects_the_row_of_a_band_and_never_becomes_a_number() {
    let mut tui = Tui::begun(80, 24);
    tui.press("2");
    tui.assert_shows("› ○ 100 to 1 000");
    tui.assert_shows("to type a number, press =");
    tui.press("Enter");
    assert_eq!(value(&tui, "visitors"), Some(&AnswerValue::Band("some".into())));
}

#[test]
fn an_empty_number_row_answers_nothing() {
    let mut tui = Tui::begun(80, 24);
    tui.press("= Enter");
    tui.assert_shows("type a number or a range here");
    assert_eq!(value(&tui, "visitors"), None);
}

#[test]
fn a_pasted_text_of_several_lines_keeps_its_words_apart() {
    let mut tui = Tui::begun(80, 24);
    tui.press("Enter ← n");
    tui.send(Msg::Paste("asked in Slack\rline two,\r\n\tmeasured\n\nline three\n".to_owned()));
    tui.press("Enter");
    assert!(tui.on_disk().contains("asked in Slack line two, measured line three"), "{}", tui.on_disk());
}

#[test]
fn ranking_trades_points_given_by_hand_and_replaces_none_of_them() {
    let mut tui = Tui::begun(120, 40);
    tui.press("p Tab Enter Ctrl-U 2 5 Enter");
    assert!(tui.on_disk().contains("[weights]"), "{}", tui.on_disk());
    let points = |tui: &Tui| -> Vec<u32> {
        let interview = tui.model.app.interview.as_ref().expect("an interview");
        let base = &interview.decision(1).expect("a decision").0;
        let own = |id| interview.file.weights.get(id).copied();
        let mut points: Vec<u32> = base.criteria.iter().map(|c| own(&c.id).unwrap_or(c.weight)).collect();
        points.sort_unstable();
        points
    };
    let before = points(&tui);
    tui.press("J");
    assert_eq!(points(&tui), before, "the same points, in another order");
    tui.assert_shows("traded their points");
}

#[test]
fn numbers_are_taken_as_people_type_them() {
    let cases = [
        ("1,200", AnswerValue::Number(1_200)),
        ("5k-50k", AnswerValue::Range(5_000, 50_000)),
        ("5k – 50k", AnswerValue::Range(5_000, 50_000)),
        ("5k to 50k", AnswerValue::Range(5_000, 50_000)),
        ("~40k", AnswerValue::Number(40_000)),
        (">5000", AnswerValue::Range(5_001, 100_000)),
        ("<50", AnswerValue::Range(0, 49)),
        ("5000+", AnswerValue::Range(5_000, 100_000)),
        ("1/min", AnswerValue::Number(60)),
        ("2e3", AnswerValue::Number(2_000)),
    ];
    for (text, expected) in cases {
        let mut tui = Tui::begun(80, 24);
        tui.press("=").type_text(text).press("Enter");
        assert_eq!(value(&tui, "visitors"), Some(&expected), "{text}\n{}", tui.text());
    }
}

#[test]
fn a_number_that_may_mean_two_things_is_refused_with_both() {
    let mut tui = Tui::begun(80, 24);
    tui.press("=").type_text("1,5").press("Enter");
    tui.assert_shows("fraction is written 1.5");
    tui.assert_shows("1,5");
    assert_eq!(value(&tui, "visitors"), None, "and it stays to be mended");
}

#[test]
fn a_file_that_is_half_read_opens_with_the_key_that_says_why() {
    let answers = "format = 1\nquestionnaire = \"backend\"\n[answers]\nrealtime = \"nonesuch\"\n";
    let mut tui = Tui::reading(answers, Locations::default(), 80, 24);
    tui.assert_shows("1 finding about this file: press ! to read them");
    tui.press("!");
    tui.assert_shows("nonesuch");
}

#[test]
fn nothing_is_proven_of_a_question_that_follows_a_decision_for_an_answer_of_its_own() {
    let answers = include_str!("../../docs/examples/audited-back-office.toml");
    for (columns, rows) in [(140, 40), (80, 24), (60, 18)] {
        let mut tui = Tui::reading(answers, Locations::default(), columns, rows);
        tui.press("v /").type_text("live updates reach").press("Enter Enter");
        tui.assert_hides("no answer changes the outcome");
        // Where it has no room in one line, it goes on in the next.
        let beside = |line: &str| line.split('│').next().unwrap_or_default().trim().to_owned();
        let text = tui.text().lines().map(beside).collect::<Vec<_>>().join(" ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("How will live updates reach the clients?"), "{}", tui.text());
        assert!(text.contains("until it has an answer of its own"), "{}", tui.text());
    }
}

#[test]
fn the_list_of_questions_is_searched_by_what_its_rows_and_notes_say() {
    let mut tui = Tui::reading(include_str!("../../docs/examples/chat-product.toml"), Locations::default(), 120, 40);
    tui.press("v /").type_text("follows: websocket");
    tui.assert_shows("How will live updates reach the clients?");
    tui.assert_hides("No question contains this text.");
    tui.press("Ctrl-U").type_text("growing fourfold");
    tui.assert_shows("15 000 to 40 000");
}

#[test]
fn dont_know_on_what_a_decision_settles_says_that_it_follows_and_stands_selected_until_something_else_is_said() {
    let given = include_str!("../../docs/examples/chat-product.toml");
    for answers in [given.to_owned(), given.replacen("[answers]", "[answers]\ntransport = \"unknown\"", 1)] {
        for (columns, rows) in [(120, 40), (80, 24)] {
            let mut tui = Tui::reading(&answers, Locations::default(), columns, rows);
            tui.press("v /").type_text("live updates reach").press("Enter Enter");
            let text = tui.text();
            let row = text.lines().find(|line| line.contains("Don't know:")).expect("the row").to_owned();
            assert!(row.contains("›") && row.contains("Don't know: follow \"Transport"), "{text}");
            let beside = |line: &str| line.split('│').next().unwrap_or_default().trim().to_owned();
            let said = text.lines().map(beside).collect::<Vec<_>>().join(" ");
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                said.contains("How will live updates reach the clients?")
                    && said.contains("live updates\", now WebSocket"),
                "{text}"
            );
        }
    }
}
