//! What git says of the files that a program reads: what changed, where files went, and what version control keeps that is not there.
//!
//! Knows git and paths; knows no format and no record.

mod git;
mod listed;
mod missing;

pub use git::{GitError, git, git_if_any, is_shallow, shared_commit};
pub use listed::names_kept;
pub use missing::{Missing, Repository, Why, kept, left_out, may_be_partial};
