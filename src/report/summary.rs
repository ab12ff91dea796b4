//! One decision as the first page tells it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{DecisionId, Tenths};

/// One decision in plain sentences.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// The decision.
    pub decision: DecisionId,
    /// Its title.
    pub title: String,
    /// What to do, or that this cannot be said yet.
    pub answer: String,
    /// Why: what counts most, and its strongest reason.
    pub cause: Option<String>,
    /// What it costs.
    pub price: Option<String>,
    /// What it needs at peak beside the next option, and what that costs a month; absent where both need little or about the same.
    pub capacity: Option<String>,
    /// The one thing that would change it; absent where that was not worked out.
    pub flip: Option<String>,
    /// How long it holds at the growth of the answer that changes it first; absent where no growth was observed.
    pub growth: Option<String>,
    /// How firm it is, with the lead.
    pub firm: String,
    /// How far the leading option is ahead; absent where none leads.
    pub lead: Option<f64>,
    /// Up to which lead it is too close to call; absent where none leads.
    #[schemars(with = "Option<f64>")]
    pub close_call: Option<Tenths>,
    /// What a firm answer stands on; absent where nothing is open, and where it is not firm. A page says it once for all decisions.
    pub sure: Option<String>,
}

impl Summary {
    /// Its sentences in the order in which they are read, without what a page says once.
    pub fn sentences(&self) -> Vec<&str> {
        let optional = [&self.cause, &self.price, &self.capacity, &self.flip, &self.growth];
        let optional = optional.into_iter().filter_map(Option::as_deref);
        std::iter::once(self.answer.as_str()).chain(optional).chain([self.firm.as_str()]).collect()
    }
}
