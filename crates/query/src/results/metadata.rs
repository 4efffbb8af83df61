//! The `.metadata` companion of a result file: a small protobuf message that JDBC drivers read.
//!
//! Fields: 1 engine query id, 2 update type, 3 update count, 4 columns; a column has 1 catalog,
//! 4 name, 5 label, 6 type, 7 precision, 8 scale, 9 nullable, 10 case sensitive.

use super::ColumnInfo;

const NULLABLE_UNKNOWN: u64 = 3;
const WIRE_VARINT: u64 = 0;
const WIRE_BYTES: u64 = 2;

/// What the companion says besides the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetadataFile<'a> {
    /// The engine's id of the query, or the execution id for a literal-only `SELECT`.
    pub(crate) query_id: &'a str,
    /// `INSERT` and the like; empty for a literal-only `SELECT`, absent for any other.
    pub(crate) update_type: Option<&'a str>,
    /// Rows changed; absent for a `SELECT` over tables.
    pub(crate) update_count: Option<u64>,
    /// The columns of the result.
    pub(crate) columns: &'a [ColumnInfo],
}

impl MetadataFile<'_> {
    /// The bytes of the file.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_bytes(&mut out, 1, self.query_id.as_bytes());
        if let Some(update_type) = self.update_type {
            put_bytes(&mut out, 2, update_type.as_bytes());
        }
        if let Some(count) = self.update_count {
            put_varint(&mut out, 3, count);
        }
        for column in self.columns {
            put_bytes(&mut out, 4, &encode_column(column));
        }
        out
    }
}

/// Which of precision, scale and case sensitivity are written depends on the type, not the value.
fn presence(type_name: &str) -> (bool, bool, bool) {
    match type_name {
        "boolean" | "interval day to second" | "interval year to month" => (false, false, true),
        "date" => (false, true, true),
        "array" | "map" | "row" | "json" | "uuid" | "ipaddress" | "string" | "unknown" => (false, false, false),
        _ => (true, true, true),
    }
}

fn encode_column(column: &ColumnInfo) -> Vec<u8> {
    let (precision, scale, case_sensitive) = presence(&column.type_name);
    let mut out = Vec::new();
    put_bytes(&mut out, 1, b"hive");
    put_bytes(&mut out, 4, column.name.as_bytes());
    put_bytes(&mut out, 5, column.name.as_bytes());
    put_bytes(&mut out, 6, column.type_name.as_bytes());
    if precision {
        put_varint(&mut out, 7, column.precision.into());
    }
    if scale {
        put_varint(&mut out, 8, column.scale.into());
    }
    put_varint(&mut out, 9, NULLABLE_UNKNOWN);
    if case_sensitive {
        put_varint(&mut out, 10, column.case_sensitive.into());
    }
    out
}

fn put_varint(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3 | WIRE_VARINT);
    varint(out, value);
}

fn put_bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    varint(out, field << 3 | WIRE_BYTES);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits were masked out")]
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, type_name: &str, precision: u32) -> ColumnInfo {
        ColumnInfo { name: name.into(), type_name: type_name.into(), precision, scale: 0, case_sensitive: false }
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn measured_vectors() {
        let select = MetadataFile {
            query_id: "20260917_085516_00349_2tzvk",
            update_type: None,
            update_count: None,
            columns: &[column("i", "integer", 10)],
        };
        let bytes = select.encode();
        assert_eq!(bytes.len(), 60);
        assert_eq!(
            hex(&bytes),
            "0a1b32303236303931375f3038353531365f30303334395f32747a766b221d0a0468697665220169\
             2a01693207696e7465676572380a400048035000"
        );
        let update = MetadataFile {
            query_id: "",
            update_type: Some("UPDATE"),
            update_count: Some(2),
            columns: &[column("rows", "bigint", 19)],
        };
        assert_eq!(
            hex(&update.encode()),
            "0a0012065550444154451802222\
             20a04686976652204726f77732a04726f77733206626967696e743813400048035000"
        );
    }

    #[test]
    fn presence_goes_by_type() {
        for (type_name, fields) in [("boolean", "48035000"), ("date", "400048035000"), ("array", "4803")] {
            let bytes = hex(&encode_column(&column("c", type_name, 0)));
            let tail = bytes.split_once(&hex(type_name.as_bytes())).map(|(_, tail)| tail.to_owned());
            assert_eq!(tail.as_deref(), Some(fields), "{type_name}");
        }
    }
}
