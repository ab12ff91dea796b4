//! What work costs an option: unit costs, of which a capacity sheet is made.

use super::condition::Condition;
use super::id::{EvidenceId, OptionIdx, QuantityIdx};
use super::place::{Accepted, Place};

/// What is spent.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Resource {
    /// Processor cores; costs are microseconds of CPU for each unit of work a second.
    Cores,
    /// Memory; costs are KiB for each unit.
    Memory,
}

impl Resource {
    /// How many units of cost are one core, or one MiB: what steps and sheets count in.
    pub fn per_unit(self) -> i64 {
        match self {
            Self::Cores => 1_000_000,
            Self::Memory => 1_024,
        }
    }

    /// What is counted, in a word.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Cores => "cores",
            Self::Memory => "MiB",
        }
    }
}

/// What one unit of work costs some options, as a range.
#[derive(Clone, Debug)]
pub struct UnitCost {
    /// Its id.
    pub id: String,
    /// The options that it costs this.
    pub options: Vec<OptionIdx>,
    /// What is spent.
    pub resource: Resource,
    /// Which part of the work it belongs to, for steps that look at a part.
    pub part: Option<String>,
    /// How many units of work there are at peak; absent: one.
    pub per: Option<QuantityIdx>,
    /// The least, the expected and the greatest cost of a unit; rising, and above zero.
    pub cost: [i64; 3],
    /// When there is such work; absent: always.
    pub when: Option<Condition>,
    /// What is counted, in a few words.
    pub what: String,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
    /// Findings accepted here.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// The most that a core or a GiB may cost a month.
pub const MAX_PRICE: u32 = 1_000_000;

/// What a core and a GiB cost in a month, in whole units of the currency, as the team says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// A core.
    pub core: Option<u32>,
    /// A GiB of memory.
    pub gib: Option<u32>,
    /// The currency, as it is to be shown.
    pub currency: Option<String>,
}

impl Prices {
    /// Sets one of them as it is typed, `core=25`.
    ///
    /// # Errors
    /// In words where it is no price.
    pub fn set(&mut self, typed: &str) -> Result<(), String> {
        let (what, amount) = typed.split_once('=').ok_or("write what and how much: `core=25`")?;
        let (what, amount) = (what.trim(), amount.trim());
        if what == "currency" {
            if amount.is_empty() {
                return Err("write the currency as it is to be shown: `currency=EUR`".to_owned());
            }
            self.currency = Some(amount.to_owned());
            return Ok(());
        }
        let price = match what {
            "core" => &mut self.core,
            "gib" => &mut self.gib,
            _ => return Err(format!("there is no price of `{what}`; there are `core`, `gib` and `currency`")),
        };
        let fine = amount.replace('_', "").parse().ok().filter(|amount| (1..=MAX_PRICE).contains(amount));
        *price = Some(fine.ok_or_else(|| format!("a price is a whole number from 1 to {MAX_PRICE}, a month"))?);
        Ok(())
    }
}
