//! The look-aheads an expression begins with.
//!
//! Expressions for log files begin with `^(?!#)`, for the comments among the lines. One look-ahead makes the whole
//! expression one that goes back step by step; without it most run in one pass, however many ways a line has to be
//! cut into columns.

/// Negative look-aheads at the beginning, and the rest, which fits the same lines where the look-aheads hold.
pub(super) fn split(pattern: &str) -> (Option<&str>, &str) {
    let start = pattern.trim_start_matches('^');
    let mut rest = start;
    while let Some(after) = look_ahead(rest) {
        rest = after;
    }
    let guard = &start[..start.len() - rest.len()];
    if guard.is_empty() || has_alternatives(rest) { (None, pattern) } else { (Some(guard), rest) }
}

/// What follows a look-ahead without groups of its own, which would be counted.
fn look_ahead(pattern: &str) -> Option<&str> {
    let inside = pattern.strip_prefix("(?!")?;
    let (at, sign) = signs(inside).find(|(_, sign)| matches!(sign, '(' | ')'))?;
    let after = &inside[at + 1..];
    // A quantifier would be the look-ahead's.
    (sign == ')' && !after.starts_with(['*', '+', '?', '{'])).then_some(after)
}

/// Whether `a|b` stands outside of groups, where a look-ahead before it is of `a` only; true, too, when this cannot
/// be told, since in `(?x)` brackets may be comments.
fn has_alternatives(pattern: &str) -> bool {
    let mut depth = 0_usize;
    for (at, sign) in signs(pattern) {
        match sign {
            '(' if comments(&pattern[at + 1..]) => return true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// Whether a group is `?#…`, or has flags with the one for comments.
fn comments(group: &str) -> bool {
    let Some(flags) = group.strip_prefix('?') else { return false };
    flags.starts_with('#') || flags.chars().take_while(|c| c.is_ascii_alphabetic()).any(|c| c == 'x')
}

/// The characters that are neither escaped nor in a class.
fn signs(pattern: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut escaped = false;
    let mut classes = 0_usize;
    pattern.char_indices().filter(move |(_, c)| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match c {
            '\\' => escaped = true,
            '[' => classes += 1,
            ']' if classes > 0 => classes -= 1,
            _ => return classes == 0,
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn look_aheads_before_the_rest() {
        for (pattern, guard, rest) in [
            ("^(?!#)(a) (b)", Some("(?!#)"), "(a) (b)"),
            ("(?!#)(?!-[)]\\))(a|b)", Some("(?!#)(?!-[)]\\))"), "(a|b)"),
            ("^(?!#)(a)|(b)", None, "^(?!#)(a)|(b)"),
            ("(?!(#|-))(a)", None, "(?!(#|-))(a)"),
            ("(?!#)?(a)", None, "(?!#)?(a)"),
            ("(?=a)(a)", None, "(?=a)(a)"),
            ("(?!#)(?ix)a # (\n|b", None, "(?!#)(?ix)a # (\n|b"),
            ("(?!#)(?x:a # (\n)|b", None, "(?!#)(?x:a # (\n)|b"),
            ("(?!#)[|]\\|(?:|a)", Some("(?!#)"), "[|]\\|(?:|a)"),
            ("(?!#", None, "(?!#"),
            ("^a", None, "^a"),
        ] {
            assert_eq!(split(pattern), (guard, rest), "{pattern}");
        }
    }
}
