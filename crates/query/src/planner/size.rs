//! How deep the tree of a statement will be, told from its tokens before there is a tree.
//!
//! The parser bounds nesting, and builds `a + b + c + …` without recursion as a tree one level deep for
//! each operator. Every later step recurses into that tree, so the operators that stand in one chain
//! are counted: `OR` binds weaker than `AND`, and both weaker than anything else, whose precedences
//! do not matter to an upper bound. Lists are no chains: their items are counted one by one.

use boathouse_sql::{Position, Symbol, Token, TokenKind};

use super::SyntaxError;

/// Levels of operators over one operand. The engine asks for types level by level, again at each level,
/// so time bounds this before stacks do.
const EXPRESSION_DEPTH_MAX: usize = 1_200;
/// Queries, joins and set operations in one statement: each is at least one level of the plan's tree.
const QUERY_PARTS_MAX: usize = 500;

/// As Trino says it, and where it says it.
pub(super) const TOO_LARGE: &str = "statement is too large (stack overflow while parsing)";

/// The statement's first character.
pub(super) const START: Position = Position::START;

/// How large a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Size {
    /// Levels of operators.
    depth: usize,
    /// Queries, joins and set operations.
    query_parts: usize,
}

impl Size {
    /// The size with a part of that size put in, at the deepest place there is.
    pub(super) fn with(self, part: Self) -> Result<Self, SyntaxError> {
        let sum = Self { depth: self.depth + part.depth, query_parts: self.query_parts + part.query_parts };
        if sum.query_parts > QUERY_PARTS_MAX || sum.depth > EXPRESSION_DEPTH_MAX {
            return Err(SyntaxError { position: Some(START), message: TOO_LARGE.to_owned() });
        }
        Ok(sum)
    }
}

/// The size of what `tokens` say, unless its tree would be deeper than is allowed.
pub(super) fn check(tokens: &[Token]) -> Result<Size, SyntaxError> {
    Size::default().with(measure(tokens))
}

/// How large what `tokens` say is.
pub(super) fn measure(tokens: &[Token]) -> Size {
    let mut counts = Counts::default();
    for token in tokens {
        counts.take(token);
    }
    let query_parts = counts.query_parts;
    Size { depth: counts.depth(), query_parts }
}

/// What a token does to the expression it stands in.
enum Role {
    Open,
    Close,
    /// Begins another item, condition or clause.
    Separator,
    Operator(usize),
    Operand,
}

const OR: usize = 0;
const AND: usize = 1;
const TIGHTER: usize = 2;
const CLASSES: usize = 3;

/// The expressions between one bracket and its partner.
#[derive(Default)]
struct Level {
    /// Operators of each class in the present chain, and the deepest operand of the chain so far.
    counts: [usize; CLASSES],
    deepest: [usize; CLASSES],
    /// The depth of the operand that is being read.
    operand: usize,
    /// The deepest expression that has ended.
    ended: usize,
    /// Commas join relations here.
    in_from: bool,
}

impl Level {
    /// Ends the chains that bind tighter than `class`: they are one operand of it.
    fn fold(&mut self, class: usize) {
        for tighter in (class..CLASSES).rev() {
            self.operand = self.counts[tighter] + self.deepest[tighter].max(self.operand);
            self.counts[tighter] = 0;
            self.deepest[tighter] = 0;
        }
    }

    fn operator(&mut self, class: usize) {
        self.fold(class + 1);
        self.counts[class] += 1;
        self.deepest[class] = self.deepest[class].max(self.operand);
        self.operand = 0;
    }

    fn separator(&mut self) {
        self.fold(0);
        self.ended = self.ended.max(self.operand);
        self.operand = 0;
    }
}

#[derive(Default)]
struct Counts {
    inside: Level,
    around: Vec<Level>,
    query_parts: usize,
    behind_distinct: bool,
}

impl Counts {
    fn take(&mut self, token: &Token) {
        let distinct = matches!(&token.kind, TokenKind::Word(word) if is_one_of(word, &["DISTINCT"]));
        // `IS DISTINCT FROM` begins no clause.
        if std::mem::replace(&mut self.behind_distinct, distinct)
            && matches!(&token.kind, TokenKind::Word(word) if is_one_of(word, &["FROM"]))
        {
            return self.inside.operator(TIGHTER);
        }
        self.count_query_parts(token);
        match role(token) {
            Role::Open => self.around.push(std::mem::take(&mut self.inside)),
            Role::Close => self.close(),
            Role::Separator => self.inside.separator(),
            Role::Operator(class) => self.inside.operator(class),
            Role::Operand => {}
        }
        // A subscript is an operator as well as a bracket.
        if token.kind == TokenKind::Symbol(Symbol::RightBracket) {
            self.inside.operator(TIGHTER);
        }
    }

    /// The bracket is an operand of what is around it. One that was never opened is the parser's to refuse.
    fn close(&mut self) {
        let Some(outer) = self.around.pop() else { return };
        let mut closed = std::mem::replace(&mut self.inside, outer);
        closed.separator();
        self.inside.operand = self.inside.operand.max(closed.ended + 1);
    }

    fn count_query_parts(&mut self, token: &Token) {
        let is_part = match &token.kind {
            TokenKind::Symbol(Symbol::Comma) => self.inside.in_from,
            TokenKind::Word(word) => {
                if is_one_of(word, &["FROM"]) {
                    self.inside.in_from = true;
                } else if is_one_of(word, &["SELECT", "WHERE", "GROUP", "HAVING", "ORDER"]) {
                    self.inside.in_from = false;
                }
                is_query_part(word)
            }
            _ => false,
        };
        self.query_parts += usize::from(is_part);
    }

    fn depth(mut self) -> usize {
        while !self.around.is_empty() {
            self.close();
        }
        self.inside.separator();
        self.inside.ended
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn is_query_part(word: &str) -> bool {
    is_one_of(word, &["SELECT", "JOIN", "UNION", "EXCEPT", "INTERSECT", "TABLE"])
}

fn role(token: &Token) -> Role {
    match &token.kind {
        TokenKind::Symbol(symbol) => match symbol {
            Symbol::LeftParen | Symbol::LeftBracket | Symbol::LeftBrace => Role::Open,
            Symbol::RightParen | Symbol::RightBracket | Symbol::RightBrace => Role::Close,
            Symbol::Comma | Symbol::Semicolon => Role::Separator,
            Symbol::Question => Role::Operand,
            // Every other symbol is taken for an operator: too many is refused, too few would be worse.
            _ => Role::Operator(TIGHTER),
        },
        TokenKind::Word(word) => word_role(word),
        _ => Role::Operand,
    }
}

fn word_role(word: &str) -> Role {
    // Reserved words all of them, so that none is a column's name.
    const SEPARATORS: &[&str] = &["WHEN", "THEN", "ELSE", "ON", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "AS"];
    const OPERATORS: &[&str] = &["NOT", "IS", "IN", "LIKE", "BETWEEN", "ESCAPE", "AT"];
    if is_one_of(word, &["OR"]) {
        Role::Operator(OR)
    } else if is_one_of(word, &["AND"]) {
        Role::Operator(AND)
    } else if is_one_of(word, &["CASE"]) {
        Role::Open
    } else if is_one_of(word, &["END"]) {
        Role::Close
    } else if is_one_of(word, SEPARATORS) || is_query_part(word) {
        Role::Separator
    } else if is_one_of(word, OPERATORS) {
        Role::Operator(TIGHTER)
    } else {
        Role::Operand
    }
}

#[cfg(test)]
mod tests {
    use boathouse_sql::tokenize;

    use super::*;

    #[test]
    fn chains_are_deep_and_lists_are_not() {
        for (sql, depth, query_parts) in [
            ("SELECT 1", 0, 1),
            ("SELECT 1 + 1 + 1", 2, 1),
            ("SELECT 1, 2 + 2, 3", 1, 1),
            ("SELECT a = 1 OR a = 2 OR a = 3", 3, 1),
            ("SELECT a = 1 AND a = 2 OR a = 3 AND b = 4", 3, 1),
            ("SELECT x IN (1, 2, 3, 4)", 2, 1),
            ("SELECT ((1 + 1) + 1) + 1", 5, 1),
            ("SELECT (1 + 1 + 1 + 1) * 2", 5, 1),
            ("SELECT concat('a', 'b' || 'c', 'd')", 2, 1),
            ("SELECT a[1][2]", 3, 1),
            ("SELECT (1 + 1", 2, 1),
            ("SELECT 1) + 1", 1, 1),
            ("SELECT NOT NOT NOT true", 3, 1),
            ("SELECT a OR b IS DISTINCT FROM c OR d IS DISTINCT FROM e", 4, 1),
            ("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3", 0, 5),
            ("SELECT a.x FROM a, b, c WHERE a.x = 1", 2, 3),
            ("SELECT 1 FROM a JOIN b ON a.x = b.x JOIN c ON a.x = c.x", 3, 3),
        ] {
            assert_eq!(measure(&tokenize(sql)), Size { depth, query_parts }, "{sql}");
        }
        let cases = (0..100).map(|n| format!("WHEN a = {n} THEN {n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(measure(&tokenize(&format!("SELECT CASE {cases} ELSE 0 END"))).depth, 2);
    }
}
