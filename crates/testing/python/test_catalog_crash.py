"""kill -9 in the middle of many catalog writes: what was acknowledged is there whole, and nothing is there in half."""

import http.client
import json
import sqlite3
import threading

from server import Server

WRITES = 10_000
CONNECTIONS = 8
# How many writes were acknowledged when the server is killed; the last round ends by itself.
KILLS = (150, 1_500, 4_000, 7_500)
KEYS = [{"Name": "day", "Type": "string"}, {"Name": "hour", "Type": "int"}, {"Name": "n", "Type": "bigint"}]
COLUMNS = [{"Name": "a", "Type": "bigint"}, {"Name": "b", "Type": "string"}]
PARTITIONS = 3

# A row that names another which is not there. Foreign keys are checked by SQLite itself.
ORPHANS = {
    "a kept version that is not older than its table": """SELECT count(*) FROM catalog_table_version v
        JOIN catalog_table t ON t.id = v.table_id WHERE v.version >= t.version""",
    "a table whose keys have no order": """SELECT count(*) FROM catalog_table t WHERE NOT EXISTS
        (SELECT 1 FROM catalog_partition_order o WHERE o.table_id = t.id)""",
    "a partition without its descriptor": """SELECT count(*) FROM catalog_partition p WHERE p.descriptor_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM catalog_descriptor d WHERE d.id = p.descriptor_id)""",
    "an index entry without its partition": """SELECT count(*) FROM catalog_partition_index_entry e WHERE NOT EXISTS
        (SELECT 1 FROM catalog_partition p WHERE p.id = e.partition_id)""",
    "a partition that is not in the index": """SELECT count(*) FROM catalog_partition p
        JOIN catalog_partition_index i ON i.table_id = p.table_id WHERE NOT EXISTS
        (SELECT 1 FROM catalog_partition_index_entry e WHERE e.index_id = i.id AND e.partition_id = p.id)""",
    "a value without its partition": """SELECT count(*) FROM catalog_partition_value v WHERE NOT EXISTS
        (SELECT 1 FROM catalog_partition p WHERE p.id = v.partition_id)""",
    "a noted partition that is not there": """SELECT count(*) FROM catalog_partition_recent r WHERE NOT EXISTS
        (SELECT 1 FROM catalog_partition p WHERE p.id = r.partition_id AND p.partition_key = r.partition_key)""",
    "a partition that is not noted and not in the orders of its two later keys": """SELECT count(*)
        FROM catalog_partition p LEFT JOIN catalog_partition_recent r ON r.table_id = p.table_id AND r.partition_id = p.id
        WHERE (SELECT count(*) FROM catalog_partition_value v WHERE v.table_id = p.table_id AND v.partition_id = p.id)
            <> CASE WHEN r.partition_id IS NULL THEN 2 ELSE 0 END""",
    "tags of what is not there": """SELECT count(*) FROM glue_tag g WHERE NOT EXISTS
        (SELECT 1 FROM catalog_database d WHERE d.scope = g.scope AND 'database/' || d.name = g.resource)""",
}


class Connection:
    """One kept-alive connection that sends what boto3 would send, and little else."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()

    def call(self, operation, **members):
        """The answer; an item of a batch that failed fails it all."""
        answer = self.send(operation, **members)
        if answer.get("Errors"):
            raise RuntimeError(f"{operation}: {answer['Errors']}")
        return answer

    def send(self, operation, **members):
        headers = {"X-Amz-Target": f"AWSGlue.{operation}", "Content-Type": "application/x-amz-json-1.1"}
        self.http.request("POST", "/", json.dumps(members), headers)
        answer = self.http.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{operation}: {body.decode()}")
        return json.loads(body or b"{}")


def table_input(name, revision):
    return {
        "Name": name,
        "Description": f"revision {revision}",
        "StorageDescriptor": {"Columns": COLUMNS, "Location": f"s3://bucket/{name}/"},
        "PartitionKeys": KEYS,
    }


def partitions(name, number):
    return [
        {"Values": [f"d{number}", str(hour), str(number * 10 + hour)],
         "StorageDescriptor": {"Columns": COLUMNS, "Location": f"s3://bucket/{name}/{number}/{hour}/"}}
        for hour in range(PARTITIONS)
    ]


def statistics(number):
    data = {"Type": "LONG", "LongColumnStatisticsData": {"MaximumValue": number, "NumberOfNulls": 0,
                                                         "NumberOfDistinctValues": number}}
    return [{"ColumnName": "a", "ColumnType": "bigint", "AnalyzedTime": 1_700_000_000, "StatisticsData": data}]


class Side:
    """One of the writing sides, with a database of its own. `wanted` is what its acknowledged writes made; `doubt` is
    the one write whose answer never came: it may have happened, whole, or not at all."""

    def __init__(self, number):
        self.database, self.at, self.step = f"db{number}", 0, 0
        self.tables, self.tags, self.doubt = {}, {}, None
        self.arn = f"arn:aws:glue:us-east-1:123456789012:database/{self.database}"

    def write(self, connection):
        """The next of a cycle of writes; each takes effect here only once it was acknowledged."""
        kind, name = self.step % 10, f"t{self.step // 10}"
        where = {"DatabaseName": self.database}
        at = {**where, "TableName": name}
        self.doubt = (kind, name, self.step)
        if kind == 0:
            indexes = [{"IndexName": "by_n", "Keys": ["n"]}]
            connection.call("CreateTable", **where, TableInput=table_input(name, 0), PartitionIndexes=indexes)
        elif kind in (1, 4, 7):
            connection.call("BatchCreatePartition", **at, PartitionInputList=partitions(name, kind))
        elif kind in (2, 5):
            connection.call("UpdateTable", **where, TableInput=table_input(name, kind))
        elif kind == 3:
            connection.call("UpdateColumnStatisticsForTable", **at, ColumnStatisticsList=statistics(self.step))
        elif kind == 6:
            connection.call("TagResource", ResourceArn=self.arn, TagsToAdd={f"k{self.step % 40}": str(self.step)})
        elif kind == 8:
            doomed = [{"Values": part["Values"]} for part in partitions(name, 4)]
            connection.call("BatchDeletePartition", **at, PartitionsToDelete=doomed)
        elif self.step // 10 % 2:
            connection.call("DeleteTable", **where, Name=name)
        else:
            connection.call("DeleteTableVersion", **at, VersionId="0")
        self.acknowledged()

    def acknowledged(self):
        kind, name, step = self.doubt
        self.apply(kind, name, step)
        self.doubt, self.step = None, self.step + 1

    def apply(self, kind, name, step):
        table = self.tables.get(name)
        if kind == 0:
            self.tables[name] = {"revision": 0, "versions": ["0"], "parts": set(), "maximum": None}
        elif kind in (1, 4, 7):
            table["parts"].add(kind)
        elif kind in (2, 5):
            table["revision"] = kind
            table["versions"].append(str(int(table["versions"][-1]) + 1))
        elif kind == 3:
            table["maximum"] = step
        elif kind == 6:
            self.tags[f"k{step % 40}"] = str(step)
        elif kind == 8:
            table["parts"].discard(4)
        elif step // 10 % 2:
            del self.tables[name]
        else:
            table["versions"].remove("0")

    def table_there(self, connection, name):
        """The table as the server has it, in the words of `apply`."""
        at = {"DatabaseName": self.database, "TableName": name}
        table = connection.call("GetTable", DatabaseName=self.database, Name=name)["Table"]
        versions = connection.call("GetTableVersions", **at)["TableVersions"]
        found = [tuple(part["Values"]) for part in connection.call("GetPartitions", **at)["Partitions"]]
        parts = {kind for kind in (1, 4, 7) if tuple(partitions(name, kind)[0]["Values"]) in found}
        whole = sorted(tuple(part["Values"]) for kind in parts for part in partitions(name, kind))
        assert sorted(found) == whole, f"{name}: a batch is there in part"
        # A column without statistics is told as an error of that column.
        kept = connection.send("GetColumnStatisticsForTable", **at, ColumnNames=["a"])["ColumnStatisticsList"]
        maximum = kept[0]["StatisticsData"]["LongColumnStatisticsData"]["MaximumValue"] if kept else None
        return {"revision": int(table["Description"].split()[1]), "parts": parts, "maximum": maximum,
                "versions": sorted((version["VersionId"] for version in versions), key=int)}

    def there(self, connection):
        listed, token = [], {}
        while True:
            page = connection.call("GetTables", DatabaseName=self.database, AttributesToGet=["NAME"], **token)
            listed += [table["Name"] for table in page["TableList"]]
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        return listed, connection.call("GetTags", ResourceArn=self.arn).get("Tags", {})

    def check(self, port, everything):
        """What is there is what was acknowledged, with the doubtful write or without it."""
        with Connection(port) as connection:
            self.compare(connection, everything)

    def compare(self, connection, everything):
        listed, tags = self.there(connection)
        if self.doubt is not None:
            kind, name, step = self.doubt
            if self.happened(connection, kind, name, step, listed, tags):
                self.acknowledged()
            self.doubt = None
        assert sorted(listed) == sorted(self.tables)
        assert tags == self.tags
        # A table is not written again once the next one has begun: looking at the last ones finds every half.
        names = list(self.tables) if everything else list(self.tables)[-3:]
        for name in names:
            assert self.table_there(connection, name) == self.tables[name], name

    def happened(self, connection, kind, name, step, listed, tags):
        if kind == 6:
            return tags.get(f"k{step % 40}") == str(step)
        if kind == 0:
            return name in listed
        if kind == 9 and step // 10 % 2:
            return name not in listed
        return self.table_there(connection, name) != self.tables[name]


def write_until(server, sides, total, kill_after):
    """All sides write at once; the server is killed in the middle, or everything is written."""
    lock, enough, count = threading.Lock(), threading.Event(), [sum(side.step for side in sides)]
    failures = []

    def run(side):
        with Connection(server.port) as connection:
            while side.step < total // len(sides):
                try:
                    side.write(connection)
                except (OSError, http.client.HTTPException):
                    break
                except Exception as error:  # a refusal: no write here may be refused
                    failures.append(error)
                    break
                with lock:
                    count[0] += 1
                    if count[0] == kill_after:
                        enough.set()

    threads = [threading.Thread(target=run, args=(side,)) for side in sides]
    for thread in threads:
        thread.start()
    if kill_after is not None:
        assert enough.wait(60), failures
        server.kill()
    for thread in threads:
        thread.join(120)
    assert not failures


def check_state(lake):
    """What SQLite says of the file that a killed server left, before any server has opened it again."""
    state = sqlite3.connect(lake / "lake.db")
    try:
        assert state.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert state.execute("PRAGMA foreign_key_check").fetchall() == []
        for what, question in ORPHANS.items():
            assert state.execute(question).fetchone() == (0,), what
    finally:
        state.close()


def test_kill_in_the_middle_of_many_catalog_writes(tmp_path):
    lake = tmp_path / "lake"
    sides = [Side(number) for number in range(CONNECTIONS)]
    with Server(tmp_path, "--dir", str(lake)) as server:
        with Connection(server.port) as connection:
            for side in sides:
                connection.call("CreateDatabase", DatabaseInput={"Name": side.database})
        write_until(server, sides, WRITES, KILLS[0])
    check_state(lake)
    for kill_after in (*KILLS[1:], None):
        with Server(tmp_path, "--dir", str(lake)) as server:
            for side in sides:
                side.check(server.port, everything=False)
            write_until(server, sides, WRITES, kill_after)
            if kill_after is None:
                assert sum(side.step for side in sides) == WRITES
                server.kill()
        check_state(lake)
    with Server(tmp_path, "--dir", str(lake)) as server:
        for side in sides:
            side.check(server.port, everything=True)
