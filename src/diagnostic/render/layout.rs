//! How text is laid out.

/// How text is laid out; the other forms do not depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// How many columns there are.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 120, colour: false }
    }
}
