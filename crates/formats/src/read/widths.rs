//! Text of a file as `varchar(n)` and `char(n)` hold it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use arrow_schema::DataType;
use boathouse_schema::HiveType;

use super::scalar::truncate_chars;

/// `array` with its text cut to the characters of the type, and without the blanks `char` ends with.
pub(crate) fn fit(array: ArrayRef, hive: &HiveType) -> ArrayRef {
    let (limit, trim) = match hive {
        HiveType::Varchar(chars) => (*chars, false),
        HiveType::Char(chars) => (*chars, true),
        _ => return array,
    };
    if array.data_type() != &DataType::Utf8View {
        return array;
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let fitted = |text: &str| -> usize {
        let text = truncate_chars(text, limit);
        if trim { text.trim_end_matches(' ').len() } else { text.len() }
    };
    let values = array.as_string_view();
    if values.iter().flatten().all(|text| fitted(text) == text.len()) {
        return array;
    }
    let mut builder = StringViewBuilder::with_capacity(values.len());
    for value in values {
        builder.append_option(value.map(|text| &text[..fitted(text)]));
    }
    Arc::new(builder.finish())
}

#[cfg(test)]
mod tests {
    use arrow::array::StringViewArray;

    use super::*;

    #[test]
    fn text_is_cut_and_trimmed() {
        for (hive, expected) in [
            ("string", [Some("häuser"), None, Some("a  ")]),
            ("varchar(2)", [Some("hä"), None, Some("a ")]),
            ("char(2)", [Some("hä"), None, Some("a")]),
        ] {
            let array: ArrayRef = Arc::new(StringViewArray::from(vec![Some("häuser"), None, Some("a  ")]));
            let found = fit(array, &hive.parse().unwrap());
            assert_eq!(found.as_string_view().iter().collect::<Vec<_>>(), expected, "{hive}");
        }
    }
}
