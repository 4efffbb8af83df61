"""The acceptance scenarios of `crates/crawler/fixtures` as clients live them: objects put through S3, stored crawlers
with classifiers of their own, and the catalog as Glue shows it, compared with the same `expected.json`."""

import gzip
import io
import json
import pathlib
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError, ParamValidationError

import polling

ROOT = pathlib.Path(__file__).parents[3]
FOLDERS = sorted((ROOT / "crates/crawler/fixtures").iterdir())
#: Compressors and Parquet writers differ between the test beside the code and this one.
SIZES = {"sizeKey", "averageRecordSize"}
#: Names that are not their members' with a great first letter.
NAMES = {"xml": "XMLClassifier"}
#: Members of targets that a crawl calls otherwise than Glue does.
TARGETS = {
    "delta": {"tables": "delta_tables", "native": "create_native_delta_table"},
    "catalog": {"database": "database_name"},
}
#: A refusal that boto3 makes before it asks anybody.
BY_THE_CLIENT = "by the client"
#: What no crawl decides: times, and which crawl it was.
PASSING = {"CRAWL_RUN_ID"}


def camel(name):
    return NAMES.get(name) or "".join(part.capitalize() for part in name.split("_"))


def wire(value):
    """Members with the names they have in Glue."""
    if isinstance(value, dict):
        return {camel(name): wire(member) for name, member in value.items()}
    return [wire(item) for item in value] if isinstance(value, list) else value


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def policy(change):
    return {f"{camel(name)}Behavior": word for name, word in change.items()}


class Lake:
    """Does the steps of a scenario."""

    def __init__(self, server):
        self.s3, self.glue, self.logs = (server.client(name) for name in ("s3", "glue", "logs"))
        self.s3.create_bucket(Bucket="bkt")
        self.glue.create_database(DatabaseInput={"Name": "db"})
        self.sizes_differ = False

    def put(self, objects):
        for key, content in objects.items():
            self.s3.put_object(Bucket="bkt", Key=key, Body=self.content(content))

    def put_folders(self, folders):
        for prefix, name in folders.items():
            root = ROOT / "fixtures/files" / name
            for path in sorted(path for path in root.rglob("*") if path.is_file()):
                self.s3.put_object(Bucket="bkt", Key=f"{prefix}{path.relative_to(root)}", Body=path.read_bytes())

    def content(self, content):
        if isinstance(content, str):
            return content.encode()
        if isinstance(content, list):
            return "".join(f"{line}\n" for line in content).encode()
        if "file" in content:
            return (ROOT / "fixtures/files" / content["file"]).read_bytes()
        self.sizes_differ = True
        if "gzip" in content:
            return gzip.compress(content["gzip"].encode())
        out, rows = io.BytesIO(), content["parquet"]
        pq.write_table(pa.table({"Id": pa.array(range(rows), pa.int32()), "name": [f"n{i}" for i in range(rows)]}), out)
        return out.getvalue()

    def delete(self, keys):
        for key in keys:
            self.s3.delete_object(Bucket="bkt", Key=key)

    def forget(self, step):
        table = self.glue.get_table(DatabaseName="db", Name=step["table"])["Table"]
        made = {"DatabaseName", "CreateTime", "UpdateTime", "CreatedBy", "CatalogId", "VersionId"}
        made |= {"IsRegisteredWithLakeFormation", "IsMultiDialectView"}
        table = {name: value for name, value in table.items() if name not in made}
        del table["Parameters"][step["parameter"]]
        self.glue.update_table(DatabaseName="db", TableInput=table)

    def targets(self, targets):
        found = {}
        for target in targets:
            whole = {"path": f"s3://bkt/{target}"} if isinstance(target, str) else target
            ((kind, members),) = whole.items() if "path" not in whole else [("s3", whole)]
            members = {TARGETS.get(kind, {}).get(name, name): value for name, value in members.items()}
            found.setdefault(camel(f"{kind}_targets"), []).append(wire(members))
        return found

    def classifiers(self, classifiers):
        """Makes them anew: a later crawl may have changed one."""
        names = []
        for classifier in classifiers:
            ((kind, members),) = classifier.items()
            name = NAMES.get(kind) or camel(f"{kind}_classifier")
            try:
                self.glue.delete_classifier(Name=members["name"])
            except self.glue.exceptions.EntityNotFoundException:
                pass
            self.glue.create_classifier(**{name: wire(members)})
            names.append(members["name"])
        return names

    def crawler(self, step):
        options = dict(step.get("options", {}))
        more = {"Classifiers": self.classifiers(options.pop("classifiers", []))}
        if change := options.pop("schema_change_policy", None):
            more["SchemaChangePolicy"] = policy(change)
        if "configuration" in step:
            more["Configuration"] = json.dumps(step["configuration"])
        more |= wire(options)
        try:
            self.glue.delete_crawler(Name="crawler")
        except self.glue.exceptions.EntityNotFoundException:
            pass
        targets = self.targets(step["targets"])
        self.glue.create_crawler(Name="crawler", Role="role", DatabaseName="db", Targets=targets, **more)

    def crawl(self, step):
        """What came of a crawl, as `ListCrawls` tells it."""
        try:
            self.crawler(step)
        except ClientError as error:
            return {"refused": error.response["Error"]["Message"]}
        last = polling.crawl(self.glue, "crawler")["LastCrawl"]
        said = self.said()
        for line in step.get("says", []):
            assert line in said, said
        if last["Status"] != "SUCCEEDED":
            return {"refused": last["ErrorMessage"]}
        return json.loads(self.glue.list_crawls(CrawlerName="crawler")["Crawls"][0]["Summary"])

    def create(self, definition):
        targets = {name: definition[name] for name in definition if name.endswith("_targets")}
        more = {name: value for name, value in definition.items() if name not in targets}
        more = {name: value for name, value in more.items() if name not in ("schema_change_policy", "recrawl_behavior")}
        more = {**wire(more), "Targets": wire(targets)}
        if "schema_change_policy" in definition:
            more["SchemaChangePolicy"] = policy(definition["schema_change_policy"])
        if "recrawl_behavior" in definition:
            more["RecrawlPolicy"] = {"RecrawlBehavior": definition["recrawl_behavior"]}
        try:
            self.glue.create_crawler(**more)
        except ParamValidationError:
            return {"refused": BY_THE_CLIENT}
        except ClientError as error:
            return {"refused": error.response["Error"]["Message"]}
        return "created"

    def said(self):
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName="/aws-glue/crawlers")
        return "\n".join(event["message"] for page in pages for event in page["events"])

    def run(self, steps):
        crawls = []
        for step in steps:
            ((kind, what),) = step.items()
            answer = getattr(self, kind)(what)
            if kind in ("crawl", "create"):
                crawls.append(answer)
        return crawls

    # The catalog, as the folders have it.

    def tables(self):
        pages = self.glue.get_paginator("get_tables").paginate(DatabaseName="db")
        return [self.table(table) for page in pages for table in page["TableList"]]

    def table(self, table):
        name, parameters = table["Name"], self.parameters(table.get("Parameters", {}))
        shown = {
            "name": name,
            "owner": table.get("Owner"),
            "parameters": parameters,
            "partition_keys": columns(table.get("PartitionKeys", [])),
            "retention": table["Retention"],
            "table_type": table["TableType"],
            "version_id": int(table["VersionId"]),
        }
        own = self.descriptor(table["StorageDescriptor"], parameters)
        shown["storage_descriptor"] = own
        if table.get("PartitionKeys"):
            pages = self.glue.get_paginator("get_partitions").paginate(DatabaseName="db", TableName=name)
            partitions = [partition for page in pages for partition in page["Partitions"]]
            shown["partitions"] = [self.partition(partition, own) for partition in partitions]
            indexes = self.glue.get_partition_indexes(DatabaseName="db", TableName=name)
            shown["partition_indexes"] = [
                {
                    "name": index["IndexName"],
                    "keys": [key["Name"] for key in index["Keys"]],
                    "status": index["IndexStatus"],
                }
                for index in indexes["PartitionIndexDescriptorList"]
            ]
        return shown

    def partition(self, partition, tables):
        parameters = self.parameters(partition.get("Parameters", {}))
        own = self.descriptor(partition["StorageDescriptor"], parameters)
        same = {name for name in own if name in tables and own[name] == tables[name]}
        printed = {name: value for name, value in own.items() if name not in same or name == "parameters"}
        printed |= {name: None for name in tables if name not in own}
        return {"values": partition["Values"], "parameters": parameters, "storage_descriptor": printed}

    def descriptor(self, descriptor, owners):
        shown = {}
        for name, value in descriptor.items():
            if name in ("Compressed", "StoredAsSubDirectories"):
                # Both are said of every descriptor, and kept only where they are true.
                if value:
                    shown[snake(name)] = value
            elif name == "Columns":
                shown["columns"] = columns(value)
            elif name == "Parameters":
                parameters = self.parameters(value)
                shown["parameters"] = "those above" if parameters == owners else parameters
            elif name == "SerdeInfo":
                shown["serde_info"] = {snake(member): held for member, held in value.items()}
            else:
                shown[snake(name)] = value
        return shown

    def parameters(self, parameters):
        left_out = PASSING | (SIZES if self.sizes_differ else set())
        shown = {name: text for name, text in parameters.items() if name not in left_out}
        if re.fullmatch(r"\d{13}", shown.get("DEPRECATED_BY_CRAWLER", "")):
            shown["DEPRECATED_BY_CRAWLER"] = "a time"
        return shown

    def expected(self, table):
        """The folder's table without what is not compared."""
        table = {name: value for name, value in table.items() if not name.endswith("_time_ms")}
        for thing in [table, *table.get("partitions", [])]:
            thing.pop("creation_time_ms", None)
            for holder in (thing, thing.get("storage_descriptor", {})):
                if isinstance(holder.get("parameters"), dict):
                    holder["parameters"] = self.parameters(holder["parameters"])
        return table


def columns(columns):
    def one(column):
        if set(column) == {"Name", "Type"}:
            return f"{column['Name']} {column['Type']}"
        return {{"Type": "data_type"}.get(name, snake(name)): value for name, value in column.items()}

    return [one(column) for column in columns]


def summary(expected):
    """What `ListCrawls` says of a crawl that the folder counts."""
    if expected == "created" or "refused" in expected:
        return expected
    count = {name: len(value) if isinstance(value, list) else value for name, value in expected.items()}
    found = {}
    for kind in ("tables", "partitions"):
        added, deleted = count.get(f"{kind}_created", 0), count.get(f"{kind}_deleted", 0)
        updated = count.get(f"{kind}_updated", 0) + count.get(f"{kind}_deprecated", 0)
        changes = {"ADD": added, "UPDATE": updated, "DELETE": deleted}
        changes = {name: number for name, number in changes.items() if number}
        if changes:
            found[kind[:-1].upper()] = changes
    return found


def counted(answer):
    """A `Summary` without the names in it."""
    if answer == "created" or "refused" in answer:
        return answer
    changes = {kind: json.loads(text) for kind, text in answer.items()}
    return {kind: {name: change["Count"] for name, change in value.items()} for kind, value in changes.items()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_scenario_gives_its_catalog(server, folder):
    case = json.loads((folder / "crawl.json").read_text())
    expected = json.loads((folder / "expected.json").read_text())
    lake = Lake(server)
    answers = lake.run(case["steps"])
    wanted = [summary(answer) for answer in expected["crawls"]]
    for answer, want in zip(answers, wanted):
        if answer == {"refused": BY_THE_CLIENT} and "refused" in want:
            want["refused"] = BY_THE_CLIENT
    assert [counted(answer) for answer in answers] == wanted
    assert lake.tables() == [lake.expected(table) for table in expected["tables"]]
