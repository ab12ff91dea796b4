//! What stays when an interview ends: the first page, as far as there is something to say yet.

use super::build::{Origin, Report, build};
use super::filters::wrap;
use crate::engine::{Advisor, Budget, Outlook, Stake};
use crate::model::AnswersFile;

/// The first page as lines of text no wider than `width`, with what `grow` knows about how long decisions hold. Decisions for which a
/// question that matters still waits are named as open.
pub fn farewell(
    advisor: &mut Advisor,
    file: &AnswersFile,
    width: usize,
    grow: impl FnOnce(&mut Report, &Advisor),
) -> String {
    let outlooks = advisor.outlook(file, Budget::LIVE);
    let is_waiting = |outlook: &Outlook| is_waiting(outlook, file.answers.0.is_empty());
    let subject = std::sync::Arc::clone(advisor.subject());
    let (waiting, made): (Vec<&Outlook>, Vec<&Outlook>) = outlooks.iter().partition(|outlook| is_waiting(outlook));
    let mut blocks = Vec::new();
    if !made.is_empty() || (waiting.is_empty() && !file.answers.0.is_empty()) {
        let mut report = build(advisor, file, &Origin::default());
        grow(&mut report, advisor);
        report.first_page.keep(|summary| made.iter().any(|outlook| outlook.decision == summary.decision));
        blocks.push(report.first_page.text(width));
        blocks.extend(report.nothing_to_decide.iter().map(|idle| wrapped(&idle.sentence(), width)));
    }
    let title = |outlook: &&Outlook| Some(&subject.rule_base(outlook.decision.as_str())?.decision.title);
    blocks.extend(waiting.iter().filter_map(title).map(|title| format!("{title}\n  still open")));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

/// Whether nothing is answered yet, or a question that has not been answered may still change the winner.
fn is_waiting(outlook: &Outlook, is_empty: bool) -> bool {
    let may_change = || outlook.ask_next.iter().any(|useful| useful.stake >= Stake::NotDecided);
    !outlook.settled.is_proven() && (is_empty || may_change())
}

fn wrapped(text: &str, width: usize) -> String {
    wrap(text, width, None).unwrap_or_else(|_| text.to_owned())
}
