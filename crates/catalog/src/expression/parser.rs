//! Tokens to a tree.

use super::lexer::Token;

/// How deep parentheses may nest; an expression has 2,048 characters at most.
const DEPTH_MAX: usize = 200;

/// Words of the parser that Glue uses which it does not take for column names.
const KEYWORDS: &[&str] = &[
    "ALL",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CASE",
    "CREATE",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "ESCAPE",
    "EXISTS",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LEFT",
    "LIKE",
    "LIMIT",
    "NATURAL",
    "NOT",
    "NULL",
    "OFFSET",
    "ON",
    "OPEN",
    "OR",
    "ORDER",
    "OUTER",
    "PRIMARY",
    "REPLACE",
    "RIGHT",
    "SELECT",
    "SET",
    "SOME",
    "TABLE",
    "THEN",
    "TOP",
    "TRUNCATE",
    "UNION",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WITH",
];

/// A condition as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    /// Operator, with the column on the left.
    Compare(String, &'static str, Literal),
    In {
        column: String,
        list: Vec<Literal>,
        negated: bool,
    },
    Between {
        column: String,
        low: Literal,
        high: Literal,
        negated: bool,
    },
    Like {
        column: String,
        pattern: Literal,
        negated: bool,
    },
    IsNull {
        negated: bool,
        column: String,
    },
}

/// A literal as it was written; its kind does not matter, the column's type does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal(pub String);

/// The condition that the tokens are; `None` when they are none.
pub(super) fn parse(tokens: &[Token]) -> Option<Condition> {
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let condition = parser.any_of()?;
    (parser.at == tokens.len()).then_some(condition)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn eat_keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    /// A keyword between two conditions, which may stand in parentheses of its own.
    fn eat_joiner(&mut self, keyword: &str) -> bool {
        let is_it = |token: &Token| match token {
            Token::Word(word) if word.eq_ignore_ascii_case(keyword) => Some(()),
            _ => None,
        };
        self.in_parentheses(is_it).is_some()
    }

    fn any_of(&mut self) -> Option<Condition> {
        let mut parts = vec![self.all_of()?];
        while self.eat_joiner("OR") {
            parts.push(self.all_of()?);
        }
        Some(if parts.len() == 1 { parts.swap_remove(0) } else { Condition::Or(parts) })
    }

    fn all_of(&mut self) -> Option<Condition> {
        let mut parts = vec![self.one()?];
        while self.eat_joiner("AND") {
            parts.push(self.one()?);
        }
        Some(if parts.len() == 1 { parts.swap_remove(0) } else { Condition::And(parts) })
    }

    /// A parenthesised condition or a predicate, which may itself begin with a parenthesis.
    fn one(&mut self) -> Option<Condition> {
        if self.peek() != Some(&Token::Open) {
            return self.predicate();
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        // A predicate is tried first: `(a) = 1`. It looks at no more than the parentheses and one word before
        // it knows, so trying costs little.
        let start = self.at;
        let found = self.predicate().or_else(|| {
            self.at = start + 1;
            let inner = self.any_of()?;
            self.eat(&Token::Close).then_some(inner)
        });
        self.depth -= 1;
        found
    }

    fn predicate(&mut self) -> Option<Condition> {
        if let Some(literal) = self.literal() {
            // `1 < a` is `a > 1`.
            let operator = mirrored(self.comparison()?);
            return Some(Condition::Compare(self.column()?, operator, literal));
        }
        let column = self.column()?;
        if let Some(operator) = self.comparison() {
            return Some(Condition::Compare(column, operator, self.literal()?));
        }
        if self.eat_keyword("IS") {
            let negated = self.eat_keyword("NOT");
            return self.eat_keyword("NULL").then_some(Condition::IsNull { negated, column });
        }
        let negated = self.eat_keyword("NOT");
        if self.eat_keyword("IN") {
            return Some(Condition::In { column, list: self.list()?, negated });
        }
        if self.eat_keyword("BETWEEN") {
            let low = self.literal()?;
            let high = self.eat_joiner("AND").then(|| self.literal()).flatten()?;
            return Some(Condition::Between { column, low, high, negated });
        }
        if self.eat_keyword("LIKE") {
            return Some(Condition::Like { column, pattern: self.literal()?, negated });
        }
        None
    }

    fn comparison(&mut self) -> Option<&'static str> {
        self.in_parentheses(|token| match token {
            Token::Compare(operator) => Some(*operator),
            _ => None,
        })
    }

    fn list(&mut self) -> Option<Vec<Literal>> {
        if !self.eat(&Token::Open) {
            return None;
        }
        let mut list = vec![self.literal()?];
        while self.eat(&Token::Comma) {
            list.push(self.literal()?);
        }
        self.eat(&Token::Close).then_some(list)
    }

    /// A column name in any number of parentheses; nothing is consumed when there is none.
    fn column(&mut self) -> Option<String> {
        self.in_parentheses(|token| match token {
            Token::Word(word) => name(word),
            _ => None,
        })
    }

    /// A literal in any number of parentheses; nothing is consumed when there is none.
    fn literal(&mut self) -> Option<Literal> {
        self.in_parentheses(|token| match token {
            Token::Number(text) | Token::Text(text) => Some(Literal(text.clone())),
            _ => None,
        })
    }

    fn in_parentheses<T>(&mut self, read: impl FnOnce(&Token) -> Option<T>) -> Option<T> {
        let start = self.at;
        while self.eat(&Token::Open) {}
        let opened = self.at - start;
        let found = self.peek().and_then(read);
        if found.is_some() {
            self.at += 1;
            if (0..opened).all(|_| self.eat(&Token::Close)) {
                return found;
            }
        }
        self.at = start;
        None
    }
}

fn mirrored(operator: &'static str) -> &'static str {
    match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        other => other,
    }
}

/// The column that a word names; keywords name none.
fn name(word: &str) -> Option<String> {
    let upper = word.to_ascii_uppercase();
    KEYWORDS.binary_search(&upper.as_str()).is_err().then(|| word.to_owned())
}
