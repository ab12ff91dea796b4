//! Numbers used twice: the record that was there first keeps its number, as git tells it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::storage::{Place, commit, git};

fn record(place: &Place, file: &str, date: &str, status: &str) {
    let number: u32 = file[..4].parse().unwrap();
    let text = format!("---\nnumber: {number}\nstatus: {status}\ndate: {date}\n---\n# {}\n", &file[5..]);
    place.write(&format!("docs/decisions/{file}"), &text);
}

/// A repository whose main branch has `0002-z.md`, of a later day and name than `0002-a.md` of the branch `feature`.
fn branches() -> Place {
    let place = Place::new();
    git(&place, &["init", "-q", "-b", "main"]);
    record(&place, "0001-first.md", "2026-01-01", "accepted");
    commit(&place);
    git(&place, &["checkout", "-q", "-b", "feature"]);
    record(&place, "0002-a.md", "2026-02-01", "accepted");
    place.write("notes.md", "one\n");
    commit(&place);
    git(&place, &["checkout", "-q", "main"]);
    record(&place, "0002-z.md", "2026-02-02", "proposed");
    commit(&place);
    place
}

/// What a check would do, and what the command then does.
fn moves(place: &Place, arguments: &[&str]) -> String {
    let check = place.run(&[&["adr", "renumber", "--check"][..], arguments].concat());
    assert_eq!(check.code, 1, "{}{}", check.out, check.talk);
    let said = place.run(&[&["adr", "renumber"][..], arguments].concat());
    assert_eq!((said.code, &said.out), (0, &check.out), "{}", said.talk);
    assert_eq!(place.run(&[&["adr", "renumber", "--check"][..], arguments].concat()).code, 0);
    said.out
}

const NEWCOMER: &str = "0002-a.md -> 0003-a.md\n";

#[test]
fn a_record_that_is_on_the_base_branch_never_moves() {
    // The base merged into the branch, the branch into the base, and either while it is not committed.
    for (on, other) in [("feature", "main"), ("main", "feature")] {
        for is_committed in [true, false] {
            for against in [&[][..], &["--against", "main"]] {
                if on == "main" && is_committed && !against.is_empty() {
                    // Both are on it then.
                    continue;
                }
                let place = branches();
                git(&place, &["checkout", "-q", on]);
                let how: &[&str] = if is_committed { &["--no-edit"] } else { &["--no-commit"] };
                git(&place, &[&["merge", "-q", "--no-ff"][..], how, &[other]].concat());
                assert_eq!(
                    moves(&place, against),
                    NEWCOMER,
                    "{other} into {on}, committed {is_committed}, {against:?}"
                );
            }
        }
    }
}

#[test]
fn the_branch_of_the_team_counts_more_than_ones_own_copy_of_it() {
    let place = branches();
    let other = tempfile::tempdir().unwrap();
    let clone = other.path().join("clone");
    git(&place, &["clone", "-q", ".", clone.to_str().unwrap()]);
    // The copy of main is behind the one that was fetched, and the branch was made of that.
    for arguments in [&["branch", "-q", "-f", "old", "main~1"][..], &["checkout", "-q", "-b", "mine", "origin/feature"]]
    {
        git(&place, &[&["-C", clone.to_str().unwrap()][..], arguments].concat());
    }
    for arguments in [&["branch", "-f", "main", "old"][..], &["merge", "-q", "--no-edit", "origin/main"]] {
        git(&place, &[&["-C", clone.to_str().unwrap()][..], arguments].concat());
    }
    let said = place.run(&["adr", "renumber", "--dir", clone.join("docs/decisions").to_str().unwrap()]);
    assert_eq!(said.out, NEWCOMER, "{}", said.talk);
}

#[test]
fn of_two_on_the_base_branch_the_accepted_one_stays_and_then_the_one_that_came_first() {
    for (first, second, moved) in [
        ("accepted", "accepted", "0002-z.md -> 0003-z.md\n"),
        ("proposed", "accepted", "0002-a.md -> 0003-a.md\n"),
        ("accepted", "proposed", "0002-z.md -> 0003-z.md\n"),
    ] {
        let place = Place::new();
        git(&place, &["init", "-q", "-b", "main"]);
        record(&place, "0002-a.md", "2026-02-02", first);
        commit(&place);
        record(&place, "0002-z.md", "2026-02-01", second);
        commit(&place);
        assert_eq!(moves(&place, &[]), moved, "{first} {second}");
    }
}

#[test]
fn a_record_that_only_has_another_name_by_now_is_none_that_came_new() {
    let place = branches();
    git(&place, &["checkout", "-q", "feature"]);
    git(&place, &["merge", "-q", "--no-edit", "main"]);
    git(&place, &["mv", "docs/decisions/0002-z.md", "docs/decisions/0002-zz.md"]);
    commit(&place);
    assert_eq!(moves(&place, &[]), NEWCOMER);
    // One that takes the place of another record is new, however alike they are.
    let place = branches();
    git(&place, &["rm", "-q", "docs/decisions/0001-first.md"]);
    record(&place, "0002-a.md", "2026-01-01", "accepted");
    git(&place, &["add", "-A"]);
    assert_eq!(moves(&place, &[]), NEWCOMER);
}

#[test]
fn a_new_record_gives_way_to_one_of_another_branch_before_the_merge() {
    let place = branches();
    git(&place, &["checkout", "-q", "feature"]);
    place.write("docs/decisions/0003-b.md", "# 3. B\n\nSee [A](0002-a.md).\n");
    let said = place.run(&["adr", "renumber", "--check", "--against", "main"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (1, "0002-a.md takes the number of 0002-z.md in main\n0002-a.md -> 0004-a.md\n"),
        "{}",
        said.talk
    );
    place.fine(&["adr", "renumber", "--against", "main"]);
    assert!(place.read("docs/decisions/0003-b.md").contains("(0004-a.md)"));
    place.fine(&["adr", "renumber", "--check", "--against", "main"]);
    commit(&place);
    git(&place, &["merge", "-q", "--no-edit", "main"]);
    place.fine(&["adr", "renumber", "--check"]);
}

#[test]
fn a_record_that_looks_like_one_of_the_other_branch_is_new_all_the_same() {
    // What a template writes is alike but for a few words.
    let text = |title: &str| {
        let section =
            |name: &str| format!("## {name}\n\nWhat stands here is the same in every record of this template.\n\n");
        let sections: String = ["Status", "Context", "Decision", "Consequences"].map(section).concat();
        format!("# 2. {title}\n\nDate: 2026-02-01\n\n{sections}")
    };
    let place = Place::new();
    git(&place, &["init", "-q", "-b", "main"]);
    record(&place, "0001-first.md", "2026-01-01", "accepted");
    commit(&place);
    git(&place, &["checkout", "-q", "-b", "feature"]);
    place.write("docs/decisions/0002-use-postgres.md", &text("Use Postgres"));
    commit(&place);
    git(&place, &["checkout", "-q", "main"]);
    place.write("docs/decisions/0002-use-kafka.md", &text("Use Kafka"));
    commit(&place);
    git(&place, &["checkout", "-q", "feature"]);
    let said = place.run(&["adr", "renumber", "--check", "--against", "main"]);
    let expected = "0002-use-postgres.md takes the number of 0002-use-kafka.md in main\n0002-use-postgres.md -> 0003-use-postgres.md\n";
    assert_eq!((said.code, said.out.as_str()), (1, expected), "{}", said.talk);
    // Once the other branch has the same file, it takes no number of another one.
    git(&place, &["checkout", "-q", "main"]);
    git(&place, &["rm", "-q", "docs/decisions/0002-use-kafka.md"]);
    place.write("docs/decisions/0002-use-postgres.md", &text("Use Postgres"));
    commit(&place);
    git(&place, &["checkout", "-q", "feature"]);
    place.fine(&["adr", "renumber", "--check", "--against", "main"]);
}

#[test]
fn markers_that_may_mean_a_record_with_a_new_number_are_listed() {
    let place = branches();
    git(&place, &["checkout", "-q", "feature"]);
    place.write("src/z.rs", "fn z() {}\n// See ADR-0002 and ADR-0001.\n");
    place.write("tests/other.rs", "// ADR-0002 of the standard\n");
    place.write("archfit.toml", "[recheck]\nno-markers-in = [\"tests\"]\n");
    commit(&place);
    git(&place, &["merge", "-q", "--no-edit", "main"]);
    let told = "src/z.rs:2: `ADR-0002` may mean a record whose number changes; check it";
    for arguments in [&["adr", "renumber", "--check"][..], &["adr", "renumber"]] {
        let said = place.run(arguments);
        assert!(said.code == 1 && said.talk.contains(told), "{}{}", said.out, said.talk);
        assert!(!said.talk.contains("ADR-0001`") && !said.talk.contains("other.rs"), "{}", said.talk);
    }
    assert!(place.path("docs/decisions/0003-a.md").exists());
}

#[test]
fn prose_about_a_number_is_listed_and_stays_as_it_is() {
    let place = Place::new();
    let prose = [
        "Superseded by ADR-0003 of the platform team, which is another series.",
        "Status: superseded by ADR-0003, said the other team.",
        "* Superseded by ADR-0003 of the platform team.",
        "> Superseded by ADR-0003 of the platform team.",
    ];
    let old = "# 2. Other\n\n## Status\n\nSuperseded by ADR-0003\n\n## Context\n\n";
    let links = "\n\n## Links\n\n* Superseded by ADR-0003\n";
    place.write("docs/decisions/0002-other.md", &format!("{old}{}{links}", prose.join("\n\n")));
    place.write("docs/decisions/0003-a.md", "# 3. A\n\n* Status: accepted\n* Date: 2024-01-01\n");
    place.write(
        "docs/decisions/0003-b.md",
        "# 3. B\n\n* Status: accepted\n* Date: 2024-02-02\n* Supersedes [2. Other](0002-other.md)\n",
    );
    let said = place.run(&["adr", "renumber"]);
    assert_eq!((said.code, said.out.as_str()), (1, "0003-b.md -> 0004-b.md\n"), "{}", said.talk);
    let text = place.read("docs/decisions/0002-other.md");
    let mended = |text: &str| text.replace("0003", "0004");
    assert_eq!(text, format!("{}{}{}", mended(old), prose.join("\n\n"), mended(links)));
    let named = said.talk.matches("0002-other.md").count();
    assert!(named >= prose.len(), "each is named: {}", said.talk);
    assert_eq!(place.run(&["recheck"]).code, 0);
}
