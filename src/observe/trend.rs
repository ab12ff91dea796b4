//! Growth from several observations: a slope that single strange days do not move, with its error, and never from two points.

/// The fewest observations from which growth is told.
pub const MIN_POINTS: usize = 3;

/// Growth over time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The value at the last day.
    pub value: f64,
    /// Growth a day: the middle of the slopes between any two points.
    pub slope: f64,
    /// The least and the greatest growth that the points allow.
    pub between: (f64, f64),
    /// Days between the first point and the last.
    pub days: i64,
}

/// The growth of points (day, value); `None` below three, and where all are of less than two weeks.
pub fn trend(points: &[(i64, f64)]) -> Option<Trend> {
    let mut points = points.to_vec();
    // Of several of one day the greatest counts.
    points.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    points.dedup_by_key(|point| point.0);
    // A busy and a quiet day of the week are no growth: whole weeks from the last point are compared where there are enough.
    let last = points.last()?.0;
    let weekly: Vec<(i64, f64)> = points.iter().filter(|point| (last - point.0) % 7 == 0).copied().collect();
    let points = if weekly.len() >= MIN_POINTS { weekly } else { points };
    let days = last - points.first()?.0;
    if points.len() < MIN_POINTS || days < 14 {
        return None;
    }
    let mut slopes = Vec::new();
    for (at, from) in points.iter().enumerate() {
        slopes.extend(points[at + 1..].iter().map(|to| (to.1 - from.1) / (to.0 - from.0) as f64));
    }
    slopes.sort_by(f64::total_cmp);
    let at = |share: f64| slopes[((slopes.len() - 1) as f64 * share).round() as usize];
    let slope = at(0.5);
    let mut levels: Vec<f64> = points.iter().map(|point| point.1 + slope * (last - point.0) as f64).collect();
    levels.sort_by(f64::total_cmp);
    // With few points the outermost slopes are the error; with many the quartiles on either side.
    let outer = if points.len() < 6 { 0.0 } else { 0.05 };
    Some(Trend { value: levels[levels.len() / 2], slope, between: (at(outer), at(1.0 - outer)), days })
}

impl Trend {
    /// Days until a threshold is reached: at the middle slope, and the soonest and latest that the error allows; `None` where it is not
    /// neared. The latest is absent where growth may be none.
    pub fn days_until(&self, threshold: f64) -> Option<(i64, i64, Option<i64>)> {
        let gap = threshold - self.value;
        let days = |slope: f64| (slope * gap > 0.0).then(|| (gap / slope).ceil() as i64).filter(|days| *days < 3_650);
        let (fast, slow) = if gap > 0.0 { (self.between.1, self.between.0) } else { (self.between.0, self.between.1) };
        Some((days(self.slope)?, days(fast)?, days(slow)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_from_three_points_and_never_from_two() {
        assert_eq!(trend(&[(0, 10.0), (30, 20.0)]), None);
        assert_eq!(trend(&[(0, 10.0), (0, 20.0), (30, 20.0)]), None, "two of one day are one");
        let found = trend(&[(0, 10.0), (30, 20.0), (60, 30.0)]).unwrap();
        assert!((found.slope - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(found.days_until(50.0), Some((60, 60, Some(60))));
        assert_eq!(found.days_until(5.0), None, "it grows away");
        let twice = trend(&[(0, 10.0), (30, 20.0), (60, 12.0), (60, 30.0)]).unwrap();
        assert_eq!(twice, found, "the greatest of a day counts");
    }

    #[test]
    fn one_strange_day_moves_the_growth_little_and_widens_the_error() {
        let steady: Vec<(i64, f64)> = (0..10).map(|week| (week * 7, 100.0 + 7.0 * week as f64)).collect();
        let mut strange = steady.clone();
        strange[4].1 = 900.0;
        let (steady, strange) = (trend(&steady).unwrap(), trend(&strange).unwrap());
        assert!((steady.slope - 1.0).abs() < 1e-9 && (strange.slope - 1.0).abs() < 0.1, "{strange:?}");
        assert!(strange.between.1 > steady.between.1);
    }

    #[test]
    fn the_rhythm_of_the_week_is_no_growth() {
        let daily: Vec<(i64, f64)> = (0..35).map(|day| (day, if day % 7 < 5 { 100.0 } else { 20.0 })).collect();
        assert!(trend(&daily).unwrap().slope.abs() < 1e-9);
    }
}
