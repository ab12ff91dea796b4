//! The outcome in words: in a few, and in sentences that say how sure it is.

use super::caveat::{caveat, doubts, withheld_texts};
use super::decision::{DecisionReport, Writer};
use super::filters::{lead, listed};
use super::first_page::{doubt, name, one_of, summary, sureness};
use super::workload::rounded;
use crate::model::OutcomeKind;

impl Writer<'_> {
    /// Puts the outcome into words, from what the report holds by now.
    pub(super) fn say(&self, report: &mut DecisionReport) {
        report.recommended = report.outcome == OutcomeKind::Recommended && doubt(report).is_none();
        report.headline = headline(report);
        let (base, advice) = (self.names.base, self.advice);
        let caveats = caveat(base, advice).into_iter().chain(doubts(base, advice));
        report.verdict = verdict(report, &withheld_texts(base, advice), caveats);
        report.summary = summary(report);
    }

    /// Whether no completion of the open answers changes the winner.
    pub(super) fn is_proven(&self) -> bool {
        self.advice.proven || self.outlook.is_some_and(|outlook| outlook.settled.is_proven())
    }

    /// The chance that the leading option still wins once everything is answered.
    pub(super) fn chance_to_stay(&self) -> Option<f64> {
        let winner = self.advice.winner?;
        let chances = self.analysis?.chances.as_ref()?;
        chances.wins.get(winner.get()).map(|chance| rounded(*chance))
    }
}

/// The outcome in a few words.
fn headline(report: &DecisionReport) -> String {
    let winner = name(report.winner_name.as_ref());
    match (report.outcome, doubt(report)) {
        _ if !report.level.is_empty() => format!("{} are level", listed(&report.level)),
        (OutcomeKind::NothingToDecide, _) => "Nothing to decide".to_owned(),
        (OutcomeKind::OutOfScope, _) => "Out of scope: none of these options is for such a case".to_owned(),
        (OutcomeKind::NoOption, _) => "No option is left".to_owned(),
        (_, Some(doubt)) => format!("Not decided yet: {doubt}"),
        (OutcomeKind::Recommended, None) => winner.to_owned(),
        (OutcomeKind::CloseCall, None) => {
            format!("Too close to call: {}", one_of(&report.within))
        }
    }
}

/// How sure it is, in sentences; what may yet exclude the leading option comes last. `withheld`: why no option is named, if none is.
fn verdict(report: &DecisionReport, withheld: &str, caveats: impl IntoIterator<Item = String>) -> String {
    let winner = name(report.winner_name.as_ref());
    let sure = sureness(report);
    let verdict = match (report.outcome, &report.runner_up_name) {
        (OutcomeKind::NoOption, _) => "Every option is excluded by an answer given.".to_owned(),
        (OutcomeKind::NothingToDecide | OutcomeKind::OutOfScope, _) => withheld.to_owned(),
        (_, None) => format!("{winner} is the only option that is not excluded. {sure}"),
        _ if !report.level.is_empty() => {
            format!("{} have the same fit, {:.1}. {sure}", listed(&report.level), report.standings[0].fit)
        }
        (OutcomeKind::Recommended, Some(second)) => {
            format!("{winner} leads {second} by {} fit points. {sure}", lead(report.lead))
        }
        (OutcomeKind::CloseCall, Some(second)) => format!(
            "{winner} leads {second} by {} fit points, and a lead of at most {} is too close to call. {sure}",
            lead(report.lead),
            report.close_call_said
        ),
    };
    std::iter::once(verdict).chain(caveats).collect::<Vec<_>>().join(" ")
}
