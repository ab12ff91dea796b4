//! Where a click would land.

use ratatui::layout::{Position, Rect};

use crate::tui::input::Action;

/// What a click stands for, by place; a later entry lies over an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits(Vec<(Rect, Action)>);

impl Hits {
    /// Says that a click in this area stands for this action.
    pub fn add(&mut self, area: Rect, action: Action) {
        self.0.push((area, action));
    }

    /// What a click at a place stands for.
    pub fn at(&self, place: Position) -> Option<Action> {
        self.0.iter().rev().find(|(area, _)| area.contains(place)).map(|(_, action)| *action)
    }

    /// Forgets what lies below, for what is drawn over it.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
