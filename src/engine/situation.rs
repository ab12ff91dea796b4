//! One decision under some knowledge, with who wins it: what all proofs and analyses start from.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::bound::network::Network;
use super::bound::search::is_settled;
use super::facts::Facts;
use super::facts::knowledge::Knowledge;
use super::facts::score::{InPlay, fit};
use super::result::advice::{Exclusion, Fit, RuleReading};
use crate::model::{OptionIdx, OutcomeKind, Question, RuleBase, Withheld};

/// The facts of one decision, and what takes tables and a search to know: made when first needed.
#[derive(Clone, Debug)]
pub struct Situation {
    facts: Facts,
    /// The decisions that open questions follow, in the order in which they are made.
    pub links: Arc<[Link]>,
    network: OnceLock<Network>,
    ranking: OnceLock<Vec<OptionIdx>>,
}

/// A question that follows another decision which may still come to different choices.
#[derive(Clone, Debug)]
pub struct Link {
    /// The question's variable.
    pub var: usize,
    /// For each option of the decision, the cell it leads to.
    pub cells: Vec<Option<u8>>,
    /// How likely each cell is where no option is named.
    pub as_it_is: Vec<f64>,
    /// The decision.
    pub settling: Arc<Situation>,
    /// What the team chose otherwise there.
    pub own: Option<OptionIdx>,
}

/// For each option of a decision, the cell of a question's choice that it leads to.
pub fn cells_of(base: &RuleBase, question: &Question) -> Vec<Option<u8>> {
    base.options.iter().map(|option| question.kind.place_led_to(&option.id).map(|place| place as u8)).collect()
}

impl Deref for Situation {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Situation {
    /// Starts from the facts.
    pub fn new(facts: Facts) -> Self {
        Self { facts, links: Arc::new([]), network: OnceLock::new(), ranking: OnceLock::new() }
    }

    /// The same where questions follow these decisions.
    #[must_use]
    pub fn following(self, links: &[Link]) -> Self {
        Self { links: links.into(), ..self }
    }

    /// The same decision, with the same weights, under other knowledge, as if every question stood by itself.
    #[must_use]
    pub fn under(&self, knowledge: Knowledge) -> Self {
        Self::new(self.facts.under(knowledge))
    }

    /// The undecided rules as tables, made when first needed.
    pub fn network(&self) -> &Network {
        self.network.get_or_init(|| Network::new(self))
    }

    /// The options, best first, excluded ones last: by fit, unless an option behind is proven to win.
    ///
    /// By fit an option may lead that is ahead only where it is excluded, while another wins whatever the open answers are. That
    /// can only be the best of those that cannot be excluded, for it is ahead of all others of them everywhere.
    pub fn ranking(&self) -> &[OptionIdx] {
        self.ranking.get_or_init(|| {
            let (safe, others): (Vec<OptionIdx>, Vec<OptionIdx>) =
                self.by_fit.iter().partition(|option| self.exclusions[option.get()] == Exclusion::No);
            match (self.by_fit.first(), safe.first()) {
                (Some(leader), Some(best)) if leader != best && is_settled(self, self.network(), *best) => {
                    [safe, others].concat()
                }
                _ => self.by_fit.clone(),
            }
        })
    }

    /// The options not excluded for certain, best first.
    pub fn in_play(&self) -> impl Iterator<Item = OptionIdx> {
        self.ranking().iter().copied().filter(|option| !self.exclusions[option.get()].is_certain())
    }

    /// The options that other weights could put first, best first: those as likely in play as the winner. Where the winner leads by
    /// proof, those that cannot be excluded.
    pub fn comparable(&self) -> Vec<OptionIdx> {
        let Some(winner) = self.winner() else { return Vec::new() };
        let in_play = |option: OptionIdx| InPlay::of(&self.exclusions[option.get()], self.out_chances[option.get()]);
        let leads_by_proof = self.by_fit.first() != Some(&winner);
        let is_safe = |option: &OptionIdx| self.exclusions[option.get()] == Exclusion::No;
        let fits = |option: &OptionIdx| in_play(*option) == in_play(winner) && (!leads_by_proof || is_safe(option));
        self.in_play().filter(fits).collect()
    }

    /// The option that leads, if one is left.
    pub fn winner(&self) -> Option<OptionIdx> {
        self.in_play().next()
    }

    /// The winner's lead over the next option, if there is one; zero where the next one has the greater fit and is behind because it
    /// is likely to be excluded.
    pub fn lead(&self) -> Option<f64> {
        let mut in_play = self.in_play();
        let (winner, next) = (in_play.next()?, in_play.next()?);
        Some((self.scores[winner.get()] - self.scores[next.get()]).max(0.0))
    }

    /// The winner's lead as it is shown: the difference of the fits shown; zero where there is nobody to lead, and as for [`Self::lead`].
    pub fn shown_lead(&self) -> Fit {
        let mut in_play = self.in_play().map(|option| self.fit(self.scores[option.get()]).0);
        let (winner, next) = (in_play.next(), in_play.next());
        winner.zip(next).map_or(Fit(0), |(winner, next)| Fit((winner - next).max(0)))
    }

    /// The least and the greatest score an option can come to as they are shown, and whether some completions give exactly these. While
    /// it is open whether rules weigh, the least score is set against the most that weights may come to, and the greatest against the
    /// least: a bound, as no completion need have both.
    pub fn shown_range(&self, (low, high): (i64, i64), is_exact: bool) -> (Fit, Fit, bool) {
        let decision = self.decision();
        let may = |rule: usize| match self.rules[rule] {
            RuleReading::Holds => (true, false),
            RuleReading::Perhaps(_) => (true, true),
            RuleReading::CannotHold => (false, true),
        };
        let (least, most) = self.weights.units_between(decision, may);
        let low_unit = if low >= 0 { most } else { least };
        let high_unit = if high >= 0 { least } else { most };
        (fit(low as f64, low_unit), fit(high as f64, high_unit), is_exact && least >= most)
    }

    /// The options that share the lead, by their ids; none where one is ahead of all others.
    pub fn level(&self) -> Vec<OptionIdx> {
        let Some(winner) = self.winner() else { return Vec::new() };
        let in_play = |option: OptionIdx| InPlay::of(&self.exclusions[option.get()], self.out_chances[option.get()]);
        // Sums of chances may miss each other by a rounding error.
        let whole = self.weights.units_per_point;
        let is_level = |other: &OptionIdx| {
            let apart = self.scores[other.get()] - self.scores[winner.get()];
            in_play(*other) == in_play(winner) && apart.abs() < whole * 1e-9
        };
        let level: Vec<OptionIdx> = self.decision().by_id.options.iter().copied().filter(is_level).collect();
        if level.len() > 1 { level } else { Vec::new() }
    }

    /// The options of which none is ahead: the one that leads, or those that share the lead, by their ids.
    pub fn leaders(&self) -> Vec<OptionIdx> {
        let level = self.level();
        if level.is_empty() { self.winner().into_iter().collect() } else { level }
    }

    /// Whether the winner's lead is too small to call; not where there is nobody to lead.
    pub fn is_close_call(&self) -> bool {
        self.winner().zip(self.lead()).is_some_and(|(winner, lead)| self.is_close(winner, lead))
    }

    /// How it comes out.
    pub fn outcome(&self) -> OutcomeKind {
        match (self.winner(), self.lead()) {
            (None, _) => self.withheld().map_or(OutcomeKind::NoOption, OutcomeKind::from),
            (Some(winner), Some(lead)) if self.is_close(winner, lead) => OutcomeKind::CloseCall,
            (Some(_), _) => OutcomeKind::Recommended,
        }
    }

    /// Why no option is named although some are left, where that is certain.
    pub fn withheld(&self) -> Option<Withheld> {
        let is_certain = |node| !self.readings.of(node).can_fail;
        let is_idle = is_certain(self.decision().idle);
        is_certain(self.decision().withheld).then_some(if is_idle {
            Withheld::NothingToDecide
        } else {
            Withheld::OutOfScope
        })
    }
}
