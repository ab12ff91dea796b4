//! The W3C's extended format, in which a line of the log itself names the fields: what IIS and content delivery networks write.

use super::line::{Line, OtherForm, iso, seconds, whole};

/// Where the fields stand that are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    n: usize,
    date: usize,
    time: usize,
    target: usize,
    status: Option<usize>,
    client: Option<usize>,
    took: Option<usize>,
    /// Whether times are seconds with decimals; otherwise they are whole milliseconds.
    is_seconds: bool,
}

/// The line that names the fields.
const NAMES: &[u8] = b"#Fields:";

impl Fields {
    /// The fields that some lines of a log name; `None` where they name none, or not those that are needed.
    pub fn find(lines: &[&[u8]]) -> Option<Self> {
        let names = lines.iter().find_map(|line| line.strip_prefix(NAMES))?;
        let names: Vec<&[u8]> = words(names.trim_ascii()).collect();
        let at = |wanted: &[u8]| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let mut fields = Self {
            n: names.len(),
            date: at(b"date")?,
            time: at(b"time")?,
            target: at(b"cs-uri-stem").or_else(|| at(b"cs-uri"))?,
            status: at(b"sc-status"),
            client: at(b"c-ip"),
            took: at(b"time-taken"),
            is_seconds: false,
        };
        let took = fields.took.unwrap_or(0);
        fields.is_seconds = lines
            .iter()
            .filter(|line| !is_comment(line))
            .any(|line| words(line).nth(took).is_some_and(|value| value.contains(&b'.') && seconds(value).is_some()));
        Some(fields)
    }

    /// Whether lines tell how long requests took.
    pub fn has_times(&self) -> bool {
        self.took.is_some()
    }

    /// Reads a line.
    pub fn read<'a>(&self, line: &'a [u8]) -> Option<Line<'a>> {
        if is_comment(line) {
            return None;
        }
        let mut read = Line::default();
        let (mut date, mut time): (&[u8], &[u8]) = (b"", b"");
        let mut n = 0;
        for (at, value) in words(line).enumerate() {
            n += 1;
            let at = Some(at);
            match () {
                () if at == Some(self.date) => date = value,
                () if at == Some(self.time) => time = value,
                () if at == Some(self.target) => read.target = value,
                () if at == self.status => read.status = whole(value).filter(|status| *status < 1_000)? as u16,
                () if at == self.client => read.client = value,
                () if at == self.took => read.took = self.took(value).ok()?,
                () => {}
            }
        }
        if n != self.n || date.len() != 10 || time.len() != 8 {
            return None;
        }
        let mut stamp = [b'T'; 19];
        stamp[..10].copy_from_slice(date);
        stamp[11..].copy_from_slice(time);
        (read.stamp, read.offset, _) = iso(&stamp)?;
        Some(read)
    }

    fn took(&self, value: &[u8]) -> Result<Option<u64>, OtherForm> {
        match value {
            b"-" => Ok(None),
            value if self.is_seconds => seconds(value).map(Some).ok_or(OtherForm),
            value => whole(value).map(|millis| Some(millis * 1_000)).ok_or(OtherForm),
        }
    }
}

/// Whether a line is about the log.
pub fn is_comment(line: &[u8]) -> bool {
    line.first() == Some(&b'#')
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_the_names_in_the_log() {
        let iis: [&[u8]; 3] = [
            b"#Software: Microsoft Internet Information Services 10.0",
            b"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query c-ip sc-status time-taken",
            b"2026-11-20 10:00:00 10.0.0.1 GET /a - 192.0.2.1 200 250",
        ];
        let network: [&[u8]; 2] = [
            b"#Fields: date time c-ip cs-uri-stem sc-status time-taken",
            b"2026-11-20\t10:00:00\t192.0.2.1\t/a\t200\t0.250",
        ];
        for lines in [&iis[..], &network[..]] {
            let fields = Fields::find(lines).unwrap();
            let line = fields.read(lines[lines.len() - 1]).unwrap();
            assert_eq!((line.client, line.target, line.status), (&b"192.0.2.1"[..], &b"/a"[..], 200));
            assert_eq!((line.took, line.stamp), (Some(250_000), 1_795_168_800_000_000));
            assert!(fields.read(b"2026-11-20 10:00:00 /a 200").is_none(), "a line of other fields");
            assert!(fields.read(lines[0]).is_none());
        }
        assert_eq!(Fields::find(&[b"#Fields: time c-ip cs-uri-stem"]), None, "no day");
    }
}
