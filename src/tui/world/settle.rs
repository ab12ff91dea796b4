//! A message and everything that follows from it, done.

use std::collections::VecDeque;

use super::effects::World;
use crate::tui::model::Model;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::update::update;

/// Takes a message in and does what follows from it, and from that; gives what is left for the terminal to do.
pub fn settle(model: &mut Model, world: &mut World, msg: Msg) -> Vec<Effect> {
    let mut left = Vec::new();
    let mut waiting = VecDeque::from([msg]);
    while let Some(msg) = waiting.pop_front() {
        for effect in update(model, &msg) {
            match effect {
                effect if is_for_the_terminal(&effect) => left.push(effect),
                effect => waiting.extend(world.perform(effect, model)),
            }
        }
    }
    left
}

/// Whether an effect acts on the terminal itself.
fn is_for_the_terminal(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Quit | Effect::Redraw | Effect::Suspend | Effect::Mouse(_) | Effect::Edit { .. } | Effect::Copy(_)
    )
}
