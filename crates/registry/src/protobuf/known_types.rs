//! The files that a definition may import: those that come with Protocol Buffers, and Google's common types.

use super::Kind;
use super::Reference;

/// File, package, messages, enums.
type Known = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const FILES: &[Known] = &[
    ("google/protobuf/any.proto", "google.protobuf", &["Any"], &[]),
    ("google/protobuf/api.proto", "google.protobuf", &["Api", "Method", "Mixin"], &[]),
    ("google/protobuf/duration.proto", "google.protobuf", &["Duration"], &[]),
    ("google/protobuf/empty.proto", "google.protobuf", &["Empty"], &[]),
    ("google/protobuf/field_mask.proto", "google.protobuf", &["FieldMask"], &[]),
    ("google/protobuf/source_context.proto", "google.protobuf", &["SourceContext"], &[]),
    ("google/protobuf/struct.proto", "google.protobuf", &["Struct", "Value", "ListValue"], &["NullValue"]),
    ("google/protobuf/timestamp.proto", "google.protobuf", &["Timestamp"], &[]),
    ("google/protobuf/type.proto", "google.protobuf", &["Type", "Field", "Enum", "EnumValue", "Option"], &["Syntax"]),
    ("google/protobuf/wrappers.proto", "google.protobuf", &[
        "BoolValue", "BytesValue", "DoubleValue", "FloatValue", "Int32Value", "Int64Value", "StringValue",
        "UInt32Value", "UInt64Value",
    ], &[]),
    ("google/protobuf/descriptor.proto", "google.protobuf", &[
        "DescriptorProto", "EnumDescriptorProto", "EnumOptions", "EnumValueDescriptorProto", "EnumValueOptions",
        "FieldDescriptorProto", "FieldOptions", "FileDescriptorProto", "FileDescriptorSet", "FileOptions",
        "MessageOptions", "MethodDescriptorProto", "MethodOptions", "OneofDescriptorProto", "OneofOptions",
        "ServiceDescriptorProto", "ServiceOptions", "SourceCodeInfo", "UninterpretedOption",
    ], &[]),
    ("google/type/calendar_period.proto", "google.type", &[], &["CalendarPeriod"]),
    ("google/type/color.proto", "google.type", &["Color"], &[]),
    ("google/type/date.proto", "google.type", &["Date"], &[]),
    ("google/type/datetime.proto", "google.type", &["DateTime", "TimeZone"], &[]),
    ("google/type/dayofweek.proto", "google.type", &[], &["DayOfWeek"]),
    ("google/type/decimal.proto", "google.type", &["Decimal"], &[]),
    ("google/type/expr.proto", "google.type", &["Expr"], &[]),
    ("google/type/fraction.proto", "google.type", &["Fraction"], &[]),
    ("google/type/interval.proto", "google.type", &["Interval"], &[]),
    ("google/type/latlng.proto", "google.type", &["LatLng"], &[]),
    ("google/type/localized_text.proto", "google.type", &["LocalizedText"], &[]),
    ("google/type/money.proto", "google.type", &["Money"], &[]),
    ("google/type/month.proto", "google.type", &[], &["Month"]),
    ("google/type/phone_number.proto", "google.type", &["PhoneNumber"], &[]),
    ("google/type/postal_address.proto", "google.type", &["PostalAddress"], &[]),
    ("google/type/quaternion.proto", "google.type", &["Quaternion"], &[]),
    ("google/type/timeofday.proto", "google.type", &["TimeOfDay"], &[]),
];

/// Whether there is such a file.
pub(super) fn is_file(name: &str) -> bool {
    FILES.iter().any(|(file, ..)| *file == name)
}

/// The type of this full name in one of the imported files.
pub(super) fn kind(full: &str, imports: &[String]) -> Option<Kind> {
    let (package, simple) = full.rsplit_once('.')?;
    let mut files = FILES.iter().filter(|(file, of, ..)| *of == package && imports.iter().any(|import| import == file));
    files.find_map(|(_, _, messages, enums)| {
        let reference = || Reference::Elsewhere(full.to_owned());
        if messages.contains(&simple) {
            Some(Kind::Message(reference()))
        } else {
            enums.contains(&simple).then(|| Kind::Enum(reference()))
        }
    })
}
