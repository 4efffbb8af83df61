//! Words, numbers, texts and signs of a `.proto` file.

/// One token with its line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub line: usize,
    pub kind: TokenKind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Word(String),
    Integer(u64),
    Float(String),
    Text(String),
    Sign(char),
}

/// The tokens of a definition, one blank between two: the same for definitions that differ in blanks and
/// comments only.
///
/// # Errors
/// What cannot be a token.
pub(crate) fn canonical(text: &str) -> Result<String, String> {
    let mut out = String::new();
    for token in tokens(text)? {
        if !out.is_empty() {
            out.push(' ');
        }
        match token.kind {
            TokenKind::Word(word) => out.push_str(&word),
            TokenKind::Integer(number) => out.push_str(&number.to_string()),
            TokenKind::Float(number) => out.push_str(&number),
            TokenKind::Text(text) => out.push_str(&format!("{text:?}")),
            TokenKind::Sign(sign) => out.push(sign),
        }
    }
    Ok(out)
}

/// Cuts a definition into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut lexer = Lexer { rest: text.trim_start_matches('\u{feff}').chars().peekable(), line: 1 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: usize,
}

impl Lexer<'_> {
    fn bump(&mut self) -> Option<char> {
        let next = self.rest.next();
        self.line += usize::from(next == Some('\n'));
        next
    }

    fn next(&mut self) -> Result<Option<Token>, String> {
        loop {
            let Some(first) = self.bump() else { return Ok(None) };
            let line = self.line;
            let kind = match first {
                c if c.is_ascii_whitespace() => continue,
                '/' => {
                    self.comment()?;
                    continue;
                }
                c if c.is_ascii_alphabetic() || c == '_' => TokenKind::Word(self.word(c)),
                c if c.is_ascii_digit() => self.number(c)?,
                '.' if self.rest.peek().is_some_and(char::is_ascii_digit) => self.number('.')?,
                '"' | '\'' => TokenKind::Text(self.text(first)?),
                c if "{}[]()<>=;,.:-+".contains(c) => TokenKind::Sign(c),
                other => return Err(format!("line {line}: unexpected '{}'", other.escape_default())),
            };
            return Ok(Some(Token { line, kind }));
        }
    }

    fn comment(&mut self) -> Result<(), String> {
        let line = self.line;
        match self.bump() {
            Some('/') => {
                while self.rest.peek().is_some_and(|c| *c != '\n') {
                    self.bump();
                }
                Ok(())
            }
            Some('*') => {
                let mut before = ' ';
                while let Some(c) = self.bump() {
                    if before == '*' && c == '/' {
                        return Ok(());
                    }
                    before = c;
                }
                Err(format!("line {line}: a comment without end"))
            }
            _ => Err(format!("line {line}: unexpected '/'")),
        }
    }

    fn word(&mut self, first: char) -> String {
        let mut word = String::from(first);
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            word.push(c);
        }
        word
    }

    fn number(&mut self, first: char) -> Result<TokenKind, String> {
        let mut text = String::from(first);
        loop {
            let exponent = !text.starts_with("0x") && text.ends_with(['e', 'E']);
            let part = |c: &char| c.is_ascii_alphanumeric() || *c == '.' || exponent && (*c == '-' || *c == '+');
            match self.rest.next_if(part) {
                Some(c) => text.push(c),
                None => break,
            }
        }
        let wrong = || format!("line {}: '{text}' is not a number", self.line);
        let lower = text.to_ascii_lowercase();
        if let Some(digits) = lower.strip_prefix("0x") {
            return u64::from_str_radix(digits, 16).map(TokenKind::Integer).map_err(|_| wrong());
        }
        if lower.len() > 1 && lower.starts_with('0') && lower.bytes().all(|c| c.is_ascii_digit()) {
            return u64::from_str_radix(&lower, 8).map(TokenKind::Integer).map_err(|_| wrong());
        }
        if lower.bytes().all(|c| c.is_ascii_digit()) {
            return lower.parse().map(TokenKind::Integer).map_err(|_| wrong());
        }
        let digits = lower.strip_suffix('f').unwrap_or(&lower);
        let numeric = digits.bytes().all(|c| c.is_ascii_digit() || b".e+-".contains(&c));
        match digits.parse::<f64>() {
            Ok(_) if numeric => Ok(TokenKind::Float(lower)),
            _ => Err(wrong()),
        }
    }

    /// A text in quotes. Escapes are kept as they are: nothing here reads what they stand for.
    fn text(&mut self, quote: char) -> Result<String, String> {
        let line = self.line;
        let mut text = String::new();
        while let Some(c) = self.bump() {
            match c {
                _ if c == quote => return Ok(text),
                '\n' => break,
                '\\' => {
                    text.push(c);
                    text.extend(self.bump().filter(|c| *c != '\n'));
                }
                _ => text.push(c),
            }
        }
        Err(format!("line {line}: a text without end"))
    }
}
