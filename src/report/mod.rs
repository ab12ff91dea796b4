//! Reports: what the engine says, put into one serialisable value and rendered as text, Markdown, HTML or JSON.
//!
//! Everything that is shown stands in [`Report`]; templates arrange it and compute nothing. Knows the engine's values and the
//! templates; knows no command line, screen, clock or file.

mod build;
mod caveat;
mod context;
mod filters;
mod flips;
mod parts;
mod reasons;
mod render;
mod tame;
mod why;

pub use build::{Origin, build, build_decision, build_scores};
pub use caveat::caveat;
pub use context::*;
pub use flips::{change_info, flip_info};
pub use parts::{Part, parts};
pub use reasons::clause;
pub(crate) use render::render_with;
pub use render::{Format, RenderError, render, render_template};
pub use why::{Explanation, Why, all_rules, option, rule};
