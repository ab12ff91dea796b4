//! A number for each minute, kept by days, so that years of a log fit into a few megabytes and strange stamps into no more.

use std::collections::BTreeMap;

/// The most days kept: eleven years.
const MAX_DAYS: usize = 4_000;

/// Minutes of a day.
const OF_DAY: i64 = 1_440;

/// A number for each minute since 1970.
#[derive(Clone, Debug, Default)]
pub struct Minutes(BTreeMap<i64, Vec<u32>>);

impl Minutes {
    fn slot(&mut self, minute: i64) -> Option<&mut u32> {
        let day = minute.div_euclid(OF_DAY);
        if !self.0.contains_key(&day) && self.0.len() >= MAX_DAYS {
            return None;
        }
        let day = self.0.entry(day).or_insert_with(|| vec![0; OF_DAY as usize]);
        day.get_mut(minute.rem_euclid(OF_DAY) as usize)
    }

    /// Adds to a minute; false where there is no room for another day.
    pub fn add(&mut self, minute: i64, more: u32) -> bool {
        self.slot(minute).map(|slot| *slot = slot.saturating_add(more)).is_some()
    }

    /// Raises a minute to at least this.
    pub fn raise(&mut self, minute: i64, least: u32) {
        if least > 0
            && let Some(slot) = self.slot(minute)
        {
            *slot = (*slot).max(least);
        }
    }

    /// Adds to every minute that is there, from one up to before another.
    pub fn lift(&mut self, from: i64, to: i64, more: u32) {
        for (day, minutes) in self.0.range_mut(from.div_euclid(OF_DAY)..=to.div_euclid(OF_DAY)) {
            for (at, slot) in minutes.iter_mut().enumerate() {
                let minute = day * OF_DAY + at as i64;
                if *slot > 0 && from <= minute && minute < to {
                    *slot += more;
                }
            }
        }
    }

    /// The minutes that have a number other than zero, in the order of time.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u32)> + '_ {
        self.0.iter().flat_map(|(day, minutes)| {
            let one = move |(at, number): (usize, &u32)| (day * OF_DAY + at as i64, *number);
            minutes.iter().enumerate().map(one).filter(|(_, number)| *number > 0)
        })
    }

    /// The greatest number of each day, the days shifted by a zone's minutes.
    pub fn by_day(&self, zone_minutes: i64, is_fit: impl Fn(i64) -> bool) -> BTreeMap<i64, u32> {
        let mut days = BTreeMap::new();
        for (minute, number) in self.iter().filter(|(minute, _)| is_fit(*minute)) {
            let most = days.entry((minute + zone_minutes).div_euclid(OF_DAY)).or_insert(0);
            *most = number.max(*most);
        }
        days
    }
}
