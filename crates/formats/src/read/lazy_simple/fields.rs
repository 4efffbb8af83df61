//! Splitting text at a separator, with or without an escape byte.

/// The pieces of `text` between separators; a separator after an escape byte does not count.
pub(super) struct Pieces<'a> {
    rest: Option<&'a [u8]>,
    separator: u8,
    escape: Option<u8>,
}

impl<'a> Pieces<'a> {
    /// At least one piece, which is empty for an empty text.
    pub(super) fn new(text: &'a [u8], separator: u8, escape: Option<u8>) -> Self {
        Self { rest: Some(text), separator, escape }
    }

    /// Everything that was not split off yet, separators and all.
    pub(super) fn rest(&self) -> Option<&'a [u8]> {
        self.rest
    }

    /// Where the next separator is.
    fn separator_at(&self, text: &[u8]) -> Option<usize> {
        let Some(escape) = self.escape else { return memchr::memchr(self.separator, text) };
        let mut from = 0;
        loop {
            let at = from + memchr::memchr2(self.separator, escape, text.get(from..)?)?;
            if text[at] != escape {
                return Some(at);
            }
            from = at + 2;
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.rest?;
        match self.separator_at(text) {
            Some(at) => {
                self.rest = Some(&text[at + 1..]);
                Some(&text[..at])
            }
            None => {
                self.rest = None;
                Some(text)
            }
        }
    }
}

/// `text` with escapes undone: `\n` and `\r` become line ends, any other escaped byte itself.
pub(super) fn unescape<'a>(text: &'a [u8], escape: u8, scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let Some(first) = memchr::memchr(escape, text) else { return text };
    scratch.clear();
    scratch.extend_from_slice(&text[..first]);
    let mut bytes = text[first..].iter();
    while let Some(byte) = bytes.next() {
        let escaped = if *byte == escape { bytes.next() } else { None };
        scratch.push(match escaped {
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(other) => *other,
            None => *byte,
        });
    }
    scratch
}
