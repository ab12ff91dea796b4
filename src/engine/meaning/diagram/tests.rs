//! What diagrams mean, against looking at every point.

use super::*;

#[test]
fn what_is_kept_still_means_the_same_and_stays_canonical() {
    let mut d = Diagrams::new(vec![3, 4, 2]);
    let (a, b, c) = (d.atom(0, 0b101).unwrap(), d.atom(1, 0b0110).unwrap(), d.atom(2, 0b01).unwrap());
    let ab = d.and(a, b).unwrap();
    let mut root = d.or(ab, c).unwrap();
    let points: Vec<[u8; 3]> = (0..24).map(|n| [n / 8, n / 2 % 4, n % 2]).collect();
    let before: Vec<bool> = points.iter().map(|p| d.holds(root, p)).collect();
    let n_before = d.len();
    d.keep_only(&mut [&mut root]);
    assert!(d.len() < n_before);
    assert_eq!(points.iter().map(|p| d.holds(root, p)).collect::<Vec<_>>(), before);
    let (a, b, c) = (d.atom(0, 0b101).unwrap(), d.atom(1, 0b0110).unwrap(), d.atom(2, 0b01).unwrap());
    let ab = d.and(a, b).unwrap();
    assert_eq!(d.or(ab, c).unwrap(), root);
}

#[test]
fn equal_conditions_are_one_node() {
    let mut d = Diagrams::new(vec![3, 2]);
    let (a, b) = (d.atom(0, 0b011).unwrap(), d.atom(1, 0b10).unwrap());
    let both = d.and(a, b).unwrap();
    let neither = d.not(both).unwrap();
    let (na, nb) = (d.not(a).unwrap(), d.not(b).unwrap());
    assert_eq!(d.or(na, nb).unwrap(), neither);
    assert_eq!(d.or(both, neither).unwrap(), TRUE);
    assert_eq!(d.and(both, neither).unwrap(), FALSE);
}

#[test]
fn boxes_are_disjoint_and_cover_the_condition() {
    let mut d = Diagrams::new(vec![3, 4, 2]);
    let (a, b, c) = (d.atom(0, 0b101).unwrap(), d.atom(1, 0b0110).unwrap(), d.atom(2, 0b01).unwrap());
    let ab = d.and(a, b).unwrap();
    let root = d.or(ab, c).unwrap();
    let boxes = d.boxes(root, 100).unwrap();
    for x in 0..3 {
        for y in 0..4 {
            for z in 0..2 {
                let point = [x, y, z];
                let inside = |b: &&Vec<(VarIdx, u64)>| b.iter().all(|(v, m)| m >> point[usize::from(*v)] & 1 == 1);
                let count = boxes.iter().filter(inside).count();
                assert_eq!(count, usize::from(d.holds(root, &point)));
            }
        }
    }
    assert_eq!(d.scope(root), vec![0, 1, 2]);
    assert!(d.boxes(root, 1).is_none());
}

#[test]
fn too_much_work_is_refused() {
    let mut d = Diagrams::new(vec![2; 40]);
    d.allow(1_000);
    let mut root = FALSE;
    let mut refused = false;
    for pair in 0..20 {
        let step = d.atom(pair, 1).and_then(|a| d.atom(pair + 20, 1).and_then(|b| d.and(a, b)));
        match step.and_then(|both| d.or(root, both)) {
            Ok(next) => root = next,
            Err(TooComplex) => refused = true,
        }
    }
    assert!(refused && d.len() <= 500);
}
