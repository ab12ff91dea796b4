//! Options, criteria and rules share one table of earlier names: each of these leads to what is of its kind, in files as in a renaming.

use crate::shop::{ANSWERS, CACHE, STORE, STORE_RULES, Shop};

#[test]
fn a_rule_that_is_called_like_a_criterion_is_renamed_and_the_weight_stays() {
    let shop = Shop::new();
    shop.edit(STORE_RULES, "id = \"money\"", "id = \"cost\"");
    shop.write("s.toml", &format!("{ANSWERS}\n[weights]\ncost = 60\n"));
    let before = shop.decided("s.toml", "store");
    let (code, _, talk) = shop.run(&["rename", "rule", "cost", "tight-budget"]);
    assert_eq!(code, 0, "{talk}");
    assert!(shop.text("s.toml").contains("cost = 60"));
    let (code, out, talk) = shop.run(&["decide", "s.toml"]);
    assert_eq!((code, talk.as_str()), (0, ""), "{out}");
    assert_eq!(shop.decided("s.toml", "store"), before);
    // Now the criterion cannot leave its name behind as well.
    let (code, _, talk) = shop.run(&["rename", "criterion", "cost", "price", "--decision", "store"]);
    assert_eq!(code, 2, "{talk}");
    assert!(
        talk.contains("`[aliases]` has `cost = \"tight-budget\"` already") && talk.contains("take that line out"),
        "{talk}"
    );
}

#[test]
fn a_rule_that_is_called_like_an_option_is_renamed_and_the_own_choice_stays() {
    let shop = Shop::new();
    shop.edit(CACHE, "id = \"busy\"", "id = \"redis\"");
    let own = "\n[[override]]\ndecision = \"cachepolicy\"\noption = \"redis\"\nbecause = \"we run it\"\n";
    shop.write("s.toml", &format!("{ANSWERS}{own}"));
    let (code, _, talk) = shop.run(&["rename", "rule", "redis", "busy"]);
    assert_eq!(code, 0, "{talk}");
    let (code, _, talk) = shop.run(&["decide", "s.toml"]);
    assert_eq!((code, talk.as_str()), (0, ""));
    let (code, out, talk) = shop.run(&["explain", "s.toml", "redis"]);
    assert_eq!(code, 0, "{talk}");
    assert!(out.contains("Redis"), "the option of that name, not the rule that had it: {out}");
}

#[test]
fn an_earlier_name_of_two_things_that_are_called_alike_is_no_guess() {
    let shop = Shop::new();
    shop.write("s.toml", &format!("{ANSWERS}\n[weights]\ncost = 60\n"));
    assert_eq!(shop.run(&["rename", "criterion", "cost", "money", "--decision", "store"]).0, 0);
    assert!(shop.text(STORE).contains("cost = \"money\""));
    let before = shop.text("s.toml");
    let (code, _, talk) = shop.run(&["rename", "rule", "money", "tight-money"]);
    assert_eq!(code, 2, "{talk}");
    assert!(talk.contains("may be an earlier name of the criterion and the rule"), "{talk}");
    assert!(talk.contains("take that line out first"), "{talk}");
    assert_eq!((shop.text("s.toml"), shop.text(STORE).contains("cost = \"money\"")), (before, true));
}

#[test]
fn a_weight_that_two_decisions_read_keeps_its_name_when_one_of_them_gives_it_up() {
    let shop = Shop::new();
    shop.write("s.toml", &format!("{ANSWERS}\n[weights]\nspeed = 70\n"));
    let before = shop.decided("s.toml", "store");
    let (code, _, talk) = shop.run(&["rename", "criterion", "speed", "pace", "--decision", "cachepolicy"]);
    assert_eq!(code, 0, "{talk}");
    assert!(shop.text("s.toml").contains("speed = 70"), "{}", shop.text("s.toml"));
    assert_eq!(shop.decided("s.toml", "store"), before);
    let (code, out, talk) = shop.run(&["decide", "s.toml", "--format", "json"]);
    assert_eq!((code, talk.as_str()), (0, ""));
    assert!(out.contains("\"pace\""), "{out}");
}

#[test]
fn a_name_that_has_an_alias_already_gets_no_second_one() {
    let shop = Shop::new();
    shop.edit(STORE_RULES, "id = \"money\"", "id = \"cost\"");
    assert_eq!(shop.run(&["rename", "criterion", "cost", "price", "--decision", "store"]).0, 0);
    let (code, _, talk) = shop.run(&["rename", "rule", "cost", "price"]);
    assert_eq!(code, 0, "{talk}");
    assert_eq!(shop.text(STORE).matches("cost = \"price\"").count(), 1);
    let (_, out, talk) = shop.run(&["check", "archfit", "--format", "concise"]);
    assert!(!out.contains("error"), "{out}{talk}");
}
