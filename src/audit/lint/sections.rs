//! Sections that are nearly called alike: a question of a section that is misspelt stands alone on a page of its own.

use std::collections::BTreeMap;

use super::context::{Context, Findings};
use super::text::{Entry, place_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Question;

/// The shortest name in which one letter more or less is a slip rather than another word.
const LEAST_LETTERS: usize = 5;

/// Checks the sections of a questionnaire.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut sections: BTreeMap<&str, Vec<&Question>> = BTreeMap::new();
    for question in &context.subject.questionnaire.questions {
        sections.entry(question.section.as_str()).or_default().push(question);
    }
    for (section, questions) in &sections {
        let [question] = questions[..] else { continue };
        let is_meant = |(other, of): &(&&str, &Vec<&Question>)| {
            is_nearly(section, other) && (of.len() > 1 || ***other < **section)
        };
        let Some((meant, _)) = sections.iter().find(is_meant) else { continue };
        let what = format!("question `{}`", question.id);
        let entry = Entry { what, accept: &question.accept, place: &question.place };
        let title =
            format!("question `{}` stands alone in section `{section}`, and there is a section `{meant}`", question.id);
        let finding = Diagnostic::new(Severity::Warning, "split-section", &place_of(&entry, section, context), title)
            .help(format!("write `{meant}` if it is meant, or call the section something else"));
        findings.report_in(entry.place, entry.accept, finding);
    }
}

/// Whether two names differ in capitals and blanks only, or in one slip of a letter.
fn is_nearly(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (a, b) = (plain(one), plain(other));
    if one == other {
        return false;
    }
    let is_long = a.chars().count().min(b.chars().count()) >= LEAST_LETTERS;
    // "Part 1" and "Part 2" are two sections.
    let letters = |name: &str| name.chars().filter(|c| !c.is_alphabetic()).collect::<String>();
    a == b || is_long && letters(&a) == letters(&b) && strsim::osa_distance(&a, &b) == 1
}
