//! Text of a file as `varchar(n)` and `char(n)` hold it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StringViewBuilder, StructArray};
use arrow_schema::DataType;
use boathouse_schema::HiveType;

use super::scalar::truncate_chars;

/// `array` with its text, however deep, cut to the characters of the type, and without the blanks `char` ends with.
pub(crate) fn fit(array: ArrayRef, hive: &HiveType) -> ArrayRef {
    if is_cut(hive) { fitted(&array, hive).unwrap_or(array) } else { array }
}

/// Whether there is text in values of a type that may have to be cut.
fn is_cut(hive: &HiveType) -> bool {
    match hive {
        HiveType::Varchar(_) | HiveType::Char(_) => true,
        HiveType::Array(item) => is_cut(item),
        HiveType::Map(key, value) => is_cut(key) || is_cut(value),
        HiveType::Struct(fields) => fields.iter().any(|field| is_cut(&field.data_type)),
        _ => false,
    }
}

/// The same of an array that is laid out as its type is.
fn fitted(array: &ArrayRef, hive: &HiveType) -> Option<ArrayRef> {
    let inner = |array: &ArrayRef, hive: &HiveType| fit(Arc::clone(array), hive);
    match (hive, array.data_type()) {
        (HiveType::Varchar(chars), DataType::Utf8View) => Some(text(array, *chars, false)),
        (HiveType::Char(chars), DataType::Utf8View) => Some(text(array, *chars, true)),
        (HiveType::Array(hive), DataType::List(item)) => {
            let list = array.as_list::<i32>();
            let items = inner(list.values(), hive);
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Some(Arc::new(ListArray::try_new(Arc::clone(item), offsets, items, nulls).ok()?))
        }
        (HiveType::Map(key, value), DataType::Map(entries, sorted)) => {
            let map = array.as_map();
            let columns = vec![inner(map.keys(), key), inner(map.values(), value)];
            let pairs = StructArray::try_new(map.entries().fields().clone(), columns, None).ok()?;
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Some(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, *sorted).ok()?))
        }
        (HiveType::Struct(members), DataType::Struct(fields)) => {
            let found = array.as_struct();
            let columns = found.columns().iter().zip(members).map(|(column, member)| inner(column, &member.data_type));
            let (columns, nulls) = (columns.collect(), found.nulls().cloned());
            Some(Arc::new(StructArray::try_new_with_length(fields.clone(), columns, nulls, found.len()).ok()?))
        }
        _ => None,
    }
}

fn text(array: &ArrayRef, limit: u32, trim: bool) -> ArrayRef {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let fitted = |text: &str| -> usize {
        let text = truncate_chars(text, limit);
        if trim { text.trim_end_matches(' ').len() } else { text.len() }
    };
    let values = array.as_string_view();
    if values.iter().flatten().all(|text| fitted(text) == text.len()) {
        return Arc::clone(array);
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
