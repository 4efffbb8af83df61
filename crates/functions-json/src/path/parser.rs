//! From the text of a path to its tree.

use boathouse_types::{Result, TrinoError};

use super::lexer::{Token, syntax, tokens};
use super::number::Number;
use super::{Comparison, Method, Node, Operator, Path, Predicate};

/// How deep a path may nest.
const DEPTH_MAX: usize = 200;
/// Tokens of the longest chain of operators or accessors, each of which is one step deeper in the tree.
const TOKENS_MAX: usize = 1_000;
/// Rules that may be tried in reading one.
const TRIED_MAX: usize = 100_000;

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: usize,
    /// Rules tried so far: what is tried twice at every depth would take exponential time.
    tried: usize,
}

pub(super) fn parse(text: &str) -> Result<Path> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, tried: 0 };
    let lax = if parser.word("lax") {
        true
    } else if parser.word("strict") {
        false
    } else {
        return Err(parser.unexpected("mismatched input", " expecting {'lax', 'strict'}"));
    };
    let root = parser.expression()?;
    if *parser.peek() != Token::End {
        return Err(parser.unexpected("extraneous input", " expecting <EOF>"));
    }
    Ok(Path { lax, root })
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn next_is(&self, ahead: usize, symbol: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some((Token::Symbol(found), _)) if *found == symbol)
    }

    fn unexpected(&self, what: &str, expecting: &str) -> TrinoError {
        let shown = match self.peek() {
            Token::Word(text) | Token::Number(text) => text.clone(),
            Token::Variable(name) => format!("${name}"),
            Token::Text(text) => format!("\"{text}\""),
            Token::Symbol(symbol) => (*symbol).to_owned(),
            Token::End => "<EOF>".to_owned(),
        };
        syntax(self.tokens.get(self.at).map_or(1, |(_, place)| *place), format_args!("{what} '{shown}'{expecting}"))
    }

    fn wrong(&self) -> TrinoError {
        self.unexpected("mismatched input", "")
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.next_is(0, symbol);
        self.at += usize::from(found);
        found
    }

    fn require(&mut self, symbol: &str) -> Result<()> {
        if self.symbol(symbol) {
            Ok(())
        } else {
            Err(self.unexpected("mismatched input", &format!(" expecting '{symbol}'")))
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Word(found) if found == word);
        self.at += usize::from(found);
        found
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        self.tried += 1;
        if self.depth > DEPTH_MAX || self.tried > TRIED_MAX {
            return Err(syntax(1, "JSON path is nested too deeply"));
        }
        let found = read(self);
        self.depth -= 1;
        found
    }

    fn expression(&mut self) -> Result<Node> {
        self.nested(|p| {
            let mut left = p.product()?;
            loop {
                let operator = if p.symbol("+") {
                    Operator::Add
                } else if p.symbol("-") {
                    Operator::Subtract
                } else {
                    return Ok(left);
                };
                left = p.combined(operator, left, Self::product)?;
            }
        })
    }

    fn product(&mut self) -> Result<Node> {
        let mut left = self.signed()?;
        loop {
            let operator = if self.symbol("*") {
                Operator::Multiply
            } else if self.symbol("/") {
                Operator::Divide
            } else if self.symbol("%") {
                Operator::Modulus
            } else {
                return Ok(left);
            };
            left = self.combined(operator, left, Self::signed)?;
        }
    }

    /// Long chains are deep trees too.
    fn combined(&mut self, operator: Operator, left: Node, read: fn(&mut Self) -> Result<Node>) -> Result<Node> {
        if self.at > TOKENS_MAX {
            return Err(syntax(1, "JSON path is too long"));
        }
        Ok(Node::Arithmetic(operator, Box::new(left), Box::new(read(self)?)))
    }

    fn signed(&mut self) -> Result<Node> {
        if self.symbol("-") {
            return self.nested(|p| Ok(Node::Negate(Box::new(p.signed()?))));
        }
        if self.symbol("+") {
            return self.nested(|p| Ok(Node::Plus(Box::new(p.signed()?))));
        }
        self.accessors()
    }

    fn accessors(&mut self) -> Result<Node> {
        let mut node = self.primary()?;
        loop {
            if self.at > TOKENS_MAX {
                return Err(syntax(1, "JSON path is too long"));
            }
            node = if self.symbol("..") {
                Node::Descendants(Box::new(node), self.name()?)
            } else if self.symbol(".") {
                self.member(node)?
            } else if self.symbol("[") {
                self.subscripts(node)?
            } else if self.symbol("?") {
                self.require("(")?;
                let predicate = self.predicate()?;
                self.require(")")?;
                Node::Filter(Box::new(node), Box::new(predicate))
            } else {
                return Ok(node);
            };
        }
    }

    fn name(&mut self) -> Result<String> {
        match self.peek().clone() {
            Token::Word(name) | Token::Text(name) => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.wrong()),
        }
    }

    /// What follows a point.
    fn member(&mut self, of: Node) -> Result<Node> {
        if self.symbol("*") {
            return Ok(Node::Members(Box::new(of)));
        }
        let called = matches!(self.peek(), Token::Word(_)) && self.next_is(1, "(");
        if !called {
            return Ok(Node::Member(Box::new(of), self.name()?));
        }
        let method = match self.name()?.as_str() {
            "type" => Method::Type,
            "size" => Method::Size,
            "double" => Method::Double,
            "ceiling" => Method::Ceiling,
            "floor" => Method::Floor,
            "abs" => Method::Abs,
            "keyvalue" => Method::KeyValue,
            "datetime" => {
                return Err(TrinoError::not_supported("datetime method in JSON path is not yet supported"));
            }
            _ => {
                self.at -= 1;
                return Err(self.wrong());
            }
        };
        self.require("(")?;
        self.require(")")?;
        Ok(Node::Method(Box::new(of), method))
    }

    fn subscripts(&mut self, of: Node) -> Result<Node> {
        if self.next_is(0, "*") && self.next_is(1, "]") {
            self.at += 2;
            return Ok(Node::AllElements(Box::new(of)));
        }
        let mut subscripts = Vec::new();
        loop {
            let from = self.expression()?;
            let to = if self.word("to") { Some(self.expression()?) } else { None };
            subscripts.push((from, to));
            if !self.symbol(",") {
                break;
            }
        }
        self.require("]")?;
        Ok(Node::Elements(Box::new(of), subscripts))
    }

    fn primary(&mut self) -> Result<Node> {
        let token = self.peek().clone();
        self.at += 1;
        Ok(match token {
            Token::Symbol("$") => Node::Context,
            Token::Symbol("@") => Node::Current,
            Token::Symbol("(") => {
                let inner = self.expression()?;
                self.require(")")?;
                inner
            }
            Token::Variable(name) => Node::Variable(name),
            Token::Text(text) => Node::Text(text),
            Token::Number(text) => Node::Number(Number::of_literal(&text).ok_or_else(|| {
                TrinoError::new(boathouse_types::ErrorCode::InvalidLiteral, format!("Invalid numeric literal: {text}"))
            })?),
            Token::Word(word) if word == "last" => Node::Last,
            Token::Word(word) if word == "null" => Node::Null,
            Token::Word(word) if word == "true" => Node::Bool(true),
            Token::Word(word) if word == "false" => Node::Bool(false),
            _ => {
                self.at -= 1;
                return Err(self.wrong());
            }
        })
    }

    fn predicate(&mut self) -> Result<Predicate> {
        self.nested(|p| {
            let mut left = p.conjunction()?;
            while p.symbol("||") {
                left = Predicate::Or(Box::new(left), Box::new(p.conjunction()?));
            }
            Ok(left)
        })
    }

    fn conjunction(&mut self) -> Result<Predicate> {
        let mut left = self.negation()?;
        while self.symbol("&&") {
            left = Predicate::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Predicate> {
        if self.symbol("!") {
            return self.nested(|p| Ok(Predicate::Not(Box::new(p.delimited()?))));
        }
        self.predicate_primary()
    }

    fn delimited(&mut self) -> Result<Predicate> {
        if self.word("exists") {
            self.require("(")?;
            let path = self.expression()?;
            self.require(")")?;
            return Ok(Predicate::Exists(path));
        }
        self.require("(")?;
        let inner = self.predicate()?;
        self.require(")")?;
        Ok(inner)
    }

    fn predicate_primary(&mut self) -> Result<Predicate> {
        let start = self.at;
        let depth = self.depth;
        if matches!(self.peek(), Token::Word(word) if word == "exists") && self.next_is(1, "(") {
            return self.delimited();
        }
        if self.next_is(0, "(") {
            // A parenthesis may hold a predicate or begin a path.
            match self.comparison() {
                Ok(found) => return Ok(found),
                Err(_) => {
                    self.at = start;
                    self.depth = depth;
                }
            }
            let inner = self.delimited()?;
            if self.word("is") {
                if self.word("unknown") {
                    return Ok(Predicate::IsUnknown(Box::new(inner)));
                }
                return Err(self.unexpected("mismatched input", " expecting 'unknown'"));
            }
            return Ok(inner);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Predicate> {
        let left = self.expression()?;
        if self.word("starts") {
            if !self.word("with") {
                return Err(self.unexpected("mismatched input", " expecting 'with'"));
            }
            let right = match self.peek() {
                Token::Text(_) | Token::Variable(_) => self.primary()?,
                _ => return Err(self.wrong()),
            };
            return Ok(Predicate::StartsWith(left, right));
        }
        if self.word("like_regex") {
            return Err(TrinoError::not_supported("like_regex predicate in JSON path is not yet supported"));
        }
        let operator = match self.peek() {
            Token::Symbol("==") => Comparison::Equal,
            Token::Symbol("<>" | "!=") => Comparison::NotEqual,
            Token::Symbol("<") => Comparison::Less,
            Token::Symbol("<=") => Comparison::LessOrEqual,
            Token::Symbol(">") => Comparison::Greater,
            Token::Symbol(">=") => Comparison::GreaterOrEqual,
            _ => return Err(self.wrong()),
        };
        self.at += 1;
        Ok(Predicate::Compare(operator, left, self.expression()?))
    }
}
