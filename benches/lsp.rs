//! What an editor waits for, measured where it waits: at the server's standard input and output, with a rule base that is all in one file.
//!
//! ```text
//! cargo bench --bench lsp
//! ```
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[path = "../tests/authors/lsp_client/mod.rs"]
mod lsp_client;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use lsp_client::Editor;
use serde_json::{Value, json};

/// Numbers of rules.
const SIZES: [usize; 3] = [100, 500, 3_000];

/// How often each request is made.
const N_REQUESTS: usize = 200;

const RULES: &str = "archfit/rules/d/rules.toml";

fn main() {
    println!(
        "| rules | start | completion p50 / p99 | hover p50 / p99 | errors after a key | all after a key | memory |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for n_rules in SIZES {
        measure(n_rules);
    }
}

fn measure(n_rules: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| std::fs::write(path, text))
    };
    let text = rules(n_rules);
    write("archfit/questionnaires/q.toml", &questionnaire()).expect("it is written");
    write(RULES, &text).expect("it is written");
    let starts = Instant::now();
    let mut editor = Editor::start(folder.path());
    let start = starts.elapsed();
    editor.open(RULES, &text);
    editor.of("textDocument/codeLens", RULES, json!({}));
    // Each key of a condition in the middle of the file, with what is asked after it.
    let at = text.find(&format!("id = \"r{}\"", n_rules / 2)).expect("a rule");
    let at = at + text[at..].find("when = \"").expect("its condition") + "when = \"".len();
    let typed = "t1 >= b and q3 == ";
    let (mut completions, mut hovers, mut version) = (Vec::new(), Vec::new(), 1);
    for n in 0..N_REQUESTS {
        let typed = &typed[..=(n % typed.len())];
        let changed = format!("{}{typed}{}", &text[..at], &text[at..]);
        version += 1;
        editor.change(RULES, version, &changed);
        completions.push(time(|| editor.at("textDocument/completion", RULES, &changed, at + typed.len(), json!({}))));
        hovers.push(time(|| editor.at("textDocument/hover", RULES, &changed, at + typed.len() + 1, json!({}))));
    }
    let mut tell = |text: &str| {
        version += 1;
        let begin = Instant::now();
        editor.change(RULES, version, text);
        editor.told(RULES, |told| told["version"] == version);
        begin.elapsed()
    };
    let broken = format!("{}nothing == here and {}", &text[..at], &text[at..]);
    tell(&text);
    let errors = tell(&broken);
    let begin = Instant::now();
    editor.of("textDocument/codeLens", RULES, json!({}));
    let all = errors + begin.elapsed();
    let memory = editor.memory().map_or_else(|| "?".to_owned(), |kib| format!("{} MB", kib / 1024));
    let [c50, c99] = middle_and_p99(completions);
    let [h50, h99] = middle_and_p99(hovers);
    println!(
        "| {n_rules} | {:.0} ms | {c50:.1} / {c99:.1} ms | {h50:.1} / {h99:.1} ms | {:.0} ms | {:.0} ms | {memory} |",
        ms(start),
        ms(errors),
        ms(all)
    );
    assert_eq!(editor.leave(), Some(0));
}

fn time(work: impl FnOnce() -> Value) -> Duration {
    let begin = Instant::now();
    let answer = work();
    assert!(answer["error"].is_null(), "{answer}");
    begin.elapsed()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn middle_and_p99(mut times: Vec<Duration>) -> [f64; 2] {
    times.sort();
    [times.len() / 2, times.len() * 99 / 100].map(|at| ms(times[at]))
}

fn questionnaire() -> String {
    let mut text = String::from("format = 1\nid = \"q\"\ntitle = \"Q\"\n");
    for n in 0..40 {
        let _ = write!(text, "[[question]]\nid = \"q{n}\"\nask = \"How is it?\"\n");
        text.push_str(if n % 4 == 0 {
            "integer = { min = 0, max = 100_000, bands = [ { id = \"a\", below = 10, reading = 3 }, { id = \"b\", below = 1_000, reading = 90 }, { id = \"c\", reading = 5_000 } ] }\n"
        } else {
            "ordered = true\nchoices = [ { id = \"a\" }, { id = \"b\" }, { id = \"c\" } ]\n"
        });
    }
    for n in 0..5 {
        let (a, b, c) = (n * 8, n * 8 + 4, n * 8 + 2);
        let _ = write!(
            text,
            "[[quantity]]\nid = \"n{n}\"\nformula = \"q{a} * q{b} / 100\"\n[[trait]]\nid = \"t{n}\"\notherwise = \"a\"\nlevels = [ {{ id = \"c\", when = \"n{n} >= 50k or q{c} == c\" }}, {{ id = \"b\", when = \"n{n} >= 100\" }} ]\n"
        );
    }
    text
}

fn rules(n_rules: usize) -> String {
    let mut text = String::from("format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n");
    text.push_str("[[evidence]]\nid = \"e\"\nkind = \"opinion\"\ntitle = \"E\"\nlink = \"https://example.org/\"\nchecked = 2026-11-01\n");
    for n in 0..10 {
        let _ = write!(text, "[[criterion]]\nid = \"k{n}\"\nweight = {}\nscale = [-2000, 2000]\n", 5 + n);
    }
    for n in 0..8 {
        let _ = write!(text, "[[option]]\nid = \"o{n}\"\nname = \"O{n}\"\nsummary = \"One of them.\"\n");
    }
    let mut random = 7_u64;
    let mut below = |n: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % n
    };
    for n in 0..n_rules {
        let atoms: Vec<String> = (0..=below(3))
            .map(|_| match below(4) {
                0 => format!("t{} >= b", below(5)),
                _ => format!("q{} >= {}", below(40), ["b", "c"][below(2) as usize]),
            })
            .collect();
        let (first, second) = (below(8), below(7));
        let other = (first + 1 + second) % 8;
        let _ = write!(
            text,
            "[[rule]]\nid = \"r{n}\"\nwhen = \"{}\"\ncriterion = \"k{}\"\npoints = {{ o{first} = {}, o{other} = -1 }}\nbecause = \"It is so.\"\nevidence = [\"e\"]\n",
            atoms.join(" and "),
            below(10),
            1 + below(3)
        );
    }
    for n in 0..n_rules / 5 {
        let answers: Vec<String> =
            (0..40).map(|q| format!("q{q} = \"{}\"", ["a", "b", "c"][below(3) as usize])).collect();
        let _ = write!(
            text,
            "[[scenario]]\nid = \"s{n}\"\nanswers = {{ {} }}\nexpect = {{ outcome = \"recommended\" }}\n",
            answers.join(", ")
        );
    }
    text
}
