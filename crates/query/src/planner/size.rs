//! How deep the tree of a statement will be, told from its tokens before there is a tree.
//!
//! The parser bounds nesting, and builds `a + b + c + …` without recursion as a tree one level deep for
//! each operator. Every later step recurses into that tree, so the operators that stand in one chain
//! are counted: `OR` binds weaker than `AND`, and both weaker than anything else, whose precedences
//! do not matter to an upper bound. Lists are no chains: their items are counted one by one.

use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::SyntaxError;
use crate::statement::Position;

/// Levels of operators over one operand. The engine asks for types level by level, again at each level,
/// so time bounds this before stacks do.
const EXPRESSION_DEPTH_MAX: usize = 1_200;
/// Queries, joins and set operations in one statement: each is at least one level of the plan's tree.
const QUERY_PARTS_MAX: usize = 500;

/// As Trino says it, and where it says it.
pub(super) const TOO_LARGE: &str = "statement is too large (stack overflow while parsing)";

/// The statement's first character.
pub(super) const START: Position = Position { line: 1, column: 1 };

/// Refuses what would make too deep a tree.
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<(), SyntaxError> {
    if is_too_large(tokens.iter().map(|token| &token.token)) {
        return Err(SyntaxError { position: Some(START), message: TOO_LARGE.to_owned() });
    }
    Ok(())
}

/// Whether the tree of `tokens` would be deeper than is allowed.
pub(super) fn is_too_large<'a>(tokens: impl Iterator<Item = &'a Token>) -> bool {
    let mut size = Size::default();
    for token in tokens {
        size.take(token);
    }
    size.query_parts > QUERY_PARTS_MAX || size.depth() > EXPRESSION_DEPTH_MAX
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
struct Size {
    inside: Level,
    around: Vec<Level>,
    query_parts: usize,
}

impl Size {
    fn take(&mut self, token: &Token) {
        self.count_query_parts(token);
        match role(token) {
            Role::Open => self.around.push(std::mem::take(&mut self.inside)),
            Role::Close => self.close(),
            Role::Separator => self.inside.separator(),
            Role::Operator(class) => self.inside.operator(class),
            Role::Operand => {}
        }
        // A subscript is an operator as well as a bracket.
        if matches!(token, Token::RBracket) {
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
        let is_part = match token {
            Token::Comma => self.inside.in_from,
            Token::Word(word) => {
                match word.keyword {
                    Keyword::FROM => self.inside.in_from = true,
                    Keyword::SELECT
                    | Keyword::WHERE
                    | Keyword::GROUP
                    | Keyword::HAVING
                    | Keyword::WINDOW
                    | Keyword::ORDER => self.inside.in_from = false,
                    _ => {}
                }
                is_query_part(word.keyword)
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

fn is_query_part(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::SELECT | Keyword::JOIN | Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT | Keyword::MINUS
    )
}

fn role(token: &Token) -> Role {
    match token {
        Token::LParen | Token::LBracket | Token::LBrace => Role::Open,
        Token::RParen | Token::RBracket | Token::RBrace => Role::Close,
        Token::Comma | Token::SemiColon => Role::Separator,
        Token::Word(word) => keyword_role(word.keyword),
        Token::EOF | Token::Whitespace(_) | Token::Period | Token::Number(..) | Token::Char(_) => Role::Operand,
        other if is_text(other) => Role::Operand,
        // Every other symbol is taken for an operator: too many is refused, too few would be worse.
        _ => Role::Operator(TIGHTER),
    }
}

fn is_text(token: &Token) -> bool {
    matches!(
        token,
        Token::SingleQuotedString(_)
            | Token::DoubleQuotedString(_)
            | Token::NationalStringLiteral(_)
            | Token::HexStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::EscapedStringLiteral(_)
            | Token::Placeholder(_)
            | Token::Question
    )
}

fn keyword_role(keyword: Keyword) -> Role {
    match keyword {
        Keyword::OR => Role::Operator(OR),
        Keyword::AND => Role::Operator(AND),
        Keyword::CASE => Role::Open,
        Keyword::END => Role::Close,
        Keyword::WHEN | Keyword::THEN | Keyword::ELSE | Keyword::ON => Role::Separator,
        Keyword::FROM | Keyword::WHERE | Keyword::GROUP | Keyword::HAVING | Keyword::ORDER => Role::Separator,
        keyword if is_query_part(keyword) => Role::Separator,
        // A column may be named like a keyword; among others this counts the postfix and infix operators.
        Keyword::NoKeyword => Role::Operand,
        _ => Role::Operator(TIGHTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::engine_sql::tokenize;

    fn depth(sql: &str) -> (usize, usize) {
        let mut size = Size::default();
        for token in tokenize(sql).expect("tokens") {
            size.take(&token.token);
        }
        let parts = size.query_parts;
        (size.depth(), parts)
    }

    #[test]
    fn chains_are_deep_and_lists_are_not() {
        for (sql, expected) in [
            ("SELECT 1", (0, 1)),
            ("SELECT 1 + 1 + 1", (2, 1)),
            ("SELECT 1, 2 + 2, 3", (1, 1)),
            ("SELECT a = 1 OR a = 2 OR a = 3", (3, 1)),
            ("SELECT a = 1 AND a = 2 OR a = 3 AND b = 4", (3, 1)),
            ("SELECT x IN (1, 2, 3, 4)", (2, 1)),
            ("SELECT ((1 + 1) + 1) + 1", (5, 1)),
            ("SELECT (1 + 1 + 1 + 1) * 2", (5, 1)),
            ("SELECT concat('a', 'b' || 'c', 'd')", (2, 1)),
            ("SELECT a[1][2]", (3, 1)),
            ("SELECT (1 + 1", (2, 1)),
            ("SELECT 1) + 1", (1, 1)),
            ("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3", (1, 5)),
            ("SELECT a.x FROM a, b, c WHERE a.x = 1", (1, 3)),
            ("SELECT 1 FROM a JOIN b ON a.x = b.x JOIN c ON a.x = c.x", (1, 3)),
        ] {
            assert_eq!(depth(sql), expected, "{sql}");
        }
        let cases = (0..100).map(|n| format!("WHEN a = {n} THEN {n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(depth(&format!("SELECT CASE {cases} ELSE 0 END")), (2, 1));
    }
}
