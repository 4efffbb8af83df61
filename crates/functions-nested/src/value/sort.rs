//! A stable sort whose comparisons can fail.

use std::cmp::Ordering;

use boathouse_types::Result;

/// Sorts by merging ever longer runs. The standard sort may panic when a failed comparison makes the order
/// inconsistent, so that it cannot be left early.
pub(crate) fn sort(items: &mut Vec<u32>, mut order: impl FnMut(u32, u32) -> Result<Ordering>) -> Result<()> {
    let mut width = 1;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        for pair in items.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut l, mut r) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(a), Some(b)) = (l.peek(), r.peek()) {
                // The one behind is asked first, and goes first only when it is less.
                let next = if order(**b, **a)?.is_lt() { r.next() } else { l.next() };
                merged.extend(next);
            }
            merged.extend(l.chain(r));
        }
        *items = merged;
        width *= 2;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_sorted_and_equal_ones_keep_their_order() {
        let mut items: Vec<u32> = vec![31, 12, 32, 11, 21, 13, 5];
        sort(&mut items, |a, b| Ok((a / 10).cmp(&(b / 10)))).unwrap();
        assert_eq!(items, [5, 12, 11, 13, 21, 31, 32]);
    }

    #[test]
    fn a_comparison_that_fails_ends_the_sort() {
        let failed = sort(&mut vec![1, 2], |_, _| Err(boathouse_types::TrinoError::division_by_zero()));
        assert!(failed.is_err());
    }
}
