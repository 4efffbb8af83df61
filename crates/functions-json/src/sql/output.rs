//! JSON as an SQL value: text, or a binary in an encoding.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryViewBuilder, StringViewBuilder};
use boathouse_types::Type;

use super::Encoding;

/// Makes the column of a result.
pub(super) enum Output {
    Text(StringViewBuilder, Option<usize>, bool),
    Bytes(BinaryViewBuilder, Encoding),
}

impl Output {
    pub(super) fn new(returns: &Type, encoding: Encoding, rows: usize) -> Self {
        match returns {
            Type::Varbinary => Self::Bytes(BinaryViewBuilder::with_capacity(rows), encoding),
            Type::Char(length) => Self::Text(StringViewBuilder::with_capacity(rows), Some(*length as usize), true),
            Type::Varchar(length) => {
                Self::Text(StringViewBuilder::with_capacity(rows), length.map(|length| length as usize), false)
            }
            _ => Self::Text(StringViewBuilder::with_capacity(rows), None, false),
        }
    }

    /// Adds a value, cut to the length of the type.
    pub(super) fn push(&mut self, value: Option<&str>) {
        match self {
            Self::Text(builder, length, blanks) => builder.append_option(value.map(|text| {
                let end = length.and_then(|length| text.char_indices().nth(length)).map_or(text.len(), |(end, _)| end);
                let text = &text[..end];
                if *blanks { text.trim_end_matches(' ') } else { text }
            })),
            Self::Bytes(builder, encoding) => builder.append_option(value.map(|text| encoded(text, *encoding))),
        }
    }

    pub(super) fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder, ..) => Arc::new(builder.finish()),
            Self::Bytes(mut builder, _) => Arc::new(builder.finish()),
        }
    }
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Json | Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf32 => text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
    }
}
