//! Folders of records: listing many, and making many decisions again, as the commands do it, files read included.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use archfit::adr::list::list;
use archfit::adr::recheck::{Rechecked, World, recheck};
use archfit::adr::{Asked, Config, Folder, Manner};
use archfit::engine::Advisor;
use archfit::load::{Library, Locations, fingerprint_of, load, read_answers};
use archfit::model::{AnswersFile, Day};
use archfit::report::{Origin, build};
use archfit::session::Session;
use divan::Bencher;
use tempfile::TempDir;

#[allow(dead_code, clippy::allow_attributes, reason = "only its answers are used here")]
#[path = "../tests/engine_proofs/generator.rs"]
mod generator;

use generator::{Random, definite};

const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

/// How many different answers files are made; the others differ from one of them in their system's name.
const N_DIFFERENT: usize = 40;

fn main() {
    divan::main();
}

/// Records that a person wrote: two thousand bytes, and a status.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 10)]
fn list_of_hand_written_records(bencher: Bencher, n_records: usize) {
    let project = tempfile::tempdir().expect("a temporary folder");
    let folder = project.path().join("docs/decisions");
    fs::create_dir_all(&folder).expect("a folder");
    for n in 1..=n_records {
        let text = format!(
            "# {n}. Use part {n}\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\n{}",
            "Some words about it, and why.\n".repeat(60)
        );
        fs::write(folder.join(format!("{n:04}-use-part-{n}.md")), text).expect("a record");
    }
    bencher.bench_local(|| listed(project.path(), n_records));
}

/// Records that archfit wrote, over the shipped rule bases.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 5)]
fn list_of_own_records(bencher: Bencher, n_records: usize) {
    let project = decided(n_records);
    bencher.bench_local(|| listed(project.path(), n_records));
}

/// Every record with its decisions made again from an answers file that it shares with at most two others.
#[divan::bench(args = [100, 1_000], sample_count = 5)]
fn recheck_of_own_records(bencher: Bencher, n_records: usize) {
    let project = decided(n_records);
    bencher.bench_local(|| {
        let rechecked = rechecked(project.path());
        assert_eq!(rechecked.records.len(), n_records);
        assert!(!rechecked.has_errors(), "{:?}", rechecked.findings.first());
    });
}

/// The same after a change of the answers that turns most decisions over, so that what did it has to be found.
#[divan::bench(args = [100, 1_000], sample_count = 5)]
fn recheck_after_changed_answers(bencher: Bencher, n_records: usize) {
    let project = decided(n_records);
    let answers = project.path().join("answers");
    let n_files = n_records.div_ceil(3);
    let texts: Vec<String> = (0..n_files).map(|n| fs::read_to_string(answers.join(file(n))).expect("it")).collect();
    for (n, text) in texts.iter().cycle().skip(1).take(n_files).enumerate() {
        fs::write(answers.join(file(n)), text).expect("an answers file");
    }
    bencher.bench_local(|| {
        let rechecked = rechecked(project.path());
        assert!(rechecked.findings.len() > n_records / 2);
    });
}

fn listed(project: &Path, n_records: usize) {
    let folder = Folder::find(project, None).expect("a folder");
    assert_eq!(list(&folder).expect("records").len(), n_records);
}

fn rechecked(project: &Path) -> Rechecked {
    let config = Config::default();
    let library = load(&Locations::default());
    let folder = config.folder(project, None).expect("a folder");
    let records = list(&folder).expect("records");
    let (library, config) = (&library, &config);
    let world =
        World { folder: &folder, project, library, config, today: TODAY, observations: &[], may_be_empty: false };
    recheck(&world, &records, None, |_, _| true)
}

fn file(n: usize) -> String {
    format!("system-{n}.toml")
}

/// A project with records of all decisions from many answers files.
fn decided(n_records: usize) -> TempDir {
    let project = tempfile::tempdir().expect("a temporary folder");
    let folder = project.path().join("docs/decisions");
    fs::create_dir_all(&folder).expect("a folder");
    fs::create_dir_all(project.path().join("answers")).expect("a folder");
    let mut library = load(&Locations::default());
    let different: Vec<(String, Vec<String>)> =
        (0..N_DIFFERENT.min(n_records.div_ceil(3))).map(|n| interview(project.path(), n, &mut library)).collect();
    let mut number = 0;
    for (n, (answers, records)) in different.iter().cycle().enumerate() {
        let text = answers.replace("system = \"x\"", &format!("system = \"{n}\""));
        fs::write(project.path().join("answers").join(file(n)), &text).expect("an answers file");
        for record in records {
            if number == n_records {
                return project;
            }
            number += 1;
            let record = record
                .replace("number: 1\n", &format!("number: {number}\n"))
                .replace(&file(n % different.len()), &file(n))
                .replace(&fingerprint_of(answers), &fingerprint_of(&text));
            fs::write(folder.join(format!("{number:04}-decided.md")), record).expect("a record");
        }
    }
    project
}

/// An answers file to the shipped questionnaire, and a record of each decision that it leads to.
fn interview(project: &Path, n: usize, library: &mut Library) -> (String, Vec<String>) {
    let subject = Arc::clone(&library.subjects[0]);
    let mut random = Random(n as u64 + 1);
    let mut file = AnswersFile { system: Some("x".to_owned()), ..AnswersFile::default() };
    for question in &subject.questionnaire.questions {
        file.answers.0.insert(question.id.clone(), definite(&mut random, question));
    }
    let path = project.join("answers").join(self::file(n));
    drop(Session::create_from(&path, &subject, file).expect("an answers file"));
    let read = read_answers(&path, library).expect("answers");
    let text = library.sources.get(read.source).text.clone();
    let origin = Origin::new(library, &subject, Some("answers"), &text);
    let report = build(&mut Advisor::new(Arc::clone(&subject)), &read.file, &origin);
    let folder = Folder::find(project, None).expect("a folder");
    let manner = Manner::new(&Config::default(), &folder, &Asked::default()).expect("a manner");
    let drafts = manner.drafts(&report, &subject, &read.file, TODAY).drafts.into_iter();
    let records = drafts.map(|mut draft| {
        draft.replay.answers = folder.relative(&path);
        draft.text(1, &library.templates).expect("a record")
    });
    (text, records.collect())
}
