//! `archfit check --fix`: what it changes, that it changes nothing else, and that a second run changes nothing at all.

use std::path::Path;

use crate::planted::Project;
use assert_cmd::Command;

const RULES: &str = "archfit/rules/caching/rules.toml";

/// Runs `check --fix` and gives what it said.
fn mend(folder: &Path) -> String {
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let output = command
        .current_dir(folder)
        .args(["check", "archfit", "--fix", "--today", "2026-11-24", "--format", "concise"])
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    text(output.stdout) + &text(output.stderr)
}

/// The starter with one text of a file replaced by another.
fn with(path: &str, old: &str, new: &str) -> Project {
    let mut project = Project::starter();
    let text = project.files.get_mut(path).expect("the file is there");
    assert!(text.contains(old), "{old}");
    *text = text.replacen(old, new, 1);
    project
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).expect("it can be read")
}

/// Mends a project twice and gives the mended file; the second time nothing may change.
fn mended(project: &Project, path: &str) -> String {
    let folder = project.write();
    let said = mend(folder.path());
    let text = read(folder.path(), path);
    let again = mend(folder.path());
    assert!(again.contains("0 findings mended"), "{said}\n{again}");
    assert_eq!(read(folder.path(), path), text, "a second run changes nothing");
    text
}

const LAST: &str = "because = \"Entries that may stay for minutes are found again far more often.\"\nevidence = [\"own-trial\"]\nconfidence = \"low\"\n";

#[test]
fn a_schema_line_that_a_formatter_broke_is_noted_and_mended() {
    let right = "#:schema ../../schemas/rules.json\n";
    for wrong in ["# :schema ../../schemas/rules.json\n", "# A remark.\n\n#\t :schema ../../schemas/rules.json\n"] {
        let project = with(RULES, right, wrong);
        assert!(project.findings().iter().any(|finding| finding.code == "schema-line"), "{wrong}");
        assert!(mended(&project, RULES).contains(right), "{wrong}");
    }
    let meant = with(RULES, right, &format!("{right}# A :schema is named above.\n"));
    assert!(meant.findings().is_empty(), "{:?}", meant.findings());
}

#[test]
fn an_acceptance_that_is_no_longer_needed_goes_and_nothing_with_it() {
    for stale in [
        "accept = { no-evidence = \"x\" }\n",
        "accept={no-evidence='x'}\n",
        "accept = { \"no-evidence\" = \"x\" }\n",
        "accept = { no-evidence = \"x\", never-true = \"y\" }\n",
        "accept = { no-evidence = \"x\", never-true = \"y\", always-true = \"a, b }\" }\n",
        "accept.no-evidence = \"x\"\n",
    ] {
        let project = with(RULES, LAST, &format!("{LAST}{stale}"));
        assert_eq!(mended(&project, RULES), Project::starter().files[RULES], "{stale}");
    }
}

#[test]
fn an_acceptance_that_is_still_needed_stays() {
    let evidence = "evidence = [\"own-trial\"]\n";
    let needed = "accept = { no-evidence = \"common knowledge\" }\n";
    for (given, left) in [
        ("accept = { never-true = \"y\", no-evidence = \"common knowledge\" }\n", needed),
        ("accept = { no-evidence = \"common knowledge\", never-true = \"y\" }\n", needed),
        ("accept = { no-evidense = \"common knowledge\" }\n", needed),
        ("[rule.accept]\nnever-true = \"y\"\nno-evidence = \"x\"\n", "[rule.accept]\nno-evidence = \"x\"\n"),
    ] {
        let old = format!("{evidence}confidence = \"low\"\n\n[[rule]]\nid = \"store-is-there-already\"");
        let new = |accept: &str| format!("confidence = \"low\"\n{accept}\n[[rule]]\nid = \"store-is-there-already\"");
        let expected = with(RULES, &old, &new(left)).files[RULES].clone();
        assert_eq!(mended(&with(RULES, &old, &new(given)), RULES), expected, "{given}");
    }
}

#[test]
fn what_a_comment_is_about_is_left_to_its_author() {
    let project = with(RULES, LAST, &format!("{LAST}accept = {{ no-evidence = \"x\" }} # ask Ana first\n"));
    let folder = project.write();
    let said = mend(folder.path());
    assert!(said.contains("warning[stale-accept]") && said.contains("0 findings mended"), "{said}");
    assert_eq!(read(folder.path(), RULES), project.files[RULES]);
}

#[test]
fn line_ends_marks_and_odd_spaces_stay_as_they_are() {
    let mut project = with(RULES, "in-process = 2, shared-cache = 2", "in-proces  =\t2, shared-cache = 2");
    let dos = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    project.files.values_mut().for_each(|text| *text = dos(text));
    let expected = project.files[RULES].replace("in-proces  =", "in-process  =");
    assert_eq!(mended(&project, RULES), expected);
    for (path, text) in &project.files {
        let folder = project.write();
        mend(folder.path());
        if path != RULES {
            assert_eq!(&read(folder.path(), path), text, "{path}");
        }
    }
}

#[test]
fn several_mendings_of_one_file_do_not_get_in_each_others_way() {
    let mut project = with(RULES, "in-process = 2, shared-cache = 2", "in-proces = 2, shared-cahce = 2");
    let text = project.files.get_mut(RULES).expect("the file is there");
    *text = text.replacen("format = 1\n", "", 1).replacen("pressure >= moderate", "presure >= moderat", 1);
    assert_eq!(mended(&project, RULES).replacen("format = 1\n", "", 1), {
        let starter = Project::starter();
        starter.files[RULES].replacen("format = 1\n", "", 1)
    });
}

#[cfg(unix)]
#[test]
fn a_mended_file_keeps_its_mode_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = with(RULES, "no-cache = -2", "no-cahce = -2");
    let folder = project.write();
    let (path, real) = (folder.path().join(RULES), folder.path().join("shared-rules.toml"));
    std::fs::rename(&path, &real).expect("it can be moved");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("the mode can be set");
    std::os::unix::fs::symlink(&real, &path).expect("a link can be made");
    mend(folder.path());
    assert!(std::fs::symlink_metadata(&path).expect("it is there").is_symlink());
    assert_eq!(std::fs::metadata(&real).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_to_string(&real).expect("it can be read"), Project::starter().files[RULES]);
}

#[test]
fn an_acceptance_names_what_it_accepts_and_hides_nothing_else() {
    let rule = |points: &str, accept: &str| {
        format!(
            "[[rule]]\nid = \"hundred-queries-at-once\"\nwhen = \"queries-at-once >= 100\"\ncriterion = \"speed\"\npoints = {{ {points} }}\nbecause = \"Queries wait.\"\nevidence = [\"littles-law\"]\n{accept}"
        )
    };
    let before = |added: &str| format!("{added}\n[[rule]]\nid = \"old-data-pays\"");
    let start = "[[rule]]\nid = \"old-data-pays\"";
    let any = rule("no-cache = -1", "accept = { counted-twice = \"meant so\" }\n");
    let project = with(RULES, start, &before(&any));
    assert!(project.findings().iter().any(|finding| finding.code == "accept-all"), "{:#?}", project.findings());
    let text = mended(&project, RULES);
    let named =
        "accept = { counted-twice = { of = [\"database-cannot-keep-up\", \"no-cache\"], because = \"meant so\" } }";
    assert!(text.contains(named), "{text}");
    let codes = |points: &str| -> Vec<&'static str> {
        let project = with(RULES, start, &before(&rule(points, &format!("{named}\n"))));
        project
            .findings()
            .iter()
            .map(|finding| finding.code)
            .filter(|code| ["counted-twice", "accept-all", "stale-accept"].contains(code))
            .collect()
    };
    assert_eq!(codes("no-cache = -1"), Vec::<&str>::new());
    // What the rule counts twice for another option was not accepted.
    let twice = with(RULES, "points = { no-cache = -2", "points = { in-process = 1, no-cache = -2");
    let mut twice = twice;
    let text = twice.files.get_mut(RULES).expect("the file is there");
    *text = text.replacen(start, &before(&rule("no-cache = -1, in-process = 1", &format!("{named}\n"))), 1);
    assert!(twice.findings().iter().any(|finding| finding.code == "counted-twice"), "{:#?}", twice.findings());
}

#[test]
fn what_mending_a_scale_changes_is_shown_first_and_the_weight_that_keeps_rules_worth_the_same() {
    const DECISION: &str = "archfit/rules/caching/decision.toml";
    let project = with(DECISION, "scale = [-2, 4]", "scale = [-2, 10]");
    let folder = project.write();
    let run = |args: &[&str]| {
        let output = Command::cargo_bin("archfit")
            .expect("the program is built")
            .current_dir(folder.path())
            .args(["check", "archfit", "--today", "2026-11-24", "--format", "concise"])
            .args(args)
            .output()
            .expect("it runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("it writes UTF-8"))
    };
    let (code, shown) = run(&["--fix=scale", "--diff"]);
    assert_eq!(code, Some(1), "{shown}");
    for part in ["-scale = [-2, 10]", "+scale = [-2, 4]", "# What this edit changes"] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert_eq!(read(folder.path(), DECISION), project.files[DECISION], "nothing is written");
    assert!(run(&[]).1.contains("with `weight = 30` beside it every rule stays worth what it was"));
    let (code, said) = run(&["--fix=scale"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(read(folder.path(), DECISION), Project::starter().files[DECISION]);
    assert_eq!(run(&["--fix=scale", "--diff"]), (Some(0), String::new()));
}
