//! As much of the protocol buffers wire format as a footer needs: fields one by one, nothing copied.

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A number.
    Number(u64),
    /// A text, a message or packed numbers.
    Bytes(&'a [u8]),
    /// A number of fixed width, which footers do not use.
    Fixed,
}

/// The fields of a message in the order in which they were written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub fn of(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    /// The next field's number and value; `None` at the end.
    ///
    /// # Errors
    /// What is wrong with bytes that are no message.
    pub fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, String> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = number(&mut self.rest)?;
        let value = match key & 7 {
            0 => Value::Number(number(&mut self.rest)?),
            1 => self.fixed(8)?,
            2 => {
                let length = usize::try_from(number(&mut self.rest)?).unwrap_or(usize::MAX);
                Value::Bytes(self.take(length)?)
            }
            5 => self.fixed(4)?,
            other => return Err(format!("a field has the wire type {other}")),
        };
        Ok(Some((key >> 3, value)))
    }

    fn fixed(&mut self, width: usize) -> Result<Value<'a>, String> {
        self.take(width).map(|_| Value::Fixed)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or("a field is longer than its message")?;
        self.rest = rest;
        Ok(taken)
    }
}

/// A number of seven bits a byte, taken from the front.
pub(super) fn number(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or("a number is cut")?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number is longer than 64 bits".to_owned())
}

/// Numbers that are packed into one field.
pub(super) fn packed(mut bytes: &[u8]) -> Result<Vec<u64>, String> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(number(&mut bytes)?);
    }
    Ok(numbers)
}
