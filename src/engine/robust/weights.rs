//! How the winner depends on the weights, with the answers as they are: exactly, for one rival at a time.
//!
//! A lead is linear in the weights, so its share of a simplex of weights has a closed form (Varsi, Pacific J. Math. 46, 1973; Ali,
//! ibid. 48, 1973).

use super::bank::WeightBank;
use crate::engine::base::steps::Steps;
use crate::engine::result::analysis::{PairShares, RankShares, Stability, WeightAnalysis};
use crate::engine::situation::Situation;
use crate::model::{CriterionIdx, OptionIdx};

/// The drift that is looked at: this part of the whole is spread anew.
pub const DRIFT: f64 = 0.2;

/// What options are worth on each criterion, on a common scale.
#[derive(Clone, Debug)]
pub struct Worths {
    /// The options that weights could put first, in option order: see [`Situation::comparable`].
    pub options: Vec<usize>,
    /// For each of them, by criterion, what the whole weight on the criterion would give.
    pub by_criterion: Vec<Vec<f64>>,
    /// The criteria by their ids.
    criteria_by_id: Vec<usize>,
}

impl Worths {
    /// The expected worths of a situation.
    pub fn new(situation: &Situation) -> Self {
        let decision = situation.decision();
        let mut points: Vec<Vec<f64>> =
            decision.start.iter().map(|start| start.iter().map(|points| *points as f64).collect()).collect();
        // Other weights than these are weights that somebody sets, so what rules add to them does not count.
        for (reading, (criterion, given)) in situation.rules.iter().zip(decision.points.iter()).take(decision.n_rules())
        {
            let chance = reading.chance();
            given.iter().for_each(|(option, p)| points[option.get()][*criterion] += chance * *p as f64);
        }
        let unit = |criterion: usize| (decision.common_swing / decision.swings[criterion]) as f64;
        let mut options: Vec<usize> = situation.comparable().into_iter().map(OptionIdx::get).collect();
        options.sort_unstable();
        let worths = |option: &usize| points[*option].iter().enumerate().map(|(c, points)| points * unit(c)).collect();
        let mut by_criterion: Vec<Vec<f64>> = options.iter().map(worths).collect();
        (0..decision.swings.len()).for_each(|criterion| level_out(&mut by_criterion, criterion));
        let criteria_by_id = decision.by_id.criteria.clone();
        Self { options, by_criterion, criteria_by_id }
    }

    /// By criterion, how far one option is ahead of another.
    fn lead(&self, of: usize, over: usize) -> Vec<f64> {
        let of = &self.by_criterion[self.place(of)];
        of.iter().zip(&self.by_criterion[self.place(over)]).map(|(a, b)| a - b).collect()
    }

    fn place(&self, option: usize) -> usize {
        self.options.iter().position(|known| *known == option).unwrap_or(0)
    }
}

/// What is nearer to nothing than this part of the greatest figure beside it is nothing, missed by rounding.
const ROUNDING: f64 = 1e-9;

/// Makes worths on a criterion the same that only the rounding of sums of chances tells apart.
fn level_out(worths: &mut [Vec<f64>], criterion: usize) {
    let mut options: Vec<usize> = (0..worths.len()).collect();
    options.sort_by(|a, b| worths[*a][criterion].total_cmp(&worths[*b][criterion]));
    let greatest = worths.iter().map(|worths| worths[criterion].abs()).fold(0.0, f64::max);
    for pair in options.windows(2) {
        let (lower, upper) = (worths[pair[0]][criterion], worths[pair[1]][criterion]);
        if upper - lower < greatest * ROUNDING {
            worths[pair[1]][criterion] = lower;
        }
    }
}

/// A figure, nothing where it is but rounding beside the greatest of those it is made of.
fn without_rounding(figure: f64, made_of: &[f64]) -> f64 {
    let greatest = made_of.iter().map(|part| part.abs()).fold(0.0, f64::max);
    if figure.abs() <= greatest * ROUNDING { 0.0 } else { figure }
}

/// How the winner depends on the weights; `None` where fewer than two options are left. Ranks are left out where it was cancelled.
pub fn analyse(situation: &Situation, bank: &WeightBank, steps: &Steps) -> Option<WeightAnalysis> {
    let worths = Worths::new(situation);
    let winner = situation.winner()?.get();
    let rivals: Vec<usize> = worths.options.iter().copied().filter(|option| *option != winner).collect();
    if rivals.is_empty() {
        return None;
    }
    let parts: Vec<f64> = situation.weights.expected.iter().map(|weight| weight.max(0.0)).collect();
    let whole: f64 = parts.iter().sum();
    let weights: Vec<f64> = parts.iter().map(|part| if whole > 0.0 { part / whole } else { 0.0 }).collect();
    let leads: Vec<(usize, Vec<f64>)> = rivals.iter().map(|rival| (*rival, worths.lead(winner, *rival))).collect();
    // Of rivals that take over at the same weight in the same way, the first by its id is named.
    let by_id = situation.decision().by_id.options.iter().map(|option| option.get());
    let by_id = by_id.filter_map(|option| leads.iter().find(|(rival, _)| *rival == option).cloned());
    let by_id: Vec<(usize, Vec<f64>)> = by_id.collect();
    let ranking = ranking_groups(&parts);
    Some(WeightAnalysis {
        criteria: (0..weights.len()).map(|criterion| stability(&weights, criterion, &by_id)).collect(),
        rivals: leads.iter().map(|(rival, lead)| pair_shares(&weights, &ranking, *rival, lead)).collect(),
        ranks: if worths.options.len() > 2 { rank_shares(&worths, bank, steps) } else { None },
    })
}

/// Weights, as parts of one, that differ by less are the same but for rounding.
const SAME_WEIGHT: f64 = 1e-12;

/// How far one weight may move while all others keep their proportions; where they have none, they share equally.
fn stability(weights: &[f64], criterion: usize, leads: &[(usize, Vec<f64>)]) -> Stability {
    let weight = weights[criterion];
    let idx = CriterionIdx::from(criterion);
    let mut stability = Stability { criterion: idx, weight, low: 0.0, below: None, high: 1.0, above: None };
    // Of several rivals that draw level at the same weight the one takes over whose lead grows most beyond it.
    let (mut fall, mut rise) = (0.0, 0.0);
    for (rival, lead) in leads {
        let without = without_rounding(lead_of_others(weights, criterion, lead), lead);
        let only = lead[criterion];
        let (crossing, slope) = ((without / (without - only)).clamp(0.0, 1.0), only - without);
        let is_same = |end: f64| (crossing - end).abs() < SAME_WEIGHT;
        let is_nearer = if is_same(stability.low) { slope > fall } else { crossing > stability.low };
        if without < 0.0 && slope > 0.0 && is_nearer {
            (stability.low, stability.below, fall) = (crossing.min(weight), Some(OptionIdx::from(*rival)), slope);
        }
        let is_nearer = if is_same(stability.high) { -slope > rise } else { crossing < stability.high };
        if only < 0.0 && slope < 0.0 && is_nearer {
            (stability.high, stability.above, rise) = (crossing.max(weight), Some(OptionIdx::from(*rival)), -slope);
        }
    }
    stability
}

/// The lead where a criterion has no weight and the others share it all in their proportions.
fn lead_of_others(weights: &[f64], criterion: usize, lead: &[f64]) -> f64 {
    let others = || (0..weights.len()).filter(|other| *other != criterion);
    let whole: f64 = others().map(|other| weights[other]).sum();
    if whole > 0.0 {
        others().map(|other| weights[other] * lead[other]).sum::<f64>() / whole
    } else {
        let n_others = others().count();
        if n_others == 0 { lead[criterion] } else { others().map(|other| lead[other]).sum::<f64>() / n_others as f64 }
    }
}

fn pair_shares(weights: &[f64], ranking: &[Vec<usize>], rival: usize, lead: &[f64]) -> PairShares {
    let rounded = |figure: f64| without_rounding(figure, lead);
    let now = rounded(weights.iter().zip(lead).map(|(weight, lead)| weight * lead).sum());
    let drifted: Vec<f64> = lead.iter().map(|lead| rounded((1.0 - DRIFT) * now + DRIFT * lead)).collect();
    let by_rank: Vec<f64> = running_means(ranking, lead).into_iter().map(rounded).collect();
    let least = lead.iter().copied().fold(f64::INFINITY, f64::min);
    PairShares {
        rival: OptionIdx::from(rival),
        all: share_above_zero(lead),
        same_ranking: share_above_zero(&by_rank),
        within_drift: share_above_zero(&drifted),
        drift: DRIFT,
        // What is level now needs no drift for it.
        tipping_drift: if now == 0.0 { Some(0.0) } else { (least < 0.0).then(|| (now / (now - least)).max(0.0)) },
    }
}

/// The criteria from the greatest weight to the least, those of equal weight together; those of no weight are left out.
fn ranking_groups(weights: &[f64]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..weights.len()).filter(|criterion| weights[*criterion] > 0.0).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for criterion in order {
        match groups.last_mut().filter(|group| weights[group[0]].total_cmp(&weights[criterion]).is_eq()) {
            Some(group) => group.push(criterion),
            None => groups.push(vec![criterion]),
        }
    }
    groups
}

/// The corners of all weights with the same ranking: the means over the first group, the first two, and so on.
fn running_means(ranking: &[Vec<usize>], lead: &[f64]) -> Vec<f64> {
    let (mut sum, mut count) = (0.0, 0);
    let mean = |group: &Vec<usize>| {
        sum += group.iter().map(|criterion| lead[*criterion]).sum::<f64>();
        count += group.len();
        sum / f64::from(count as u32)
    };
    ranking.iter().map(mean).collect()
}

/// The share of a simplex on which a linear function is above zero, given its values at the corners. Where it is zero everywhere,
/// nobody is ahead anywhere.
pub fn share_above_zero(corners: &[f64]) -> f64 {
    if corners.iter().all(|value| *value == 0.0) {
        return 0.0;
    }
    // The recurrence gives the share on which the function is not above zero, so it is turned around.
    let turned = || corners.iter().map(|value| -value);
    let above: Vec<f64> = turned().filter(|value| *value >= 0.0).collect();
    let mut shares = vec![0.0; above.len() + 1];
    shares[0] = 1.0;
    for below in turned().filter(|value| *value < 0.0) {
        for (place, above) in above.iter().enumerate() {
            shares[place + 1] = (above * shares[place + 1] - below * shares[place]) / (above - below);
        }
    }
    shares[above.len()]
}

fn rank_shares(worths: &Worths, bank: &WeightBank, steps: &Steps) -> Option<RankShares> {
    // The bank draws weights one criterion after the other: by their ids, so that the order in the file is nothing to it.
    let by_id = |of: &Vec<f64>| worths.criteria_by_id.iter().map(|criterion| of[*criterion]).collect();
    let drawn: Vec<Vec<f64>> = worths.by_criterion.iter().map(by_id).collect();
    let counts = bank.ranks_while(&drawn, |n_steps| steps.goes_on(n_steps))?;
    let n_weights = bank.len();
    let share = |count: &u32| f64::from(*count) / n_weights as f64;
    let shares: Vec<Vec<f64>> = counts.iter().map(|counts| counts.iter().map(share).collect()).collect();
    let shares = shared_by_equals(&worths.by_criterion, &shares);
    let error = |share: &f64| (share * (1.0 - share) / n_weights as f64).sqrt();
    let error = shares.iter().flatten().map(error).fold(0.0, f64::max);
    let options = worths.options.iter().map(|option| OptionIdx::from(*option)).zip(shares).collect();
    Some(RankShares { options, n_weights, error })
}

/// Options that nothing tells apart take the ranks of all of them in turn.
fn shared_by_equals(worths: &[Vec<f64>], shares: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let shared = |option: usize| {
        let equals: Vec<usize> = (0..worths.len()).filter(|other| worths[*other] == worths[option]).collect();
        let mean = |rank: usize| equals.iter().map(|equal| shares[*equal][rank]).sum::<f64>() / equals.len() as f64;
        (0..shares[option].len()).map(mean).collect()
    };
    (0..worths.len()).map(shared).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn shares_of_two_and_three_criteria_are_those_found_by_hand() {
        // One ahead by 3, one behind by 1: ahead while the first weight is above 1/4.
        assert!(close(share_above_zero(&[3.0, -1.0]), 0.75));
        assert!(close(share_above_zero(&[1.0, -1.0]), 0.5));
        assert!(close(share_above_zero(&[2.0, 0.0]), 1.0));
        assert!(close(share_above_zero(&[-2.0, 0.0]), 0.0));
        assert!(close(share_above_zero(&[0.0, 0.0]), 0.0));
        // The corner behind cuts a triangle off: (1/2) x (1/2) of the area for 1, 1, -1.
        assert!(close(share_above_zero(&[1.0, 1.0, -1.0]), 0.75));
        assert!(close(share_above_zero(&[-1.0, 1.0, -1.0]), 0.25));
        assert!(close(share_above_zero(&[1.0, 2.0, -2.0]), 1.0 - (2.0 / 3.0) * 0.5));
    }

    #[test]
    fn equal_options_share_their_ranks() {
        let worths = [vec![1.0, 0.0], vec![0.5, 0.5], vec![0.5, 0.5]];
        let shares = [vec![0.5, 0.0, 0.5], vec![0.5, 0.5, 0.0], vec![0.0, 0.5, 0.5]];
        let expected = [vec![0.5, 0.0, 0.5], vec![0.25, 0.5, 0.25], vec![0.25, 0.5, 0.25]];
        assert_eq!(shared_by_equals(&worths, &shares), expected);
    }

    #[test]
    fn what_only_rounding_tells_apart_is_level() {
        // Three thirds of a point are one point, and a tenth and two tenths are three.
        let mut worths = [vec![1.0 / 3.0 + 1.0 / 3.0 + 1.0 / 3.0, 0.1 + 0.2], vec![1.0, 0.3], vec![0.5, 0.0]];
        (0..2).for_each(|criterion| level_out(&mut worths, criterion));
        assert_eq!(worths[0], worths[1]);
        assert_eq!(worths[2], [0.5, 0.0]);
        let shares = pair_shares(&[0.5, 0.5], &[vec![0, 1]], 1, &[0.1 + 0.2, -0.3]);
        assert_eq!((shares.same_ranking, shares.tipping_drift), (0.0, Some(0.0)), "level where both weigh the same");
        let alone = stability(&[0.4, 0.3, 0.3], 0, &[(1, vec![1.0, 0.1 + 0.2, -0.3])]);
        assert_eq!((alone.low, alone.below), (0.0, None), "nothing is ahead below it");
    }

    #[test]
    fn the_ranking_keeps_ties() {
        assert_eq!(ranking_groups(&[2_500.0, 5_000.0, 2_500.0, 0.0, 1.0]), vec![vec![1], vec![0, 2], vec![4]]);
        assert_eq!(running_means(&[vec![1], vec![0, 2]], &[3.0, 6.0, 0.0]), vec![6.0, 3.0]);
    }
}
