//! Exact findings about questionnaires and rule bases, each with a witness where one helps.
//!
//! The loader has made sure that everything can be read and resolved; these findings are about what it means. Most are questions
//! about decision diagrams and so are answered by looking; those about outcomes are proven by the engine's solver or not reported.

mod accepts;
mod alike;
mod alternatives;
mod answers;
mod capacity;
mod cliffs;
mod climb;
mod conditions;
mod conflicts;
mod context;
mod cut_short;
pub(super) mod descent;
mod dominance;
mod effects;
mod evidence;
mod labels;
mod misread;
mod outcomes;
mod outliers;
mod pairs;
mod questions;
mod reading;
mod redundant;
mod rescale;
mod reversals;
mod scale;
mod scenarios;
mod schema_line;
mod search;
mod sections;
mod shared;
mod silence;
#[cfg(test)]
mod tests;
mod text;
mod weighing;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use context::{Context, Findings};

pub(super) use accepts::stale;
pub use context::say_answers;

use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::model::{Day, Subject};

/// Codes that say that something is not there, or that a condition is settled whatever is answered. While entries and conditions are left
/// out because of errors, they would say so of too much.
const OF_ABSENCE: [&str; 20] = [
    "never-true",
    "always-true",
    "never-asked",
    "always-asked",
    "unreachable-level",
    "no-evidence",
    "uncited-evidence",
    "unused-question",
    "unused-trait",
    "unread-level",
    "unused-quantity",
    "same-answers",
    "never-wins",
    "never-decisive",
    "scale",
    "stale-accept",
    "accept-all",
    "no-unit-cost",
    "cut-short",
    "scenario-close-call",
];

/// Everything found in these subjects that their authors have not accepted, in file order.
///
/// `complete` says that no entry was left out because of errors; otherwise what is missing is not spoken of.
pub fn lint(subjects: &[Arc<Subject>], sources: &Sources, today: Option<Day>, complete: bool) -> Vec<Diagnostic> {
    lint_until(subjects, sources, today, complete, &AtomicBool::new(false)).unwrap_or_default()
}

/// As [`lint`]; `None` where it was cancelled.
pub fn lint_until(
    subjects: &[Arc<Subject>],
    sources: &Sources,
    today: Option<Day>,
    complete: bool,
    cancel: &AtomicBool,
) -> Option<Vec<Diagnostic>> {
    let lints: [fn(&Context, &mut Findings); 22] = [
        alike::check,
        capacity::check,
        cliffs::check,
        dominance::check,
        conditions::check,
        pairs::check,
        effects::check,
        outcomes::check,
        scale::check,
        reversals::check,
        scenarios::check,
        misread::check,
        labels::check,
        outliers::check,
        silence::check,
        redundant::check,
        sections::check,
        shared::check,
        questions::check,
        text::check,
        reading::check,
        weighing::check,
    ];
    let of_subject = |subject: &Arc<Subject>| {
        let compiled = Compiled::new(subject, &Cuts::new());
        let context = Context { subject, compiled: &compiled, sources, cancel };
        let run = |lint: &fn(&Context, &mut Findings)| {
            let mut findings = Findings::new(sources);
            if !context.is_cancelled() {
                lint(&context, &mut findings);
            }
            findings
        };
        // One at a time each: a few take nearly all of the time.
        lints.par_iter().with_max_len(1).map(run).collect::<Vec<_>>()
    };
    let mut findings = Findings::new(sources);
    for more in subjects.par_iter().flat_map_iter(of_subject).collect::<Vec<_>>() {
        findings.extend(more);
    }
    if cancel.load(Ordering::Relaxed) {
        return None;
    }
    evidence::check(subjects, today, &mut findings);
    accepts::check(subjects, sources, &mut findings);
    schema_line::check(sources, &mut findings);
    findings.found.retain(|finding| complete || !OF_ABSENCE.contains(&finding.code));
    findings.found.sort_by_key(|finding| (finding.place().file, finding.place().span.start));
    // Evidence that several rule bases share stands in each of them.
    findings.found.dedup();
    Some(findings.found)
}
