//! Paths as groups: cut at identifiers, so that what is counted is a kind of request and never says who or what was asked for.
//!
//! A part of a path is shown as it is only where several clients asked for it, it stands among few others, it does not look like an
//! identifier, and it is a common word of paths or stands at their beginning: names of people and customers are letters as well. What
//! remains is `:id`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// How many parts of a path are kept.
const MAX_PARTS: usize = 5;

/// What stands for an identifier.
const ID: &str = ":id";

/// How many different parts may stand at one place before they are taken for identifiers.
const MAX_BESIDE: usize = 24;

/// How many clients must have asked for a part before it is shown.
const MIN_CLIENTS: u32 = 4;

/// The most groups kept while reading.
const MAX_GROUPS: usize = 8_192;

/// Common words of paths. None is a name of people.
static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| include_str!("path_words.txt").split_whitespace().collect());

/// Parts behind which a path only begins: what comes next is the kind of what is asked for.
const BEGINNINGS: [&str; 10] =
    ["api", "rest", "rpc", "graphql", "admin", "internal", "public", "private", "app", "web"];

/// Whether what stands behind a part is still the beginning of a path.
fn begins(part: &str) -> bool {
    BEGINNINGS.contains(&part) || is_version(part.as_bytes())
}

/// Whether a part is made of common words only: `order-items`, `resetPassword`, `index.html`.
fn is_common(part: &str) -> bool {
    let mut words = Vec::new();
    let mut from = 0;
    for (at, c) in part.char_indices() {
        if !c.is_ascii_alphabetic() {
            words.push(&part[from..at]);
            from = at + c.len_utf8();
        } else if c.is_ascii_uppercase() && part[from..at].ends_with(|before: char| before.is_ascii_lowercase()) {
            words.push(&part[from..at]);
            from = at;
        }
    }
    words.push(&part[from..]);
    words.into_iter().filter(|word| !word.is_empty()).all(|word| is_word(&word.to_ascii_lowercase()))
}

/// Whether a word is common, in the singular or the plural.
fn is_word(word: &str) -> bool {
    let singular = || [("ies", "y"), ("es", ""), ("s", "")].into_iter();
    let is_known = |(end, instead): (&str, &str)| {
        word.strip_suffix(end).is_some_and(|stem| WORDS.contains(format!("{stem}{instead}").as_str()))
    };
    WORDS.contains(word) || singular().any(is_known)
}

/// How often a group was asked for, and a mark for each of 64 kinds of clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How often.
    pub n: u64,
    clients: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.clients |= other.clients;
    }
}

/// Groups of paths, counted.
#[derive(Debug, Default)]
pub struct Paths {
    groups: FxHashMap<Box<[u8]>, Count>,
    cut: Vec<u8>,
}

impl Paths {
    /// Counts a path; a line that names none counts nowhere.
    pub fn add(&mut self, target: &[u8], client: u64) {
        if target.is_empty() {
            return;
        }
        cut(target, &mut self.cut);
        let count = Count { n: 1, clients: 1 << (client >> 58) };
        match self.groups.get_mut(self.cut.as_slice()) {
            Some(group) => group.add(count),
            None => drop(self.groups.insert(self.cut.clone().into_boxed_slice(), count)),
        }
    }

    /// Counts what another one counted.
    pub fn merge(&mut self, other: Self) {
        #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
        for (path, count) in other.groups {
            self.groups.entry(path).or_default().add(count);
        }
        if self.groups.len() > MAX_GROUPS {
            let small = self.grouped(1);
            self.groups = small.into_iter().map(|(path, count)| (path.into_bytes().into(), count)).collect();
        }
    }

    /// The groups as they may be shown, those asked for most first.
    pub fn finish(self) -> Vec<(String, u64)> {
        let clients = self.groups.values().fold(0, |all, count| all | count.clients).count_ones();
        // Where one proxy stands for everybody, clients tell nothing.
        let least = if clients < MIN_CLIENTS { 0 } else { MIN_CLIENTS };
        let mut groups: Vec<(String, u64)> =
            self.grouped(least).into_iter().map(|(path, count)| (path, count.n)).collect();
        groups.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        groups
    }

    fn grouped(&self, least_clients: u32) -> BTreeMap<String, Count> {
        let mut sorted: Vec<(&[u8], Count)> = self.groups.iter().map(|(path, count)| (&path[..], *count)).collect();
        sorted.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let mut root = Part::default();
        for (path, count) in sorted {
            let path = String::from_utf8_lossy(path).into_owned();
            root.add(path.split('/').skip(1), count);
        }
        root.tidy(least_clients, true);
        let mut groups = BTreeMap::new();
        root.write(String::new(), &mut groups);
        groups
    }
}

/// A place in the tree of paths.
#[derive(Debug, Default)]
struct Part {
    own: Count,
    all: Count,
    below: BTreeMap<String, Part>,
}

impl Part {
    fn add<'a>(&mut self, mut parts: impl Iterator<Item = &'a str>, count: Count) {
        self.all.add(count);
        match parts.next() {
            Some(part) => self.below.entry(part.to_owned()).or_default().add(parts, count),
            None => self.own.add(count),
        }
    }

    fn merge(&mut self, other: Self) {
        self.own.add(other.own);
        self.all.add(other.all);
        for (name, part) in other.below {
            self.below.entry(name).or_default().merge(part);
        }
    }

    /// Takes what may be an identifier together; `begins` says whether paths still begin here.
    fn tidy(&mut self, least_clients: u32, begins: bool) {
        let many = self.below.len() > MAX_BESIDE;
        let is_shown = |name: &String, part: &Self| {
            let known = name.is_empty() || name == ID;
            let enough = part.all.clients.count_ones() >= least_clients;
            known || !many && enough && (begins || is_common(name) || is_version(name.as_bytes()))
        };
        let hidden: Vec<String> =
            self.below.iter().filter(|(name, part)| !is_shown(name, part)).map(|(name, _)| name.clone()).collect();
        for name in hidden {
            if let Some(part) = self.below.remove(&name) {
                self.below.entry(ID.to_owned()).or_default().merge(part);
            }
        }
        for (name, part) in &mut self.below {
            part.tidy(least_clients, begins && self::begins(name));
        }
    }

    fn write(&self, path: String, groups: &mut BTreeMap<String, Count>) {
        if self.own.n > 0 {
            let name = if path.is_empty() { "/".to_owned() } else { path.clone() };
            groups.entry(name).or_default().add(self.own);
        }
        for (name, part) in &self.below {
            part.write(format!("{path}/{name}"), groups);
        }
    }
}

/// Writes a path without its query and with its identifiers cut.
fn cut(target: &[u8], out: &mut Vec<u8>) {
    out.clear();
    // `http://host/path`, as proxies log it, is its path.
    let target = match memchr::memmem::find(&target[..target.len().min(12)], b"://") {
        Some(at) => &target[at + 3 + memchr::memchr(b'/', &target[at + 3..]).unwrap_or(target.len() - at - 3)..],
        None => target,
    };
    let end = target.iter().position(|byte| matches!(byte, b'?' | b'#' | b';')).unwrap_or(target.len());
    let mut parts =
        target[..end].split(|byte| *byte == b'/').filter(|part| !part.is_empty()).take(MAX_PARTS).peekable();
    while let Some(part) = parts.next() {
        // A dot belongs to the name of a file; elsewhere it stands in names of people and hosts.
        let ending = part.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
        let is_named = part.contains(&b'.') && (parts.peek().is_some() || ending.len() > 5);
        out.push(b'/');
        out.extend_from_slice(if is_named || is_identifier(part) { ID.as_bytes() } else { part });
    }
}

/// Whether a part says which version of an interface is asked.
fn is_version(part: &[u8]) -> bool {
    matches!(part, [b'v', digits @ ..] if (1..=2).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit))
}

/// Whether a part of a path may name one of many things.
fn is_identifier(part: &[u8]) -> bool {
    if is_version(part) {
        return false;
    }
    let is_word = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.');
    if part.len() > 24 || !part.iter().all(is_word) {
        return true;
    }
    // Random letters change between upper and lower case more often than words do.
    let changes = part.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    changes > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_of(path: &str) -> String {
        let mut out = Vec::new();
        cut(path.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn queries_and_identifiers_are_cut() {
        let cases = [
            ("/", ""),
            ("/api/v1/orders/12345?token=secret", "/api/v1/orders/:id"),
            ("/users/ana@example.org/inbox", "/users/:id/inbox"),
            ("/files/7b6f1e0c-0000-4000-8000-000000000000", "/files/:id"),
            ("/s/%C3%A9t%C3%A9", "/s/:id"),
            ("/p;jsessionid=abc/x", "/p"),
            ("http://shop.example/cart/1", "/cart/:id"),
            ("/a/b/c/d/e/f/g", "/a/b/c/d/e"),
        ];
        for (path, expected) in cases {
            assert_eq!(cut_of(path), expected, "{path}");
        }
    }

    #[test]
    fn a_name_that_few_ask_for_is_cut_and_one_that_many_ask_for_stays() {
        let mut paths = Paths::default();
        for client in 0..40_u64 {
            let hash = client << 58;
            paths.add(b"/users/search", hash);
            paths.add(b"/cart", hash);
            paths.add(b"/users/ana", 7 << 58);
        }
        let groups = paths.finish();
        assert_eq!(groups, [("/cart".into(), 40), ("/users/:id".into(), 40), ("/users/search".into(), 40)]);
    }

    #[test]
    fn names_and_tokens_of_letters_are_cut_whoever_asks_for_them() {
        let cases = [
            ("/users/ana/inbox", "/users/:id/inbox"),
            ("/patient/mueller/record", "/patient/:id/record"),
            ("/chat/mueller", "/chat/:id"),
            ("/u/annakarenina", "/u/:id"),
            ("/search/annas-illness", "/search/:id"),
            ("/org/acme-corp", "/org/:id"),
            ("/team/acme-corp/board", "/team/:id/board"),
            ("/reset/kfjwqpoeiruty", "/reset/:id"),
            ("/unsubscribe/maria", "/unsubscribe/:id"),
            ("/customers/acme/invoices", "/customers/:id/invoices"),
            ("/api/v2/widgets/ana/order-items", "/api/v2/widgets/:id/order-items"),
            ("/admin/users/resetPassword", "/admin/users/resetPassword"),
            ("/static/css/main.css", "/static/css/main.css"),
            ("/categories/search", "/categories/search"),
        ];
        // Behind a proxy all come from one address; without one, many may ask for the same.
        for n_clients in [1_u64, 40] {
            for (path, expected) in cases {
                let mut paths = Paths::default();
                (0..n_clients).for_each(|client| paths.add(path.as_bytes(), client << 58));
                assert_eq!(paths.finish(), [(expected.to_owned(), n_clients)], "{path}");
            }
        }
    }

    #[test]
    fn the_few_customers_of_a_product_are_cut() {
        let mut paths = Paths::default();
        for client in 0..40_u64 {
            for path in ["/customers/acme/invoices", "/customers/blue/invoices", "/customers/search", ""] {
                paths.add(path.as_bytes(), client << 58);
            }
        }
        assert_eq!(paths.finish(), [("/customers/:id/invoices".into(), 80), ("/customers/search".into(), 40)]);
    }

    #[test]
    fn what_has_many_values_at_one_place_is_an_identifier() {
        let mut paths = Paths::default();
        for first in "abcdefgh".chars() {
            for second in "abcdefgh".chars() {
                for client in 0..8_u64 {
                    paths.add(format!("/wiki/{first}{second}word").as_bytes(), client << 60);
                }
            }
        }
        assert_eq!(paths.finish(), [("/wiki/:id".to_owned(), 512)]);
    }
}
