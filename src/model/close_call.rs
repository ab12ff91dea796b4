//! Leads that are too close to call.

/// A number of fit points in tenths: 14 reads 1.4, and 20 reads 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub u32);

impl Tenths {
    /// The number in points.
    pub fn points(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.points())
    }
}

impl serde::Serialize for Tenths {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(10) {
            serializer.serialize_u32(self.0 / 10)
        } else {
            serializer.serialize_f64(self.points())
        }
    }
}

/// The lead up to which two options are too close to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCall {
    /// So many fit points.
    Points(Tenths),
    /// So many per cent of the leading option's fit.
    ShareOfFit(Tenths),
}

impl CloseCall {
    /// The greatest lead that is too close, in score units, where the leading option has this score and one fit point is so many units.
    /// A share of a fit below zero is nothing.
    pub fn limit(self, best: f64, units_per_point: f64) -> f64 {
        match self {
            Self::Points(tenths) => f64::from(tenths.0) * units_per_point / 10.0,
            Self::ShareOfFit(tenths) => f64::from(tenths.0) * best.max(0.0) / 1_000.0,
        }
    }

    /// The same in fit points, where the leading option has this fit; rounded down to tenths, as leads are shown.
    pub fn in_points(self, fit: f64) -> Tenths {
        match self {
            Self::Points(tenths) => tenths,
            Self::ShareOfFit(tenths) => Tenths((f64::from(tenths.0) * fit.max(0.0) / 100.0 + 1e-9).floor() as u32),
        }
    }
}

impl Default for CloseCall {
    fn default() -> Self {
        Self::Points(Tenths::default())
    }
}

impl std::fmt::Display for CloseCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Points(tenths) => tenths.fmt(f),
            Self::ShareOfFit(tenths) => write!(f, "{tenths} % of the leading option's fit"),
        }
    }
}
