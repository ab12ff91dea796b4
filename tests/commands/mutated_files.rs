//! What the program reads, damaged as editors, merges and disks damage it: the shipped files, answers and records, each with a few
//! lines, words or characters gone, doubled, swapped or put in. Nothing panics, every finding points into the text, and what is read
//! or written all the same is what the text says. `.ci/x fuzz CASES` tries as many cases as one likes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use archfit::adr::edit::with_status;
use archfit::adr::list::Opened;
use archfit::adr::status::StatusKind;
use archfit::adr::{Folder, replay};
use archfit::condition::{parse, print};
use archfit::diagnostic::render::{Format, Layout, render};
use archfit::diagnostic::{Diagnostic, Source, Sources};
use archfit::load::{Library, Locations, load, load_files, read_answers_text};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What is put into a text where something is put in.
const MORE: [&str; 24] = [
    "\n",
    "[",
    "]",
    "\"",
    "'",
    "=",
    "{",
    "}",
    "#",
    ",",
    "é",
    "\u{0}",
    "\u{202e}",
    "\r\n",
    "```",
    "---",
    "\"\"\"",
    "<<<<<<< ours\n",
    "=======\n",
    "and",
    "not",
    "1e9",
    "-",
    "\t",
];

/// One damage: what kind, where, and how much.
type Damage = (u8, prop::sample::Index, prop::sample::Index);

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    prop::collection::vec((0_u8..6, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4)
}

/// The same few cases every time, or as many others as asked for.
fn config() -> ProptestConfig {
    let cases = std::env::var("ARCHFIT_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if cases.is_some() { RngSeed::Random } else { RngSeed::Fixed(19) };
    ProptestConfig { cases: cases.unwrap_or(32), rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

fn damaged(text: &str, damages: &[Damage]) -> String {
    damages.iter().fold(text.to_owned(), |text, damage| damaged_once(&text, damage))
}

fn damaged_once(text: &str, (kind, at, other): &Damage) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return MORE[other.index(MORE.len())].to_owned();
    }
    let n_lines = lines.len();
    let (here, there) = (at.index(n_lines), other.index(n_lines));
    match kind {
        0 => drop(lines.remove(here)),
        1 => lines.insert(there, lines[here].clone()),
        2 => lines.swap(here, there),
        3 => lines.truncate(here + 1),
        // In a line: something put in, or cut off.
        _ => {
            let line = &lines[here];
            let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
            let place = places[other.index(places.len())];
            lines[here] = match kind {
                4 => format!("{}{}{}", &line[..place], MORE[at.index(MORE.len())], &line[place..]),
                _ => line[..place].to_owned(),
            };
        }
    }
    lines.concat()
}

/// The files of a folder of the project, by their paths in it.
fn texts(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let all = ignore::WalkBuilder::new(&root)
        .standard_filters(false)
        .build()
        .map(|entry| entry.expect("an entry").into_path());
    let found: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    let name = |path: &Path| path.strip_prefix(&root).expect("it is in there").display().to_string();
    found.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("text"))).collect()
}

/// Every finding points into the text, and can be shown in every form.
fn findings_stand(findings: &[Diagnostic], sources: &Sources) -> Result<(), TestCaseError> {
    for finding in findings {
        for label in &finding.labels {
            let text = &sources.get(label.place.file).text;
            prop_assert!(text.get(label.place.span.clone()).is_some(), "{finding:?}");
        }
    }
    let few = &findings[..findings.len().min(20)];
    for format in [Format::Text, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
        let shown = render(few, sources, format, Layout { width: 80, colour: false });
        prop_assert!(few.iter().all(|finding| shown.contains(finding.code)), "{shown}");
    }
    Ok(())
}

fn shipped() -> Library {
    load(&Locations::default())
}

#[test]
fn damaged_questionnaires_and_rules_are_read_as_far_as_they_can_be() {
    let (questionnaires, rules) = (texts("questionnaires", "toml"), texts("rules", "toml"));
    let names: Vec<(bool, String)> = questionnaires
        .keys()
        .map(|name| (true, name.clone()))
        .chain(rules.keys().map(|name| (false, name.clone())))
        .collect();
    proptest!(config(), |(which in any::<prop::sample::Index>(), damages in damages())| {
        let (is_questionnaire, name) = which.get(&names[..]);
        let files = |texts: &BTreeMap<String, String>, is_here: bool| {
            let one = |(file, text): (&String, &String)| {
                let text = if is_here && file == name { damaged(text, &damages) } else { text.clone() };
                (file.clone(), Source { name: file.clone(), path: None, text })
            };
            texts.iter().map(one).collect()
        };
        let library = load_files(files(&questionnaires, *is_questionnaire), files(&rules, !is_questionnaire), BTreeMap::new());
        findings_stand(&library.diagnostics, &library.sources)?;
    });
}

#[test]
fn damaged_conditions_are_refused_or_read_back_as_they_are_printed() {
    let library = shipped();
    let subject = &library.subjects[0];
    let questionnaire = &subject.questionnaire;
    let conditions: Vec<&str> =
        subject.rule_bases.iter().flat_map(|base| &base.rules).map(|rule| rule.when.text.as_str()).collect();
    let config = ProptestConfig { cases: config().cases * 16, ..config() };
    proptest!(config, |(which in any::<prop::sample::Index>(), damages in damages())| {
        // Words are to a condition what lines are to a file.
        let text = damaged(&which.get(&conditions[..]).replace(' ', "\n"), &damages).replace('\n', " ");
        match parse(&text, questionnaire) {
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(text.get(error.span.clone()).is_some(), "{text}: {error:?}");
                }
            }
            Ok(expr) => {
                let printed = print(&expr, questionnaire);
                prop_assert_eq!(parse(&printed, questionnaire).ok(), Some(expr), "{} became {}", text, printed);
            }
        }
    });
}

#[test]
fn damaged_answers_are_taken_or_named() {
    let library = shipped();
    let files: Vec<String> = texts("docs/examples", "toml").into_values().collect();
    proptest!(config(), |(which in any::<prop::sample::Index>(), damages in damages())| {
        let text = damaged(&files[which.index(files.len())], &damages);
        let mut library = library.clone();
        let source = Source { name: "answers.toml".into(), path: None, text: text.clone() };
        let (file, findings) = match read_answers_text(source, &mut library) {
            Ok(read) => (Some(read.file), read.findings),
            Err(findings) => (None, findings),
        };
        findings_stand(&findings, &library.sources)?;
        // Where the file could be used, every answer in it is taken or spoken of.
        let table = text.parse::<toml::Table>().ok();
        let answers = table.as_ref().and_then(|table| table.get("answers")).and_then(toml::Value::as_table);
        if let (Some(file), Some(answers)) = (&file, answers) {
            for id in answers.keys() {
                let is_named = || findings.iter().any(|f| f.labels.iter().any(|l| text[l.place.span.clone()].contains(id.as_str())) || f.title.contains(id.as_str()));
                let is_taken = file.answers.0.keys().any(|taken| taken.as_str() == id);
                prop_assert!(is_taken || is_named(), "`{id}` is lost in\n{text}\n{findings:#?}");
            }
        } else {
            prop_assert!(file.is_some() || !findings.is_empty(), "refused without a word: {text}");
        }
    });
}

#[test]
fn a_damaged_record_changes_its_status_alone_or_not_at_all() {
    let folder = Folder::at(PathBuf::from("nowhere"), "for a test".into(), None);
    let records: Vec<String> = texts("docs/examples/adr", "md").into_values().collect();
    proptest!(config(), |(which in any::<prop::sample::Index>(), in_head in any::<bool>(), damages in damages())| {
        let record = which.get(&records[..]);
        // A record's head is where a status stands.
        let head = if in_head { record.match_indices('\n').nth(24).map_or(record.len(), |(at, _)| at + 1) } else { record.len() };
        let text = format!("{}{}", damaged(&record[..head], &damages), &record[head..]);
        let opened = Opened::of_text(&folder, "0001-a.md", &text);
        let Ok(changed) = with_status(&opened, "rejected") else { return Ok(()) };
        prop_assert_eq!(Opened::of_text(&folder, "0001-a.md", &changed).record.status, Some(StatusKind::Rejected), "{}", changed);
        let others = |text: &str, other: &str| -> Vec<String> {
            text.lines().zip(other.lines()).filter(|(a, b)| a != b).map(|(a, _)| a.to_owned()).collect()
        };
        prop_assert_eq!(text.lines().count(), changed.lines().count());
        let lines = others(&text, &changed);
        let n_statuses = opened.parsed.statuses.len();
        prop_assert!(lines.len() <= n_statuses, "{lines:?}");
    });
}

#[test]
fn a_damaged_block_is_read_as_what_it_says_or_leaves_a_trace() {
    let records: Vec<String> = texts("docs/examples/adr", "md").into_values().collect();
    proptest!(config(), |(which in any::<prop::sample::Index>(), damages in damages())| {
        let record = which.get(&records[..]);
        let start = record.find("```toml").expect("a record of the examples replays");
        let text = format!("{}{}", &record[..start], damaged(&record[start..], &damages));
        match replay::read(&text) {
            Some(Ok(read)) => {
                let again = replay::read(&format!("# A record\n\n{}", read.block()));
                prop_assert_eq!(again, Some(Ok(read)));
            }
            Some(Err(why)) => prop_assert!(!why.is_empty()),
            None => {
                let whole = replay::read(record).and_then(Result::ok).expect("it is whole");
                let says_so = replay::trace(&text).is_some();
                prop_assert!(says_so || !text.contains(&whole.rules_sha256.unwrap_or_default()), "{text}");
            }
        }
    });
}
