//! Where the person is among the rows and columns.

use super::rows::{Row, Show, rows};
use crate::tui::state::compared::Compared;

/// The screen.
#[derive(Default)]
pub struct CompareScreen {
    pub(super) selected: usize,
    pub(super) person: usize,
    pub(super) show: Show,
    /// The rows there were when the selection was last right.
    pub(super) rows: Vec<Row>,
}

impl CompareScreen {
    pub(super) fn row(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    pub(super) fn list(&mut self, compared: &Compared) {
        let present = self.row().cloned();
        let is_first = self.rows.is_empty();
        self.rows = compared.comparison().map_or_else(Vec::new, |comparison| rows(compared, comparison, self.show));
        let same = |row: &Row| Some(row.what) == present.as_ref().map(|present| present.what);
        let at = self.rows.iter().position(same).filter(|_| !is_first);
        self.selected = at.unwrap_or(self.selected).min(self.rows.len().saturating_sub(1));
        self.person = self.person.min(compared.people.all.len() - 1);
    }
}
