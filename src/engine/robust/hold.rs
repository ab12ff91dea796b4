//! How likely it is that what leads now is as good as any once everything is answered: within the close call of the best.
//!
//! A proof asks on where only rounding is at stake: between options that stay level, and for completions that hardly come about.

use super::chances::Lanes;
use crate::engine::situation::Situation;
use crate::model::OutcomeKind;

/// From this chance on what leads holds well enough: asking on changes the advice in one case of twenty at most.
pub const WELL_ENOUGH: f64 = 0.95;

/// How many completions are drawn, in blocks: the chance is then some hundredths off at most.
const N_BLOCKS: usize = 8;

/// The chance that the leading option comes within the close call of the best, of the completions in which there is something to decide;
/// `None` where no option is left, and where nothing is known of some rule.
pub fn chance_to_hold(situation: &Situation) -> Option<f64> {
    let leader = situation.winner()?;
    let network = situation.network();
    if !network.blind.is_empty() {
        return None;
    }
    let mut lanes = Lanes::new(situation, network);
    let (mut n_holds, mut n_drawn) = (0_u32, 0_u32);
    for position in 0..N_BLOCKS {
        lanes.run(position);
        for lane in (0..lanes.run.n_lanes).filter(|lane| lanes.run.kind(*lane) != OutcomeKind::NothingToDecide) {
            n_drawn += 1;
            n_holds += u32::from(lanes.run.close_call(lane).any(|option| option == leader));
        }
    }
    (n_drawn > 0).then(|| f64::from(n_holds) / f64::from(n_drawn))
}
