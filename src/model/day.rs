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
    /// The days since 1970-01-01.
    pub fn number(self) -> i64 {
        // Years begin in March here, so that the leap day stands last.
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// Whether this day is yet to come. Elsewhere on earth tomorrow has begun.
    pub fn is_ahead_of(self, today: Day) -> bool {
        self.number() > today.number() + 1
    }

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
    fn days_are_numbered_from_1970_on() {
        let number = |year, month, day| Day { year, month, day }.number();
        assert_eq!(number(1970, 1, 1), 0);
        assert_eq!(number(2000, 3, 1), 11_017);
        assert_eq!(number(2026, 11, 29), 20_786);
        assert_eq!(number(1969, 12, 31), -1);
    }

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
