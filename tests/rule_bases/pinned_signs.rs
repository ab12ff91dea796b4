//! Every sign of the shipped rules is pinned: with all points of a rule turned, some scenario fails, or the rule says why none can tell.

use archfit::audit::mutate::pinned_signs;
use archfit::audit::unpinned::UNPINNED;
use archfit::load::{Locations, load};

#[test]
fn every_sign_is_pinned_or_says_why_not() {
    let library = load(&Locations::default());
    let subject = library.subject("backend").unwrap();
    for base in &subject.rule_bases {
        let pinned = pinned_signs(subject, base);
        let rules = base.rules.iter().zip(&pinned).filter(|(rule, _)| !rule.accept.contains_key(UNPINNED));
        let open: Vec<&str> =
            rules.filter(|(_, pinned)| **pinned == Some(false)).map(|(rule, _)| rule.id.as_str()).collect();
        assert!(
            open.is_empty(),
            "{}: no scenario pins {open:?}; `archfit test --mutate` names cases",
            base.decision.id
        );
    }
}
