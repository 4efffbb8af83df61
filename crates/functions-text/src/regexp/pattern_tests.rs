use super::*;

#[test]
fn java_syntax_is_understood() {
    for (pattern, text, expected) in [
        (r"Ste(v|ph)en", "Stephen", true),
        (r"^Ste(v|ph)en$", "Stephen", true),
        (r"^a$", "a\n", true),
        (r"^a\z", "a\n", false),
        (r"^b$", "a\nb\nc", false),
        (r"(?m)^b$", "a\nb\nc", true),
        (r".*hello\nworld.*", "hello\nworld", true),
        (r"a.b", "a\nb", false),
        (r"(?s)a.b", "a\nb", true),
        (r"(?i)ÄB", "äb", true),
        (r"\Qa.b\E+", "a.bbb", true),
        (r"\Qa.b\E+", "axb", false),
        (r"a++a", "aaa", false),
        (r"a*+b", "aab", true),
        (r"(?>a+)b", "aab", true),
        (r"(?<=a)b", "ab", true),
        (r"(?<!a)b", "ab", false),
        (r"a(?=b)", "ab", true),
        (r"(a)\1", "aa", true),
        (r"(?<x>a)\k<x>", "ab", false),
        (r"\x41\u0042\t", "AB\t", true),
        (r"\101", "A", true),
        (r"\0101", "A", false),
        (r"[\[\]]", "]", true),
        (r"[]a]+", "]", true),
        (r"[a-z&&[^b]]", "b", false),
        (r"[a--z]", "-", true),
        (r"\p{Lu}", "a", false),
        (r"\p{Alnum}+", "a1", true),
        (r"\P{Alpha}", "1", true),
        (r"\p{InHiragana}", "あ", true),
        (r"\p{Hiragana}", "あ", true),
        (r"[[:digit:]]+", "12", true),
        (r"a{,2}", "a{,2}", true),
        (r"{", "{", true),
        (r"a{2}", "aa", true),
        (r"\y", "y", true),
        (r"\<a\>", "<a>", true),
        (r"(?x) a b # c", "ab", true),
        (r"a(?#comment)b", "ab", true),
        (r"\bfoo\b", "a foo b", true),
    ] {
        let found = Pattern::new(pattern).unwrap_or_else(|e| panic!("{pattern}: {e}"));
        assert_eq!(found.is_match(text).unwrap(), expected, "{pattern} in {text:?}");
    }
}

#[test]
fn wrong_patterns_are_refused_in_jonis_words() {
    for (pattern, expected) in [
        ("(", "end pattern with unmatched parenthesis"),
        (")", "unmatched close parenthesis"),
        ("[a", "premature end of char-class"),
        ("*a", "target of repeat operator is not specified"),
        ("a\\", "end pattern at escape"),
        ("(?q)", "undefined group option"),
        (r"\p{Nonsense}", "invalid character property name <Nonsense>"),
    ] {
        assert_eq!(Pattern::new(pattern).unwrap_err().message, expected, "{pattern}");
    }
}

#[test]
fn backtracking_is_limited() {
    let pattern = Pattern::new(r"(?=x?)(a|aa)+\1c").unwrap();
    let found = pattern.is_match(&"a".repeat(5000));
    assert!(matches!(&found, Err(e) if e.code == ErrorCode::GenericInsufficientResources), "{found:?}");
}

#[test]
fn empty_matches_follow_others() {
    let pattern = Pattern::new(r"\w*").unwrap();
    let mut found = Vec::new();
    pattern.each_match("né w", |start, end| found.push((start, end))).unwrap();
    assert_eq!(found, [(0, 3), (3, 3), (4, 5), (5, 5)]);
}
