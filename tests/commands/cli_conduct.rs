//! How the program behaves on the command line: exit codes, streams, help, manual, completions.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::pets::{Place, place};
use serde_json::Value;

impl Place {
    fn archfit(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_archfit"));
        command.args(args).current_dir(self.folder.path()).env("ARCHFIT_STATE_DIR", self.path("state"));
        command.env("NO_COLOR", "1").env("COLUMNS", "100").env_remove("TERM");
        command.args(["--questionnaires", "questionnaires", "--rules", "rules"]);
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        fs::write(self.path("input.txt"), input).unwrap();
        self.archfit(args).stdin(fs::File::open(self.path("input.txt")).unwrap()).output().unwrap()
    }
}

/// Exit code, stdout and stderr.
fn seen(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// The names of all subcommands, as the program itself tells them.
fn subcommands(place: &Place) -> Vec<String> {
    let (code, help, _) = seen(&place.run(&["--help"], ""));
    assert_eq!(code, 0);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names: Vec<String> =
        listed.lines().filter_map(|l| Some(l.strip_prefix("  ")?.split(' ').next()?.to_owned())).collect();
    names.into_iter().filter(|name| !name.is_empty() && name != "help").collect()
}

#[test]
fn every_subcommand_explains_itself_and_has_a_manual_page_and_completions() {
    let place = place();
    let names = subcommands(&place);
    assert!(names.len() >= 6, "{names:?}");
    let (code, _, _) = seen(&place.run(&["man", "--output", "man"], ""));
    assert_eq!(code, 0);
    let scripts: Vec<String> = ["bash", "zsh", "fish", "powershell", "elvish"]
        .map(|shell| seen(&place.run(&["completions", shell], "")).1)
        .into();
    for name in names {
        let (code, help, talk) = seen(&place.run(&[&name, "--help"], ""));
        assert_eq!((code, talk.as_str()), (0, ""), "{name}");
        assert!(help.contains("Usage: archfit"), "{name}: {help}");
        assert!(place.path(&format!("man/archfit-{name}.1")).is_file(), "{name}");
        assert!(scripts.iter().all(|script| script.contains(&name)), "{name}");
    }
    let (_, page, _) = seen(&place.run(&["man"], ""));
    assert!(page.contains(".TH") && page.contains("archfit"));
}

#[test]
fn misuse_gives_2_and_says_so_on_stderr_only() {
    let place = place();
    for args in [
        &["nonsense"][..],
        &["list", "--nonsense"],
        &["list", "cats"],
        &["completions"],
        &["completions", "cmd"],
        &["man", "--output", "input.txt"],
        &["interview", "--begin", "cats"],
        &["interview", "--begin", "pets", "no/such/../../../../../../../../../../proc/answers.toml"],
    ] {
        let (code, result, talk) = seen(&place.run(args, ""));
        assert_eq!(code, 2, "{args:?}: {talk}");
        assert!(!talk.is_empty(), "{args:?}");
        assert!(args[0] == "interview" || result.is_empty(), "{args:?}: {result}");
        assert!(!talk.contains("panicked"), "{args:?}: {talk}");
    }
}

#[test]
fn a_misspelt_id_is_answered_with_a_hint() {
    let place = place();
    let (_, _, talk) = seen(&place.run(&["list", "pet"], ""));
    assert_eq!(talk, "error: there is no questionnaire or decision `pet`; did you mean `pets`?\n");
}

#[test]
fn list_shows_what_answers_files_name() {
    let place = place();
    let (code, questions, _) = seen(&place.run(&["list", "pets"], ""));
    assert_eq!(code, 0);
    assert!(questions.contains("  fur  Is there fur?\n    `none`, `some`, `much`\n"), "{questions}");
    let (_, decision, _) = seen(&place.run(&["list", "animal"], ""));
    let expected = "options\n  cat  Cat: Purrs.\n  dog  Dog: Barks.\ncriteria, with their declared weights\n  calm  Calm: 20\n  cost  Cost: 10\n";
    assert_eq!(decision, expected);
}

#[test]
fn list_counts_decisions_and_remembers_interviews() {
    let place = place();
    let (code, _, talk) = seen(&place.run(&["interview", "--begin", "pets"], "name Farm\n4\n"));
    assert_eq!((code, talk.as_str()), (0, ""));
    let (_, text, _) = seen(&place.run(&["list"], ""));
    assert!(text.contains("pets  Pets (4 questions)\n  animal  Which animal?\n    2 options, 2 criteria, 3 rules, 0 sources, 0 scenarios\n"), "{text}");
    assert!(text.contains("  Farm  pets, 1 answer\n"), "{text}");
    let (_, json, _) = seen(&place.run(&["list", "--format", "json"], ""));
    let json: Value = serde_json::from_str(&json).unwrap();
    let pets = json["questionnaires"].as_array().unwrap().iter().find(|q| q["id"] == "pets").unwrap();
    assert_eq!(pets["decisions"][0]["rules"], 3);
    assert_eq!(json["interviews"][0]["system"], "Farm");
    assert_eq!(json["interviews"][0]["answers"], 1);
}

#[test]
fn a_script_of_answers_ends_with_0_and_a_refused_line_with_1() {
    let place = place();
    let (code, said, talk) =
        seen(&place.run(&["interview", "answers.toml", "--begin", "pets"], "4\nmuch\nlittle\n1\nq\n"));
    assert_eq!((code, talk.as_str()), (0, ""), "{said}");
    let saved = fs::read_to_string(place.path("answers.toml")).unwrap();
    assert!(
        saved.ends_with("[answers]\nlegs = 4\nfur = \"much\"\ngrooming = \"little\"\nsounds = [\"meow\"]\n"),
        "{saved}"
    );
    let (code, said, _) = seen(&place.run(&["interview", "answers.toml"], "fur = green\n"));
    assert_eq!(code, 1);
    assert!(said.contains("Not taken: `fur` has no choice `green`"), "{said}");
}

#[test]
fn a_broken_answers_file_gives_2_and_stays_as_it_is() {
    let place = place();
    for broken in [
        "format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = = 3\n",
        "format = 99\nquestionnaire = \"pets\"\n",
        "format = 1\nquestionnaire = \"plants\"\n",
        "format = 1\nquestionnaire = [\"pets\"]\n",
        "\u{0}",
        "",
    ] {
        fs::write(place.path("answers.toml"), broken).unwrap();
        let (code, _, talk) = seen(&place.run(&["interview", "answers.toml"], "4\n"));
        assert_eq!(code, 2, "{broken}");
        assert!(talk.starts_with("error: cannot use `answers.toml`: ") && talk.contains("; "), "{talk}");
        assert_eq!(fs::read_to_string(place.path("answers.toml")).unwrap(), broken);
    }
    fs::write(place.path("answers.toml"), [0xff, 0xfe, 0x00]).unwrap();
    let (code, _, talk) = seen(&place.run(&["interview", "answers.toml"], "4\n"));
    assert_eq!(code, 2);
    assert!(talk.contains("not UTF-8"), "{talk}");
    fs::create_dir(place.path("folder.toml")).unwrap();
    let (code, _, talk) = seen(&place.run(&["interview", "folder.toml"], "4\n"));
    assert_eq!(code, 2, "{talk}");
}

#[test]
fn what_does_not_fit_is_told_and_survives_the_interview() {
    let place = place();
    let before = "format = 1\nquestionnaire = \"pets\"\n\n[answers]\ntails = 2\nfur = \"green\"\nlegs = 3\n";
    fs::write(place.path("answers.toml"), before).unwrap();
    let (code, said, _) = seen(&place.run(&["interview", "answers.toml"], "legs = 4\n"));
    assert_eq!(code, 0);
    assert!(said.contains("no question `tails`") && said.contains("no choice `green`"), "{said}");
    assert_eq!(fs::read_to_string(place.path("answers.toml")).unwrap(), before.replace("legs = 3", "legs = 4"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_on_it_and_gives_2() {
    let place = place();
    let before = "format = 1\nquestionnaire = \"pets\"\n\n[answers]\nlegs = 3\n";
    fs::write(place.path("answers.toml"), before).unwrap();
    fs::write(place.path("input.txt"), "much\nu\nmuch\n").unwrap();
    // No file may grow: what a write meets on a full disk. Output goes to a pipe, which is no file.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$@\"";
    let inner = place.archfit(&["interview", "answers.toml"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).arg(inner.get_program()).args(inner.get_args()).current_dir(place.folder.path());
    let output = shell.stdin(fs::File::open(place.path("input.txt")).unwrap()).output().unwrap();
    let (code, said, talk) = seen(&output);
    assert_eq!(code, 2, "{said}{talk}");
    assert!(said.contains("Not saved: cannot write `answers.toml`"), "{said}");
    assert!(talk.contains("cannot write `answers.toml`"), "{talk}");
    assert_eq!(fs::read_to_string(place.path("answers.toml")).unwrap(), before);
    let left: Vec<_> = fs::read_dir(place.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".tmp")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_killed_interview_has_every_answer_on_disk() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let place = place();
    let mut command = place.archfit(&["interview", "answers.toml", "--begin", "pets"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    input.write_all(b"4\nmuch\nlittle\n").unwrap();
    let (sender, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || said.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let next = || lines.recv_timeout(Duration::from_mins(1)).expect("the interview goes on to its fourth question");
    while !next().contains("question 4 of 4") {}
    child.kill().unwrap();
    child.wait().unwrap();
    let saved = fs::read_to_string(place.path("answers.toml")).unwrap();
    assert!(saved.ends_with("legs = 4\nfur = \"much\"\ngrooming = \"little\"\n"), "{saved}");
}

/// Killed while it goes on with the answers that wait in its input: what was asked next says what has to be in the file by then.
#[cfg(unix)]
#[test]
fn no_answer_is_lost_in_two_hundred_kills() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let place = place();
    for round in 0..200 {
        let (file, n_asked) = (format!("answers-{round}.toml"), 2 + round % 3);
        let mut command = place.archfit(&["interview", &file, "--begin", "pets"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"4\nmuch\nlittle\n").unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let asked = format!("question {n_asked} of 4");
        let is_asked = said.lines().map_while(Result::ok).any(|line| line.contains(&asked));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(is_asked, "round {round}: {asked} is asked");
        let saved = fs::read_to_string(place.path(&file)).unwrap();
        let answers: toml::Table = saved.parse().unwrap();
        let n_answers = answers["answers"].as_table().unwrap().len();
        assert!(n_answers + 1 >= n_asked && saved.ends_with('\n'), "round {round}: {saved}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = place();
    for args in [
        &["list"][..],
        &["list", "--format", "json"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
        &["explain", "--all"],
    ] {
        let mut child =
            place.archfit(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let (code, _, talk) = seen(&child.wait_with_output().unwrap());
        assert_eq!((code, talk.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn an_interview_that_nobody_reads_to_its_end_does_not_end_well() {
    let place = place();
    fs::write(place.path("input.txt"), "4\n".repeat(500)).unwrap();
    let input = fs::File::open(place.path("input.txt")).unwrap();
    let mut command = place.archfit(&["interview", "answers.toml"]);
    let mut child = command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let (code, _, talk) = seen(&child.wait_with_output().unwrap());
    assert!(code == 2 && talk.contains("went away before its end"), "{code} {talk}");
}

#[cfg(unix)]
#[test]
fn file_names_that_are_no_text_are_taken_like_others() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let place = place();
    let own = |bytes| OsStr::from_bytes(bytes);
    for name in [&b"caf\xe9.toml"[..], b"answers-ana.toml"] {
        fs::write(place.path("").join(own(name)), "format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = 4\n")
            .unwrap();
    }
    for args in [
        &[&b"decide"[..], b"caf\xe9.toml"][..],
        &[b"explain", b"caf\xe9.toml"],
        &[b"compare", b"caf\xe9.toml", b"answers-ana.toml"],
        &[b"compare", b"Ben=caf\xe9.toml", b"answers-ana.toml"],
        &[b"merge", b"Ben=caf\xe9.toml", b"answers-ana.toml", b"-o", b"both\xe9.toml"],
        &[b"check", b"caf\xe9.toml"],
    ] {
        let args: Vec<&OsStr> = args.iter().map(|word| own(word)).collect();
        let output = place.archfit(&[]).args(&args).output().unwrap();
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)) && !talk.contains("error"), "{args:?}: {talk}");
    }
}

/// A broken answers file, how `decide` ends over it, and what is said about it.
const BROKEN: [(&str, i32, &str); 12] = [
    ("format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = \n", 1, "answers.toml:4:"),
    ("format = 2\nquestionnaire = \"pets\"\n", 2, "update archfit"),
    ("questionnaire = \"pets\"\n", 2, "start the file with `format = 1`"),
    ("format = 1\nquestionnaire = \"pats\"\n", 2, "did you mean `pets`?"),
    ("format = 1\n", 2, "`questionnaire` is missing"),
    ("format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = 9_000_000\n", 1, "is out of range"),
    ("format = 1\nquestionnaire = \"pets\"\n[answers]\nfur = 3\n", 1, "`fur` is not a number"),
    (
        "format = 1\nquestionnaire = \"pets\"\n[answers]\nfur = { value = \"some\", sur = 0.5 }\n",
        1,
        "did you mean `sure`?",
    ),
    ("format = 1\nquestionnaire = \"pets\"\nanswers = 3\n", 1, "`answers` is a table"),
    ("format = 1\nquestionnaire = \"pets\"\n[weights]\ncalm = -3\n", 2, "write points up to 1000000"),
    (
        "format = 1\nquestionnaire = \"pets\"\n[[override]]\ndecision = \"animal\"\noption = \"cta\"\nbecause = \"\"\n",
        1,
        "did you mean `cat`?",
    ),
    (
        "format = 1\nquestionnaire = \"pets\"\nx = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
        1,
        "unclosed array",
    ),
];

#[test]
fn bad_answers_files_are_told_by_place_with_a_way_out_whoever_reads_them() {
    let place = place();
    fs::write(place.path("fine.toml"), "format = 1\nquestionnaire = \"pets\"\n").unwrap();
    for (text, expected, part) in BROKEN {
        fs::write(place.path("answers.toml"), text).unwrap();
        let (code, _, talk) = seen(&place.run(&["decide", "answers.toml"], ""));
        assert_eq!(code, expected, "{text}: {talk}");
        assert!(talk.contains("answers.toml") && talk.contains(part), "{text}: {talk}");
        for args in [
            &["compare", "answers.toml", "fine.toml"][..],
            &["adr", "new", "answers.toml", "--dir", "adr"],
            &["merge", "answers.toml", "fine.toml", "-o", "team.toml"],
        ] {
            let (code, _, talk) = seen(&place.run(args, ""));
            assert!(code > 0 && talk.contains(part) && !talk.contains("panicked"), "{args:?} {text}: {code} {talk}");
        }
        let written = ["adr", "team.toml"].map(|name| place.path(name).exists());
        assert_eq!(written, [false, false], "nothing that is written hides an error: {text}");
        assert_eq!(fs::read_to_string(place.path("answers.toml")).unwrap(), text);
    }
}

#[test]
fn help_of_everything() {
    let place = place();
    let mut text = seen(&place.run(&["--help"], "")).1;
    for name in subcommands(&place) {
        let help = seen(&place.run(&[&name, "--help"], "")).1;
        text = format!("{text}\n$ archfit {name} --help\n{help}");
    }
    // The options that every subcommand takes are shown once.
    let (first, rest) = text.split_once("\n$ ").unwrap();
    let shared = first.split("Files:\n").nth(1).unwrap().split("\n\nWithout a subcommand").next().unwrap();
    insta::assert_snapshot!(format!("{first}\n$ {}", rest.replace(shared, "  (as above)")));
}
