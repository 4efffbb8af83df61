//! The grammar of `.proto` files.

use super::lexer::{Token, TokenKind, tokens};
use super::{Enum, Field, File, Kind, Label, Message, Reserved, Scalar, Syntax, options};

/// Messages nest no deeper than this.
const DEPTH_MAX: usize = 64;
/// A long name would be part of every name below it.
const NAME_BYTES_MAX: usize = 4_096;
/// Numbers of fields end here; `max` means it.
pub(super) const FIELD_NUMBER_MAX: i64 = 536_870_911;

pub(super) fn parse(text: &str) -> Result<File, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, file: File::default() };
    parser.file()?;
    Ok(parser.file)
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    file: File,
}

impl Parser {
    pub(super) fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    pub(super) fn next(&mut self) -> Option<TokenKind> {
        let token = self.tokens.get(self.at).map(|token| token.kind.clone());
        self.at += 1;
        token
    }

    /// An error at the token that was just taken.
    pub(super) fn wrong(&self, expected: &str) -> String {
        let last = self.tokens.get(self.at.saturating_sub(1)).or(self.tokens.last());
        format!("line {}: expected {expected}", last.map_or(1, |token| token.line))
    }

    pub(super) fn take(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(&TokenKind::Sign(sign));
        self.at += usize::from(found);
        found
    }

    pub(super) fn sign(&mut self, sign: char) -> Result<(), String> {
        if self.take(sign) {
            return Ok(());
        }
        self.at += 1;
        Err(self.wrong(&format!("'{sign}'")))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(TokenKind::Word(next)) if next == word);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next() {
            Some(TokenKind::Word(word)) => Ok(word),
            _ => Err(self.wrong("a name")),
        }
    }

    fn text(&mut self) -> Result<String, String> {
        let Some(TokenKind::Text(mut text)) = self.next() else { return Err(self.wrong("a text in quotes")) };
        while let Some(TokenKind::Text(more)) = self.peek() {
            text.push_str(more);
            self.at += 1;
        }
        Ok(text)
    }

    fn integer(&mut self) -> Result<i64, String> {
        let negative = self.take('-');
        match self.next() {
            Some(TokenKind::Integer(number)) => {
                let number = i64::try_from(number).map_err(|_| self.wrong("a smaller number"))?;
                Ok(if negative { -number } else { number })
            }
            _ => Err(self.wrong("a whole number")),
        }
    }

    /// `a.b.c`, or `.a.b.c`.
    pub(super) fn dotted(&mut self) -> Result<String, String> {
        let mut name = if self.take('.') { ".".to_owned() } else { String::new() };
        name.push_str(&self.word()?);
        while self.take('.') {
            name.push('.');
            name.push_str(&self.word()?);
        }
        Ok(name)
    }

    fn file(&mut self) -> Result<(), String> {
        if self.take_word("syntax") {
            self.sign('=')?;
            self.file.syntax = match self.text()?.as_str() {
                "proto2" => Syntax::Proto2,
                "proto3" => Syntax::Proto3,
                _ => return Err(self.wrong("the syntax \"proto2\" or \"proto3\"")),
            };
            self.sign(';')?;
        }
        while self.peek().is_some() {
            if self.take(';') {
                continue;
            }
            match self.word()?.as_str() {
                "package" => {
                    if !self.file.package.is_empty() {
                        return Err(self.wrong("one package only"));
                    }
                    self.file.package = self.dotted()?;
                    self.sign(';')?;
                }
                "import" => {
                    let _ = self.take_word("public") || self.take_word("weak");
                    let import = self.text()?;
                    self.file.imports.push(import);
                    self.sign(';')?;
                }
                "option" => drop(options::statement(self)?),
                "message" => self.message("", 0)?,
                "enum" => self.enumeration("")?,
                "service" => self.service()?,
                "extend" => return Err(self.wrong("no extensions: they are not supported")),
                _ => return Err(self.wrong("a message, enum, service, package, import or option")),
            }
        }
        Ok(())
    }

    fn message(&mut self, around: &str, depth: usize) -> Result<(), String> {
        if depth >= DEPTH_MAX {
            return Err(self.wrong("messages that nest less deep"));
        }
        let name = self.declared(around)?;
        self.sign('{')?;
        let mut message = Message::default();
        while !self.take('}') {
            self.member(&name, &mut message, depth)?;
        }
        if self.file.messages.insert(name.clone(), message).is_some() {
            return Err(self.wrong(&format!("no second message {name}")));
        }
        Ok(())
    }

    /// The full name of something that is made here.
    fn declared(&mut self, around: &str) -> Result<String, String> {
        let name = below(around, &self.word()?);
        if name.len() > NAME_BYTES_MAX { Err(self.wrong("a shorter name")) } else { Ok(name) }
    }

    fn member(&mut self, name: &str, message: &mut Message, depth: usize) -> Result<(), String> {
        if self.take(';') {
            return Ok(());
        }
        let start = self.at;
        let declares =
            |parser: &Self| matches!(parser.tokens.get(start + 1).map(|token| &token.kind), Some(TokenKind::Word(_)));
        // These words may be names of types, too: then no name and brace follow them.
        let opens = |parser: &Self| {
            declares(parser) && parser.tokens.get(start + 2).map(|token| &token.kind) == Some(&TokenKind::Sign('{'))
        };
        if opens(self) && self.take_word("message") {
            return self.message(name, depth + 1);
        }
        if opens(self) && self.take_word("enum") {
            return self.enumeration(name);
        }
        if opens(self) && self.take_word("oneof") {
            return self.oneof(message);
        }
        if self.take_word("option") {
            return options::statement(self).map(drop);
        }
        if self.take_word("reserved") {
            return self.reserved(&mut message.reserved, FIELD_NUMBER_MAX);
        }
        if self.take_word("extensions") || self.take_word("extend") {
            return Err(self.wrong("no extensions: they are not supported"));
        }
        let field = self.field(None)?;
        message.fields.push(field);
        Ok(())
    }

    fn oneof(&mut self, message: &mut Message) -> Result<(), String> {
        let name = self.word()?;
        let index = message.oneofs.len();
        message.oneofs.push(name);
        self.sign('{')?;
        let before = message.fields.len();
        while !self.take('}') {
            if self.take(';') {
                continue;
            }
            if self.take_word("option") {
                options::statement(self)?;
                continue;
            }
            let field = self.field(Some(index))?;
            message.fields.push(field);
        }
        if message.fields.len() == before { Err(self.wrong("a field in the oneof")) } else { Ok(()) }
    }

    fn field(&mut self, oneof: Option<usize>) -> Result<Field, String> {
        let label = self.label(oneof)?;
        let kind = self.kind(label, oneof)?;
        let name = self.word()?;
        self.sign('=')?;
        let number = self.integer()?;
        if self.take('[') {
            options::list(self)?;
        }
        self.sign(';')?;
        Ok(Field { name, number, label: label.unwrap_or(Label::Singular), kind, oneof })
    }

    fn label(&mut self, oneof: Option<usize>) -> Result<Option<Label>, String> {
        let label = if self.take_word("optional") {
            Some(Label::Singular)
        } else if self.take_word("required") {
            Some(Label::Required)
        } else if self.take_word("repeated") {
            Some(Label::Repeated)
        } else {
            None
        };
        match (label, oneof, self.file.syntax) {
            (Some(_), Some(_), _) => Err(self.wrong("no label in a oneof")),
            (Some(Label::Required), _, Syntax::Proto3) => Err(self.wrong("no required field in proto3")),
            _ => Ok(label),
        }
    }

    fn kind(&mut self, label: Option<Label>, oneof: Option<usize>) -> Result<Kind, String> {
        let name = self.dotted()?;
        if name == "group" {
            return Err(self.wrong("no group: they are not supported"));
        }
        if name == "map" && self.take('<') {
            if label.is_some() || oneof.is_some() {
                return Err(self.wrong("no label before a map, and no map in a oneof"));
            }
            let key = Scalar::named(&self.word()?)
                .filter(|key| !matches!(key, Scalar::Float | Scalar::Double | Scalar::Bytes))
                .ok_or_else(|| self.wrong("a whole number, bool or string as the key of a map"))?;
            self.sign(',')?;
            let value = kind_named(self.dotted()?);
            self.sign('>')?;
            return Ok(Kind::Map(key, Box::new(value)));
        }
        if label.is_none() && oneof.is_none() && self.file.syntax == Syntax::Proto2 {
            return Err(self.wrong("optional, required or repeated before a field of proto2"));
        }
        Ok(kind_named(name))
    }

    fn reserved(&mut self, reserved: &mut Reserved, max: i64) -> Result<(), String> {
        loop {
            if matches!(self.peek(), Some(TokenKind::Text(_))) {
                let name = self.text()?;
                reserved.names.push(name);
            } else {
                let from = self.integer()?;
                let to = match self.take_word("to") {
                    false => from,
                    true if self.take_word("max") => max,
                    true => self.integer()?,
                };
                if to < from {
                    return Err(self.wrong("a range that ends behind its start"));
                }
                reserved.ranges.push((from, to));
            }
            if !self.take(',') {
                return self.sign(';');
            }
        }
    }

    fn enumeration(&mut self, around: &str) -> Result<(), String> {
        let name = self.declared(around)?;
        self.sign('{')?;
        let mut made = Enum::default();
        while !self.take('}') {
            if self.take(';') {
                continue;
            }
            let value = self.word()?;
            match value.as_str() {
                "option" if !matches!(self.peek(), Some(TokenKind::Sign('='))) => {
                    made.alias_allowed |= options::statement(self)? == ("allow_alias".to_owned(), "true".to_owned());
                }
                "reserved" if !matches!(self.peek(), Some(TokenKind::Sign('='))) => {
                    self.reserved(&mut made.reserved, i64::from(i32::MAX))?;
                }
                _ => {
                    self.sign('=')?;
                    let number = self.integer()?;
                    if self.take('[') {
                        options::list(self)?;
                    }
                    self.sign(';')?;
                    made.values.push((value, number));
                }
            }
        }
        if self.file.enums.insert(name.clone(), made).is_some() {
            return Err(self.wrong(&format!("no second enum {name}")));
        }
        Ok(())
    }

    fn service(&mut self) -> Result<(), String> {
        let name = self.word()?;
        let mut calls = Vec::new();
        self.sign('{')?;
        while !self.take('}') {
            if self.take(';') {
                continue;
            }
            match self.word()?.as_str() {
                "option" => drop(options::statement(self)?),
                "rpc" => {
                    self.word()?;
                    let input = self.call_type()?;
                    if self.word()? != "returns" {
                        return Err(self.wrong("returns"));
                    }
                    calls.push((input, self.call_type()?));
                    if !self.take('{') {
                        self.sign(';')?;
                        continue;
                    }
                    while !self.take('}') {
                        if self.take(';') {
                            continue;
                        }
                        if self.word()? != "option" {
                            return Err(self.wrong("an option"));
                        }
                        options::statement(self)?;
                    }
                }
                _ => return Err(self.wrong("rpc or option")),
            }
        }
        if self.file.services.insert(name.clone(), calls).is_some() {
            return Err(self.wrong(&format!("no second service {name}")));
        }
        Ok(())
    }

    fn call_type(&mut self) -> Result<String, String> {
        self.sign('(')?;
        let follows = self.tokens.get(self.at + 1).map(|token| &token.kind);
        if follows != Some(&TokenKind::Sign(')')) {
            self.take_word("stream");
        }
        let name = self.dotted()?;
        self.sign(')')?;
        Ok(name)
    }
}

fn kind_named(name: String) -> Kind {
    Scalar::named(&name).map_or(Kind::Unresolved(name), Kind::Scalar)
}

fn below(around: &str, name: &str) -> String {
    if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") }
}
