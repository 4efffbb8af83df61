//! Amazon Ion, text and binary: structs at the top level, one a row.
//! <https://amazon-ion.github.io/ion-docs/docs/spec.html>

mod binary;
mod symbols;
mod text;
mod timestamp;
mod tokens;

use self::symbols::Symbols;

/// First bytes of binary Ion.
pub const ION_MAGIC: &[u8; 4] = b"\xe0\x01\x00\xea";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Nesting at which a reader gives up: its own stack is not endless.
const DEPTH_MAX: u8 = 128;

/// A value without its annotations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum IonValue {
    Null,
    Boolean(bool),
    /// `None` is beyond 127 bits.
    Integer(Option<i128>),
    Float(f64),
    /// Coefficient and power of ten; `None` is beyond 127 bits.
    Decimal(Option<(i128, i32)>),
    /// Milliseconds since 1970 in UTC; `None` for a moment there is not.
    Timestamp(Option<i64>),
    /// A string or a symbol.
    Text(String),
    /// A blob or a clob.
    Bytes(Vec<u8>),
    /// A list or an expression.
    List(Vec<IonValue>),
    Struct(Vec<(String, IonValue)>),
}

/// A decimal with its digits behind the point, or with an exponent where those would be many.
pub(crate) fn decimal_text(coefficient: i128, exponent: i32) -> String {
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(usize::MAX);
    if exponent == 0 {
        return coefficient.to_string();
    }
    if exponent > 0 || places > 64 {
        return format!("{coefficient}d{exponent}");
    }
    let digits = format!("{:0>width$}", coefficient.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{}{whole}.{fraction}", if coefficient < 0 { "-" } else { "" })
}

/// What stands at the top level.
#[derive(Debug)]
pub(crate) enum Top {
    /// The fields of a row, and the bytes they take.
    Row(Vec<(String, IonValue)>, usize),
    /// A version or a table of symbols.
    NoData,
    End,
}

/// Why a value could not be read.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The bytes end within it.
    Cut,
    /// It is no Ion, or not Ion that has rows.
    Wrong(String),
}

impl Broken {
    fn wrong(why: impl Into<String>) -> Self {
        Self::Wrong(why.into())
    }
}

/// Takes values off the front of a file, in whichever of the two forms it is.
#[derive(Debug, Default)]
pub(crate) struct IonReader {
    form: Option<Form>,
}

#[derive(Debug)]
enum Form {
    Text,
    Binary(Symbols),
}

impl IonReader {
    /// The next value. `complete` says that nothing comes after `rest`; without it what ends early is
    /// [`Broken::Cut`], and `rest` and the reader are as before.
    pub(crate) fn next(&mut self, rest: &mut &[u8], complete: bool) -> Result<Top, Broken> {
        let form = match &mut self.form {
            Some(form) => form,
            none => {
                if rest.len() < ION_MAGIC.len() && !complete {
                    return Err(Broken::Cut);
                }
                if rest.starts_with(ION_MAGIC) {
                    none.insert(Form::Binary(Symbols::default()))
                } else {
                    none.insert(Form::Text)
                }
            }
        };
        match form {
            Form::Text => {
                let mut after = rest.strip_prefix(BYTE_ORDER_MARK).unwrap_or(rest);
                let top = text::next(&mut after, complete)?;
                *rest = after;
                Ok(top)
            }
            Form::Binary(symbols) => binary::next(rest, symbols),
        }
    }
}
