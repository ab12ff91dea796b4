//! Several people's answers to one questionnaire: where they differ, which differences decide, and one file from all of them.
//!
//! Knows the engine and answers; knows no command line or screen, and no file but in `people`.

mod compare;
mod dissent;
mod leading;
mod merge;
mod mixes;
mod people;
mod person;
mod text;
mod three_way;

pub use compare::{Comparison, DecisionComparison, Difference, Opinion, PriorityDifference, compare, compare_until};
pub use dissent::{Dissent, Vote, dissents};
pub use leading::{Alone, Leading, is_against_most, leading, led_by_votes, say};
pub use merge::{Merged, merge};
pub use people::{People, PeopleError};
pub use person::{Person, opinion_of, voters};
pub use text::text;
pub use three_way::{ThreeWay, three_way};
