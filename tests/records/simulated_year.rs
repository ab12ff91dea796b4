//! A year in the life of a dozen records: every event that was seen to happen to real ones, each with the finding that is right for
//! it. Every event starts from the same committed project, and is put back after it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::storage::{Place, Said, commit, git};

const RULES: &str = "archfit/rules/storage/rules.toml";
const QUESTIONS: &str = "archfit/questionnaires/storage.toml";
const N_FILES: usize = 4;

/// Four answers files, three records of each; all accepted and committed.
fn project() -> Place {
    let place = Place::new();
    place.own_rules();
    std::fs::remove_file(place.path("several-writers.toml")).unwrap();
    std::fs::remove_file(place.path("answers.toml")).unwrap();
    let text = std::fs::read_to_string(crate::storage::fixture("answers.toml")).unwrap();
    for n in 0..N_FILES {
        let answers = format!("answers/system-{n}.toml");
        place.write(&answers, &text.replace("Order desk", &format!("System {n}")));
        for part in ["a", "b", "c"] {
            // Three records of one file decide for three parts of the code.
            let covers = format!("src/{n}/{part}/**");
            let title = format!("Records of system {n}");
            place.fine(&["adr", "new", &answers, "--title", &title, "--status", "accepted", "--covers", &covers]);
            place.write(&format!("src/{n}/{part}/main.rs"), "fn main() {}\n");
        }
    }
    git(&place, &["init", "-q", "-b", "main"]);
    commit(&place);
    place
}

/// What is right after an event: the exit code, the kinds of findings that are told, and words that are enough to act on.
struct Right {
    code: i32,
    kinds: &'static [&'static str],
    says: &'static [&'static str],
}

const fn fails(kinds: &'static [&'static str], says: &'static [&'static str]) -> Right {
    Right { code: 1, kinds, says }
}

const fn notes(kinds: &'static [&'static str], says: &'static [&'static str]) -> Right {
    Right { code: 0, kinds, says }
}

const NOTHING: Right = Right { code: 0, kinds: &[], says: &[] };

type Event = (&'static str, fn(&Place), &'static [&'static str], Right);

/// Edits the rules of the project.
fn rules(place: &Place, from: &str, to: &str) {
    place.edit(RULES, from, to);
}

const ANSWERS: &str = "answers/system-3.toml";
const RECORD: &str = "docs/decisions/0010-records-of-system-3.md";

/// What happens to answers.
const ANSWERED: [Event; 8] = [
    (
        "an answer that flips the winner",
        |place| place.edit(ANSWERS, "writers = \"one\"", "writers = \"several\""),
        &[],
        fails(
            &["winner-changed"],
            &[
                "the answer to `writers` was `one` and is `several`, which alone decides",
                "3 records: 0010",
                "at answers/system-3.toml:8",
            ],
        ),
    ),
    (
        "an answer that changes nothing",
        |place| place.edit(ANSWERS, "operators = \"nobody\"", "operators = \"nobody\"\nlanguages = [\"sql\"]"),
        &[],
        notes(&["answers-changed"], &["the answer to `languages` was open and is"]),
    ),
    (
        "a note and a comment",
        |place| {
            place.edit(ANSWERS, "from last year's logs", "from this year's logs");
            place.edit(ANSWERS, "[answers]", "# Looked at in May.\n[answers]");
        },
        &[],
        NOTHING,
    ),
    (
        "a typo in an answer",
        |place| place.edit(ANSWERS, "writers = \"one\"", "writers = \"onne\""),
        &[],
        fails(&["answers-damaged"], &["at answers/system-3.toml:8", "did you mean", "3 records"]),
    ),
    (
        "a merge that nobody finished, in an answers file",
        |place| {
            place.edit(
                ANSWERS,
                "writers = \"one\"",
                "<<<<<<< ours\nwriters = \"one\"\n=======\nwriters = \"several\"\n>>>>>>> theirs",
            );
        },
        &[],
        fails(&["answers-damaged"], &["unresolved merge conflict", "3 records"]),
    ),
    (
        "an answers file that is gone",
        |place| std::fs::remove_file(place.path(ANSWERS)).unwrap(),
        &[],
        fails(&["answers-missing"], &["3 records", "restore the file"]),
    ),
    (
        "the folder of answers moved",
        |place| {
            std::fs::create_dir(place.path("systems")).unwrap();
            git(place, &["mv", "answers", "systems/answers"]);
        },
        &[],
        fails(&["answers-moved"], &["archfit recheck --relink"]),
    ),
    (
        "the folder of answers moved, and relinked",
        |place| {
            std::fs::create_dir(place.path("systems")).unwrap();
            git(place, &["mv", "answers", "systems/answers"]);
        },
        &["--relink"],
        NOTHING,
    ),
];

/// What happens to rules, questions and settings.
const RULED: [Event; 13] = [
    (
        "points of a rule changed",
        |place| rules(place, "points = { embedded = 1, server = -3 }", "points = { embedded = -6, server = 6 }"),
        &[],
        fails(&["winner-changed"], &["the rule `", "changed from"]),
    ),
    (
        "a weight changed",
        |place| rules(place, "name = \"Simplicity\"\nweight = 40", "name = \"Simplicity\"\nweight = 41"),
        &[],
        notes(&["rules-changed"], &["weight 40", "weight 41"]),
    ),
    (
        "a typo in a rule's condition",
        |place| rules(place, "when = \"operators == nobody\"", "when = \"nope == x\""),
        &[],
        fails(&["rules-damaged", "close-call"], &["archfit/rules/storage/rules.toml:", "unknown question"]),
    ),
    (
        "a TOML error in the rules",
        |place| rules(place, "[decision]\n", "[decision\n"),
        &[],
        fails(&["rules-missing"], &["restore its rule base"]),
    ),
    (
        "an option renamed with an alias",
        |place| {
            let text = place.read(RULES).replace("embedded", "in-process");
            place.write(RULES, &format!("{text}\n[aliases]\n\"embedded\" = \"in-process\"\n"));
        },
        &[],
        notes(&["rules-changed"], &[]),
    ),
    (
        "an option renamed without one",
        |place| place.write(RULES, &place.read(RULES).replace("embedded", "in-process")),
        &[],
        fails(
            &["option-gone"],
            &["the option `embedded` that the record names is gone", "Embedded database leads by now"],
        ),
    ),
    (
        "a question renamed with an alias",
        |place| {
            place.write(RULES, &place.read(RULES).replace("operators", "who-runs-it"));
            let text = place.read(QUESTIONS).replace("operators", "who-runs-it");
            place.write(
                QUESTIONS,
                &text.replacen("[[question]]", "[aliases]\n\"operators\" = \"who-runs-it\"\n\n[[question]]", 1),
            );
        },
        &[],
        notes(&["rules-changed"], &[]),
    ),
    (
        "a question renamed without one",
        |place| {
            for file in [RULES, QUESTIONS] {
                place.write(file, &place.read(file).replace("operators", "who-runs-it"));
            }
        },
        &[],
        fails(
            &["close-call", "revisit"],
            &["the question `operators`, answered with `nobody`, is gone, and no alias leads from it", "[aliases]"],
        ),
    ),
    (
        "another version of the questionnaire that says the same",
        |place| place.edit(QUESTIONS, "version = \"1.2.0\"", "version = \"1.2.1\"\n# A comment."),
        &[],
        notes(&["rules-changed"], &["nothing that held for this decision, nor a weight, scale or starting point"]),
    ),
    (
        "the rule base is gone",
        |place| std::fs::remove_file(place.path(RULES)).unwrap(),
        &[],
        fails(&["rules-missing"], &["there is no decision `storage`"]),
    ),
    (
        "evidence that is too old",
        |_| (),
        &["--today", "2029-11-24"],
        fails(&["old-evidence"], &["was last checked on", "12 records"]),
    ),
    (
        "settings that allow what failed",
        |place| place.write("archfit.toml", "[recheck]\nallow = [\"winner-changed\"]\n"),
        &["--since", "HEAD"],
        fails(&["settings-changed"], &["`allow` was empty and is winner-changed"]),
    ),
    (
        "code that a decision governs",
        |place| place.write("src/3/a/main.rs", "fn main() { loop {} }\n"),
        &["--since", "HEAD"],
        notes(&["covers-changed"], &["src/3/a/main.rs"]),
    ),
];

/// What happens to records.
const KEPT: [Event; 12] = [
    (
        "the block's first line damaged",
        |place| place.edit(RECORD, "[archfit]", "[archfit"),
        &[],
        fails(&["damaged-record"], &["0010-records-of-system-3.md"]),
    ),
    (
        "the block cut off",
        |place| {
            let text = place.read(RECORD);
            place.write(RECORD, &text[..text.find("What this decision follows from").unwrap()]);
        },
        &["--since", "HEAD"],
        fails(
            &["no-longer-replays", "covers-changed"],
            &["it could be made again in HEAD, and cannot be now", "and governs nothing now"],
        ),
    ),
    (
        "a record deleted",
        |place| std::fs::remove_file(place.path(RECORD)).unwrap(),
        &["--since", "HEAD"],
        fails(&["no-longer-replays"], &["and is gone"]),
    ),
    (
        "a merge that nobody finished, in a record",
        |place| {
            place.edit(
                RECORD,
                "status: accepted",
                "<<<<<<< ours\nstatus: accepted\n=======\nstatus: rejected\n>>>>>>> theirs",
            );
        },
        &[],
        fails(&["record-conflict"], &["0010-records-of-system-3.md:3"]),
    ),
    (
        "an option edited by hand",
        |place| place.edit(RECORD, "option = \"embedded\"", "option = \"server\""),
        &[],
        fails(&["override-changed"], &[]),
    ),
    (
        "two branches with one number",
        |place| {
            let text = place.read(RECORD);
            place.write("docs/decisions/0010-twice.md", &text.replace("Records of system 3", "Twice"));
        },
        &[],
        fails(&["status-differs"], &["the number 0010 is used twice", "archfit adr renumber"]),
    ),
    (
        "two branches that supersede one record",
        |place| {
            place.write("docs/decisions/0031-x.md", "---\nnumber: 31\nstatus: accepted\nsupersedes: 10\n---\n# X\n");
            place.write("docs/decisions/0032-y.md", "---\nnumber: 32\nstatus: accepted\nsupersedes: 10\n---\n# Y\n");
            place.edit(RECORD, "status: accepted", "status: superseded by ADR-0031\nsuperseded-by: 31");
        },
        &[],
        fails(&["superseded-twice"], &["0032-y.md"]),
    ),
    (
        "a superseding record deleted",
        |place| place.edit(RECORD, "status: accepted", "status: superseded by ADR-0031\nsuperseded-by: 31"),
        &["--since", "HEAD"],
        fails(&["record-missing"], &["it is superseded by 0031, which is not there"]),
    ),
    (
        "a review that is due",
        |place| {
            place.edit(RECORD, "[[archfit.revisit]]", "[[archfit.revisit]]\non = 2026-06-01\n\n[[archfit.revisit]]");
        },
        &[],
        fails(&["review-date"], &["2026-06-01"]),
    ),
    (
        "a block copied into another decision's record",
        |place| {
            let text = place.read(RECORD);
            let block = &text[text.find("What this decision follows from").unwrap()..];
            let mail = "---\nnumber: 31\nstatus: accepted\n---\n# Send mail\n\nMail is late.\n\nA queue.\n\n";
            place.write("docs/decisions/0031-mail.md", &format!("{mail}{block}"));
        },
        &["--since", "HEAD"],
        fails(&["copied-block"], &["its block is that of 0010-records-of-system-3.md"]),
    ),
    (
        "a marker that outlived its decision",
        |place| {
            place.write("src/3/b/lib.rs", "// As ADR-0010 says.\n");
            place.edit(RECORD, "status: accepted", "status: deprecated");
        },
        &[],
        fails(&["stale-marker"], &["`ADR-0010` is stale", "src/3/b/lib.rs:1"]),
    ),
    (
        "a look at a folder one level too high",
        |place| place.write("services/chat/docs/adr/0001-x.md", "# 1. X\n\n## Status\n\nAccepted\n"),
        &["services"],
        fails(&["no-record"], &["there is no record here"]),
    ),
];

/// What is wrong with what an event led to; nothing where all is right.
fn wrong(said: &Said, right: &Right) -> Option<String> {
    let kinds = |text: &str| -> Vec<String> {
        let mut kinds: Vec<String> =
            text.lines().filter_map(|line| Some(line.strip_suffix(']')?.rsplit_once(" [")?.1.to_owned())).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    let mut wanted: Vec<&str> = right.kinds.to_vec();
    wanted.sort_unstable();
    let all = format!("{}{}", said.out, said.talk);
    let missing: Vec<&&str> = right.says.iter().filter(|words| !all.contains(**words)).collect();
    let is_right = said.code == right.code && kinds(&said.out) == wanted && missing.is_empty();
    (!is_right).then(|| format!("exit code {}, kinds {:?}, not said: {missing:?}\n{all}", said.code, kinds(&said.out)))
}

/// Lets events happen one after the other, each to the project as it was.
fn live_through(events: &[Event]) {
    let place = project();
    let calm = place.run(&["recheck"]);
    assert!(
        calm.code == 0 && calm.talk.contains("12 of 12 recorded decisions still follow"),
        "{}{}",
        calm.out,
        calm.talk
    );
    let mut wrongs = Vec::new();
    for (what, happen, arguments, right) in events {
        happen(&place);
        let said = place.run(&[&["recheck"], *arguments].concat());
        wrongs.extend(wrong(&said, right).map(|wrong| format!("{what}: {wrong}")));
        git(&place, &["reset", "-q", "--hard", "HEAD"]);
        git(&place, &["clean", "-qfd"]);
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n\n"));
}

#[test]
fn a_year_of_answers_has_the_right_findings() {
    live_through(&ANSWERED);
}

#[test]
fn a_year_of_rules_and_settings_has_the_right_findings() {
    live_through(&RULED);
}

#[test]
fn a_year_of_records_has_the_right_findings() {
    live_through(&KEPT);
}

#[test]
fn a_proposal_is_made_once_however_often_it_is_asked_for() {
    let place = project();
    place.edit(ANSWERS, "writers = \"one\"", "writers = \"several\"");
    let first = place.run(&["recheck", "--propose"]);
    assert!(first.talk.contains("proposed 0013-"), "{}", first.talk);
    let n_records = std::fs::read_dir(place.path("docs/decisions")).unwrap().count();
    let second = place.run(&["recheck", "--propose"]);
    assert!(second.talk.contains("proposes it already"), "{}", second.talk);
    assert_eq!(std::fs::read_dir(place.path("docs/decisions")).unwrap().count(), n_records);
}
