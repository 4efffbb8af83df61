//! Tokens of both grammars.

use crate::Span;

/// One token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a token is. Words are not split into keywords and identifiers here: nearly every Trino keyword
/// is also a legal identifier, so the parser decides by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// An unquoted word, as written.
    Word(String),
    /// `"a ""b"""` without its quotes.
    QuotedIdentifier(String),
    /// `` `a` `` without its quotes: Hive's quoting, refused in Trino's places.
    BackquotedIdentifier(String),
    /// A word that begins with a digit, such as `1a`: refused in Trino's places.
    DigitIdentifier(String),
    /// `'it''s'` without its quotes.
    String(String),
    /// `U&'\0041'`, still encoded.
    UnicodeString(String),
    /// `X'0102'`, the digits as written.
    BinaryLiteral(String),
    /// Digits only.
    Integer(String),
    /// Digits with a point.
    Decimal(String),
    /// A number with an exponent.
    Double(String),
    /// A sign or operator.
    Symbol(Symbol),
    /// A character no token begins with, or a quote that is never closed.
    Unrecognized(char),
    /// The end of the text.
    End,
}

macro_rules! symbols {
    ($($name:ident $text:literal,)*) => {
        /// Signs and operators, longest first where one begins another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Symbol { $(#[doc = $text] $name,)* }

        impl Symbol {
            /// All symbols, longer ones before those they begin with.
            pub const ALL: &[Symbol] = &[$(Symbol::$name,)*];

            /// How it is written.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

symbols! {
    NotEqual "<>", NotEqualBang "!=", LessOrEqual "<=", GreaterOrEqual ">=", Concat "||",
    RightDoubleArrow "=>", RightArrow "->", BraceMinus "{-", MinusBrace "-}",
    Equal "=", Less "<", Greater ">", Plus "+", Minus "-", Asterisk "*", Slash "/", Percent "%",
    LeftParen "(", RightParen ")", LeftBracket "[", RightBracket "]", LeftBrace "{", RightBrace "}",
    Comma ",", Dot ".", Semicolon ";", Colon ":", Question "?", Pipe "|", Dollar "$", Caret "^", At "@",
}

impl TokenKind {
    /// The token as an error message quotes it.
    pub fn describe<'a>(&self, text: &'a str) -> &'a str {
        if *self == Self::End { "<EOF>" } else { text }
    }
}
