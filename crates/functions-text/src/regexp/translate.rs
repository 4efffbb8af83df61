//! From the regular expressions of Trino (Joni with Java's syntax) to those of the engines here.
//!
//! Only what differs is rewritten: escapes, quoting, braces that are no repetition, the end of the text, classes
//! and properties.

use boathouse_types::{Result, TrinoError};

use super::properties;

/// A translated pattern.
#[derive(Debug, Default)]
pub(super) struct Translated {
    /// With the end of the text where the original has the end of the text or the line break before it.
    pub(super) at_end: String,
    /// With that end as the original means it, which takes looking ahead.
    pub(super) exact: String,
    /// Whether the two differ.
    pub(super) differ: bool,
    /// Whether it has what only backtracking understands and the other engine would read as something else.
    pub(super) backtracks: bool,
}

impl Translated {
    fn push(&mut self, text: &str) {
        self.at_end.push_str(text);
        self.exact.push_str(text);
    }

    fn push_char(&mut self, c: char) {
        self.at_end.push(c);
        self.exact.push(c);
    }

    fn push_literal(&mut self, c: char) {
        self.push(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }

    fn push_end(&mut self) {
        self.at_end.push_str(r"\z");
        self.exact.push_str(r"(?=\n?\z)");
        self.differ = true;
    }
}

/// What inline flags have switched on.
#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    multi_line: bool,
    extended: bool,
}

/// What was read last, for telling quantifiers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Quantifier,
    Other,
}

pub(super) struct Translator<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    out: Translated,
    flags: Vec<Flags>,
    last: Last,
    /// Capturing groups opened so far.
    groups: usize,
}

pub(super) fn translate(pattern: &str) -> Result<Translated> {
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        out: Translated::default(),
        flags: vec![Flags::default()],
        last: Last::Nothing,
        groups: 0,
    };
    while let Some(c) = translator.rest.next() {
        translator.item(c)?;
    }
    Ok(translator.out)
}

pub(super) fn bad(text: impl Into<String>) -> TrinoError {
    TrinoError::invalid_argument(text)
}

impl Translator<'_> {
    fn flags(&self) -> Flags {
        self.flags.last().copied().unwrap_or_default()
    }

    fn item(&mut self, c: char) -> Result<()> {
        let before = std::mem::replace(&mut self.last, Last::Other);
        match c {
            '\\' => self.escape(false)?,
            '$' if self.flags().multi_line => self.out.push_char('$'),
            '$' => self.out.push_end(),
            '[' => self.class()?,
            '(' => self.group()?,
            ')' => {
                if self.flags.len() > 1 {
                    self.flags.pop();
                }
                self.out.push_char(')');
            }
            '*' | '+' | '?' => {
                if c == '+' && before == Last::Quantifier {
                    self.out.backtracks = true;
                }
                self.last = if before == Last::Quantifier { Last::Other } else { Last::Quantifier };
                self.out.push_char(c);
            }
            '{' => self.brace(),
            '}' | ']' => self.out.push_literal(c),
            '#' if self.flags().extended => while self.rest.next_if(|c| *c != '\n').is_some() {},
            _ => self.out.push_char(c),
        }
        Ok(())
    }

    /// A repetition such as `{2,3}`; a brace that starts none stands for itself.
    fn brace(&mut self) {
        let ahead: String = self.rest.clone().take_while(|c| *c != '}').take(16).collect();
        let closed = self.rest.clone().nth(ahead.chars().count()) == Some('}');
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let interval = match ahead.split_once(',') {
            None => number(&ahead),
            Some((low, high)) => number(low) && (high.is_empty() || number(high)),
        };
        if !closed || !interval {
            self.out.push(r"\{");
            return;
        }
        self.out.push_char('{');
        self.out.push(&ahead);
        self.out.push_char('}');
        for _ in 0..=ahead.chars().count() {
            self.rest.next();
        }
        self.last = Last::Quantifier;
    }

    fn group(&mut self) -> Result<()> {
        let mut flags = self.flags();
        self.last = Last::Nothing;
        if self.rest.next_if_eq(&'?').is_none() {
            self.flags.push(flags);
            self.groups += 1;
            self.out.push_char('(');
            return Ok(());
        }
        match self.rest.peek() {
            Some('#') => {
                while self.rest.next().ok_or_else(|| bad("end pattern in group"))? != ')' {}
                return Ok(());
            }
            Some(':' | '=' | '!' | '>' | '<') => {
                self.flags.push(flags);
                let named = self.rest.peek() == Some(&'<') && !matches!(self.rest.clone().nth(1), Some('=' | '!'));
                self.groups += usize::from(named);
                self.out.push("(?");
                return Ok(());
            }
            _ => {}
        }
        let (mut on, mut text) = (true, String::from("(?"));
        loop {
            let c = self.rest.next().ok_or_else(|| bad("end pattern in group"))?;
            match c {
                '-' => on = false,
                'm' => flags.multi_line = on,
                'x' => flags.extended = on,
                'i' | 's' => {}
                ')' => {
                    if let Some(current) = self.flags.last_mut() {
                        *current = flags;
                    }
                }
                ':' => self.flags.push(flags),
                _ => return Err(bad("undefined group option")),
            }
            text.push(c);
            if c == ')' || c == ':' {
                self.out.push(&text);
                return Ok(());
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<()> {
        let c = self.rest.next().ok_or_else(|| bad("end pattern at escape"))?;
        match c {
            'Q' if !in_class => self.quote(),
            'Z' if !in_class => self.out.push_end(),
            'b' if in_class => self.out.push(r"\x08"),
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 't' | 'n' | 'r' | 'f' | 'a' | 'v' => {
                self.out.push_char('\\');
                self.out.push_char(c);
            }
            'b' | 'B' | 'A' | 'z' | 'G' if !in_class => {
                self.out.push_char('\\');
                self.out.push_char(c);
            }
            'k' if !in_class => self.out.push(r"\k"),
            '1'..='9' if !in_class => self.back_reference(c),
            'e' => self.out.push(r"\x1B"),
            '0'..='7' => self.octal(c),
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            'c' => {
                let control = self.rest.next().ok_or_else(|| bad("too short control sequence"))?;
                self.out.push_literal(char::from(control as u8 & 0x1f));
            }
            'p' | 'P' if self.rest.peek() == Some(&'{') => self.property(c == 'P')?,
            _ => self.out.push_literal(c),
        }
        Ok(())
    }

    /// A reference to a group. Above 9 and above the groups so far it is an octal number, if it can be one.
    fn back_reference(&mut self, first: char) {
        let more = self.rest.clone().take_while(char::is_ascii_digit).take(3);
        let digits: String = std::iter::once(first).chain(more).collect();
        let number: usize = digits.parse().unwrap_or(usize::MAX);
        if number > 9 && number > self.groups && first < '8' {
            return self.octal(first);
        }
        self.out.backtracks = true;
        self.out.push_char('\\');
        self.out.push(if number > 9 { &digits } else { &digits[..1] });
        for _ in 1..digits.len() {
            self.rest.next();
        }
    }

    fn quote(&mut self) {
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            self.out.push_literal(c);
        }
    }

    fn octal(&mut self, first: char) {
        let mut value = first.to_digit(8).unwrap_or_default();
        for _ in 0..2 {
            let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(8)) else { break };
            self.rest.next();
            value = value * 8 + digit;
        }
        self.out.push(&format!(r"\x{{{value:X}}}"));
    }

    fn hex(&mut self, digits: usize) -> Result<()> {
        let braced = self.rest.next_if_eq(&'{').is_some();
        let (mut value, mut count) = (0_u32, 0);
        while count < if braced { 6 } else { digits } {
            let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(16)) else { break };
            self.rest.next();
            value = value * 16 + digit;
            count += 1;
        }
        if braced && self.rest.next() != Some('}') || (digits == 4 && !braced && count < 4) {
            return Err(bad("too short escape sequence"));
        }
        let c = char::from_u32(value).ok_or_else(|| bad("invalid code point value"))?;
        self.out.push(&format!(r"\x{{{:X}}}", c as u32));
        Ok(())
    }

    fn property(&mut self, mut negated: bool) -> Result<()> {
        self.rest.next();
        let mut name: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
        if let Some(rest) = name.strip_prefix('^') {
            negated = !negated;
            name = rest.to_owned();
        }
        let found = properties::class(&name, negated);
        let found = found.ok_or_else(|| bad(format!("invalid character property name <{name}>")))?;
        self.out.push(&found);
        Ok(())
    }

    /// A class in brackets, from behind its first bracket.
    fn class(&mut self) -> Result<()> {
        let end = || bad("premature end of char-class");
        self.out.push_char('[');
        let mut depth = 1_usize;
        let mut first = true;
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push_char('^');
        }
        while depth > 0 {
            let c = self.rest.next().ok_or_else(end)?;
            let at_start = std::mem::replace(&mut first, false);
            match c {
                // A bracket at once is a character, if another one closes the class.
                ']' if at_start && self.rest.clone().any(|c| c == ']') => self.out.push(r"\]"),
                ']' if at_start => return Err(bad("empty char-class")),
                ']' => {
                    self.out.push_char(']');
                    depth -= 1;
                }
                '[' if self.rest.peek() == Some(&':') && self.posix() => {}
                '[' => {
                    self.out.push_char('[');
                    depth += 1;
                    first = true;
                    if self.rest.next_if_eq(&'^').is_some() {
                        self.out.push_char('^');
                    }
                }
                '\\' => self.escape(true)?,
                // Doubled, these are operators of the engine here.
                '-' if self.rest.peek() == Some(&'-') => self.out.push(r"\-"),
                '~' => self.out.push(r"\~"),
                c if c.is_whitespace() || c == '#' => self.out.push_literal(c),
                c => self.out.push_char(c),
            }
        }
        Ok(())
    }

    /// A POSIX class such as `[:alpha:]`, from behind its first bracket.
    fn posix(&mut self) -> bool {
        let name: String = self.rest.clone().skip(1).take_while(|c| *c != ':').take(12).collect();
        let mut behind = self.rest.clone().skip(name.chars().count() + 1);
        if behind.next() != Some(':') || behind.next() != Some(']') {
            return false;
        }
        let (bare, negated) = name.strip_prefix('^').map_or((name.as_str(), false), |bare| (bare, true));
        let Some(found) = properties::class(bare, negated) else { return false };
        self.out.push(&found);
        for _ in 0..name.chars().count() + 3 {
            self.rest.next();
        }
        true
    }
}
