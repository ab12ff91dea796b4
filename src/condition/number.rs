//! Whole numbers as people write them.

/// Reads a whole number: `10_000`, `10 000`, `10k`, `1.5M`, `-3`. `None` when the text is not one, or not a whole one.
pub fn parse_number(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, factor) = match digits.chars().last()? {
        'k' | 'K' => (&digits[..digits.len() - 1], 1_000),
        'm' | 'M' => (&digits[..digits.len() - 1], 1_000_000),
        'g' | 'G' => (&digits[..digits.len() - 1], 1_000_000_000),
        _ => (digits, 1_i128),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if digits.ends_with('.') || whole.is_empty() || (fraction.is_empty() && digits.contains('.')) {
        return None;
    }
    let whole = digits_only(whole)?;
    let mut number = whole.parse::<i128>().ok()?.checked_mul(factor)?;
    if !fraction.is_empty() {
        let fraction = digits_only(fraction)?;
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let part = fraction.parse::<i128>().ok()?.checked_mul(factor)?;
        if part % scale != 0 {
            return None;
        }
        number += part / scale;
    }
    i64::try_from(if negative { -number } else { number }).ok()
}

/// Drops separators between digits; `None` where anything but digits and separators stands.
fn digits_only(text: &str) -> Option<String> {
    let starts_and_ends =
        text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(|c: char| c.is_ascii_digit());
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    (starts_and_ends && plain.len() <= 30 && plain.bytes().all(|b| b.is_ascii_digit())).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::parse_number;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases =
            [("0", 0), ("10_000", 10_000), ("10 000", 10_000), ("10k", 10_000), ("1.5M", 1_500_000), ("-3", -3)];
        for (text, number) in cases {
            assert_eq!(parse_number(text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_whole_number_is_refused() {
        for text in ["", "-", "k", "1.", ".5", "1.5", "1.2345k", "10kk", "_1", "1_", "1e3", "99999999999999999999", "३"]
        {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }
}
