//! The outcome in words: in a few, and in sentences that say how sure it is.

use super::caveat::{caveat, doubts, withheld_texts};
use super::decision::Writer;
use super::filters::percent;
use super::workload::rounded;
use crate::engine::{Outlook, Settled, Stake};
use crate::model::{OptionIdx, OutcomeKind};

impl Writer<'_> {
    /// Whether no completion of the open answers changes the winner.
    pub(super) fn is_proven(&self) -> bool {
        self.advice.proven || self.outlook.is_some_and(|outlook| outlook.settled.is_proven())
    }

    fn name(&self, option: Option<OptionIdx>) -> &str {
        option.map_or("no option", |o| &self.names.base.options[o.get()].name)
    }

    /// The chance that the leading option still wins once everything is answered.
    pub(super) fn chance_to_stay(&self) -> Option<f64> {
        let winner = self.advice.winner?;
        let chances = self.analysis?.chances.as_ref()?;
        chances.wins.get(winner.get()).map(|chance| rounded(*chance))
    }

    /// How sure the outcome is over what is open.
    fn sureness(&self) -> String {
        let is_closed = |outlook: &Outlook| outlook.stakes.iter().all(|stake| *stake == Stake::Closed);
        match self.outlook {
            Some(outlook) if self.is_proven() && is_closed(outlook) => {
                "Every question that matters is answered.".to_owned()
            }
            _ if self.is_proven() => "No open answer can change that.".to_owned(),
            Some(Outlook { settled: Settled::NotDecided, .. }) => {
                "Whether open answers can change that was not decided within the budget.".to_owned()
            }
            _ => match self.chance_to_stay() {
                Some(chance) => {
                    format!("Open answers can still change that; its chance to win is {}.", percent(chance))
                }
                None => "Open answers can still change that.".to_owned(),
            },
        }
    }

    /// The outcome in a few words.
    pub(super) fn headline(&self) -> String {
        let winner = self.name(self.advice.winner);
        match self.advice.outcome {
            OutcomeKind::Recommended => winner.to_owned(),
            OutcomeKind::CloseCall => {
                format!("Too close to call: {winner} or {}", self.name(self.advice.runner_up))
            }
            OutcomeKind::NoOption => "No option is left".to_owned(),
            OutcomeKind::NothingToDecide => "Nothing to decide".to_owned(),
            OutcomeKind::OutOfScope => "Out of scope: none of these options is for such a case".to_owned(),
        }
    }

    /// How sure it is, in sentences.
    pub(super) fn verdict(&self) -> String {
        let (winner, runner_up) = (self.name(self.advice.winner), self.name(self.advice.runner_up));
        let (lead, sure) = (self.advice.lead, self.sureness());
        let verdict = match (self.advice.outcome, self.advice.runner_up) {
            (OutcomeKind::NoOption, _) => "Every option is excluded by an answer given.".to_owned(),
            (OutcomeKind::NothingToDecide | OutcomeKind::OutOfScope, _) => withheld_texts(self.names.base, self.advice),
            (_, None) => format!("{winner} is the only option that is not excluded. {sure}"),
            (OutcomeKind::Recommended, _) => {
                format!("{winner} leads {runner_up} by {lead} fit points. {sure}")
            }
            (OutcomeKind::CloseCall, _) => format!(
                "{winner} leads {runner_up} by {lead} fit points, and a lead of at most {} is too close to call. {sure}",
                self.names.base.decision.close_call
            ),
        };
        let (base, advice) = (self.names.base, self.advice);
        [Some(verdict), caveat(base, advice), doubts(base, advice)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
