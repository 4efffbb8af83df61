//! A checking scanner over JSON text: it finds where values begin and end and builds nothing.

/// Deepest nesting of arrays and objects.
pub(super) const DEPTH_MAX: usize = 128;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    /// The text is without its quotes and as written.
    String {
        escaped: bool,
    },
    Object,
    Array,
}

/// A value's kind and where its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Slot {
    /// The value's text in the line that was scanned.
    pub(crate) fn text<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        line.get(self.start..self.end).unwrap_or_default()
    }
}

/// What is wrong with the text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) message: String,
    pub(super) at: usize,
}

/// A position in a line.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// A scanner at `at` in `line`.
    pub(crate) fn new(line: &'a [u8], at: usize) -> Self {
        Self { line, at }
    }

    /// How far it came.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    fn malformed(&self, message: &str) -> Malformed {
        Malformed { message: message.to_owned(), at: self.at }
    }

    pub(crate) fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// True at the end of the line.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at >= self.line.len()
    }

    /// Steps into an object.
    pub(crate) fn open_object(&mut self) -> Result<(), Malformed> {
        self.skip_blanks();
        if self.peek() != Some(b'{') {
            return Err(self.malformed("A JSONObject text must begin with '{'"));
        }
        self.at += 1;
        Ok(())
    }

    /// The next key of the object that was stepped into, with the scanner at its value; `None` after the
    /// closing brace. `first` for the first key.
    pub(crate) fn next_key(&mut self, first: bool) -> Result<Option<Slot>, Malformed> {
        self.skip_blanks();
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                return Ok(None);
            }
            Some(b',') if !first => {
                self.at += 1;
                self.skip_blanks();
            }
            _ if first => {}
            _ => return Err(self.malformed("Expected a ',' or '}'")),
        }
        match self.peek() {
            Some(b'"') => {}
            Some(_) => return Err(self.malformed("Expected a key in quotes")),
            None => return Err(self.malformed("A JSONObject text must end with '}'")),
        }
        let key = self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.malformed("Expected a ':' after a key"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Steps into an array.
    pub(crate) fn open_array(&mut self) -> Result<(), Malformed> {
        self.skip_blanks();
        if self.peek() != Some(b'[') {
            return Err(self.malformed("A JSONArray text must start with '['"));
        }
        self.at += 1;
        Ok(())
    }

    /// True when the array that was stepped into has another item, with the scanner at it.
    pub(crate) fn next_item(&mut self, first: bool) -> Result<bool, Malformed> {
        self.skip_blanks();
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                Ok(true)
            }
            _ if first => Ok(true),
            _ => Err(self.malformed("Expected a ',' or ']'")),
        }
    }

    /// Skips one value, however deep, and tells what and where it is.
    pub(crate) fn value(&mut self, depth: usize) -> Result<Slot, Malformed> {
        self.skip_blanks();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'"') => return self.string(),
            Some(b'{') => {
                self.nested(depth, Self::skip_object)?;
                Kind::Object
            }
            Some(b'[') => {
                self.nested(depth, Self::skip_array)?;
                Kind::Array
            }
            Some(b't') => self.word(b"true", Kind::Boolean)?,
            Some(b'f') => self.word(b"false", Kind::Boolean)?,
            Some(b'n') => self.word(b"null", Kind::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return Err(self.malformed("Missing value")),
        };
        Ok(Slot { kind, start, end: self.at })
    }

    fn nested(&mut self, depth: usize, skip: fn(&mut Self, usize) -> Result<(), Malformed>) -> Result<(), Malformed> {
        if depth >= DEPTH_MAX {
            return Err(self.malformed("Nested too deep"));
        }
        skip(self, depth + 1)
    }

    fn skip_object(&mut self, depth: usize) -> Result<(), Malformed> {
        self.open_object()?;
        let mut first = true;
        while self.next_key(first)?.is_some() {
            first = false;
            self.value(depth)?;
        }
        Ok(())
    }

    fn skip_array(&mut self, depth: usize) -> Result<(), Malformed> {
        self.open_array()?;
        let mut first = true;
        while self.next_item(first)? {
            first = false;
            self.value(depth)?;
        }
        Ok(())
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Kind, Malformed> {
        if !self.line[self.at..].starts_with(word) {
            return Err(self.malformed("Missing value"));
        }
        self.at += word.len();
        Ok(kind)
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.malformed("Expected a digit")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Kind, Malformed> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        self.digits()?;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        match self.peek() {
            None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') => Ok(Kind::Number),
            Some(_) => Err(self.malformed("Expected a ',' or the end of a value")),
        }
    }

    /// Skips a string; the slot is what is between its quotes.
    fn string(&mut self) -> Result<Slot, Malformed> {
        let start = self.at + 1;
        let mut escaped = false;
        let mut from = start;
        loop {
            let rest = self.line.get(from..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
                return Err(Malformed { message: "Unterminated string".to_owned(), at: self.line.len() });
            };
            let at = from + found;
            if self.line[at] == b'"' {
                self.at = at + 1;
                return Ok(Slot { kind: Kind::String { escaped }, start, end: at });
            }
            escaped = true;
            from = at + 2;
        }
    }
}
