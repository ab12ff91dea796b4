//! Parts that several screens draw. They know values and styles, no screens and no keys of their own.

pub mod answer_rows;
pub mod figures;
pub mod frame;
pub mod gauge;
pub mod hits;
pub mod input_line;
pub mod list;
pub mod rule_entry;
pub mod rule_words;
pub mod sheet;
pub mod side;
pub mod standings;
pub mod text;
pub mod traits;
