//! Parts that several screens draw. They know values and styles, no screens and no keys of their own.

pub mod frame;
pub mod gauge;
pub mod list;
pub mod sheet;
pub mod standings;
pub mod text;
pub mod traits;
