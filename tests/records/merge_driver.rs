//! `archfit merge --git` as git calls it, in a real repository: two branches that both change one answers file.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::process::{Command, Output};

use crate::storage::{Place, fixture};

/// A repository whose answers files are merged by archfit.
fn repository() -> Place {
    let place = Place::new();
    place.write(".gitattributes", "*.toml merge=archfit\n");
    git(&place, &["init", "-q", "-b", "main"]);
    let folder = |name: &str| fixture(name).display().to_string();
    let driver = format!(
        "'{}' --project . --questionnaires '{}' --rules '{}' merge --git %O %A %B %P",
        env!("CARGO_BIN_EXE_archfit"),
        folder("questionnaires"),
        folder("rules")
    );
    git(&place, &["config", "merge.archfit.driver", &driver]);
    commit(&place, "base");
    place
}

fn run(place: &Place, arguments: &[&str]) -> Output {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    Command::new("git").current_dir(place.path(".")).args(identity).args(arguments).output().unwrap()
}

fn git(place: &Place, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn commit(place: &Place, subject: &str) {
    git(place, &["add", "-A"]);
    git(place, &["commit", "-q", "-m", subject]);
}

/// Makes these edits on a branch and those on the main one, and merges. Gives whether git found no conflict, and what was said.
fn merged(place: &Place, theirs: &[(&str, &str)], ours: &[(&str, &str)]) -> (bool, String) {
    git(place, &["checkout", "-q", "-b", "theirs"]);
    theirs.iter().for_each(|(from, to)| place.edit("answers.toml", from, to));
    commit(place, "theirs");
    git(place, &["checkout", "-q", "main"]);
    ours.iter().for_each(|(from, to)| place.edit("answers.toml", from, to));
    commit(place, "ours");
    let output = run(place, &["merge", "-q", "--no-edit", "theirs"]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

#[test]
fn edits_of_neighbouring_answers_merge_without_a_conflict() {
    let place = repository();
    let theirs = [("writers = \"one\"", "writers = \"several\"  # since the move")];
    let ours =
        [("reports = \"some\"", "reports = \"heavy\""), ("write-ms = \"short\"", "write-ms = \"long\" # measured")];
    let (is_clean, said) = merged(&place, &theirs, &ours);
    assert!(is_clean, "{said}");
    let text = place.read("answers.toml");
    for line in [
        "writers = \"several\"",
        "reports = \"heavy\"",
        "write-ms = \"long\" # measured",
        "note = \"from last year's logs\"",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("<<<<"), "{text}");
    place.fine(&["decide", "answers.toml"]);
}

#[test]
fn what_one_side_added_and_the_other_took_back_is_followed() {
    let place = repository();
    let theirs =
        [("operators = \"nobody\"\n", "operators = \"nobody\"\nlanguages = [\"sql\"]\n\n[weights]\nsimplicity = 10\n")];
    let ours = [
        ("reports = \"some\"\n", ""),
        ("operators = \"nobody\"\n", "operators = \"us\"\n\n[[revisit]]\non = 2027-06-01\n"),
    ];
    let (is_clean, said) = merged(&place, &theirs, &ours);
    assert!(is_clean, "{said}");
    let text = place.read("answers.toml");
    for line in ["languages = [\"sql\"]", "simplicity = 10", "operators = \"us\"", "on = 2027-06-01"] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("reports"), "{text}");
}

#[test]
fn an_answer_that_both_changed_stays_open_with_both_as_votes_and_git_says_so() {
    let place = repository();
    let theirs = [("reports = \"some\"", "reports = \"heavy\""), ("operators = \"nobody\"", "operators = \"managed\"")];
    let ours = [("reports = \"some\"", "reports = \"none\"")];
    let (is_clean, said) = merged(&place, &theirs, &ours);
    assert!(!is_clean, "{said}");
    assert!(said.contains("answers.toml: both sides changed `reports`"), "{said}");
    assert!(said.contains("then `git add` it"), "{said}");
    let text = place.read("answers.toml");
    assert!(!text.contains("<<<<") && text.contains("operators = \"managed\""), "{text}");
    assert!(text.contains("ours = \"none\"") && text.contains("theirs = \"heavy\""), "{text}");
    assert!(git(&place, &["status", "--porcelain"]).contains("UU answers.toml"));
    // It can be read, and looked at as two people's answers.
    let compared = place.run(&["compare", "answers.toml"]);
    assert!(compared.out.starts_with("ours and theirs agree on"), "{}{}", compared.out, compared.talk);
}

#[test]
fn a_file_that_is_no_answers_file_is_merged_as_git_would() {
    let place = repository();
    place.write("answers.toml", "a = 1\nb = 2\nc = 3\n");
    commit(&place, "other");
    let (is_clean, said) = merged(&place, &[("b = 2", "b = 4")], &[("b = 2", "b = 5")]);
    assert!(!is_clean && said.contains("their lines were merged"), "{said}");
    let text = place.read("answers.toml");
    assert!(text.contains("<<<<<<< ours\nb = 5\n=======\nb = 4\n>>>>>>> theirs"), "{text}");
}

#[test]
fn a_typo_on_one_side_is_not_merged_away() {
    let place = repository();
    let theirs = [("writers = \"one\"", "writers = \"sevral\"")];
    let ours = [("writers = \"one\"", "writers = \"several\"")];
    let (is_clean, said) = merged(&place, &theirs, &ours);
    assert!(!is_clean, "{said}");
    assert!(place.read("answers.toml").contains("sevral"), "nothing that was typed is lost");
}

#[test]
fn the_driver_says_how_it_is_called() {
    let place = Place::new();
    let said = place.run(&["merge", "--git", "answers.toml"]);
    assert!(said.code == 2 && said.talk.contains("merge --git %O %A %B %P"), "{}", said.talk);
}

#[test]
fn comments_of_the_other_side_come_along_where_lines_conflict() {
    let place = repository();
    let theirs = [
        ("writers = \"one\"", "# why one: asked on Monday\nwriters = \"one\""),
        ("write-ms = \"short\"", "write-ms = \"long\" # measured"),
        ("[answers]", "# from the workshop\n[answers]"),
    ];
    let ours = [("writers = \"one\"", "writers = \"several\"")];
    let (is_clean, said) = merged(&place, &theirs, &ours);
    assert!(is_clean, "{said}");
    let text = place.read("answers.toml");
    for expected in [
        "# why one: asked on Monday\nwriters = \"several\"",
        "write-ms = \"long\" # measured",
        "# from the workshop\n[answers]",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}
