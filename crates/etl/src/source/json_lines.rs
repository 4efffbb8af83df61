//! JSON documents as one record a line.
//!
//! Takes NDJSON, concatenated and indented objects and arrays of objects alike: white space between
//! tokens that would break the line becomes a space, brackets and commas outside records vanish, and
//! each record ends with a line feed. What is no JSON goes through as it is, for the parser to refuse.

use std::io::{self, Read};

const INPUT_BYTES: usize = 64 << 10;

pub(super) struct JsonLines<R> {
    inner: R,
    input: Vec<u8>,
    output: Vec<u8>,
    taken: usize,
    depth: u64,
    in_string: bool,
    escaped: bool,
    /// Something outside records that is neither space nor list punctuation is on the line.
    scalar: bool,
}

impl<R: Read> JsonLines<R> {
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            input: vec![0; INPUT_BYTES],
            output: Vec::with_capacity(INPUT_BYTES),
            taken: 0,
            depth: 0,
            in_string: false,
            escaped: false,
            scalar: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.output.clear();
        self.taken = 0;
        while self.output.is_empty() {
            let count = self.inner.read(&mut self.input)?;
            if count == 0 {
                return Ok(());
            }
            for at in 0..count {
                self.step(self.input[at]);
            }
        }
        Ok(())
    }

    fn step(&mut self, byte: u8) {
        if self.in_string {
            self.output.push(byte);
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return;
        }
        match byte {
            b'\n' | b'\r' if self.depth > 0 => self.output.push(b' '),
            b' ' | b'\t' | b'[' | b']' | b',' if self.depth == 0 && !self.scalar => {}
            b'\n' | b'\r' => {
                if std::mem::take(&mut self.scalar) {
                    self.output.push(b'\n');
                }
            }
            _ => {
                self.output.push(byte);
                self.shape(byte);
            }
        }
    }

    fn shape(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.in_string = true;
                self.scalar |= self.depth == 0;
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.output.push(b'\n');
                    self.scalar = false;
                }
            }
            _ => self.scalar |= self.depth == 0,
        }
    }
}

impl<R: Read> Read for JsonLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.output.len() {
            self.refill()?;
        }
        let ready = &self.output[self.taken..];
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_one_a_line() {
        for (text, lines) in [
            ("{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}\n{\"a\":2}\n"),
            ("{\"a\":1}{\"a\":[2,\n3]}", "{\"a\":1}\n{\"a\":[2, 3]}\n"),
            ("[{\"a\": 1},\n {\"a\":\n2}]\n", "{\"a\": 1}\n{\"a\": 2}\n"),
            ("\n\n{\"a\":\"}]\\\"\\\\\"}\r\n\n", "{\"a\":\"}]\\\"\\\\\"}\n"),
            ("garbage here\n{\"a\":1}", "garbage here\n{\"a\":1}\n"),
            ("[]", ""),
        ] {
            let mut out = String::new();
            JsonLines::new(text.as_bytes()).read_to_string(&mut out).unwrap();
            assert_eq!(out, lines, "{text}");
        }
    }
}
