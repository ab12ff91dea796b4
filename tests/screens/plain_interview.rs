//! The interview line by line: what a person types, and what is said and saved.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::PathBuf;

use crate::pets::{Place, place};
use archfit::load::Library;
use archfit::model::Day;
use archfit::plain::{Ended, PlainError, Setup, run};

impl Place {
    fn setup(&self) -> Setup<'static> {
        Setup {
            answers: None,
            questionnaire: None,
            agenda: &[],
            state_folder: Some(self.path("state")),
            project: self.path("project"),
            today: Day { year: 2026, month: 11, day: 24 },
            is_script: true,
        }
    }

    /// Types some lines; gives what was said and how it ended.
    fn types(&mut self, lines: &str) -> (String, Ended) {
        let setup = self.setup();
        let mut said = Vec::new();
        let ended = run(&setup, &mut self.library, Cursor::new(lines), &mut said).unwrap();
        (String::from_utf8(said).unwrap(), ended)
    }

    fn saved(&self) -> String {
        let mut found: Vec<PathBuf> = fs::read_dir(self.path("state")).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        fs::read_to_string(found.remove(0)).unwrap()
    }
}

/// What is said between one prompt and the next.
fn replies(said: &str) -> Vec<&str> {
    said.split("> ").collect()
}

#[test]
fn a_whole_interview_reads_well_aloud() {
    let mut place = place();
    let (said, ended) = place.types("4\n2 sure 60 # my guess\nlittle\n1\nstandings\nweights\nq\n");
    let said = said.replace(&place.path("").display().to_string(), "FOLDER/");
    let day = said.split("pets-").nth(1).unwrap().split(".toml").next().unwrap().to_owned();
    insta::assert_snapshot!(said.replace(&day, "DAY"));
    assert_eq!(ended, Ended::Fine);
    assert_eq!(
        place.saved(),
        r#"format = 1
questionnaire = "pets"

[answers]
legs = 4
fur = { value = "some", sure = 0.6, note = "my guess" }
grooming = "little"
sounds = ["meow"]
"#
    );
}

#[test]
fn the_end_of_the_input_ends_politely_with_what_was_saved() {
    let mut place = place();
    let (said, ended) = place.types("4\n");
    assert_eq!(ended, Ended::Fine);
    assert!(said.ends_with(".toml\n") && said.contains("1 answer is saved"), "{said}");
    assert!(place.saved().ends_with("legs = 4\n"));
}

#[test]
fn looking_around_leaves_no_file_behind() {
    let mut place = place();
    let (said, _) = place.types("?\nreview\nq\n");
    assert!(said.contains("nothing was written"), "{said}");
    assert!(!place.path("state").exists());
}

#[test]
fn help_explains_the_question_and_lists_the_words() {
    let mut place = place();
    let (said, _) = place.types("s\n?\n");
    let help = replies(&said)[2];
    for part in ["Fur is warm.", "Touch it.", "Short hair counts.", "u or undo", "several numbers where"] {
        assert!(help.contains(part), "{part}: {help}");
    }
}

#[test]
fn going_back_keeps_later_answers_and_enter_goes_on_to_what_is_open() {
    let mut place = place();
    let (said, _) = place.types("4\nmuch\nb\nb\n\n");
    let replies = replies(&said);
    assert!(replies[3].contains("Your answer so far: Much."), "{said}");
    assert!(replies[4].contains("Your answer so far: 4 legs."), "{said}");
    assert!(replies[5].contains("question 3 of 4"), "{said}");
}

#[test]
fn a_skipped_question_is_asked_again_only_when_gone_to() {
    let mut place = place();
    let (said, _) = place.types("s\nnone\ns\n1\n7\n");
    assert!(said.contains("  1. How many legs?: open"), "{said}");
    assert!(said.contains("  3. How many minutes of grooming a day?: does not apply"), "{said}");
    assert!(place.saved().contains("fur = \"none\"\nlegs = 7\n"));
}

#[test]
fn undo_goes_back_to_what_was_changed_and_redo_makes_it_again() {
    let mut place = place();
    let (said, _) = place.types("4\n2\nu\nr\nu\nu\nu\n");
    assert!(said.contains("Taken back.") && said.contains("Made again.") && said.contains("nothing to take back"));
    assert_eq!(place.saved(), "format = 1\nquestionnaire = \"pets\"\n");
}

#[test]
fn what_is_no_answer_is_refused_with_what_is_and_counts_in_a_script() {
    let mut place = place();
    for refused in [
        "four",
        "2000000",
        "fur = bald",
        "tails = 2",
        "go 9",
        "sure 60",
        "weight calm",
        "weight calm = x",
        "weight wit = 3",
    ] {
        let (said, ended) = place.types(&format!("{refused}\nq\n"));
        assert!(said.contains("Not taken: "), "{refused}: {said}");
        assert_eq!(ended, Ended::SomeRefused, "{refused}");
    }
    assert!(!place.path("state").exists());
}

#[test]
fn a_refused_line_is_no_finding_for_a_person_who_can_try_again() {
    let mut place = place();
    let setup = Setup { is_script: false, ..place.setup() };
    let ended = run(&setup, &mut place.library, Cursor::new("four\n4\nq\n"), io::sink()).unwrap();
    assert_eq!(ended, Ended::Fine);
}

#[test]
fn a_script_may_answer_by_id_in_any_order() {
    let mut place = place();
    let script = "# the facts\nsounds = 1, bark # heard\nn-legs = 2..4\nfur = don't know\nweight Calm = 30\nweight 2 = 5\nname Farm\nq\n";
    let (_, ended) = place.types(script);
    assert_eq!(ended, Ended::Fine);
    let expected = r#"format = 1
questionnaire = "pets"
system = "Farm"

[answers]
sounds = { value = ["meow", "bark"], note = "heard" }
legs = "2..4"
fur = "unknown"

[weights]
calm = 30
cost = 5
"#;
    assert_eq!(place.saved(), expected);
}

#[test]
fn a_new_value_keeps_the_note_and_the_votes() {
    let mut place = place();
    let path = place.write("format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = { value = 4, sure = 0.5, note = \"old\", votes = { ana = 2 } }\n");
    let setup = Setup { answers: Some(&path), ..place.setup() };
    run(&setup, &mut place.library, Cursor::new("go legs\n5\ngo legs\nn new\nsure 70%\n"), io::sink()).unwrap();
    let line = "legs = { value = 5, note = \"new\", votes = { ana = 2 }, sure = 0.7 }\n";
    assert!(fs::read_to_string(&path).unwrap().ends_with(line));
}

#[test]
fn an_excluded_option_is_said_with_its_reason() {
    let mut place = place();
    let (said, _) = place.types("sounds = bark\nstandings\n");
    assert!(said.contains("Dog is the only option left."), "{said}");
    assert!(said.contains("Cat: excluded. Cats do not bark."), "{said}");
}

#[test]
fn an_interview_begun_before_can_be_gone_on_with() {
    let mut place = place();
    place.types("name Farm\n4\n");
    let (said, _) = place.types("nonsense\n7\n2\nmuch\n");
    assert!(said.contains("  2. Go on: pets (Farm), 1 answer, "), "{said}");
    assert!(said.contains("Type one of the numbers") && said.contains("from 1 to 3"), "{said}");
    assert!(place.saved().contains("legs = 4\nfur = \"much\"\n"));
}

#[test]
fn a_given_file_is_made_and_gone_on_with() {
    let mut place = place();
    let path = place.path("docs/answers.toml");
    for (lines, n_answers) in [("4\n", "1 answer is"), ("much\n", "2 answers are")] {
        let setup = Setup { answers: Some(&path), ..place.setup() };
        let mut said = Vec::new();
        run(&setup, &mut place.library, Cursor::new(lines), &mut said).unwrap();
        assert!(String::from_utf8(said).unwrap().contains(n_answers));
    }
}

#[test]
fn a_conflict_with_another_program_is_told_and_reloading_keeps_both() {
    let mut place = place();
    let path = place.write("format = 1\nquestionnaire = \"pets\"\n");
    let setup = Setup { answers: Some(&path), ..place.setup() };
    let mut said = Vec::new();
    let meddling = Meddling { lines: vec!["4\n", "reload\n", "q\n"], path: path.clone() };
    run(&setup, &mut place.library, io::BufReader::with_capacity(1, meddling), &mut said).unwrap();
    let said = String::from_utf8(said).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Not saved: ") && said.contains("type reload for that"), "{said}");
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "format = 1\nquestionnaire = \"pets\"\nsystem = \"Theirs\"\n\n[answers]\nlegs = 4\n"
    );
}

/// Input during which somebody else writes the file, before the first line.
struct Meddling {
    lines: Vec<&'static str>,
    path: PathBuf,
}

impl io::Read for Meddling {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.lines.first() == Some(&"4\n") {
            fs::write(&self.path, "format = 1\nquestionnaire = \"pets\"\nsystem = \"Theirs\"\n")?;
        }
        let Some(line) = self.lines.first_mut() else { return Ok(0) };
        buffer[0] = line.as_bytes()[0];
        *line = &line[1..];
        if line.is_empty() {
            self.lines.remove(0);
        }
        Ok(1)
    }
}

#[test]
fn an_unsaved_interview_does_not_end_as_if_all_were_well() {
    let mut place = place();
    let path = place.path("docs/answers.toml");
    let setup = Setup { answers: Some(&path), ..place.setup() };
    run(&setup, &mut place.library, Cursor::new("4\n"), io::sink()).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = run(&setup, &mut place.library, Cursor::new("much\n"), io::sink()).unwrap_err();
    assert!(matches!(&error, PlainError::Session(_)) && error.to_string().contains("the file is read-only"), "{error}");
}

#[test]
fn control_characters_of_files_do_not_reach_the_terminal() {
    let mut place = place();
    let path = place.write("format = 1\nquestionnaire = \"pets\"\nsystem = \"A\\u001b[2JB\"\n");
    let setup = Setup { answers: Some(&path), ..place.setup() };
    let mut said = Vec::new();
    run(&setup, &mut place.library, Cursor::new("\u{1b}[31m\n"), &mut said).unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("For: A\u{fffd}[2JB") && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn endless_and_undecodable_lines_are_survived() {
    let mut place = place();
    let mut input = vec![b'9'; 300_000];
    input.extend(b"\n\xff\xfe\n4\n");
    let setup = place.setup();
    let ended = run(&setup, &mut place.library, Cursor::new(input), io::sink()).unwrap();
    assert_eq!(ended, Ended::SomeRefused);
    assert!(place.saved().ends_with("legs = 4\n"));
}

/// Output whose reader goes away after some bytes.
struct GoesAway(usize);

impl Write for GoesAway {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_interview_without_loss() {
    let mut place = place();
    let setup = place.setup();
    let ended = run(&setup, &mut place.library, Cursor::new("4\nmuch\n".repeat(50)), GoesAway(700));
    assert!(matches!(ended, Err(PlainError::ReaderGone)), "nobody saw how it came out");
    assert!(place.saved().contains("legs = 4"));
}

#[test]
fn without_a_questionnaire_there_is_nothing_to_ask() {
    let place = place();
    let error = run(&place.setup(), &mut Library::default(), Cursor::new(""), io::sink()).unwrap_err();
    assert!(matches!(error, PlainError::NoQuestionnaire));
}

#[test]
fn the_result_is_the_report_and_a_choice_against_it_needs_a_reason() {
    let mut place = place();
    let (said, ended) = place.types("fur = much\nchoose animal = dog\nchoose animal = dog # we like barking\nresult\n");
    assert!(said.contains("Not taken: a choice against the recommendation needs a reason"), "{said}");
    assert_eq!(ended, Ended::SomeRefused);
    let report = said.split("> result\n").nth(1).unwrap();
    assert!(report.contains("Dog") && report.contains("we like barking"), "{report}");
    assert!(
        place
            .saved()
            .ends_with("[[override]]\ndecision = \"animal\"\noption = \"dog\"\nbecause = \"we like barking\"\n")
    );
    let (said, _) = place.types("2\nchoose animal = recommended\nchoose animal = fish\nchoose plant = dog\n");
    assert!(said.contains("its options are cat, dog") && said.contains("no decision `plant`"), "{said}");
    assert!(!place.saved().contains("override"));
}

#[test]
fn records_are_written_with_the_answers_beside_them() {
    let mut place = place();
    let (said, ended) = place.types("name Old Farm\nfur = much\nadr\n\naccepted\nAna, Ben\n\nq\n");
    assert_eq!(ended, Ended::Fine, "{said}");
    let folder = place.path("project/docs/decisions");
    let mut names: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["0001-animal-for-old-farm-cat.md", "old-farm.toml"]);
    let record = fs::read_to_string(folder.join(&names[0])).unwrap();
    for part in ["accepted", "2026-11-24", "Ana", "Ben", "old-farm.toml"] {
        assert!(record.contains(part), "{part}: {record}");
    }
    assert_eq!(fs::read_dir(place.path("state")).unwrap().count(), 0, "the interview has moved");
}

#[test]
fn no_record_is_written_when_the_input_ends_before_everything_is_asked() {
    let mut place = place();
    for lines in ["adr\nno\n", "adr\ny\n", "adr\ny\naccepted\n", "adr\ny\naccepted\n\n"] {
        let (said, _) = place.types(&format!("fur = much\n{lines}"));
        assert!(said.contains("Nothing was written."), "{said}");
        let written = fs::read_dir(place.path("project/docs/decisions")).map_or(0, |found| {
            found.filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|e| e == "md")).count()
        });
        assert_eq!(written, 0);
        if place.path("state").exists() {
            fs::remove_dir_all(place.path("state")).unwrap();
        }
    }
}
