//! `archfit check --fix`: what it changes, that it changes nothing else, and that a second run changes nothing at all.

use std::path::Path;
use std::sync::Arc;

use archfit::audit::lint::lint;
use archfit::engine::Advisor;
use archfit::load::{Library, Locations, Source, load, read_answers_text};
use archfit::model::OptionIdx;
use assert_cmd::Command;
use proptest::prelude::*;

use crate::planted::Project;

const RULES: &str = "archfit/rules/caching/rules.toml";
const QUESTIONS: &str = "archfit/questionnaires/caching.toml";

/// Runs `check --fix` and gives what it said.
fn mend(folder: &Path) -> String {
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let output = command
        .current_dir(folder)
        .args(["check", "archfit", "--fix=names", "--today", "2026-11-24", "--format", "concise"])
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
fn what_is_accepted_of_one_option_hides_nothing_of_another() {
    let start = "[[rule]]\nid = \"old-data-pays\"";
    let rule = |id: &str, when: &str, points: &str, more: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\ncriterion = \"speed\"\npoints = {{ {points} }}\nbecause = \"Of {id}.\"\nevidence = [\"littles-law\"]\n{more}\n"
        )
    };
    let said = |points: &str, accept: &str| -> Vec<String> {
        let up = rule("up", "copies >= some", "in-process = 3, shared-cache = 3", "");
        let down = rule("down", "copies == many", points, accept);
        let project = with(RULES, start, &format!("{up}{down}{start}"));
        let codes = ["not-monotone", "accept-all", "stale-accept"];
        let found = project.findings().into_iter().filter(|finding| codes.contains(&finding.code));
        found.map(|finding| format!("{}: {}", finding.code, finding.title)).collect()
    };
    let accept = |of: &str| format!("accept = {{ not-monotone = {{ of = {of}, because = \"meant so\" }} }}");
    let both = said("in-process = -1, shared-cache = -1", "");
    assert_eq!(both.len(), 1, "one is enough to look at the rule: {both:?}");
    let one = accept("[\"copies\", \"in-process\", \"speed\"]");
    let other = said("in-process = -1, shared-cache = -2", &one);
    assert_eq!(other, ["not-monotone: on `speed`, `shared-cache` gains and then loses while `copies` rises"]);
    let both = accept("[\"copies\", \"in-process\", \"shared-cache\", \"speed\"]");
    assert_eq!(said("in-process = -1, shared-cache = -2", &both), Vec::<String>::new());
    let each = accept("[[\"copies\", \"in-process\", \"speed\"], [\"copies\", \"shared-cache\", \"speed\"]]");
    assert_eq!(said("in-process = -1, shared-cache = -2", &each), Vec::<String>::new());
    let stale = said("in-process = -1, shared-cache = 1", &both);
    assert_eq!(stale, ["stale-accept: `accept` names `shared-cache`, for which `not-monotone` does not come up here"]);
}

#[test]
fn an_acceptance_at_a_trait_is_of_its_levels_and_of_those_it_names() {
    let level = "when = \"queries-at-once >= 2\"";
    let project = |accept: &str, high: &str| {
        let mut project =
            with(QUESTIONS, level, "when = \"copies == many and queries-at-once >= 2 or query-ms == slow\"");
        let text = project.files.get_mut(QUESTIONS).expect("the file is there");
        *text = text.replacen("[[trait]]\n", &format!("[[trait]]\n{accept}\n"), 1).replacen(
            "queries-at-once >= 50",
            high,
            1,
        );
        project
    };
    let codes = |project: &Project| -> Vec<&'static str> {
        let codes = ["mixed-and-or", "stale-accept", "accept-all"];
        project.findings().iter().map(|finding| finding.code).filter(|code| codes.contains(code)).collect()
    };
    let any = project("accept = { mixed-and-or = \"meant so\" }", "queries-at-once >= 50");
    assert_eq!(codes(&any), ["accept-all"]);
    let mended = mended(&any, QUESTIONS);
    let named = mended.lines().find(|line| line.starts_with("accept")).expect("it is still there").to_owned();
    assert!(named.contains("copies == many and queries-at-once >= 2 or query-ms == slow"), "{named}");
    assert_eq!(codes(&project(&named, "queries-at-once >= 50")), Vec::<&str>::new());
    let later = project(&named, "copies == many and queries-at-once >= 50 or query-ms == slow");
    assert_eq!(codes(&later), ["mixed-and-or"], "another level was not accepted");
}

#[test]
fn names_of_several_findings_are_not_taken_for_all_that_can_be_made_of_them() {
    let start = "[[rule]]\nid = \"old-data-pays\"";
    let rule = |id: &str, when: &str, points: &str, more: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\ncriterion = \"speed\"\npoints = {{ {points} }}\nbecause = \"Of {id}.\"\nevidence = [\"littles-law\"]\n{more}\n"
        )
    };
    let accept = "accept = { not-monotone = { of = [\"copies\", \"in-process\", \"query-ms\", \"shared-cache\", \"speed\"], because = \"meant so\" } }";
    let up = rule("up", "copies >= some", "in-process = 3", "")
        + &rule("up-too", "query-ms >= usual", "shared-cache = 3", "");
    let down = rule("down", "copies == many or query-ms == slow", "in-process = -1, shared-cache = -1", accept);
    let project = with(RULES, start, &format!("{up}{down}{start}"));
    let found = project.findings();
    let all = found.iter().find(|finding| finding.code == "accept-all").unwrap_or_else(|| panic!("{found:#?}"));
    assert!(all.title.contains("takes more under `not-monotone` than what comes up here"), "{}", all.title);
    let text = mended(&project, RULES);
    assert!(text.contains("of = [["), "{text}");
    let again = with(RULES, &Project::starter().files[RULES], &text);
    assert!(!again.findings().iter().any(|finding| ["accept-all", "not-monotone"].contains(&finding.code)), "{text}");
}

const DECISION: &str = "archfit/rules/caching/decision.toml";

/// Runs the program in a folder: its exit code, what it wrote and what it said.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::cargo_bin("archfit")
        .expect("the program is built")
        .current_dir(folder)
        .env("ARCHFIT_TODAY", "2026-11-24")
        .args(args)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_mending_a_scale_changes_is_shown_first_and_the_weight_moves_with_it() {
    let project = with(DECISION, "scale = [-2, 4]", "scale = [-2, 10]");
    let folder = project.write();
    let check = |args: &[&str]| run(folder.path(), &[&["check", "archfit", "--format", "concise"], args].concat());
    let (code, shown, _) = check(&["--fix=scale", "--diff"]);
    assert_eq!(code, Some(1), "{shown}");
    for part in ["-scale = [-2, 10]", "+scale = [-2, 4]", "-weight = 60", "+weight = 30", "# What this edit changes"] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert_eq!(read(folder.path(), DECISION), project.files[DECISION], "nothing is written");
    let (_, found, _) = check(&[]);
    assert!(
        found.contains("write `scale = [-2, 4]` and `weight = 30`: so every rule stays worth what it was"),
        "{found}"
    );
    let (code, _, said) = check(&["--fix=scale"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("`caching`: of all answers, 0.0 % get another winner, and "), "{said}");
    let mended = Project::starter().files[DECISION].replacen("weight = 60", "weight = 30", 1);
    assert_eq!(read(folder.path(), DECISION), mended);
    assert_eq!(check(&["--fix=scale", "--diff"]).1, "");
}

#[test]
fn a_weight_that_no_whole_number_keeps_comes_as_near_as_it_can_and_that_is_said() {
    let mut project = with(DECISION, "scale = [-2, 4]", "scale = [-2, 99_989]");
    let text = project.files.get_mut(DECISION).expect("it is there");
    *text = text.replacen("weight = 60", "weight = 999_983", 1);
    let folder = project.write();
    let (_, found, _) = run(folder.path(), &["check", "archfit"]);
    assert!(found.contains("no whole numbers up to 1000000 keep exactly what every rule is worth"), "{found}");
    let (_, shown, _) = run(folder.path(), &["check", "archfit", "--fix=scale", "--diff"]);
    assert!(shown.contains("+weight = 1000000") && shown.contains("another winner"), "{shown}");
}

/// A rule base whose scales are anything, and whose rules may add to weights; `weighs` lies in a file of its own.
#[derive(Clone, Debug)]
struct Scaled {
    criteria: Vec<(u32, i32, i32)>,
    rules: Vec<(usize, usize, [i32; 3])>,
    weighs: Vec<(usize, usize, i32)>,
}

fn scaled() -> impl Strategy<Value = Scaled> {
    let criteria = prop::collection::vec((1..40_u32, -9..-2_i32, 3..12_i32), 2..=3);
    let rules = prop::collection::vec((0..9_usize, 0..3_usize, [-3..=3_i32, -3..=3_i32, -3..=3_i32]), 3..8);
    let weighs = prop::collection::vec((0..9_usize, 0..3_usize, 1..20_i32), 0..3);
    (criteria, rules, weighs).prop_map(|(criteria, rules, weighs)| Scaled { criteria, rules, weighs })
}

const OPTIONS: [&str; 3] = ["a", "b", "c"];

impl Scaled {
    fn project(&self) -> Project {
        use std::fmt::Write as _;
        let mut questions = "format = 1\nid = \"q\"\ntitle = \"Q\"\n".to_owned();
        for question in 0..3 {
            let choices = "[ { id = \"x\" }, { id = \"y\" }, { id = \"z\" } ]";
            let _ = write!(questions, "[[question]]\nid = \"q{question}\"\nask = \"Which?\"\nchoices = {choices}\n");
        }
        let mut decision = "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n".to_owned();
        for (at, (weight, low, high)) in self.criteria.iter().enumerate() {
            let _ =
                write!(decision, "[[criterion]]\nid = \"c{at}\"\nweight = {weight} # why\nscale = [{low}, {high}]\n");
        }
        for option in OPTIONS {
            let _ = write!(decision, "[[option]]\nid = \"{option}\"\nname = \"{option}\"\nsummary = \"One.\"\n");
        }
        let when = |at: &usize| format!("q{} == {}", at / 3, ["x", "y", "z"][at % 3]);
        let head = |kind: &str, at: usize, on: &usize| {
            format!("[[rule]]\nid = \"{kind}{at}\"\nwhen = \"{}\"\nbecause = \"So it is.\"\n", when(on))
        };
        let (mut rules, mut weighs) = ("format = 1\n".to_owned(), "format = 1\n".to_owned());
        for (at, (on, criterion, points)) in self.rules.iter().enumerate() {
            let given = OPTIONS.iter().zip(points).filter(|(_, points)| **points != 0);
            let given: Vec<String> = given.map(|(option, points)| format!("{option} = {points}")).collect();
            let criterion = criterion % self.criteria.len();
            if !given.is_empty() {
                let given = given.join(", ");
                let _ = writeln!(rules, "{}criterion = \"c{criterion}\"\npoints = {{ {given} }}", head("r", at, on));
            }
        }
        for (at, (on, criterion, amount)) in self.weighs.iter().enumerate() {
            let criterion = criterion % self.criteria.len();
            let _ = writeln!(weighs, "{}weighs = {{ c{criterion} = {amount} }}", head("w", at, on));
        }
        let files = [
            ("archfit/questionnaires/q.toml", questions),
            ("archfit/rules/d/decision.toml", decision),
            ("archfit/rules/d/rules.toml", rules),
            ("archfit/rules/d/weighs.toml", weighs),
        ];
        Project { files: files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect() }
    }
}

/// The winner under each full set of answers.
fn winners(library: &mut Library) -> Vec<Option<OptionIdx>> {
    let mut advisor = Advisor::new(Arc::clone(&library.subjects[0]));
    let mut of = |at: usize| {
        let choice = |nth: u32| ["x", "y", "z"][at / 3_usize.pow(nth) % 3];
        let answers: Vec<String> = (0..3).map(|nth| format!("q{nth} = \"{}\"\n", choice(nth))).collect();
        let text = format!("format = 1\nquestionnaire = \"q\"\n[answers]\n{}", answers.concat());
        let source = Source { name: "a.toml".to_owned(), path: None, text };
        let file = read_answers_text(source, library).expect("answers").file;
        advisor.advise(&file).decisions[0].winner
    };
    (0..27).map(&mut of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_mended_scale_keeps_what_rules_are_worth_to_each_other_and_every_winner(drawn in scaled()) {
        let project = drawn.project();
        let (folder, mut before) = project.load();
        prop_assume!(!before.has_errors());
        let (_, _, said) = run(folder.path(), &["check", "archfit", "--fix=scale", "--format", "concise"]);
        let locations = Locations { project: Some(folder.path().to_owned()), without_embedded: true, ..Locations::default() };
        let mut after = load(&locations);
        prop_assert!(!after.has_errors(), "{said}\n{:?}", after.diagnostics);
        let (from, to) = (&before.subjects[0].rule_bases[0], &after.subjects[0].rule_bases[0]);
        // Everything that makes a point on a criterion count, over what that was: one factor for all.
        let worth = |base: &archfit::model::RuleBase| -> Vec<(i128, i128)> {
            let declared = base.criteria.iter().map(|c| (i128::from(c.weight), i128::from(c.swing())));
            let swing = |at: usize| i128::from(base.criteria[at].swing());
            let added = base.weighings().into_iter().map(|by| (i128::from(by.amount), swing(by.criterion.get())));
            declared.chain(added).collect()
        };
        let (one, two) = (worth(from), worth(to));
        prop_assert_eq!(one.len(), two.len());
        let factor = |at: usize| (two[at].0 * one[at].1, two[at].1 * one[at].0);
        for at in 1..one.len() {
            prop_assert_eq!(factor(0).0 * factor(at).1, factor(at).0 * factor(0).1, "{}\n{:?}", said, drawn);
        }
        prop_assert_eq!(winners(&mut before), winners(&mut after), "{}", said);
        let left = lint(&after.subjects, &after.sources, Some(crate::planted::TODAY), true);
        prop_assert!(!left.iter().any(|finding| finding.code == "scale" && finding.fix.is_some()), "{:#?}", left);
    }
}

#[test]
fn a_weight_that_somebody_set_by_hand_is_told_where_the_declared_ones_move() {
    let mut project = with("archfit/rules/caching/decision.toml", "scale = [-2, 4]", "scale = [-2, 8]");
    let answers = "format = 1\nquestionnaire = \"caching\"\n[answers]\ncopies = \"one\"\n[weights]\nspeed = 25\n";
    project.files.insert("answers.toml".to_owned(), answers.to_owned());
    let folder = project.write();
    // The scale becomes 6 wide instead of 10, and so the weight 36 instead of 60.
    let told = "`speed = 25` in `[weights]` is a person's own and stands as it is; to be worth what it was, it would have to be 15";
    for args in [&["check", "archfit", "--fix=scale", "--diff"][..], &["check", "archfit", "--fix=scale"]] {
        let (_, _, talk) = run(folder.path(), args);
        assert!(talk.contains(told), "{talk}");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("answers.toml")).expect("it is there"), answers);
    let (_, _, talk) = run(folder.path(), &["check", "archfit", "--fix=scale"]);
    assert!(!talk.contains("[weights]"), "nothing moves any more: {talk}");
}

#[test]
fn a_name_is_mended_only_when_asked_for_with_what_that_changes_and_never_guessed_of_two() {
    let project = with(RULES, "in-process = -1 }", "in-proces = -1 }");
    let folder = project.write();
    let before = read(folder.path(), RULES);
    let (_, _, talk) = run(folder.path(), &["check", "archfit", "--fix"]);
    assert_eq!(read(folder.path(), RULES), before, "{talk}");
    assert!(talk.contains("1 misspelt name left: `--fix=names` mends them"), "{talk}");
    let (_, _, talk) = run(folder.path(), &["check", "archfit", "--fix=names"]);
    assert!(read(folder.path(), RULES).contains("in-process = -1 }"), "{talk}");
    assert!(talk.contains("get another winner"), "{talk}");
    // One letter from either.
    let close = before.replace("in-proces = -1 }", "in-process = -1 }");
    let text = close.replacen("\"own-trial\"", "\"own-trixl\"", 1);
    let evidence = "archfit/rules/caching/evidence.toml";
    let folder = project.write();
    std::fs::write(folder.path().join(RULES), &text).expect("it can be written");
    let both = read(folder.path(), evidence).replace("id = \"own-trial\"", "id = \"own-triel\"")
        + "\n[[evidence]]\nid = \"own-trial\"\nkind = \"measurement\"\ntitle = \"Another trial\"\npublisher = \"We\"\nlink = \"notes.md\"\n";
    std::fs::write(folder.path().join(evidence), both).expect("it can be written");
    let (_, out, talk) = run(folder.path(), &["check", "archfit", "--fix=names"]);
    assert!(read(folder.path(), RULES).contains("own-trixl"), "{out}{talk}");
    assert!(
        out.contains("did you mean `own-triel` or `own-trial`?")
            || out.contains("did you mean `own-trial` or `own-triel`?"),
        "{out}"
    );
}
