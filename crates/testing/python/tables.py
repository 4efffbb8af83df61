"""Table definitions as people write them for boto3."""

TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
OPENX_JSON = "org.openx.data.jsonserde.JsonSerDe"
PARQUET_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
PARQUET_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def columns(*pairs):
    return [{"Name": name, "Type": kind} for name, kind in (pair.split(" ", 1) for pair in pairs)]


def text_table(name, location, *pairs, keys=(), serde=LAZY, serde_parameters=None, parameters=None):
    """A `TableInput` over delimited text or JSON."""
    serde_parameters = {"field.delim": ","} if serde_parameters is None else serde_parameters
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", **(parameters or {})},
        "PartitionKeys": columns(*keys),
        "StorageDescriptor": {
            "Columns": columns(*pairs),
            "Location": location,
            "InputFormat": TEXT_INPUT,
            "OutputFormat": TEXT_OUTPUT,
            "SerdeInfo": {"SerializationLibrary": serde, "Parameters": serde_parameters},
        },
    }


def parquet_table(name, location, *pairs, keys=()):
    """A `TableInput` over Parquet."""
    table = text_table(name, location, *pairs, keys=keys, serde=PARQUET,
                       serde_parameters={"serialization.format": "1"})
    table["StorageDescriptor"] |= {"InputFormat": PARQUET_INPUT, "OutputFormat": PARQUET_OUTPUT}
    return table


def partition(table, location, *values):
    """A `PartitionInput` with the table's own storage at another place."""
    return {"Values": list(values), "StorageDescriptor": {**table["StorageDescriptor"], "Location": location}}
