//! The parts of a condition, and the whole again with another one in the place of one of them.

use crate::model::Expr;

/// Every part of a condition, with what makes the whole of it again from another one in its place.
pub(super) fn each_part(expr: &Expr, look: &mut dyn FnMut(&Expr, &dyn Fn(Expr) -> Expr)) {
    fn go(part: &Expr, rebuild: &dyn Fn(Expr) -> Expr, look: &mut dyn FnMut(&Expr, &dyn Fn(Expr) -> Expr)) {
        look(part, rebuild);
        match part {
            Expr::Not(inner) => go(inner, &|new| rebuild(Expr::Not(Box::new(new))), look),
            Expr::And(parts) | Expr::Or(parts) => {
                for (at, inner) in parts.iter().enumerate() {
                    let with = |new| {
                        let mut parts = parts.clone();
                        parts[at] = new;
                        rebuild(if matches!(part, Expr::And(_)) { Expr::And(parts) } else { Expr::Or(parts) })
                    };
                    go(inner, &with, look);
                }
            }
            Expr::Const(_) | Expr::Atom(_) => {}
        }
    }
    go(expr, &|new| new, look);
}
