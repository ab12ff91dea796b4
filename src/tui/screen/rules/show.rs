//! Which rules are listed.

/// Which rules are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// All.
    All,
    /// Those that fire.
    Firing,
    /// Those that may fire.
    Perhaps,
    /// Those that cannot fire.
    Cannot,
    /// Those that exclude or caution.
    WithoutPoints,
}

impl Show {
    /// All of them in the order in which a key goes through them, with what they are called.
    pub const ALL: [(Self, &str); 5] = [
        (Self::All, "rules"),
        (Self::Firing, "rules that fire"),
        (Self::Perhaps, "rules that may fire"),
        (Self::Cannot, "rules that cannot fire"),
        (Self::WithoutPoints, "rules that exclude or caution"),
    ];

    /// The place in that order.
    pub fn position(self) -> usize {
        Self::ALL.iter().position(|(show, _)| *show == self).unwrap_or(0)
    }
}
