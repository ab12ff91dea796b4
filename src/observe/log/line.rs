//! One request as a line of a log tells it, and the small readers that all formats share: numbers, days, stamps.

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;

/// One request. Everything borrowed stays within the reader: only counts of it leave.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line<'a> {
    /// When, in microseconds since 1970.
    pub stamp: i64,
    /// The zone's distance from UTC in seconds.
    pub offset: i32,
    /// Who asked: an address.
    pub client: &'a [u8],
    /// What was asked for, query and all.
    pub target: &'a [u8],
    /// The status answered; 0 where the line has none.
    pub status: u16,
    /// How long the request took, in microseconds.
    pub took: Option<u64>,
    /// How long the server behind took.
    pub waited: Option<u64>,
}

/// Something else stands where a time should: the line has another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherForm;

/// Days since 1970 of a date.
pub fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let date = crate::model::Day { year: year as i16, month: month as i8, day: day as i8 };
    Some(date.number())
}

/// A whole number that fills the bytes.
pub fn whole(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes.iter().try_fold(0_u64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

/// A decimal number of seconds as microseconds, such as `0.012`.
pub fn seconds(bytes: &[u8]) -> Option<u64> {
    let (before, after) = match memchr::memchr(b'.', bytes) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &b""[..]),
    };
    let mut micros = whole(before)?.checked_mul(1_000_000)?;
    let mut unit = 100_000;
    for byte in after {
        if !byte.is_ascii_digit() {
            return None;
        }
        micros += u64::from(byte - b'0') * unit;
        unit /= 10;
    }
    Some(micros)
}

/// Several tries as one time: `0.010, 0.250` and `0.010 : 0.250` add up; `-` is none.
pub fn seconds_of_tries(bytes: &[u8]) -> Option<u64> {
    if !bytes.iter().any(|byte| matches!(byte, b',' | b' ' | b':')) {
        return seconds(bytes);
    }
    let parts = bytes.split(|byte| matches!(byte, b',' | b' ' | b':')).filter(|part| !matches!(part, [] | [b'-']));
    // An address has colons as well: what is no time in one part is none.
    parts.map(seconds).try_fold(None, |sum: Option<u64>, part| Some(Some(sum.unwrap_or(0) + part?))).flatten()
}

fn two(bytes: &[u8]) -> Option<i64> {
    whole(bytes).map(|number| number as i64)
}

fn month_of(name: &[u8]) -> Option<i64> {
    let at = b"JanFebMarAprMayJunJulAugSepOctNovDec".chunks(3).position(|month| month == name)?;
    Some(at as i64 + 1)
}

/// Reads stamps; remembers the minute of the one before, for the next mostly falls into the same.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    minute: [u8; 17],
    zone: [u8; 5],
    start: i64,
    offset: i32,
}

impl Stamps {
    /// Reads `10/Oct/2000:13:55:36 -0700`, as Common and Combined have it.
    pub fn common(&mut self, text: &[u8]) -> Option<(i64, i32)> {
        if text.len() != 26 || text[17] != b':' || text[20] != b' ' {
            return None;
        }
        if text[..17] != self.minute || text[21..26] != self.zone {
            let (start, offset) = (local_minute(text)?, zone(&text[21..26])?);
            self.minute.copy_from_slice(&text[..17]);
            self.zone.copy_from_slice(&text[21..26]);
            (self.start, self.offset) = (start - i64::from(offset), offset);
        }
        let second = two(&text[18..20]).filter(|second| *second <= 60)?;
        Some(((self.start + second) * SECOND, self.offset))
    }

    /// Reads `10/Oct/2000:13:55:36.123` without a zone, as `HAProxy` has it; taken as UTC.
    pub fn without_zone(&mut self, text: &[u8]) -> Option<i64> {
        if text.len() < 20 || text[17] != b':' {
            return None;
        }
        if text[..17] != self.minute {
            self.start = local_minute(text)?;
            self.minute.copy_from_slice(&text[..17]);
        }
        let micros = seconds(&text[18..]).filter(|micros| *micros < 61_000_000)?;
        Some(self.start * SECOND + micros as i64)
    }
}

/// The start of the minute in `10/Oct/2000:13:55`, in seconds by the clock of the place.
fn local_minute(text: &[u8]) -> Option<i64> {
    if text[2] != b'/' || text[6] != b'/' || text[11] != b':' || text[14] != b':' {
        return None;
    }
    let day = day_number(two(&text[7..11])?, month_of(&text[3..6])?, two(&text[..2])?)?;
    let (hour, minute) = (two(&text[12..14])?, two(&text[15..17])?);
    (hour < 24 && minute < 60).then_some(day * 86_400 + hour * 3_600 + minute * 60)
}

/// `+0200` or `+02:00` in seconds.
fn zone(text: &[u8]) -> Option<i32> {
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = (two(text.get(1..3)?)?, two(&text[text.len() - 2..])?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60) as i32)
}

/// Reads `2026-11-29T10:00:00.123+01:00`, also with a space, with `Z` or without a zone; says whether it has parts of seconds.
pub fn iso(text: &[u8]) -> Option<(i64, i32, bool)> {
    if text.len() < 19 || text[4] != b'-' || text[7] != b'-' || text[13] != b':' || text[16] != b':' {
        return None;
    }
    let day = day_number(two(&text[..4])?, two(&text[5..7])?, two(&text[8..10])?)?;
    let (hour, minute) = (two(&text[11..13])?, two(&text[14..16])?);
    let rest = &text[17..];
    let end = rest.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b',')).unwrap_or(rest.len());
    let mut second = rest[..end].to_vec();
    second.iter_mut().for_each(|byte| *byte = if *byte == b',' { b'.' } else { *byte });
    let micros = seconds(&second).filter(|micros| *micros < 61_000_000)? as i64;
    let offset = match &rest[end..] {
        [] | [b'Z' | b'z'] => 0,
        written => zone(written.trim_ascii())?,
    };
    let local = day * 86_400 + hour * 3_600 + minute * 60 - i64::from(offset);
    Some((local * SECOND + micros, offset, second.len() > 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_of_all_formats_tell_the_same_moment() {
        let moment = 971_211_336 * SECOND;
        let mut stamps = Stamps::default();
        assert_eq!(stamps.common(b"10/Oct/2000:13:55:36 -0700"), Some((moment, -25_200)));
        assert_eq!(stamps.common(b"10/Oct/2000:22:55:36 +0200"), Some((moment, 7_200)));
        assert_eq!(stamps.without_zone(b"10/Oct/2000:20:55:36.250"), Some(moment + 250_000));
        assert_eq!(iso(b"2000-10-10T20:55:36Z"), Some((moment, 0, false)));
        assert_eq!(iso(b"2000-10-10T22:55:36.5+02:00"), Some((moment + 500_000, 7_200, true)));
        assert_eq!(iso(b"2000-10-10 20:55:36,250"), Some((moment + 250_000, 0, true)));
    }

    #[test]
    fn what_is_no_stamp_is_none() {
        let mut stamps = Stamps::default();
        for text in [
            "",
            "10/Oct/2000:13:55:36",
            "10/Okt/2000:13:55:36 -0700",
            "99/Oct/2000:13:55:36 -0700",
            "10/Oct/2000:25:55:36 -0700",
        ] {
            assert_eq!(stamps.common(text.as_bytes()), None, "{text}");
        }
        assert_eq!(iso(b"2000-13-10T20:55:36Z"), None);
    }

    #[test]
    fn tries_add_up_and_a_dash_is_none() {
        assert_eq!(seconds_of_tries(b"0.010, 0.250"), Some(260_000));
        assert_eq!(seconds_of_tries(b"0.010 : 0.250"), Some(260_000));
        assert_eq!(seconds_of_tries(b"1.5"), Some(1_500_000));
        assert_eq!(seconds_of_tries(b"-"), None);
        assert_eq!(seconds_of_tries(b"-, 0.001"), Some(1_000));
        assert_eq!(seconds_of_tries(b"-, -"), None);
        assert_eq!(seconds_of_tries(b"http://172.18.0.3:80"), None);
        assert_eq!(seconds_of_tries(b"10.0.0.1:80"), None);
    }
}
