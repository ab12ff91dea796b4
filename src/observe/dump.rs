//! A dump of SQL cut into statements, before any dialect's parser sees it.

/// A dump as single statements: data, comments and a client's own commands left out.
pub fn statements(text: &str) -> Vec<String> {
    let mut statements = vec![String::new()];
    let mut lines = text.lines();
    let mut end = ";".to_owned();
    let mut quote: Option<String> = None;
    while let Some(line) = lines.next() {
        let is_fresh = statements.last().is_none_or(|statement| statement.trim().is_empty()) && quote.is_none();
        if is_fresh {
            let word = line.trim_start();
            if word.starts_with('\\') || word.eq_ignore_ascii_case("go") {
                continue;
            }
            if let Some(delimiter) =
                word.get(..10).filter(|w| w.eq_ignore_ascii_case("delimiter ")).map(|_| word[10..].trim())
            {
                delimiter.clone_into(&mut end);
                continue;
            }
            if word.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("copy "))
                && word.trim_end().ends_with("stdin;")
            {
                for data in lines.by_ref() {
                    if data == "\\." {
                        break;
                    }
                }
                continue;
            }
        } else if line.trim().eq_ignore_ascii_case("go") && quote.is_none() {
            statements.push(String::new());
            continue;
        }
        split_line(line, &end, &mut quote, &mut statements);
    }
    statements.retain(|statement| !statement.trim().is_empty());
    statements
}

/// Adds a line to the statements, ending one where its end stands outside quotes and comments.
fn split_line(line: &str, end: &str, quote: &mut Option<String>, statements: &mut Vec<String>) {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match quote.clone() {
            Some(close) if rest.starts_with(&close) => {
                *quote = None;
                close.len()
            }
            Some(_) => first.len_utf8(),
            None if rest.starts_with("--") || rest.starts_with("# ") => break,
            None if rest.starts_with(end) => {
                statements.push(String::new());
                rest = &rest[end.len()..];
                continue;
            }
            None => {
                *quote = opening(rest);
                quote.as_ref().map_or(first.len_utf8(), |close| if close == "*/" { 2 } else { close.len() })
            }
        };
        if let Some(statement) = statements.last_mut() {
            statement.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    if let Some(statement) = statements.last_mut() {
        statement.push('\n');
    }
}

/// What closes the quote, comment or dollar quote that a text opens.
pub fn opening(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    match first {
        '\'' | '"' | '`' => Some(first.to_string()),
        '/' if text.starts_with("/*") => Some("*/".to_owned()),
        '$' => {
            let end = text[1..].find('$')?;
            let is_tag = text[1..=end].chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            is_tag.then(|| text[..end + 2].to_owned())
        }
        _ => None,
    }
}

/// A statement up to the end of its first parentheses; `None` where it has none.
pub fn without_options(statement: &str) -> Option<&str> {
    let (mut depth, mut quote): (usize, Option<String>) = (0, None);
    let mut at = 0;
    while let Some(first) = statement[at..].chars().next() {
        let rest = &statement[at..];
        let length = match quote.clone() {
            Some(close) if rest.starts_with(&close) => {
                quote = None;
                close.len()
            }
            Some(_) => first.len_utf8(),
            None => {
                quote = opening(rest);
                quote.as_ref().map_or(first.len_utf8(), |close| if close == "*/" { 2 } else { close.len() })
            }
        };
        at += length;
        match first {
            '(' if quote.is_none() => depth += 1,
            ')' if quote.is_none() && depth == 1 => return Some(&statement[..at]),
            ')' if quote.is_none() => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// A statement's first words, comments that are only for some servers opened.
pub fn first_words(statement: &str) -> String {
    let mut text = statement.trim_start();
    while let Some(inner) = text.strip_prefix("/*") {
        match inner.find("*/") {
            Some(end) if !inner.starts_with('!') => text = inner[end + 2..].trim_start(),
            _ => {
                text = inner.trim_start_matches(|c: char| c == '!' || c.is_ascii_digit()).trim_start();
                break;
            }
        }
    }
    text.chars().take(400).collect::<String>().to_uppercase()
}

/// A statement with the comments opened that are only for some servers: what stands in one as a whole is read, the options in one behind it
/// are not.
pub fn opened(statement: &str) -> String {
    let trimmed = statement.trim();
    let whole = trimmed.strip_prefix("/*!").and_then(|inner| inner.strip_suffix("*/"));
    if let Some(inner) = whole.filter(|inner| !inner.contains("*/")) {
        return inner.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    }
    let mut text = statement.to_owned();
    while let Some(start) = text.find("/*!") {
        let Some(end) = text[start..].find("*/").map(|end| start + end) else { break };
        // Options behind a table are of no interest, and no parser knows them all.
        text.replace_range(start..end + 2, "");
    }
    text
}
