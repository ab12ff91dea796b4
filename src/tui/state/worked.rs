//! What work in the background comes to: whether it is there, and what it is.

use std::sync::Arc;

use super::record::Material;
use crate::engine::{Analysis, Axis, DecisionMap};
use crate::model::DecisionId;
use crate::observe::room::Room;

/// Something worked out in the background.
#[derive(Clone, Debug, Default)]
pub enum Found<T> {
    /// Nobody has asked for it.
    #[default]
    NotAsked,
    /// It is being worked out.
    Working,
    /// Here it is.
    Here(T),
}

impl<T> Found<T> {
    /// What was found, if it is there.
    pub fn here(&self) -> Option<&T> {
        match self {
            Self::Here(found) => Some(found),
            _ => None,
        }
    }
}

/// The map of a decision: over these axes, or over those that move it most.
pub type MapKey = (DecisionId, Option<(Axis, Axis)>);

/// A decision map with the axes it may have.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The axes there are, those that move the decision most first.
    pub axes: Vec<Axis>,
    /// The map; absent where there are fewer than two axes.
    pub map: Option<Arc<DecisionMap>>,
}

/// What work in the background has come to.
#[derive(Clone, Debug)]
pub struct Worked {
    pub(super) stamp: u64,
    pub(super) result: Result,
}

/// The results there are.
#[derive(Clone, Debug)]
pub(super) enum Result {
    Analysis(DecisionId, Option<Arc<Analysis>>),
    Rooms(Vec<Room>),
    Map(MapKey, Mapped),
    Material(std::result::Result<Material, String>),
}
