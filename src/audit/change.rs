//! What an edit of rules changes: in the files themselves, in outcomes for given answers and for scenarios, over the whole answer
//! space, and which ids it took away. Pure: two loaded subjects in, plain values out.

mod answers;
mod entries;
mod files;
mod ids;
mod mapping;
mod said;
mod settled;
mod space;
mod versions;

pub use answers::{LostAnswers, lost_answers};
pub use entries::{EntryChange, Extent, entries};
pub use ids::{LostId, lost_ids};
pub use said::EntryKind;
pub use space::{SpaceChange, Transition, over_space};
pub use versions::{Came, CaseChange, FileInBoth, Versions};
