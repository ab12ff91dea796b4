//! The end of an interview: the first page, what is written from it, and which question comes next.

use archfit::load::Locations;
use archfit::tui::state::message::{BeginAt, Effect};

use crate::tui_harness::Tui;

/// An interview whose last question that matters was just answered with what the person does not know.
fn ended(width: u16, height: u16) -> Tui {
    let mut tui = Tui::new(width, height);
    let project = tui.folder.path().join("project");
    std::fs::create_dir(&project).expect("a folder");
    tui.model.app.project = project;
    tui.press("Enter d d d d d d d d").wait();
    tui.assert_shows("the first page");
    tui
}

#[test]
fn the_interview_ends_on_the_first_page_which_names_every_decision() {
    for (width, height) in [(60, 18), (80, 24), (120, 40), (200, 60)] {
        let tui = ended(width, height);
        tui.assert_shows("Who runs it");
        tui.assert_shows("write records");
    }
    ended(80, 24).assert_shows("Where data is kept");
}

#[test]
fn a_settling_answer_shows_the_first_page_once_and_asking_goes_on_from_there() {
    let mut tui = Tui::begun(80, 24);
    tui.press("↓ ↓ Enter");
    let mut keys = 1;
    while !tui.text().contains("the first page") && keys < 12 {
        tui.press("Enter");
        keys += 1;
    }
    tui.assert_shows("the first page");
    tui.press("→");
    tui.assert_hides("the first page");
}

#[test]
fn a_skipped_question_comes_back_only_when_the_rest_is_done() {
    let mut tui = Tui::new(80, 24);
    tui.press("Enter");
    let first = |tui: &Tui| tui.text().lines().nth(4).unwrap_or_default().to_owned();
    let skipped = first(&tui);
    tui.press("→");
    for _ in 0..2 {
        assert_ne!(first(&tui), skipped, "{}", tui.text());
        tui.press("d");
    }
}

#[test]
fn a_finished_file_opens_on_its_first_page_and_the_last_interview_is_selected_at_the_start() {
    let mut tui = ended(80, 24);
    tui.press("Esc Esc");
    tui.assert_shows("Resume");
    tui.press("Enter").wait();
    tui.assert_shows("the first page");
}

#[test]
fn the_page_is_written_in_the_form_that_its_ending_names_and_nothing_else_is_replaced() {
    let mut tui = ended(80, 24);
    let project = tui.model.app.project.clone();
    for (name, sign) in [("page.html", "<html"), ("page.md", "# "), ("page.txt", "Who runs it")] {
        tui.press("f Ctrl-U").type_text(name).press("Enter").wait();
        tui.assert_shows(&format!("the page is in {name}"));
        let text = std::fs::read_to_string(project.join(name)).expect("a page");
        assert!(text.contains(sign), "{name}");
    }
    tui.press("f Ctrl-U").type_text("page.md").press("Enter").wait();
    tui.assert_shows("the page is in page.md");
    std::fs::write(project.join("own.md"), "mine").expect("a file");
    tui.press("f Ctrl-U").type_text("own.md").press("Enter").wait();
    tui.assert_shows("is there already");
    assert_eq!(std::fs::read_to_string(project.join("own.md")).expect("a file"), "mine");
    tui.press("f Ctrl-U").type_text("page.pdf").press("Enter");
    tui.assert_shows("the ending of the name says");
}

#[test]
fn records_are_written_from_the_first_page_once() {
    let mut tui = ended(120, 40);
    let project = tui.model.app.project.clone();
    tui.press("w").wait();
    tui.assert_shows("2 records written to docs/decisions");
    tui.press("w").wait();
    tui.press("w").wait();
    let n_records = std::fs::read_dir(project.join("docs/decisions"))
        .expect("a folder")
        .filter(|entry| entry.as_ref().expect("an entry").path().extension().is_some_and(|e| e == "md"))
        .count();
    assert_eq!(n_records, 2, "{}", tui.text());
}

#[test]
fn an_interview_begins_like_an_example_whose_answers_wait_to_be_confirmed() {
    let mut tui = Tui::with(Locations::default(), 80, 24);
    let n_decisions = tui.model.app.library.subjects[0].rule_bases.len();
    tui.press(&"↓ ".repeat(n_decisions + 1));
    tui.assert_shows("› like an example");
    tui.press("Enter");
    // Whole products are offered; typing finds the other worked cases too.
    tui.assert_shows("Chat for 30 000 open clients");
    tui.type_text("the same chat");
    tui.assert_shows("The same chat, JavaScript team");
    tui.press("Esc").type_text("no such case");
    tui.assert_shows("No example is called so.");
    tui.press("Enter Esc").type_text("internal-tool-python");
    tui.assert_shows("1 example");
    tui.press("Enter").wait();
    let interview = tui.model.app.interview.as_ref().expect("an interview");
    let examples = interview.file.answers.0.values().map(|answer| answer.source.example.as_deref());
    let examples: Vec<_> = examples.collect();
    assert!(examples.len() > 10, "{examples:?}");
    assert!(examples.iter().all(|example| *example == Some("backend-runtime/internal-tool-python")), "{examples:?}");
    let n_given = examples.len();
    let undone = tui.world.perform(Effect::Undo, &tui.model).expect("an answer of the session");
    tui.send(undone);
    let interview = tui.model.app.interview.as_ref().expect("an interview");
    assert_eq!(interview.file.answers.0.len(), n_given, "what was there from the start is no step to undo");
}

#[test]
fn answers_of_the_project_are_resumed_before_those_begun_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path();
    let of = |name: &str| format!("format = 1\nquestionnaire = \"backend\"\nsystem = \"{name}\"\n\n[answers]\n");
    for (path, name) in [("docs/decisions/backend.toml", "Pension desk"), ("vendored/a/b/backend.toml", "Too deep")] {
        let path = project.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, of(name)).expect("a file");
    }
    std::fs::write(project.join("ignored.toml"), of("Ignored")).expect("a file");
    std::fs::write(project.join(".gitignore"), "ignored.toml\n").expect("a file");
    let locations = || Locations { project: Some(project.to_owned()), ..Locations::default() };
    // A folder that is no project is not looked through.
    Tui::with(locations(), 120, 40).assert_hides("Pension desk");
    std::fs::create_dir(project.join(".git")).expect("a folder");
    let mut tui = Tui::with(locations(), 120, 40);
    let state = tui.folder.path().join("state");
    std::fs::create_dir_all(&state).expect("a folder");
    std::fs::write(state.join("other.toml"), of("Begun elsewhere")).expect("a file");
    let found = tui.world.perform(Effect::FindRecent, &tui.model).expect("what there is");
    tui.send(found);
    let text = tui.text();
    let (here, elsewhere) = (text.find("Pension desk").expect("a row"), text.find("Begun elsewhere").expect("a row"));
    assert!(here < elsewhere && !text.contains("Too deep") && !text.contains("Ignored"), "{text}");
    tui.assert_shows("› Pension desk");
    tui.assert_shows("docs/decisions/backend.toml");
    tui.press("Enter").wait();
    assert_eq!(tui.model.app.interview.as_ref().expect("an interview").file.system.as_deref(), Some("Pension desk"));
}

#[test]
fn each_answer_leaves_fewer_questions_to_ask_than_it_was_said_before() {
    let mut tui = Tui::with(Locations::default(), 120, 40);
    let number_behind = |tui: &Tui, words: &str| -> usize {
        let text = tui.text();
        let number = text.split(words).nth(1).and_then(|after| after.split_whitespace().next()?.parse().ok());
        number.unwrap_or_else(|| panic!("{text}"))
    };
    let at_start = number_behind(&tui, "  at most ");
    tui.press("Enter");
    let left = |tui: &Tui| number_behind(tui, " answered, at most ");
    let mut before = left(&tui);
    assert!(before <= at_start, "{before} are left of {at_start}");
    for _ in 1..60 {
        tui.press("Enter");
        if tui.text().contains("the first page") {
            return;
        }
        let now = left(&tui);
        assert!(now < before, "{before}, then {now}:\n{}", tui.text());
        before = now;
    }
    panic!("no end:\n{}", tui.text());
}

#[test]
fn the_screen_says_the_sentences_of_the_page_and_no_others() {
    for name in ["audited-back-office", "reporting-product"] {
        let mut tui = Tui::with(Locations::default(), 120, 60);
        let (shipped, path) =
            (format!("{}/docs/examples/{name}.toml", env!("CARGO_MANIFEST_DIR")), tui.folder.path().join("a.toml"));
        std::fs::copy(shipped, &path).expect("a copy of the answers");
        let opened = tui.world.perform(Effect::Open(path, BeginAt::FirstOpen), &tui.model).expect("an interview");
        tui.send(opened);
        tui.wait();
        let interview = tui.model.app.interview.as_ref().expect("an interview");
        let report =
            archfit::report::build(&mut interview.advisor(), &interview.file, &archfit::report::Origin::default());
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = words(&tui.text());
        for made in &report.first_page.decisions {
            let all = words(&made.sentences().join(" "));
            assert!(shown.contains(&all), "{all}\n{}", tui.text());
        }
        assert!(shown.contains(&words(report.first_page.note.as_deref().unwrap_or_default())), "{}", tui.text());
    }
}

#[test]
fn answers_are_kept_as_a_scenario_from_the_first_page_and_the_report_too() {
    let mut tui = Tui::reading(include_str!("../../docs/examples/chat-product.toml"), Locations::default(), 120, 40);
    tui.press("a S");
    tui.assert_shows("Keep the answers as which scenario?");
    tui.press("Esc Esc r S");
    tui.assert_shows("Keep the answers as which scenario?");
}
