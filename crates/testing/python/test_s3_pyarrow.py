"""pyarrow's own S3 client, which is not boto3: chunked bodies with trailing checksums, multipart for everything."""

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as fs
import pyarrow.parquet as pq
import pytest

from server import KEY, REGION, SECRET


@pytest.fixture
def lake(server, bucket):
    return fs.S3FileSystem(
        access_key=KEY,
        secret_key=SECRET,
        region=REGION,
        scheme="http",
        endpoint_override=f"127.0.0.1:{server.port}",
        allow_bucket_creation=True,
        allow_bucket_deletion=True,
    )


TABLE = pa.table({"id": list(range(10_000)), "name": [f"boat {i % 7}" for i in range(10_000)]})


def test_a_parquet_file(lake, bucket):
    pq.write_table(TABLE, f"{bucket}/t/one.parquet", filesystem=lake)
    assert pq.read_table(f"{bucket}/t/one.parquet", filesystem=lake).equals(TABLE)
    assert pq.read_table(f"{bucket}/t/one.parquet", filesystem=lake, columns=["name"]).num_columns == 1


def test_a_partitioned_dataset(lake, bucket, s3):
    ds.write_dataset(TABLE, f"{bucket}/p", filesystem=lake, format="parquet", partitioning=["name"],
                     partitioning_flavor="hive")
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket, Prefix="p/")["Contents"]]
    assert any("name=boat%25203" in key or "name=boat%203" in key or "name=boat 3" in key for key in keys), keys
    read = ds.dataset(f"{bucket}/p", filesystem=lake, format="parquet", partitioning="hive")
    assert read.count_rows() == TABLE.num_rows
    assert read.count_rows(filter=ds.field("name") == "boat 3") == TABLE["name"].to_pylist().count("boat 3")


@pytest.mark.parametrize("size", [0, 5, 6 * 1024 * 1024])
def test_streams(lake, bucket, s3, size):
    data = (b"0123456789" * (size // 10 + 1))[:size]
    with lake.open_output_stream(f"{bucket}/stream") as out:
        out.write(data)
    assert s3.get_object(Bucket=bucket, Key="stream")["Body"].read() == data
    assert "aws-chunked" not in s3.head_object(Bucket=bucket, Key="stream").get("ContentEncoding", "")
    with lake.open_input_file(f"{bucket}/stream") as file:
        assert file.size() == size
        assert file.read() == data
        file.seek(max(size - 3, 0))
        assert file.read(3) == data[-3:]


def test_files_and_folders(lake, bucket):
    for path in ("d/a", "d/e/b", "c"):
        with lake.open_output_stream(f"{bucket}/{path}") as out:
            out.write(b"x")
    infos = lake.get_file_info([f"{bucket}/{path}" for path in ("d", "d/a", "nothing")])
    assert [info.type for info in infos] == [fs.FileType.Directory, fs.FileType.File, fs.FileType.NotFound]
    below = lake.get_file_info(fs.FileSelector(bucket, recursive=True))
    assert sorted(info.path for info in below if info.type == fs.FileType.File) == [
        f"{bucket}/c", f"{bucket}/d/a", f"{bucket}/d/e/b",
    ]
    lake.copy_file(f"{bucket}/c", f"{bucket}/copy")
    lake.move(f"{bucket}/copy", f"{bucket}/moved")
    lake.delete_dir(f"{bucket}/d")
    left = lake.get_file_info(fs.FileSelector(bucket, recursive=True))
    assert sorted(info.path for info in left if info.type == fs.FileType.File) == [f"{bucket}/c", f"{bucket}/moved"]


def test_buckets(lake):
    lake.create_dir("new-bucket")
    assert lake.get_file_info("new-bucket").type == fs.FileType.Directory
    lake.delete_dir("new-bucket")
    assert lake.get_file_info("new-bucket").type == fs.FileType.NotFound
