//! A record's text as lines, read without touching it: where its title, status and date stand, whatever tool wrote it.
//!
//! A record's head alone says what it is: front matter, the lines, list and table before the first section, and a section of its
//! own for the status. What looks alike further down is prose. Nothing is guessed: what is not plainly there is absent. Code fences
//! and comments are passed over.

mod body;
mod front_matter;
mod lines;
mod parsed;
mod settle;
mod state;
mod table;

pub use self::lines::{strip_number, without_comment};
pub use self::parsed::{Found, Parsed, Spot};
pub use self::state::later_clauses;

/// Whether a byte stands in a fenced block that is no block of archfit's.
pub fn in_fence(text: &str, at: usize) -> bool {
    let mut fence: Option<(&str, bool)> = None;
    let mut start = 0;
    for line in text[..at].split_inclusive('\n') {
        start += line.len();
        let trimmed = line.trim();
        match fence {
            Some((mark, _)) if trimmed.starts_with(mark) => fence = None,
            Some(_) => {}
            None => {
                let is_ours = text[start..].trim_start().starts_with("[archfit");
                let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
                fence = mark.map(|mark| (mark, is_ours));
            }
        }
    }
    fence.is_some_and(|(_, is_ours)| !is_ours)
}

/// Reads a record's text.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let start = front_matter::front_matter(text, &mut parsed);
    body::body(text, start, &mut parsed);
    settle::settle(text, &mut parsed);
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adr::status::StatusKind;

    type Said<T> = (T, Option<u32>, Option<StatusKind>, T);

    fn said(text: &str) -> Said<Option<String>> {
        let parsed = parse(text);
        let status = parsed.status(text).map(|(kind, _)| kind);
        (parsed.title, parsed.number, status, parsed.date)
    }

    #[test]
    fn records_of_every_tool_are_read() {
        let cases: [(&str, Said<Option<&str>>); 12] = [
            (
                "# 3. Use X\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n",
                (Some("Use X"), Some(3), Some(StatusKind::Accepted), Some("2024-01-02")),
            ),
            (
                "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# Use X\n",
                (Some("Use X"), None, Some(StatusKind::Accepted), Some("2024-01-02")),
            ),
            ("---\nstatus: \"{proposed | rejected}\"\n---\n# Use X\n", (Some("Use X"), None, None, None)),
            (
                "---\nnumber: 7\ntitle: Use X\nstatus: superseded\n---\n",
                (Some("Use X"), Some(7), Some(StatusKind::Superseded), None),
            ),
            (
                "# Use X\n\n* Status: superseded by [y](y.md)\n* Date: 2020-12-31\n",
                (Some("Use X"), None, Some(StatusKind::Superseded), Some("2020-12-31")),
            ),
            (
                "# Use X\n\n- **Status:** Draft\n- **Date:** 2020-12-31\n",
                (Some("Use X"), None, Some(StatusKind::Proposed), Some("2020-12-31")),
            ),
            (
                "# ADR-0012: Use X\r\n\r\n## Status\r\n\r\n**Rejected**\r\n",
                (Some("Use X"), Some(12), Some(StatusKind::Rejected), None),
            ),
            ("# Use X\n\n## Status: partly\n\n## Context\n", (Some("Use X"), None, Some(StatusKind::Other), None)),
            ("Use X\n=====\n\nStatus\n------\n\ntext\n", (Some("Use X"), None, Some(StatusKind::Other), None)),
            ("# 3 ways to fail\n\nStatus quo: none\n", (Some("3 ways to fail"), None, None, None)),
            (
                "\u{feff}# 1. Use X\n\n## Status\n\nAccepted\n\nSuperceded by [2. Y](0002-y.md)\n",
                (Some("Use X"), Some(1), Some(StatusKind::Superseded), None),
            ),
            (
                "# 2. Use X\n\n## Status\n\nSupersedes [1. Y](0001-y.md)\n\nAccepted\n",
                (Some("Use X"), Some(2), Some(StatusKind::Accepted), None),
            ),
        ];
        for (text, (title, number, status, date)) in cases {
            assert_eq!(said(text), (title.map(str::to_owned), number, status, date.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_history_in_a_table_tells_its_last_state_and_is_left_as_it_is() {
        let told = |section: &str| {
            let text = format!("# 1. X\n\n## Status\n\n{section}\n\n## Context\n\nWords.\n");
            let parsed = parse(&text);
            assert!(parsed.told.iter().all(|told| told.state.beside.is_some()), "{section}");
            (parsed.status(&text).map(|(kind, _)| kind), parsed.date.clone(), parsed.doubt.is_some())
        };
        let head = "| Date | Status | By |\n| --- | :-: | --- |\n";
        let of = |rows: &str| told(&format!("{head}{rows}"));
        let accepted = (Some(StatusKind::Accepted), Some("2024-03-01".to_owned()), false);
        assert_eq!(of("| 2024-01-02 | Proposed | Ana |\n| 2024-03-01 | **Accepted** | all |"), accepted);
        assert_eq!(of("| 2024-03-01 | Accepted | all |\n| 2024-01-02 | Proposed | Ana |"), accepted, "newest first");
        assert_eq!(told("| 2024-01-02 | Proposed |\n| 2024-03-01 | Accepted |"), accepted, "without a header");
        assert_eq!(of("| 2024-03-01 | Accepted | all |\n| | | |"), accepted, "an empty row to fill in");
        assert_eq!(
            of("| 2023-01-02 | Accepted | Ana |\n| 2024-03-01 | Superseded by [2](0002-y.md) | all |"),
            (Some(StatusKind::Superseded), Some("2024-03-01".to_owned()), false)
        );
        assert_eq!(
            told(&format!("Accepted\n\n{head}| 2024-01-02 | Proposed | A |\n| 2024-03-01 | Accepted | B |")),
            accepted
        );
        assert_eq!(told("| Status | Accepted |\n|---|---|\n| Date | 2024-03-01 |"), accepted, "a pair in each row");
        let doubt = |section: &str| {
            let (status, _, is_doubt) = told(section);
            assert!(status.is_none() && is_doubt, "{section}: {status:?}");
        };
        doubt(&format!("{head}| | Proposed | |\n| | Accepted | |"));
        doubt(&format!(
            "{head}| 2024-01-02 | Accepted | |\n| 2024-03-01 | Rejected | |\n| 2024-02-01 | Deprecated | |"
        ));
        doubt(&format!("{head}| 2024-01-02 | Accepted | |\n| 2024-01-02 | Rejected | |"));
        doubt(&format!("{head}| 2024-01-02 | Accepted or rejected, see below | |"));
        doubt(&format!("Rejected\n\n{head}| 2024-01-02 | Proposed | A |\n| 2024-03-01 | Accepted | B |"));
        doubt("| Who | What |\n|---|---|\n| Ana | words |");
    }

    #[test]
    fn what_stands_in_a_fence_or_a_comment_is_passed_over() {
        let text = "# X\n\n```\n## Status\n\nAccepted\n```\n\n<!-- Status: accepted -->\n<!--\nStatus: accepted\n-->\n";
        assert_eq!(said(text), (Some("X".to_owned()), None, None, None));
    }

    #[test]
    fn statuses_that_differ_are_noticed() {
        let differ = |text: &str| parse(text).statuses_differ();
        assert!(differ("# 1. X\n\n* Status: accepted\n\n## Status\n\nProposed\n"));
        assert!(!differ(
            "# 1. X\n\n* Status: superseded by [y](y.md)\n\n## Status\n\nAccepted\n\nSuperseded by [2. Y](y.md)\n"
        ));
    }

    #[test]
    fn any_text_can_be_read() {
        for text in [
            "",
            "---",
            "---\n",
            "---\n---",
            "#",
            "# ",
            "#\t",
            "===\n===",
            "Status:",
            "## Status",
            "\u{feff}",
            "---\nstatus\n: x\n---\n",
        ] {
            let parsed = parse(text);
            assert!(parsed.status(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn an_underlined_status_stands_in_one_place() {
        let text = "Status: proposed\n---\n\nWords.\n";
        let parsed = parse(text);
        assert_eq!(parsed.statuses.len(), 1, "{:?}", parsed.statuses);
        assert_eq!(parsed.status(text).map(|(_, written)| written), Some("proposed"));
    }

    proptest::proptest! {
        #[test]
        fn places_are_within_the_text(text in "([#*\\-: \n\r]|---|Status|status|Date|```|<!--|accepted|é|[0-9]){0,60}") {
            let parsed = parse(&text);
            for found in &parsed.statuses {
                proptest::prop_assert!(text.get(found.value.clone()).is_some() && text.get(found.line.clone()).is_some());
                proptest::prop_assert!(found.line.start <= found.value.start && found.value.end <= found.line.end);
            }
            let ranges = [&parsed.front_number, &parsed.title_number, &parsed.front_matter];
            for range in ranges.into_iter().flatten() {
                proptest::prop_assert!(text.get(range.clone()).is_some());
            }
        }
    }
}
