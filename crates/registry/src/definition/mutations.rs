//! Texts that are nearly definitions, in a fixed sequence.

/// Calls `check` with the text cut off, with characters taken out, put in, doubled and exchanged.
pub(crate) fn each(text: &str, mut check: impl FnMut(&str)) {
    let chars: Vec<char> = text.chars().collect();
    let put =
        ['{', '}', '[', ']', '"', '\'', ',', ':', '0', '9', '-', '.', 'e', '\\', '\0', '\u{10ffff}', ' ', '/', '*'];
    for at in 0..chars.len() {
        let head: String = chars[..at].iter().collect();
        let tail: String = chars[at + 1..].iter().collect();
        check(&head);
        check(&format!("{head}{tail}"));
        check(&format!("{head}{}{}{tail}", chars[at], chars[at]));
        for sign in put.iter().skip(at % 3).step_by(3) {
            check(&format!("{head}{sign}{tail}"));
            check(&format!("{head}{sign}{}{tail}", chars[at]));
        }
    }
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..2_000 {
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % chars.len() as u64).unwrap()
        };
        let mut mixed = chars.clone();
        for _ in 0..3 {
            let (one, other) = (next(), next());
            mixed.swap(one, other);
        }
        check(&mixed.into_iter().collect::<String>());
    }
}
