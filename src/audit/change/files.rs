//! What answers files come to in two versions of a rule base.

use super::mapping::Names;
use super::versions::{CaseChange, FileInBoth, Versions, came_of};

impl Versions<'_> {
    /// What answers files come to before and after, with the weights and own choices that they hold. Left out is what makes this decision
    /// in neither version.
    pub fn files(&self, files: &[FileInBoth]) -> Vec<CaseChange> {
        if files.is_empty() {
            return Vec::new();
        }
        let (players, names) = (self.players(), Names::of(self));
        let compare = |file: &FileInBoth| {
            let before = match (file.before, file.after) {
                (Some(before), Some(after)) => Some(names.file_before(self, before, after)),
                (before, _) => before.cloned(),
            };
            let before = before.and_then(|before| players.0.play_file(self.before.1, &before));
            let after = file.after.and_then(|after| players.1.play_file(self.after.1, after));
            let before = before.map(|situation| self.in_present_names(came_of(&situation)));
            let after = after.map(|situation| came_of(&situation));
            let is_made = before.is_some() || after.is_some();
            is_made.then(|| CaseChange { name: file.name.to_owned(), before, after })
        };
        files.iter().filter_map(compare).collect()
    }
}
