//! The present state of a record is told where there is one without doubt, and rewritten where nothing else stands there.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::storage::Place;

const FILE: &str = "docs/decisions/0008-h.md";

/// A folder with one record and one that may replace it.
fn with(text: &str) -> Place {
    let place = Place::new();
    place.write(FILE, text);
    place.write("docs/decisions/0009-i.md", "# 9. I\n\n## Status\n\nAccepted\n");
    place
}

fn status_of(place: &Place) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(&place.fine(&["adr", "show", "8", "--format", "json"])).unwrap();
    json["status"].as_str().map(str::to_owned)
}

/// Bodies of a `Status` section, the state that each tells, and the line that keeps it from being rewritten.
const SECTIONS: [(&str, Option<&str>, usize); 44] = [
    // Dated entries, from the first on or from the last on.
    ("* proposed on 2024-01-01 by Ann\n* accepted on 2024-02-01 by Bob\n", Some("accepted"), 5),
    ("- 2024-01-01 proposed\n- 2024-02-01 accepted\n- 2024-05-01 superseded by 0017\n", Some("superseded"), 5),
    ("- **2024-03-01**: Accepted\n- **2024-01-01**: Proposed\n", Some("accepted"), 5),
    ("Proposed 2024-01-02\n\nAccepted 2024-02-02\n", Some("accepted"), 5),
    ("* 5 May 2024: proposed\n* 6 June 2024: rejected by the board\n", Some("rejected"), 5),
    ("* accepted 2024-01-01\n* proposed 2024-03-01\n* rejected 2024-02-01\n", None, 6),
    ("* proposed 2024-01-01\n* accepted 2024-01-01\n", None, 6),
    ("- 2024-01-01 accepted\n- 2024-05-01 superseded by 0017 for billing only\n", None, 6),
    // Without a day nothing tells which entry is the last.
    ("1. Proposed\n2. Accepted\n", None, 6),
    ("Proposed\n\nAccepted 2024-02-02\n", None, 7),
    ("Proposed\n\nAccepted by Bob\n", None, 7),
    ("Accepted\n\nDeprecated\n", None, 7),
    ("Proposed\n\nIt was rejected in May.\n", None, 7),
    ("Accepted\n\nThis is no longer so.\n", None, 7),
    ("Superseded by [9. I](0009-i.md)\n\nAccepted\n", None, 7),
    // Boxes.
    ("* [ ] Proposed\n* [ ] Accepted\n* [X] Rejected\n", Some("rejected"), 5),
    ("- [ ] proposed\n- [x] accepted\n", Some("accepted"), 5),
    ("☑ Accepted\n☐ Rejected\n", Some("accepted"), 5),
    ("[x] Accepted [ ] Rejected\n", Some("accepted"), 5),
    ("- [x] proposed\n- [x] accepted\n", None, 5),
    ("- [ ] accepted\n", None, 5),
    // What is struck out, and arrows.
    ("~~Accepted~~ Rejected\n", Some("rejected"), 5),
    ("~~Accepted~~\n\nRejected\n", Some("rejected"), 5),
    ("~~Accepted~~\n\nSuperseded by 0009\n", Some("superseded"), 5),
    ("<del>Proposed</del> Accepted\n", Some("accepted"), 5),
    ("~~Accepted~~\n", None, 5),
    ("Proposed -> Accepted (2024-02-01)\n", Some("accepted"), 5),
    ("**Proposed** → **Accepted**\n", Some("accepted"), 5),
    ("Draft → In Review → **Accepted** → Deprecated\n", None, 5),
    ("Proposed → Accepted → Deprecated → Superseded\n", None, 5),
    ("Accepted → see ADR 9\n", None, 5),
    // What stands behind a state.
    ("Partially superseded by 0009\n", Some("other"), 5),
    ("Superseded in part by 0009\n", None, 5),
    ("Accepted\n\nSuperseded by [9. I](0009-i.md) for billing only\n", None, 7),
    ("Superseded by [9. I rejected for billing](0009-i.md)\n", Some("superseded"), 0),
    ("Accepted on 2024-01-01, no longer valid\n", None, 5),
    ("Proposed, later rejected\n", None, 5),
    ("Accepted (pending)\n", None, 5),
    ("Accepted by the review board\n", Some("accepted"), 5),
    ("2024-05-01: Accepted\n", Some("accepted"), 5),
    ("Accepted (2024-05-01)\n", Some("accepted"), 5),
    ("Accepted\n\nOnly for billing.\n", Some("accepted"), 7),
    ("Accepted\n\nReview date: 2025-01-01\n", Some("accepted"), 0),
    ("* **Accepted**\n\nRelates to [9. I](0009-i.md)\n", Some("accepted"), 0),
];

#[test]
fn a_section_tells_its_present_state_or_none() {
    for (body, state, _) in SECTIONS {
        assert_eq!(status_of(&with(&format!("# 8. H\n\n## Status\n\n{body}"))).as_deref(), state, "{body}");
    }
}

#[test]
fn a_status_is_rewritten_only_where_nothing_is_lost() {
    for (body, _, line) in SECTIONS {
        let text = format!("# 8. H\n\n## Status\n\n{body}");
        for command in [&["adr", "status", "8", "rejected"][..], &["adr", "supersede", "8", "9"]] {
            let place = with(&text);
            let said = place.run(command);
            let is_kept = ["superseded already", "replaced it"].iter().any(|why| said.talk.contains(why));
            assert_eq!(said.code == 0, line == 0 && !is_kept, "{body}: {}", said.talk);
            if line > 0 {
                assert_eq!(place.read(FILE), text);
                let names_it =
                    said.talk.contains(&format!("line {line} of `0008-h.md`")) && said.talk.contains("try again");
                assert!(names_it || is_kept, "{body}: {}", said.talk);
            }
        }
    }
    let place = with("# 8. H\n\n## Status\n\n* **Accepted**\n\nRelates to [9. I](0009-i.md)\n");
    place.fine(&["adr", "status", "8", "rejected"]);
    assert_eq!(place.read(FILE), "# 8. H\n\n## Status\n\n* **Rejected**\n\nRelates to [9. I](0009-i.md)\n");
}

#[test]
fn a_line_with_a_status_follows_the_same_rules() {
    for (head, state) in [
        ("Status: Partially superseded by 0009", Some("other")),
        ("Status: ~~Accepted~~ Rejected", Some("rejected")),
        ("Status: Proposed -> Accepted", Some("accepted")),
        ("Status: Draft → In Review → **Accepted** → Deprecated", None),
        ("Status: [ ] Proposed [x] Accepted", Some("accepted")),
        ("**Status:** ✅ Accepted (2024-03-04)", Some("accepted")),
        ("Status: superseded by 0009 for billing", None),
        ("Status: accepted\nStatus: rejected", None),
        ("Status: accepted by the board on 2024-01-01", Some("accepted")),
    ] {
        let text = format!("# 8. H\n\n{head}\n");
        let place = with(&text);
        assert_eq!(status_of(&place).as_deref(), state, "{head}");
        let said = place.run(&["adr", "status", "8", "deprecated"]);
        assert!(said.code == 2 && said.talk.contains("of `0008-h.md`"), "{head}: {}", said.talk);
        assert_eq!(place.read(FILE), text);
    }
    let place = with("---\nstatus: accepted\nstatus: rejected\n---\n# H\n");
    assert_eq!(status_of(&place), None, "two keys of one name say nothing");
    assert!(place.run(&["adr", "status", "8", "accepted"]).talk.contains("line 3 of `0008-h.md`"));
}

#[test]
fn a_successor_keeps_its_history_in_one_piece() {
    let place = with("# 8. H\n\n## Status\n\nAccepted\n");
    let new = "docs/decisions/0009-i.md";
    place.write(new, "# 9. I\n\n## Status\n\n- 2024-01-01 proposed\n- 2024-02-01 accepted\n\n## Context\n");
    place.fine(&["adr", "supersede", "8", "9"]);
    let text = place.read(new);
    assert!(text.contains("- 2024-01-01 proposed\n- 2024-02-01 accepted\n\nSupersedes [8. H](0008-h.md)\n"), "{text}");
    let old = "# 8. H\n\n## Status\n\nSuperseded\n\nSuperseded by [9. I](0009-i.md)\n";
    assert_eq!(place.read(FILE), old);
    assert_eq!(place.run(&["recheck", "docs/decisions"]).code, 0);
}
