//! Making a file's schema safe to read text with.
//!
//! The Parquet reader checks that bytes are UTF-8 only in columns annotated as such, but hands out others
//! as text too: those annotated as JSON, and those DataFusion asks for as text because the table says
//! so. Bytes that are no UTF-8 would become broken strings. So such columns are made plain bytes here, under a
//! name DataFusion does not take for the table's, and are turned into text by our own adapter. So are decimals that
//! are kept as bytes of any length: the reader panics on those that are longer than a decimal can be.

use std::sync::Arc;

use arrow_schema::{DECIMAL64_MAX_PRECISION, DataType, Field, FieldRef, Schema};
use parquet::arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema, parquet_to_arrow_schema};
use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::{FileMetaData, KeyValue, ParquetMetaData};
use parquet::schema::types::{BasicTypeInfo, SchemaDescriptor, Type, TypePtr};

use super::bounds;

/// End of the name of a column of plain bytes; no writer ends a name so.
const BYTES_SUFFIX: &str = "\u{0}bytes";
/// In the name of a node of decimals as bytes: digits and scale come behind it.
const DECIMAL_MARK: &str = "\u{0}decimal ";
/// Where an Arrow schema of the file says which file it is. As the table's has none, the two always differ, so that
/// DataFusion always asks the adapter.
const URI_KEY: &str = "boathouse.uri";

/// The name a column has in its file.
pub(super) fn file_name(name: &str) -> &str {
    let name = name.strip_suffix(BYTES_SUFFIX).unwrap_or(name);
    name.split_once(DECIMAL_MARK).map_or(name, |(name, _)| name)
}

/// Digits and scale of decimals that are read as bytes, by the name of their node.
pub(super) fn decimal_of(name: &str) -> Option<(u8, i8)> {
    let (digits, scale) = name.split_once(DECIMAL_MARK)?.1.split_once(' ')?;
    Some((digits.parse().ok()?, scale.parse().ok()?))
}

/// The file that a schema is of.
pub(super) fn uri_of(schema: &Schema) -> &str {
    schema.metadata().get(URI_KEY).map_or("", String::as_str)
}

/// A field under its own name and of the type its values have once [`decimal_of`] its bytes are read.
pub(super) fn logical(field: &FieldRef) -> FieldRef {
    let data_type = match (field.data_type(), decimal_of(field.name())) {
        (DataType::Binary, Some((digits, scale))) => DataType::Decimal128(digits, scale),
        (DataType::List(item), _) => DataType::List(logical(item)),
        (DataType::Map(entries, sorted), _) => DataType::Map(logical(entries), *sorted),
        (DataType::Struct(fields), _) => DataType::Struct(fields.iter().map(logical).collect()),
        _ if file_name(field.name()) == field.name() => return Arc::clone(field),
        (other, _) => other.clone(),
    };
    if data_type == *field.data_type() && file_name(field.name()) == field.name() {
        return Arc::clone(field);
    }
    Arc::new(Field::new(file_name(field.name()), data_type, field.is_nullable()))
}

/// `footer` of a file with a safe schema and bounds that hold. The Arrow schema some writers add is dropped as well: what a column is says
/// its Parquet type, as it does to Hive; ours only narrows decimals.
pub(super) fn safe_footer(footer: ParquetMetaData, uri: &str) -> ParquetResult<ParquetMetaData> {
    let file = footer.file_metadata();
    let old = file.schema_descr().root_schema_ptr();
    let fields = old.get_fields().iter().map(|field| safe(field, true)).collect::<ParquetResult<Vec<_>>>()?;
    let schema = rebuild_group(&old, fields)?;
    let schema = SchemaDescriptor::new(schema);
    let others = file.key_value_metadata().into_iter().flatten().filter(|pair| pair.key != ARROW_SCHEMA_META_KEY);
    let own = KeyValue::new(URI_KEY.to_owned(), uri.to_owned());
    let others = others.filter(|pair| pair.key != URI_KEY).cloned();
    let pairs = Some(others.chain(short_decimals(&schema)?).chain([own]).collect());
    let file = FileMetaData::new(
        file.version(),
        file.num_rows(),
        file.created_by().map(str::to_owned),
        pairs,
        Arc::new(schema),
        file.column_orders().cloned(),
    );
    let mut builder = parquet::file::metadata::ParquetMetaDataBuilder::new(file);
    builder = builder.set_row_groups(bounds::of_row_groups(&footer)?);
    Ok(builder.build())
}

/// What makes the reader yield decimals of up to 18 digits in 64 bits, as they are stored, and not in 128:
/// an Arrow schema of our own, where there are such columns.
fn short_decimals(schema: &SchemaDescriptor) -> ParquetResult<Option<KeyValue>> {
    let arrow = parquet_to_arrow_schema(schema, None)?;
    let nodes = schema.root_schema().get_fields();
    let fields = arrow.fields().iter().zip(nodes);
    let fields = fields.map(|(field, node)| if has_wide_decimal(node) { Arc::clone(field) } else { shortened(field) });
    let fields: Vec<FieldRef> = fields.collect();
    if fields.iter().zip(arrow.fields()).all(|(new, old)| Arc::ptr_eq(new, old)) {
        return Ok(None);
    }
    let encoded = encode_arrow_schema(&Schema::new(fields));
    Ok(Some(KeyValue::new(ARROW_SCHEMA_META_KEY.to_owned(), encoded)))
}

/// Whether a node holds decimals as bytes. The reader takes those for 64 bits only when they have at most
/// eight bytes, which few writers keep to; the adapter narrows them.
fn has_wide_decimal(node: &TypePtr) -> bool {
    if node.is_group() {
        return node.get_fields().iter().any(has_wide_decimal);
    }
    let bytes = !matches!(node.get_physical_type(), PhysicalType::INT32 | PhysicalType::INT64);
    bytes && node.get_basic_info().converted_type() == ConvertedType::DECIMAL
}

/// A field with its decimals in 64 bits, as the table's schema has them.
fn shortened(field: &FieldRef) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::Decimal128(precision, scale) if *precision <= DECIMAL64_MAX_PRECISION => {
            DataType::Decimal64(*precision, *scale)
        }
        DataType::List(item) => DataType::List(shortened(item)),
        DataType::Map(entries, sorted) => DataType::Map(shortened(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(shortened).collect()),
        _ => return Arc::clone(field),
    };
    if data_type == *field.data_type() {
        return Arc::clone(field);
    }
    Arc::new(field.as_ref().clone().with_data_type(data_type))
}

/// A node of the schema with unchecked text made bytes.
fn safe(node: &TypePtr, top: bool) -> ParquetResult<TypePtr> {
    if node.is_group() {
        let fields = node.get_fields().iter().map(|field| safe(field, false)).collect::<ParquetResult<Vec<_>>>()?;
        return rebuild_group(node, fields);
    }
    let info = node.get_basic_info();
    if node.get_physical_type() != PhysicalType::BYTE_ARRAY || info.converted_type() == ConvertedType::UTF8 {
        return Ok(Arc::clone(node));
    }
    let name = match decimal_digits(node) {
        Some((digits, scale)) => format!("{}{DECIMAL_MARK}{digits} {scale}", node.name()),
        None if top => format!("{}{BYTES_SUFFIX}", node.name()),
        None => node.name().to_owned(),
    };
    let builder = Type::primitive_type_builder(&name, PhysicalType::BYTE_ARRAY)
        .with_repetition(info.repetition())
        .with_id(id_of(info));
    Ok(Arc::new(builder.build()?))
}

/// Digits and scale of a node of decimals.
fn decimal_digits(node: &TypePtr) -> Option<(i32, i32)> {
    let info = node.get_basic_info();
    match (info.logical_type_ref(), info.converted_type()) {
        (Some(LogicalType::Decimal(decimal)), _) => Some((decimal.precision, decimal.scale)),
        (None, ConvertedType::DECIMAL) => Some((node.get_precision(), node.get_scale())),
        _ => None,
    }
}

fn rebuild_group(group: &TypePtr, fields: Vec<TypePtr>) -> ParquetResult<TypePtr> {
    if fields.iter().zip(group.get_fields()).all(|(new, old)| Arc::ptr_eq(new, old)) {
        return Ok(Arc::clone(group));
    }
    let info = group.get_basic_info();
    let mut builder = Type::group_type_builder(group.name())
        .with_converted_type(info.converted_type())
        .with_logical_type(info.logical_type_ref().cloned())
        .with_id(id_of(info))
        .with_fields(fields);
    if info.has_repetition() {
        builder = builder.with_repetition(info.repetition());
    }
    Ok(Arc::new(builder.build()?))
}

fn id_of(info: &BasicTypeInfo) -> Option<i32> {
    info.has_id().then(|| info.id())
}
