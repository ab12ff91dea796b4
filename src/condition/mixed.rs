//! Conditions that people read in two ways.

use super::lexer::{Kind, tokenise};

/// Whether `and` and `or` stand side by side without parentheses that say which of them binds first.
pub fn mixes_and_or(text: &str) -> bool {
    let Ok(tokens) = tokenise(text) else { return false };
    // For each open parenthesis, whether an `and` and an `or` were seen in it.
    let mut seen = vec![(false, false)];
    let mut is_between = false;
    for token in tokens {
        match token.kind {
            Kind::Word(word) => is_between = word == "between",
            // The `and` of `between 1 and 5` joins nothing.
            Kind::And if is_between => is_between = false,
            Kind::And => seen.last_mut().into_iter().for_each(|here| here.0 = true),
            Kind::Or => seen.last_mut().into_iter().for_each(|here| here.1 = true),
            Kind::Open => seen.push((false, false)),
            Kind::Close if seen.len() > 1 => drop(seen.pop()),
            _ => {}
        }
        if seen.last() == Some(&(true, true)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::mixes_and_or;

    #[test]
    fn only_parentheses_say_which_of_and_and_or_binds_first() {
        assert!(mixes_and_or("a == x or b == y and c == z"));
        assert!(mixes_and_or("q == 1 and (a == x or b == y and c == z)"));
        assert!(!mixes_and_or("a == x or (b == y and c == z)"));
        assert!(!mixes_and_or("(a == x or b == y) and (c == z or d == w)"));
        assert!(!mixes_and_or("n between 1 and 5 or b == y"));
        assert!(!mixes_and_or("a in [x, y] and b == y and c == z"));
    }
}
