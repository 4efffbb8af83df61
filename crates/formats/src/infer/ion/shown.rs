//! Ion's values as evidence shows them.

use crate::infer::shown::Shown;
use crate::ion::{IonValue, decimal_text};

/// The value as a text. One that cannot be held is shown as its type.
pub(super) fn text(value: &IonValue) -> Option<String> {
    let mut shown = Shown::default();
    match value {
        // At the top it stands by itself.
        IonValue::Text(text) => shown.push(text),
        value => put(value, &mut shown)?,
    }
    Some(shown.finish())
}

fn put(value: &IonValue, shown: &mut Shown) -> Option<()> {
    match value {
        IonValue::Null => shown.push("null"),
        IonValue::Boolean(value) => shown.push_all(value),
        IonValue::Integer(value) => shown.push_all((*value)?),
        IonValue::Float(value) => shown.push_all(format_args!("{value:e}")),
        IonValue::Decimal(parts) => {
            let (coefficient, exponent) = (*parts)?;
            shown.push(&decimal_text(coefficient, exponent));
        }
        IonValue::Timestamp(millis) => shown.push_millis((*millis)?),
        IonValue::Text(text) => shown.push_all(format_args!("\"{text}\"")),
        IonValue::Bytes(bytes) => shown.push_hex(bytes),
        IonValue::List(items) => list(items, shown)?,
        IonValue::Struct(fields) => fields_of(fields, shown)?,
    }
    Some(())
}

fn list(items: &[IonValue], shown: &mut Shown) -> Option<()> {
    shown.push("[");
    for (i, item) in items.iter().enumerate() {
        if shown.is_full() {
            return Some(());
        }
        shown.push_comma(i);
        put(item, shown)?;
    }
    shown.push("]");
    Some(())
}

fn fields_of(fields: &[(String, IonValue)], shown: &mut Shown) -> Option<()> {
    shown.push("{");
    for (i, (name, value)) in fields.iter().enumerate() {
        if shown.is_full() {
            return Some(());
        }
        shown.push_comma(i);
        shown.push(name);
        shown.push(":");
        put(value, shown)?;
    }
    shown.push("}");
    Some(())
}
