//! Calendar days and their age.

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
    /// The day of the month.
    pub day: i8,
}

impl Day {
    /// Whether more than this many months lie between this day and a later one.
    pub fn is_older_than(self, months: u32, today: Day) -> bool {
        let month = |day: Day| i64::from(day.year) * 12 + i64::from(day.month);
        (month(self) + i64::from(months), self.day) < (month(today), today.day)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_is_counted_in_full_months() {
        let is_older = |checked: (i16, i8, i8), today: (i16, i8, i8)| {
            let day = |(year, month, day)| Day { year, month, day };
            day(checked).is_older_than(24, day(today))
        };
        assert!(!is_older((2024, 11, 22), (2026, 11, 22)));
        assert!(is_older((2024, 11, 22), (2026, 11, 23)));
        assert!(!is_older((2024, 11, 22), (2026, 10, 31)));
        assert!(is_older((2024, 1, 31), (2026, 3, 1)));
        assert!(is_older((2024, 9, 30), (2026, 10, 2)));
    }
}
