use boathouse_types::Result;

use super::*;
use crate::analyzer::pattern::program::Program;
use crate::ast::{RelationKind, StatementKind};

/// Rows are characters; a variable matches its own letter in lower case, `X` any.
struct Letters<'a> {
    rows: &'a [char],
    names: &'a [char],
}

impl Conditions for Letters<'_> {
    fn begin(&mut self) {}

    fn holds(&mut self, _: usize, row: usize, _: &Labels<'_>, label: Label) -> Result<bool> {
        let name = self.names[usize::from(label)];
        Ok(name == 'X' || self.rows[row] == name.to_ascii_lowercase())
    }

    fn memory(&self, _: &Labels<'_>) -> Vec<u32> {
        Vec::new()
    }

    fn remembers(&self) -> bool {
        false
    }
}

fn pattern(text: &str) -> crate::ast::RowPattern {
    let sql = format!("SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN ({text}) DEFINE A AS true)");
    let statement = crate::trino::parse_statement(&sql).unwrap();
    let StatementKind::Query(query) = statement.kind else { unreachable!() };
    let crate::ast::QueryBodyKind::Select(select) = query.body.kind else { unreachable!() };
    let RelationKind::MatchRecognize { clauses, .. } = select.from.into_iter().next().unwrap().kind else {
        unreachable!()
    };
    clauses.recognition.pattern.unwrap()
}

/// The variables of the match from the first row on.
fn found(text: &str, rows: &str) -> Option<String> {
    let names = ['A', 'B', 'C', 'X'];
    let label = |name: &crate::ast::Ident| {
        let upper = name.value.to_uppercase();
        Ok(names.iter().position(|n| upper == n.to_string()).unwrap() as Label)
    };
    let program = Program::compile(&pattern(text), &label).unwrap();
    let rows: Vec<char> = rows.chars().collect();
    let found = find(&program, 0, rows.len(), &mut Letters { rows: &rows, names: &names }).unwrap()?;
    let shown = found.labels.iter().enumerate().map(|(i, label)| {
        let name = names[usize::from(*label)];
        let excluded = found.excluded.iter().any(|(from, to)| (*from..*to).contains(&i));
        if excluded { name.to_ascii_lowercase() } else { name }
    });
    Some(shown.collect())
}

#[test]
fn the_preferred_match_is_found() {
    for (pattern, rows, expected) in [
        ("A", "ab", Some("A")),
        ("A", "ba", None),
        ("A B", "ab", Some("AB")),
        ("A*", "aab", Some("AA")),
        ("A*?", "aab", Some("")),
        ("A+?", "aab", Some("A")),
        ("A+? B", "aab", Some("AAB")),
        ("A?", "b", Some("")),
        ("A??", "a", Some("")),
        ("A{2}", "aaa", Some("AA")),
        ("A{2,}", "aaa", Some("AAA")),
        ("A{2,}?", "aaa", Some("AA")),
        ("A{,2}", "aaa", Some("AA")),
        ("A{1,2}?", "aaa", Some("A")),
        ("A{4,5}", "aaa", None),
        ("A | X X", "ab", Some("A")),
        ("X X | A", "ab", Some("XX")),
        ("B | A | C", "c", Some("C")),
        ("(A | X)* B", "aab", Some("AAB")),
        ("(X | A)* B", "aab", Some("XXB")),
        ("PERMUTE(A, B)", "ba", Some("BA")),
        ("PERMUTE(A, B, C)", "cab", Some("CAB")),
        ("PERMUTE(X, A)", "ab", Some("AX")),
        ("PERMUTE(A, X)", "ab", Some("AX")),
        ("()", "a", Some("")),
        ("()* | A", "a", Some("")),
        ("(){5,} | A", "a", Some("")),
        ("(A ()*)*", "aa", Some("AA")),
        ("(A*)*", "aab", Some("AA")),
        ("(A+)+ B", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        ("^ A", "a", Some("A")),
        ("A ^", "a", None),
        ("A $", "a", Some("A")),
        ("A $", "aa", None),
        ("$ A", "a", None),
        ("$+ | A", "ab", Some("A")),
        ("B $+ | A", "ab", Some("A")),
        ("A {- B+ -} C", "abbc", Some("AbbC")),
        ("A {- {- B+ -} C -} A", "abbca", Some("AbbcA")),
        ("{- A -}+ B", "aab", Some("aaB")),
    ] {
        assert_eq!(found(pattern, rows).as_deref(), expected, "{pattern} on {rows}");
    }
}
