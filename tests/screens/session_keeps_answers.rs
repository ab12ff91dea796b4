//! An interview on disk: what is written, what stays, and what happens when the disk or somebody else gets in the way.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use crate::pets::place;
use archfit::load::{read_answers, read_answers_text};
use archfit::model::{Answer, AnswerValue, Day, Override, Revisit};
use archfit::session::{Change, Session, SessionError, recent_in};

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn legs(number: i64) -> Change {
    Change::Answer("legs".into(), Some(Answer::plain(AnswerValue::Number(number))))
}

fn fur(id: &str) -> Change {
    Change::Answer("fur".into(), Some(Answer::plain(AnswerValue::OneOf(vec![id.into()]))))
}

const COMMENTED: &str = r#"# kept by ana
format = 1
questionnaire = "pets"
system = "Farm" # the old one

# what we know
[answers]
n-legs = "5k..50k"    # counted twice
fur = { value = "some", note = "seen" } # by ben
ghost = "stays"

[weights] # ours
calm = 30
nonsense = 3
"#;

#[test]
fn every_change_is_on_disk_before_the_call_returns() {
    let place = place();
    let path = place.path("new.toml");
    let mut session = Session::create(Some(&path), &place.subject).unwrap();
    assert_eq!(text(&path), "format = 1\nquestionnaire = \"pets\"\n");
    session.apply(legs(4)).unwrap();
    session.apply(Change::System(Some("Zoo \"North\"".into()))).unwrap();
    session.apply(Change::Weight("cost".into(), Some(7))).unwrap();
    let override_ = Override { decision: "animal".into(), option: "dog".into(), because: "we\nlike it".into() };
    session.apply(Change::Override("animal".into(), Some(override_))).unwrap();
    session.apply(Change::Decisions(vec!["animal".into()])).unwrap();
    let expected = r#"format = 1
questionnaire = "pets"
system = 'Zoo "North"'
decisions = ["animal"]

[answers]
legs = 4

[weights]
cost = 7

[[override]]
decision = "animal"
option = "dog"
because = """
we
like it"""
"#;
    assert_eq!(text(&path), expected);
    assert!(session.is_saved());
}

#[test]
fn comments_unknown_keys_old_names_and_order_stay() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    assert_eq!(session.findings.len(), 3, "the unknown question, the unknown criterion and the old name are reported");
    session.apply(legs(4)).unwrap();
    let mut answer = session.file.answers.get("fur").unwrap().clone();
    answer.sure = 60;
    answer.votes.insert("ana".into(), AnswerValue::OneOf(vec!["none".into()]));
    answer.votes.insert("Ben B.".into(), AnswerValue::Unknown);
    session.apply(Change::Answer("fur".into(), Some(answer))).unwrap();
    session.apply(Change::Answer("sounds".into(), Some(Answer::plain(AnswerValue::Several(vec![]))))).unwrap();
    session.apply(Change::Weights(vec![("cost".into(), 5)])).unwrap();
    let expected = r#"# kept by ana
format = 1
questionnaire = "pets"
system = "Farm" # the old one

# what we know
[answers]
n-legs = 4    # counted twice
fur = { value = "some", note = "seen", sure = 0.6, votes = { "Ben B." = "unknown", ana = "none" } } # by ben
ghost = "stays"
sounds = []

[weights] # ours
nonsense = 3
cost = 5
"#;
    assert_eq!(text(&session.path), expected);
}

#[test]
fn undo_brings_the_exact_bytes_back_and_redo_the_change() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    let before = session.file.clone();
    let changes = [
        legs(4),
        Change::Answer("fur".into(), None),
        Change::Weight("calm".into(), None),
        Change::Weights(vec![]),
        Change::System(None),
        Change::Override(
            "animal".into(),
            Some(Override { decision: "animal".into(), option: "cat".into(), because: "so".into() }),
        ),
        Change::Decisions(vec!["animal".into()]),
    ];
    for change in changes.clone() {
        session.apply(change).unwrap();
    }
    let (after, after_text) = (session.file.clone(), text(&session.path));
    let mut undone = Vec::new();
    while let Some(change) = session.undo().unwrap() {
        undone.push(change);
    }
    assert_eq!(session.file, before);
    assert_eq!(text(&session.path), COMMENTED);
    assert_eq!(undone.len(), session.n_redoable());
    while session.redo().unwrap().is_some() {}
    assert_eq!(session.file, after);
    assert_eq!(text(&session.path), after_text);
}

#[test]
fn a_change_that_changes_nothing_is_no_step() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    session.apply(Change::System(Some("Farm".into()))).unwrap();
    assert_eq!(session.n_undoable(), 0);
    assert_eq!(text(&session.path), COMMENTED);
}

#[test]
fn a_new_change_ends_what_could_be_redone() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    session.apply(legs(1)).unwrap();
    session.undo().unwrap();
    session.apply(legs(2)).unwrap();
    assert_eq!(session.redo().unwrap(), None);
    assert_eq!(session.file.answers.value("legs"), Some(&AnswerValue::Number(2)));
}

#[test]
fn a_note_leaves_the_value_as_it_was_written() {
    let mut place = place();
    let mut session = place.open("format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = \"5k..50k\" # hm\n");
    let mut answer = session.file.answers.get("legs").unwrap().clone();
    answer.note = Some("asked \"twice\"".into());
    session.apply(Change::Answer("legs".into(), Some(answer.clone()))).unwrap();
    assert!(text(&session.path).ends_with("legs = { value = \"5k..50k\", note = 'asked \"twice\"' } # hm\n"));
    answer.note = None;
    session.apply(Change::Answer("legs".into(), Some(answer))).unwrap();
    assert!(text(&session.path).ends_with("legs = \"5k..50k\" # hm\n"));
}

#[test]
fn answers_written_as_tables_and_dotted_keys_are_edited_where_they_stand() {
    let mut place = place();
    let mut session = place.open(
        "format = 1\nquestionnaire = \"pets\"\nanswers.legs = 3 # three\n\n[answers.fur]\n# why\nvalue = \"some\" # soft\nnote = \"n\"\n",
    );
    session.apply(legs(4)).unwrap();
    session.apply(fur("much")).unwrap();
    assert_eq!(
        text(&session.path),
        "format = 1\nquestionnaire = \"pets\"\nanswers.legs = 4 # three\n\n[answers.fur]\n# why\nvalue = \"much\" # soft\n"
    );
}

#[test]
fn overrides_in_a_list_are_edited_where_they_stand() {
    let mut place = place();
    let mut session = place.open(
        "format = 1\nquestionnaire = \"pets\"\noverride = [{ decision = \"animal\", option = \"dog\", because = \"x\", by = \"ana\" }]\n",
    );
    // An override with a key that is not known is not used, and so it is not ours to count; but it is ours to replace.
    let chosen = Override { decision: "animal".into(), option: "cat".into(), because: "y".into() };
    session.apply(Change::Override("animal".into(), Some(chosen))).unwrap();
    assert!(text(&session.path).contains("option = \"cat\", because = \"y\", by = \"ana\""));
}

#[test]
fn reasons_to_decide_again_are_edited_where_they_stand_and_what_could_not_be_read_stays() {
    let mut place = place();
    let text_before = "format = 1\nquestionnaire = \"pets\"\n\n# the lease\n[[revisit]]\non = 2027-01-31 # or so\n\n[[revisit]]\nwhen = \"legs > many\"\n\n\
                       [[revisit]]\nwhen = \"legs >= 8\"\ndecision = \"animal\"\n";
    let mut session = place.open(text_before);
    let [lease, spider] = session.file.revisits.as_slice() else { panic!("{:?}", session.file.revisits) };
    let (lease, spider) = (lease.clone(), spider.clone());
    let review = Revisit {
        on: Some(Day { year: 2028, month: 2, day: 29 }),
        because: Some("a \"leap\"".into()),
        when: None,
        decision: None,
    };
    session.apply(Change::Revisits(vec![lease, review])).unwrap();
    let expected = "format = 1\nquestionnaire = \"pets\"\n\n# the lease\n[[revisit]]\non = 2027-01-31 # or so\n\n[[revisit]]\nwhen = \"legs > many\"\n\n\
                    [[revisit]]\non = 2028-02-29\nbecause = 'a \"leap\"'\n";
    assert_eq!(text(&session.path), expected);
    session.apply(Change::Revisits(vec![spider])).unwrap();
    assert!(text(&session.path).contains("when = \"legs > many\"") && !text(&session.path).contains("2027"));
    while session.undo().unwrap().is_some() {}
    assert_eq!(text(&session.path), text_before);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_stay() {
    let mut place = place();
    let before = format!("\u{feff}{}", COMMENTED.replace('\n', "\r\n"));
    let mut session = place.open(&before);
    session.apply(legs(4)).unwrap();
    let after = text(&session.path);
    assert!(after.starts_with('\u{feff}'));
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    session.undo().unwrap();
    assert_eq!(text(&session.path), before);
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten_and_reloading_keeps_both() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    session.apply(legs(4)).unwrap();
    let theirs = text(&session.path).replace("\"Farm\"", "\"Ranch\"");
    fs::write(&session.path, &theirs).unwrap();
    assert!(session.changed_on_disk());
    assert!(matches!(session.apply(fur("much")), Err(SessionError::ChangedOnDisk { .. })));
    assert_eq!(text(&session.path), theirs);
    assert!(!session.is_saved());
    session.reload(&mut place.library).unwrap();
    assert_eq!(session.file.system.as_deref(), Some("Ranch"));
    assert_eq!(session.file.answers.value("fur"), Some(&AnswerValue::OneOf(vec!["much".into()])));
    let both = text(&session.path);
    assert!(both.contains("\"Ranch\"") && both.contains("fur = \"much\" # by ben"), "{both}");
    session.undo().unwrap();
    assert!(text(&session.path).contains("\"Ranch\"") && text(&session.path).contains("\"some\""));
}

#[test]
fn our_version_can_be_written_over_theirs() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    fs::write(&session.path, "format = 1\nquestionnaire = \"pets\"\n").unwrap();
    session.apply(legs(4)).unwrap_err();
    session.overwrite().unwrap();
    assert_eq!(text(&session.path), COMMENTED.replace("\"5k..50k\"", "4"));
}

#[test]
fn of_two_interviews_on_one_file_the_later_writer_is_told() {
    let mut place = place();
    let mut first = place.open(COMMENTED);
    let mut second = Session::open(&first.path, &mut place.library).unwrap();
    first.apply(legs(4)).unwrap();
    assert!(matches!(second.apply(fur("none")), Err(SessionError::ChangedOnDisk { .. })));
    second.reload(&mut place.library).unwrap();
    let mut library = place.library.clone();
    first.reload(&mut library).unwrap();
    assert_eq!(first.file, second.file);
    assert_eq!(first.file.answers.value("legs"), Some(&AnswerValue::Number(4)));
}

#[test]
fn no_answer_is_lost_when_many_write_at_once() {
    let mut place = place();
    let path = place.open("format = 1\nquestionnaire = \"pets\"\n").path;
    let names: Vec<String> = (0..4).map(|n| format!("voter-{n}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            let (path, mut library) = (&path, place.library.clone());
            scope.spawn(move || {
                let mut session = Session::open(path, &mut library).unwrap();
                for number in 0..10 {
                    let mut answer =
                        session.file.answers.get("legs").cloned().unwrap_or(Answer::plain(AnswerValue::Unknown));
                    answer.votes.insert(name.clone(), AnswerValue::Number(number));
                    // A vote is put into the whole answer, so it has to be put in anew on top of the others'.
                    while session.apply(Change::Answer("legs".into(), Some(answer.clone()))).is_err() {
                        session.undo().unwrap_or_default();
                        session.reload(&mut library).unwrap_or_default();
                        answer = session.file.answers.get("legs").cloned().unwrap_or(answer);
                        answer.votes.insert(name.clone(), AnswerValue::Number(number));
                    }
                }
            });
        }
    });
    let session = Session::open(&path, &mut place.library).unwrap();
    let votes = &session.file.answers.get("legs").unwrap().votes;
    assert_eq!(votes.len(), names.len());
    assert!(votes.values().all(|vote| *vote == AnswerValue::Number(9)), "{votes:?}");
}

#[test]
fn a_file_that_vanished_is_reported_once_and_then_made_anew() {
    let mut place = place();
    let mut session = place.open(COMMENTED);
    fs::remove_file(&session.path).unwrap();
    assert!(matches!(session.apply(legs(4)), Err(SessionError::Vanished { .. })));
    assert_eq!(session.file.answers.value("legs"), Some(&AnswerValue::Number(4)));
    session.apply(Change::System(Some("Ark".into()))).unwrap();
    assert!(text(&session.path).contains("n-legs = 4") && text(&session.path).contains("Ark"));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_that_is_not_there_yet_is_followed() {
    use std::os::unix::fs::symlink;
    let place = place();
    let (first, answers) = (place.path("first"), place.path("answers.toml"));
    symlink("second", &first).unwrap();
    symlink("answers.toml", place.path("second")).unwrap();
    let mut session = Session::create(Some(&first), &place.subject).unwrap();
    session.apply(legs(4)).unwrap();
    assert!(text(&answers).contains("legs = 4") && text(&first) == text(&answers));
    assert!(matches!(Session::create(Some(&first), &place.subject), Err(SessionError::Exists { .. })));
    symlink("circle", place.path("circle")).unwrap();
    assert!(Session::create(Some(&place.path("circle")), &place.subject).is_err(), "a circle leads nowhere");
}

#[test]
fn what_cannot_be_written_stays_in_memory_until_it_can() {
    let place = place();
    let folder = place.path("docs");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("answers.toml");
    let mut session = Session::create(Some(&path), &place.subject).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions.clone()).unwrap();
    let error = session.apply(legs(4)).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot write `{}`: the file is read-only", path.display()));
    assert!(!session.is_saved());
    #[expect(clippy::permissions_set_readonly_false, reason = "the file is in a folder of the test's own")]
    permissions.set_readonly(false);
    fs::set_permissions(&path, permissions).unwrap();
    session.apply(fur("some")).unwrap();
    assert!(text(&path).contains("legs = 4\nfur = \"some\"\n"));
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let mut place = place();
    let target = place.write(COMMENTED);
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    let link = place.path("link.toml");
    std::os::unix::fs::symlink("answers.toml", &link).unwrap();
    let mut session = Session::open(&link, &mut place.library).unwrap();
    session.apply(legs(4)).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(text(&target).contains("n-legs = 4"));
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn nothing_but_the_answers_file_is_left_in_its_folder() {
    let place = place();
    let path = place.path("docs/order-desk.toml");
    let mut session = Session::create(Some(&path), &place.subject).unwrap();
    session.apply(legs(4)).unwrap();
    session.undo().unwrap();
    // The end of the interview waits for the disk.
    drop(session);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_file_that_a_power_cut_broke_is_as_it_was_before_when_it_is_opened() {
    let mut place = place();
    let path = place.write("");
    fs::write(place.path(".answers.toml.kept"), COMMENTED).unwrap();
    let findings = read_answers(&path, &mut place.library).unwrap_err();
    assert_eq!(findings[0].code, "torn-file");
    assert_eq!(text(&path), "", "who only reads changes nothing");
    let mut session = Session::open(&path, &mut place.library).unwrap();
    assert_eq!(session.file.system.as_deref(), Some("Farm"));
    assert_eq!(session.findings[0].code, "torn-file");
    session.apply(legs(4)).unwrap();
    drop(session);
    assert!(text(&path).contains("n-legs = 4"));
    let session = Session::open(&path, &mut place.library).unwrap();
    assert!(session.findings.iter().all(|finding| finding.code != "torn-file"));
    assert!(!place.path(".answers.toml.kept").exists());
}

#[test]
fn an_interview_that_a_power_cut_broke_is_still_listed() {
    let place = place();
    let folder = place.path("state");
    let mut session = Session::create_in(&folder, &place.subject).unwrap();
    session.apply(legs(1)).unwrap();
    let name = session.path.file_name().unwrap().to_str().unwrap().to_owned();
    let path = session.path.clone();
    drop(session);
    fs::rename(&path, folder.join(format!(".{name}.kept"))).unwrap();
    fs::write(&path, "").unwrap();
    let found = recent_in(&folder);
    assert_eq!(found.iter().map(|recent| (&recent.path, recent.n_answers)).collect::<Vec<_>>(), [(&path, 1)]);
}

#[test]
fn what_a_killed_process_left_beside_a_whole_file_is_not_used() {
    let mut place = place();
    let path = place.write(COMMENTED);
    fs::write(place.path(".answers.toml.kept"), "format = 1\nquestionnaire = \"pets\"\nsystem = \"Old\"\n").unwrap();
    let session = Session::open(&path, &mut place.library).unwrap();
    assert_eq!(session.file.system.as_deref(), Some("Farm"));
    assert!(!place.path(".answers.toml.kept").exists());
}

#[test]
fn a_file_that_is_there_is_not_begun_anew() {
    let mut place = place();
    let path = place.write(COMMENTED);
    assert!(matches!(Session::create(Some(&path), &place.subject), Err(SessionError::Exists { .. })));
    let session = Session::open_or_create(&path, &place.subject, &mut place.library).unwrap();
    assert_eq!(session.file.system.as_deref(), Some("Farm"));
}

#[test]
fn a_file_too_broken_to_edit_is_refused_and_left_alone() {
    let mut place = place();
    for broken in [
        "format = 1\nquestionnaire = \"pets\"\n[answers]\nlegs = \n",
        "format = 1\nquestionnaire = \"pets\"\nanswers = 3\n",
        "format = 1\nquestionnaire = \"pets\"\noverride = true\n",
        "format = 1\nquestionnaire = \"plants\"\n",
        "format = 2\nquestionnaire = \"pets\"\n",
        "",
    ] {
        let path = place.write(broken);
        let error = Session::open(&path, &mut place.library).expect_err(broken);
        assert!(matches!(&error, SessionError::Unreadable { .. }), "{error:?}");
        assert!(!error.to_string().is_empty() && !error.help().is_empty());
        assert_eq!(text(&path), broken);
    }
}

#[test]
fn interviews_in_the_state_folder_are_listed_latest_first() {
    let place = place();
    let folder = place.path("state");
    let mut first = Session::create_in(&folder, &place.subject).unwrap();
    assert!(recent_in(&folder).is_empty(), "looking around leaves nothing behind");
    let mut second = Session::create_in(&folder, &place.subject).unwrap();
    first.apply(legs(1)).unwrap();
    second.apply(Change::System(Some("Zoo".into()))).unwrap();
    assert_ne!(first.path, second.path, "the second found its name taken");
    second.apply(legs(2)).unwrap();
    second.apply(fur("none")).unwrap();
    fs::write(folder.join("notes.toml"), "not = [toml").unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&first.path).unwrap().set_modified(old).unwrap();
    let found = recent_in(&folder);
    assert_eq!(found.iter().map(|r| r.n_answers).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(found[0].system.as_deref(), Some("Zoo"));
    assert_eq!(found[0].path, second.path);
}

#[test]
fn an_interview_of_the_state_folder_moves_to_the_project() {
    let place = place();
    let folder = place.path("state");
    let mut session = Session::create_in(&folder, &place.subject).unwrap();
    session.apply(legs(1)).unwrap();
    let path = place.path("docs/answers.toml");
    session.save_as(&path).unwrap();
    session.apply(legs(2)).unwrap();
    assert!(text(&path).contains("legs = 2"));
    assert!(recent_in(&folder).is_empty());
    assert!(matches!(session.save_as(&path), Err(SessionError::Exists { .. })));
}

mod sequences {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = AnswerValue> {
        let number = 0..1_000_i64;
        prop_oneof![
            Just(AnswerValue::Unknown),
            number.clone().prop_map(AnswerValue::Number),
            (number, 1..1_000_i64).prop_map(|(low, more)| AnswerValue::Range(low, low + more)),
        ]
    }

    fn answer() -> impl Strategy<Value = Answer> {
        let note = proptest::option::of("[ -~\\n\\t'\"é\u{4e2d}]{0,12}");
        let votes = proptest::collection::btree_map("[a-z .\"é]{0,4}", value(), 0..3);
        (value(), 0..=100_u8, note, votes).prop_map(|(value, sure, note, votes)| Answer {
            value,
            sure,
            note,
            votes,
            source: archfit::model::AnswerSource::default(),
        })
    }

    fn revisit() -> impl Strategy<Value = Revisit> {
        let because = proptest::option::of("[ -~]{0,2}");
        (1..3_i8, because, proptest::bool::ANY).prop_map(|(month, because, of_one)| Revisit {
            decision: of_one.then(|| "animal".into()),
            on: Some(Day { year: 2027, month, day: 1 }),
            when: None,
            because,
        })
    }

    fn change() -> impl Strategy<Value = Change> {
        let weight = || proptest::option::of(0..1_000_u32);
        let overridden = proptest::option::of("[ -~\\n]{0,9}").prop_map(|because| {
            Change::Override(
                "animal".into(),
                because.map(|because| Override { decision: "animal".into(), option: "cat".into(), because }),
            )
        });
        prop_oneof![
            4 => proptest::option::of(answer()).prop_map(|a| Change::Answer("legs".into(), a)),
            1 => weight().prop_map(|w| Change::Weight("calm".into(), w)),
            1 => weight().prop_map(|w| {
                let votes = w.map(|w| ("ana".to_owned(), w)).into_iter().collect();
                Change::WeightVotes("calm".into(), votes)
            }),
            1 => proptest::collection::vec(revisit(), 0..3).prop_map(Change::Revisits),
            1 => weight().prop_map(|w| Change::Weights(w.map(|w| ("cost".into(), w)).into_iter().collect())),
            1 => proptest::option::of("[ -~\\n\\t]{0,9}").prop_map(Change::System),
            1 => proptest::bool::ANY.prop_map(|all| Change::Decisions(if all { vec![] } else { vec!["animal".into()] })),
            1 => overridden,
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_file_always_says_what_memory_says(
            start in prop_oneof![Just(COMMENTED), Just("format = 1\nquestionnaire = \"pets\""), Just("format = 1\nquestionnaire = \"pets\"\nweights = {calm=1,}\n[answers.legs]\nvalue=3\n[[override]]\ndecision = 'animal'\noption = 'dog'\nbecause=''\n")],
            changes in proptest::collection::vec(change(), 1..12),
        ) {
            let mut place = place();
            let mut session = place.open(start);
            for change in changes {
                session.apply(change).unwrap();
                let written = text(&session.path);
                let source = archfit::load::Source { name: "a".into(), path: None, text: written.clone() };
                let read = read_answers_text(source, &mut place.library).unwrap();
                prop_assert_eq!(&read.file, &session.file, "{}", written);
            }
            while session.undo().unwrap().is_some() {}
            prop_assert_eq!(text(&session.path), start);
        }
    }
}
