//! The report on screen: every tab at the sizes people use, what its keys do, and that no size makes it panic.

use crate::tui_harness::{Tui, fixture};
use archfit::tui::state::message::Effect;

/// The sizes that snapshots are kept of.
const SIZES: [(u16, u16); 3] = [(60, 18), (80, 24), (120, 40)];

/// The report on the fixture's answers, in a folder of its own.
fn report(width: u16, height: u16) -> Tui {
    let mut tui = Tui::answered(fixture("tests/fixtures/tui_report"), width, height);
    tui.model.app.project = tui.folder.path().to_owned();
    tui.model.app.today = archfit::model::Day { year: 2026, month: 11, day: 24 };
    tui.press("r");
    tui.wait();
    tui
}

fn check(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut tui = report(width, height);
        tui.press(keys).wait();
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), tui.text());
    }
}

#[test]
fn the_result_shows_the_winner_and_every_standing() {
    check("result", "1");
}

#[test]
fn reasons_show_parts_that_add_up() {
    check("reasons", "2");
}

#[test]
fn rules_fired_unfold_into_everything_about_them() {
    check("rules", "3 Enter");
}

#[test]
fn why_not_shows_what_outweighed_the_others() {
    check("why_not", "4");
}

#[test]
fn risks_come_with_what_to_measure() {
    check("risks", "5");
}

#[test]
fn what_would_change_the_result_is_named_with_the_way_to_try_it() {
    check("change", "6");
}

#[test]
fn how_robust_it_is_stands_in_bars_and_shares() {
    check("robust", "7");
}

#[test]
fn the_map_reads_without_colour() {
    check("map", "8");
}

#[test]
fn the_cursor_reads_the_cells_of_the_map_and_other_axes_are_one_key_away() {
    let mut tui = report(100, 40);
    tui.press("8").wait();
    tui.assert_shows("This is where your answers are.");
    let first = tui.text();
    tui.press("← ← ← ← ← ← ↓ ↓ ↓ ↓ ↓");
    let corner = tui.cursor();
    tui.press("→");
    assert!(tui.cursor().x > corner.x, "{}", tui.text());
    tui.press("g");
    assert_eq!(tui.text(), first);
    tui.press("x").wait();
    assert_ne!(tui.text(), first);
}

#[test]
fn a_cell_of_the_map_is_found_by_what_it_says() {
    let mut tui = report(100, 40);
    tui.press("8").wait();
    tui.press("/").type_text("zzz").press("Enter");
    tui.assert_shows("nothing on this page contains that");
    let here = tui.cursor();
    tui.press("/ Ctrl-U").type_text("e").press("Enter");
    assert_ne!(tui.cursor(), here, "{}", tui.text());
    tui.assert_hides("nothing on this page contains that");
}

#[test]
fn a_change_that_turns_the_result_over_is_tried_with_one_key() {
    let mut tui = report(100, 40);
    tui.press("6").wait();
    tui.assert_shows("The least changes that make another option win");
    tui.press("Enter");
    tui.assert_shows("What if");
}

#[test]
fn answers_that_cannot_be_met_together_are_named_with_what_would_free_an_option() {
    let mut tui = report(100, 40);
    let storm = archfit::model::AnswerValue::OneOf(vec!["storm".into()]);
    let change = archfit::session::Change::Answer("weather".into(), Some(archfit::model::Answer::plain(storm)));
    let changed = tui.world.perform(Effect::Change(change), &tui.model).expect("a change");
    tui.send(changed);
    tui.press("d 6").wait();
    tui.assert_shows("These answers cannot be met together");
    tui.assert_shows("The least that would free each option");
    tui.press("Enter ↑");
    tui.assert_shows("A cloth leads");
}

#[test]
fn what_is_worked_out_is_dropped_when_an_answer_changes() {
    let mut tui = report(100, 40);
    tui.press("7").wait();
    tui.assert_shows("Each weight alone");
    tui.press("Enter ↑ Enter");
    tui.assert_shows("Being worked out");
    tui.wait();
    tui.assert_shows("Each weight alone");
    tui.assert_shows("42.9");
}

#[test]
fn the_record_is_shown_as_it_would_be_written() {
    check("record", "w");
}

/// Everything in the folder of records.
fn records(tui: &Tui) -> Vec<(String, String)> {
    let folder = tui.folder.path().join("docs/decisions");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let read = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).expect("a record");
        (entry.file_name().to_string_lossy().into_owned(), text)
    };
    let mut found: Vec<_> = entries.map(|entry| read(entry.expect("an entry"))).collect();
    found.sort();
    found
}

#[test]
fn a_record_is_edited_and_written_as_it_was_shown() {
    let mut tui = report(120, 40);
    tui.press("w").wait();
    tui.press("Enter Ctrl-U");
    tui.type_text("Take money with a till");
    tui.press("Enter ↓ Enter ↓ Enter");
    tui.type_text("Ana, Bo");
    tui.press("Enter");
    for text in ["Take money with a till", "accepted", "Ana, Bo", "0001-take-money-with-a-till.md"] {
        tui.assert_shows(text);
    }
    assert_eq!(records(&tui), Vec::new(), "nothing is written before it is asked for");
    tui.press("y");
    let shown = tui.asked_for.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    tui.press("w").wait();
    tui.assert_shows("written to docs/decisions/0001-take-money-with-a-till.md");
    let written = records(&tui);
    assert_eq!(written.len(), 1);
    assert_eq!(written[0].0, "0001-take-money-with-a-till.md");
    assert_eq!(Some(&written[0].1), shown.as_ref());
    assert!(written[0].1.contains("status: accepted"), "{}", written[0].1);
    tui.press("w").wait();
    assert_eq!(records(&tui).len(), 1, "the same record is not written twice");
    tui.assert_shows("written already: docs/decisions/0001-take-money-with-a-till.md");
    tui.press("g Enter").type_text(", again").press("Enter w").wait();
    assert_eq!(records(&tui).len(), 2, "another one has the next number");
}

#[test]
fn other_shapes_are_one_key_away() {
    let mut tui = report(120, 40);
    tui.press("w").wait();
    tui.press("↓ ↓ ↓ Enter Enter");
    tui.assert_shows("nygard");
    tui.assert_shows("## Status");
}

#[test]
fn all_decisions_are_written_together_and_linked_to_each_other() {
    let mut tui = report(120, 40);
    tui.press("w").wait();
    tui.click("all 2 decisions").click("all 2 decisions").wait();
    let written = records(&tui);
    assert_eq!(written.len(), 2, "{}", tui.text());
    assert!(written[0].1.contains(&format!("]({})", written[1].0)), "{}", written[0].1);
    assert!(written[1].1.contains(&format!("]({})", written[0].0)), "{}", written[1].1);
    tui.press("Enter").wait();
    tui.press("Enter w").wait();
    assert_eq!(records(&tui).len(), 2, "a second Enter writes nothing a second time");
    tui.press("d").wait();
    tui.press("w").wait();
    assert_eq!(records(&tui).len(), 2, "nor does another way to the same record");
    tui.press("Esc r w").wait();
    tui.press("w").wait();
    assert_eq!(records(&tui).len(), 2, "nor the report opened anew:\n{}", tui.text());
}

#[test]
fn the_settings_of_the_project_hold_and_a_template_and_a_folder_of_ones_own_go_before_them() {
    let mut tui = report(120, 40);
    let write = |name: &str, text: &str| std::fs::write(tui.folder.path().join(name), text).expect("a file");
    write("archfit.toml", "[adr]\ndir = \"records\"\ndeciders = [\"Ana\"]\nstatus = \"draft\"\nprofile = \"nygard\"\n");
    write("own.md", "# {{ title }}\n\nOurs, {{ status }}.\n");
    tui.press("w").wait();
    for text in ["draft", "Ana", "nygard: context", "records (named by"] {
        tui.assert_shows(text);
    }
    tui.press("↓ ↓ ↓ ↓ Enter").type_text("own.md").press("Enter").wait();
    tui.assert_shows("Ours, draft.");
    tui.press("↓ Enter").type_text("elsewhere").press("Enter").wait();
    tui.press("w").wait();
    let folder = tui.folder.path().join("elsewhere");
    let written: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok).map(|e| e.path()).collect();
    let record = written.iter().find(|path| path.extension().is_some_and(|e| e == "md")).expect("a record");
    assert!(std::fs::read_to_string(record).expect("a record").contains("Ours, draft."));
}

#[test]
fn an_earlier_record_is_superseded_both_sides_or_stands_beside() {
    let mut tui = report(120, 40);
    tui.press("w").wait();
    tui.press("↓ Enter w").wait();
    tui.assert_hides("stands beside");
    tui.press("g Enter").type_text(", once more").press("Enter");
    tui.assert_shows("□ stands beside 0001-");
    tui.click("stands beside").click("stands beside");
    tui.assert_shows("■ supersedes 0001-");
    tui.press("w").wait();
    let written = records(&tui);
    assert_eq!(written.len(), 2);
    assert!(written[0].1.contains("superseded"), "{}", written[0].1);
    assert!(written[1].1.contains("supersedes: 1"), "{}", written[1].1);
}

#[test]
fn answers_outside_the_project_are_moved_into_it_with_one_key() {
    let mut tui = report(120, 40);
    let project = tui.folder.path().join("project");
    std::fs::create_dir(&project).expect("a folder");
    tui.model.app.project = project.clone();
    tui.press("w").wait();
    tui.click("outside the project").click("outside the project").wait();
    tui.assert_hides("outside the project");
    let path = tui.model.app.interview.as_ref().expect("an interview").path.clone();
    assert!(path.starts_with(&project) && path.is_file(), "{}", path.display());
    tui.press("w").wait();
    tui.assert_shows("written to");
}

#[test]
fn answers_outside_the_project_move_with_the_record_that_names_them() {
    let mut tui = report(120, 40);
    let project = tui.folder.path().join("project");
    std::fs::create_dir(&project).expect("a folder");
    tui.model.app.project = project.clone();
    tui.press("w").wait();
    tui.assert_shows("they move to docs/decisions/");
    tui.press("w").wait();
    tui.assert_shows("written to docs/decisions/0001-");
    let path = tui.model.app.interview.as_ref().expect("an interview").path.clone();
    assert!(path.starts_with(&project) && path.is_file(), "{}", path.display());
    let records = std::fs::read_dir(project.join("docs/decisions")).expect("a folder");
    let texts: Vec<String> =
        records.map(|e| std::fs::read_to_string(e.expect("an entry").path()).expect("a text")).collect();
    let record = texts.iter().find(|text| text.contains("# ") && text.contains("archfit")).expect("a record");
    assert!(!record.contains(&tui.folder.path().display().to_string()), "{record}");
    assert!(!record.contains("../"), "{record}");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_nothing_is_lost() {
    let mut tui = report(120, 40);
    std::fs::create_dir_all(tui.folder.path().join("docs")).expect("a folder");
    std::fs::write(tui.folder.path().join("docs/decisions"), "in the way").expect("a file");
    tui.press("w").wait();
    tui.press("w").wait();
    let text = tui.text();
    assert!(text.contains("cannot"), "{text}");
}

#[test]
fn the_shown_sums_of_a_comparison_are_the_fits() {
    let mut tui = report(120, 60);
    tui.press("2");
    let text = tui.text();
    let figures = |line: &str| -> Vec<f64> {
        let number = |word: &str| if word == "·" { Some(0.0) } else { word.parse().ok() };
        let last: Vec<Option<f64>> = line.split_whitespace().rev().take(3).map(number).collect();
        last.into_iter().rev().flatten().collect()
    };
    let lines: Vec<&str> = text.lines().collect();
    let sums: Vec<Vec<f64>> = lines.iter().filter(|l| l.contains("(weight")).map(|l| figures(l)).collect();
    let total = figures(lines.iter().find(|l| l.contains("Together")).expect("a sum"));
    assert_eq!(sums.len(), 3, "{text}");
    for column in 0..3 {
        let sum: f64 = sums.iter().map(|s| s[column]).sum();
        assert!((sum - total[column]).abs() < 0.05, "{text}");
    }
    let parts: Vec<Vec<f64>> = lines
        .iter()
        .skip_while(|l| !l.contains("(weight"))
        .skip(1)
        .take_while(|l| !l.contains("(weight"))
        .map(|l| figures(l))
        .filter(|f| f.len() == 3)
        .collect();
    for column in 0..3 {
        let sum: f64 = parts.iter().map(|p| p[column]).sum();
        assert!((sum - sums[0][column]).abs() < 0.05, "{text}");
    }
}

#[test]
fn tabs_are_reached_by_number_by_arrows_and_by_clicks() {
    let mut tui = report(80, 24);
    tui.press("4");
    tui.assert_shows("Compared with");
    tui.press("→");
    tui.assert_shows("Measure before you commit");
    tui.press("← ←");
    tui.assert_shows("rules that fire or may fire");
    tui.click("2 Reasons");
    tui.assert_shows("Fit points by criterion");
    tui.press("Tab");
    tui.assert_shows("rules that fire or may fire");
    tui.press("Esc");
    tui.assert_shows("What weather does the market go on in?");
}

#[test]
fn one_key_goes_from_decision_to_decision() {
    let mut tui = report(80, 24);
    tui.assert_shows("How should the stall take money?");
    tui.press("d");
    tui.assert_shows("What roof should the stall have?");
    tui.press("d");
    tui.assert_shows("How should the stall take money?");
}

#[test]
fn rules_fired_can_be_filtered_and_the_filter_taken_away() {
    let mut tui = report(80, 24);
    tui.press("3 /");
    tui.type_text("WEIGHED");
    tui.assert_shows("What is weighed on one device");
    tui.assert_hides("Somebody who is new");
    tui.press("Enter Esc");
    tui.assert_shows("Somebody who is new");
    tui.press("f f");
    tui.assert_shows("rules that may fire");
    tui.assert_hides("What is weighed on one device");
}

#[test]
fn choosing_otherwise_is_kept_with_its_reason_and_can_be_taken_back() {
    let mut tui = report(80, 24);
    tui.press("↓ Enter");
    tui.assert_shows("Why does your team choose this option?");
    tui.type_text("We own one.");
    tui.press("Enter");
    tui.assert_shows("Your team chose");
    assert!(tui.on_disk().contains("because = \"We own one.\""), "{}", tui.on_disk());
    tui.press("↑ Enter");
    tui.assert_hides("Your team chose");
    assert!(!tui.on_disk().contains("override"), "{}", tui.on_disk());
    tui.press("u");
    tui.assert_shows("Your team chose");
}

#[test]
fn copying_sends_the_selected_rule_to_the_terminal() {
    let mut tui = report(80, 24);
    tui.press("3 y");
    tui.assert_shows("sent to the terminal");
    let copied = tui.asked_for.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    assert!(copied.is_some_and(|text| text.starts_with('●')));
}

#[test]
fn a_report_without_answers_is_shown_too() {
    let mut tui = Tui::with(fixture("tests/fixtures/tui_report"), 80, 24);
    tui.press("Enter r");
    tui.wait();
    for tab in 1..=9 {
        tui.press(&tab.to_string()).wait();
    }
    tui.press("d 1");
    tui.assert_shows("What roof");
}

#[test]
fn where_no_option_is_left_the_report_says_so() {
    let mut tui = report(80, 24);
    let storm = archfit::model::AnswerValue::OneOf(vec!["storm".into()]);
    let change = archfit::session::Change::Answer("weather".into(), Some(archfit::model::Answer::plain(storm)));
    let changed = tui.world.perform(Effect::Change(change), &tui.model).expect("a change");
    tui.send(changed);
    tui.press("d").wait();
    tui.assert_shows("No option is left");
    for tab in 2..=9 {
        tui.press(&tab.to_string()).wait();
    }
    tui.press("2");
    tui.assert_shows("There is nothing to compare");
}

#[test]
fn no_size_makes_a_tab_panic() {
    for tab in 1..=9 {
        let mut tui = report(80, 24);
        tui.press(&format!("{tab} Enter ↓ ↓ Space")).wait();
        for width in [1, 20, 40, 59, 60, 61, 79, 80, 100, 131, 300] {
            for height in [1, 10, 17, 18, 19, 24, 40, 100] {
                tui.resize(width, height);
            }
        }
        tui.resize(80, 24);
        tui.press("End PgUp Home PgDn ↑ ↓");
    }
}

#[test]
fn another_weight_is_tried_beside_the_present_one() {
    check("what_if_weight", "2 Enter → → ↑");
}

#[test]
fn another_answer_is_tried_beside_the_present_one() {
    check("what_if_answer", "Esc t ↓");
}

#[test]
fn what_is_tried_changes_nothing_until_it_is_kept() {
    let mut tui = report(80, 24);
    let before = tui.on_disk();
    tui.press("2 Enter ↑ ↑ Esc");
    assert_eq!(tui.on_disk(), before);
    tui.press("Enter ↑ ↑ Enter");
    assert!(tui.on_disk().contains("care = 45"), "{}", tui.on_disk());
    tui.assert_shows("your own");
    tui.press("u");
    assert_eq!(tui.on_disk(), before);
}

#[test]
fn a_number_is_typed_where_it_is_tried() {
    let mut tui = report(80, 24);
    tui.press("Esc v Home t");
    tui.assert_shows("What if");
    tui.press("Ctrl-A Ctrl-K");
    tui.type_text("5");
    tui.assert_shows("Then");
    tui.press("Enter");
    assert!(tui.on_disk().contains("customers = 5"), "{}", tui.on_disk());
}

#[test]
fn what_is_no_answer_says_why_and_is_not_kept() {
    let mut tui = report(80, 24);
    let before = tui.on_disk();
    tui.press("Esc v Home t Ctrl-A Ctrl-K Enter");
    tui.assert_shows("type a number, or a range");
    tui.type_text("lots");
    tui.press("Enter");
    tui.assert_shows("What if");
    assert_eq!(tui.on_disk(), before);
}

#[test]
fn no_size_makes_what_if_panic() {
    for keys in ["2 Enter", "Esc t", "Esc v Home t", "Esc ← ← ← t"] {
        let mut tui = report(80, 24);
        tui.press(keys);
        for width in [1, 20, 59, 60, 61, 79, 80, 100, 131, 300] {
            for height in [1, 10, 18, 19, 24, 40, 100] {
                tui.resize(width, height);
            }
        }
    }
}

#[test]
fn on_a_wide_screen_what_does_not_fit_below_stands_beside() {
    let text = |width: u16, height: u16| {
        let mut tui = report(width, height);
        tui.press("4");
        (tui.text(), tui)
    };
    let below = text(97, 60).0;
    let lines: Vec<&str> = below.lines().skip(4).map(str::trim).filter(|line| line.len() > 20).collect();
    let is_in = |shown: &str, line: &&&str| shown.contains(line.trim_matches(['│', '↓', '↑', ' ']));
    let short = text(97, 18).0;
    assert!(lines.iter().filter(|line| is_in(&short, line)).count() < lines.len(), "{short}");
    let (wide, mut tui) = text(196, 18);
    let shown = lines.iter().filter(|line| is_in(&wide, line)).count();
    assert!(shown > lines.iter().filter(|line| is_in(&short, line)).count(), "{wide}");
    // What is selected further down is in sight in the second column, with its marker and the cursor.
    for _ in 0..12 {
        tui.press("↓");
        let at = tui.cursor();
        assert_eq!(tui.cells()[(at.x, at.y)].symbol(), "›", "{}", tui.text());
    }
}
