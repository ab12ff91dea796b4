//! What is known, and what happens: the interview, what is worked out beside it, the people compared, and the messages.
//!
//! Owns no screen and draws nothing. An effect is asked for here and done in `world`.

pub mod app;
pub mod compared;
pub mod insight;
pub mod interview;
pub mod message;
pub mod page;
pub mod record;
pub mod sight;
pub mod tuning;
pub mod worked;
