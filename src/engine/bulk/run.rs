//! What came out in every lane of a block.

use super::words::{LANES, Words};
use crate::model::{CloseCall, OptionIdx, OutcomeKind, RuleIdx};

/// No option.
const NOBODY: u16 = u16::MAX;

/// The outcome of every lane of the block that was run last.
#[derive(Clone, Debug)]
pub struct Run {
    /// How many lanes are in use.
    pub n_lanes: usize,
    pub(super) places: Vec<Words>,
    /// The lead up to which it is too close to call, lane by lane, in score units.
    pub(super) close: Vec<i64>,
    /// How many score units one fit point is, lane by lane; empty where it is the same in all.
    pub(super) units: Vec<f64>,
    /// The score of each option in each lane, option by option.
    pub(super) scores: Vec<i64>,
    excluded: Vec<Words>,
    /// The options by their ids, by which ties go.
    by_id: Vec<OptionIdx>,
    /// Where there is nothing to decide, and where no option is named.
    withheld: [Words; 2],
    rules: Vec<Words>,
    winners: Vec<u16>,
    leads: Vec<i64>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            n_lanes: 0,
            places: Vec::new(),
            close: vec![0; LANES],
            units: Vec::new(),
            scores: Vec::new(),
            excluded: Vec::new(),
            by_id: Vec::new(),
            withheld: [Words::NONE; 2],
            rules: Vec::new(),
            winners: vec![NOBODY; LANES],
            leads: vec![i64::MAX; LANES],
        }
    }
}

impl Run {
    /// What wins in a lane: the greatest score among those not excluded, by ids the first of equal ones.
    pub fn winner(&self, lane: usize) -> Option<OptionIdx> {
        let winner = self.winners[lane];
        (winner != NOBODY).then(|| OptionIdx::from(usize::from(winner)))
    }

    /// By how much, in score units; nothing where nobody is left to lead over.
    pub fn lead(&self, lane: usize) -> Option<i64> {
        Some(self.leads[lane]).filter(|lead| *lead != i64::MAX)
    }

    /// How it comes out in a lane.
    pub fn kind(&self, lane: usize) -> OutcomeKind {
        match (self.winners[lane], self.leads[lane]) {
            (NOBODY, _) if self.withheld[0].has(lane) => OutcomeKind::NothingToDecide,
            (NOBODY, _) if self.withheld[1].has(lane) => OutcomeKind::OutOfScope,
            (NOBODY, _) => OutcomeKind::NoOption,
            (_, lead) if lead <= self.close[lane] => OutcomeKind::CloseCall,
            _ => OutcomeKind::Recommended,
        }
    }

    /// Whether it is not too close to call in a lane.
    pub fn is_clear(&self, lane: usize) -> bool {
        self.kind(lane) == OutcomeKind::Recommended
    }

    /// An option's score in a lane, in the units of the decision.
    pub fn score(&self, option: usize, lane: usize) -> i64 {
        self.scores[option * LANES + lane]
    }

    /// How many score units one fit point is in a lane; nothing where it is as the weights have it in all of them, for no rule weighs.
    pub fn units_per_point(&self, lane: usize) -> Option<f64> {
        self.units.get(lane).copied()
    }

    /// The lead in a lane up to which it is too close to call, in score units.
    pub fn close_lead(&self, lane: usize) -> i64 {
        self.close[lane]
    }

    /// In which lanes an option is excluded.
    pub fn excluded(&self, option: usize) -> Words {
        self.excluded[option]
    }

    /// In which lanes a rule holds, if rules are kept.
    pub fn rule(&self, rule: RuleIdx) -> Words {
        self.rules[rule.get()]
    }

    /// For each option in which of the lanes in use it wins; last, in which none is left.
    pub fn wins(&self, wins: &mut Vec<Words>) {
        let n_options = self.excluded.len();
        wins.clear();
        wins.resize(n_options + 1, Words::NONE);
        for (lane, winner) in self.winners[..self.n_lanes].iter().enumerate() {
            wins[usize::from(*winner).min(n_options)].set(lane);
        }
    }

    /// The options with the best score in a lane; none where none is left.
    pub fn level(&self, lane: usize) -> Vec<usize> {
        let Some(best) = self.winner(lane).map(|winner| self.score(winner.get(), lane)) else { return Vec::new() };
        let is_best = |option: &usize| self.score(*option, lane) == best && !self.excluded[*option].has(lane);
        (0..self.excluded.len()).filter(is_best).collect()
    }

    /// The options within the close call of the best in a lane; none where none is left.
    pub fn close_call(&self, lane: usize) -> impl Iterator<Item = OptionIdx> + '_ {
        let best = self.winner(lane).map(|winner| self.score(winner.get(), lane));
        let is_near = move |option: &usize| {
            best.is_some_and(|best| best - self.score(*option, lane) <= self.close[lane])
                && !self.excluded[*option].has(lane)
        };
        self.by_id.iter().map(|option| option.get()).filter(is_near).map(OptionIdx::from)
    }

    pub(super) fn copy(&mut self, excluded: &[usize], by_id: &[OptionIdx], withheld: [usize; 2], rules: &[usize]) {
        self.by_id.clear();
        self.by_id.extend_from_slice(by_id);
        self.withheld = withheld.map(|place| self.places[place]);
        self.excluded.clear();
        self.excluded.extend(excluded.iter().map(|place| self.places[*place]));
        self.rules.clear();
        self.rules.extend(rules.iter().map(|place| self.places[*place]));
    }

    pub(super) fn find_winners(&mut self) {
        if self.n_lanes <= 64 {
            (0..self.n_lanes).for_each(|lane| self.find_winner(lane));
        } else {
            self.find_all_winners();
        }
    }

    /// Works out up to which lead it is too close to call, lane by lane.
    pub(super) fn find_closes(&mut self, close: CloseCall, units_per_point: f64) {
        if let (CloseCall::Points(_), true) = (close, self.units.is_empty()) {
            self.close.fill(close.limit(0.0, units_per_point).floor() as i64);
            return;
        }
        for lane in 0..self.n_lanes {
            let winner = self.winners[lane];
            let best = if winner == NOBODY { 0 } else { self.score(usize::from(winner), lane) };
            let unit = self.units.get(lane).copied().unwrap_or(units_per_point);
            self.close[lane] = close.limit(best as f64, unit).floor() as i64;
        }
    }

    fn find_winner(&mut self, lane: usize) {
        let (mut best, mut second, mut winner) = (i64::MIN, i64::MIN, NOBODY);
        for option in self.by_id.iter().map(|option| option.get()).filter(|option| !self.excluded[*option].has(lane)) {
            let score = self.scores[option * LANES + lane];
            second = second.max(score.min(best));
            (best, winner) = if score > best { (score, option as u16) } else { (best, winner) };
        }
        self.winners[lane] = winner;
        self.leads[lane] = if second == i64::MIN { i64::MAX } else { best - second };
    }

    fn find_all_winners(&mut self) {
        let mut best = [i64::MIN; LANES];
        let mut second = [i64::MIN; LANES];
        self.winners.fill(NOBODY);
        for option in self.by_id.iter().map(|option| option.get()) {
            let scores = &self.scores[option * LANES..][..LANES];
            let mut standing = [i64::MIN; LANES];
            standing.copy_from_slice(scores);
            self.excluded[option].lanes().for_each(|lane| standing[lane] = i64::MIN);
            let winners = self.winners.iter_mut();
            for (((best, second), winner), score) in best.iter_mut().zip(&mut second).zip(winners).zip(standing) {
                let is_better = score > *best;
                *second = (*second).max(score.min(*best));
                *best = (*best).max(score);
                *winner = if is_better { option as u16 } else { *winner };
            }
        }
        for ((lead, best), second) in self.leads.iter_mut().zip(best).zip(second) {
            *lead = if second == i64::MIN { i64::MAX } else { best - second };
        }
    }
}
