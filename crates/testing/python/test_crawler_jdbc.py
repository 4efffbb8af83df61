"""Crawlers of real PostgreSQL and MariaDB servers: scenario S55 and what re-crawls make of changed databases."""

import json

import pytest

import databases
import polling

POSTGRESQL = """
CREATE SCHEMA sales; CREATE SCHEMA secret;
CREATE TYPE sales.mood AS ENUM ('ok', 'bad');
CREATE DOMAIN sales.price AS numeric(10,2);
CREATE DOMAIN sales.net AS sales.price;
CREATE DOMAIN sales.tags AS text[];
CREATE TABLE sales.orders (
  id int PRIMARY KEY, big bigint, small smallint, amount numeric(10,2), any_number numeric, r real, d double precision,
  ok boolean, t text, v varchar(20), c char(3), u uuid, j json, jb jsonb, x xml, m sales.mood, day date, ts timestamp,
  tz timestamptz(3), tm time, b bytea, ints int[], prices numeric(8,3)[], p sales.price, n sales.net, ps sales.price[],
  tags sales.tags, gone int);
ALTER TABLE sales.orders DROP COLUMN gone;
COMMENT ON TABLE sales.orders IS 'what was sold';
COMMENT ON COLUMN sales.orders.id IS 'the key';
CREATE VIEW sales.big_orders AS SELECT id, amount FROM sales.orders;
CREATE MATERIALIZED VIEW sales.totals AS SELECT sum(amount)::numeric(20,2) AS total FROM sales.orders;
CREATE TABLE public."HR_staff" (id int);
CREATE TABLE public."Mixed Name" ("Id" int, "ID" text);
CREATE TABLE public.partly (open int, closed int);
CREATE TABLE public.closed (x int);
CREATE TABLE secret.keys (k text);
CREATE SEQUENCE public.counter;
CREATE ROLE reader LOGIN PASSWORD 'right';
GRANT USAGE ON SCHEMA sales TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO reader;
GRANT SELECT ON "HR_staff", "Mixed Name" TO reader;
GRANT SELECT (open) ON partly TO reader;
GRANT SELECT ON secret.keys TO reader;
"""
POSTGRESQL_ORDERS = {
    "id": "int", "big": "bigint", "small": "smallint", "amount": "decimal(10,2)", "any_number": "decimal(38,18)",
    "r": "float", "d": "double", "ok": "boolean", "t": "string", "v": "string", "c": "string", "u": "string",
    "j": "string", "jb": "string", "x": "string", "m": "string", "day": "date", "ts": "timestamp", "tz": "timestamp",
    "tm": "string", "b": "binary", "ints": "array<int>", "prices": "array<decimal(8,3)>", "p": "decimal(10,2)",
    "n": "decimal(10,2)", "ps": "array<decimal(10,2)>", "tags": "array<string>",
}
MARIADB = """
CREATE DATABASE shop; CREATE DATABASE other;
USE shop;
CREATE TABLE orders (
  id int unsigned NOT NULL PRIMARY KEY COMMENT 'the key', ti tinyint, flag tinyint(1), tu tinyint unsigned,
  si smallint unsigned, mi mediumint, big bigint, bigu bigint unsigned, amount decimal(10,2), wide decimal(65,30),
  f float, d double, one bit(1), bits bit(9), y year, day date, dt datetime(3), ts timestamp NULL, tm time, c char(3),
  v varchar(20), t text, e enum('a','b'), s set('x','y'), j json, bin binary(16), bl longblob) COMMENT 'what was sold';
CREATE VIEW big_orders AS SELECT id, amount FROM orders;
CREATE TABLE HR_staff (id int);
CREATE TABLE `Mixed Name` (`Id` int);
CREATE TABLE closed (x int);
CREATE TABLE other.elsewhere (x int);
CREATE USER 'reader'@'%' IDENTIFIED BY 'right';
GRANT SELECT ON shop.orders TO 'reader'@'%';
GRANT SELECT, SHOW VIEW ON shop.big_orders TO 'reader'@'%';
GRANT SELECT ON shop.HR_staff TO 'reader'@'%';
GRANT SELECT (Id) ON shop.`Mixed Name` TO 'reader'@'%';
"""
MARIADB_ORDERS = {
    "id": "bigint", "ti": "tinyint", "flag": "boolean", "tu": "smallint", "si": "int", "mi": "int", "big": "bigint",
    "bigu": "decimal(20,0)", "amount": "decimal(10,2)", "wide": "decimal(38,30)", "f": "float", "d": "double",
    "one": "boolean", "bits": "binary", "y": "int", "day": "date", "dt": "timestamp", "ts": "timestamp", "tm": "string",
    "c": "string", "v": "string", "t": "string", "e": "string", "s": "string", "j": "string", "bin": "binary",
    "bl": "binary",
}


@pytest.fixture(scope="module")
def postgresql():
    with databases.postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def mariadb():
    with databases.mariadb() as server:
        yield server


@pytest.fixture
def shop(postgresql):
    """A PostgreSQL whose database `shop` is as new."""
    postgresql.sql("DROP DATABASE IF EXISTS shop WITH (FORCE)")
    postgresql.sql("DROP ROLE IF EXISTS reader")
    postgresql.sql("CREATE DATABASE shop")
    postgresql.sql(POSTGRESQL, "shop")
    return postgresql


@pytest.fixture
def crawl(glue):
    """Makes a connection and a crawler, runs it, and returns the tables by name."""
    glue.create_database(DatabaseInput={"Name": "db"})

    def connect(server, name="conn", **properties):
        url = properties.pop("url", server.url("shop"))
        properties = {"JDBC_CONNECTION_URL": url, "USERNAME": "reader", "PASSWORD": "right", **properties}
        glue.create_connection(ConnectionInput={
            "Name": name, "ConnectionType": "JDBC", "ConnectionProperties": properties})

    def crawl(server=None, path="shop/%", target=None, **options):
        if server is not None:
            connect(server)
            targets = {"JdbcTargets": [{"ConnectionName": "conn", "Path": path, **(target or {})}]}
            glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets=targets, **options)
        crawler = polling.crawl(glue, "c")
        assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]
        return {table["Name"]: table for table in glue.get_tables(DatabaseName="db")["TableList"]}

    crawl.connect = connect
    return crawl


def types(table):
    return {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]}


@databases.needs_postgresql
def test_s55_postgresql(glue, crawl, shop):
    tables = crawl(shop, target={"Exclusions": ["HR*"]}, TablePrefix="pg_")
    kinds = {name: table["Parameters"]["typeOfData"] for name, table in tables.items()}
    assert kinds == {
        "pg_shop_public_mixed_name": "table", "pg_shop_public_partly": "table", "pg_shop_sales_orders": "table",
        "pg_shop_sales_big_orders": "view", "pg_shop_sales_totals": "view",
    }, "without what is excluded and what the login cannot see"
    orders = tables["pg_shop_sales_orders"]
    assert types(orders) == POSTGRESQL_ORDERS
    assert types(tables["pg_shop_public_partly"]) == {"open": "int"}
    assert types(tables["pg_shop_public_mixed_name"]) == {"id": "int", "id_1": "string"}
    assert types(tables["pg_shop_sales_totals"]) == {"total": "decimal(20,2)"}
    parameters = {
        "CrawlerSchemaDeserializerVersion": "1.0", "CrawlerSchemaSerializerVersion": "1.0", "UPDATED_BY_CRAWLER": "c",
        "classification": "postgresql", "compressionType": "none", "connectionName": "conn", "typeOfData": "table",
        "exclusions": json.dumps(["shop/HR*"]),
    }
    assert orders["Parameters"] == parameters
    descriptor = orders["StorageDescriptor"]
    assert {key: value for key, value in descriptor.items() if key != "Columns"} == {
        "Location": "shop.sales.orders", "Compressed": False, "NumberOfBuckets": -1,
        "SerdeInfo": {"Parameters": {}}, "BucketColumns": [], "SortColumns": [], "Parameters": parameters,
        "StoredAsSubDirectories": False,
    }
    assert (orders["Owner"], orders["Retention"], orders["TableType"]) == ("owner", 0, "EXTERNAL_TABLE")
    assert orders["PartitionKeys"] == [] and "Description" not in orders
    assert all(column.keys() == {"Name", "Type"} for column in descriptor["Columns"])
    assert crawl() == tables, "the second time nothing changes"
    assert glue.list_crawls(CrawlerName="c")["Crawls"][0]["State"] == "COMPLETED"


@databases.needs_postgresql
def test_additional_metadata(crawl, shop):
    tables = crawl(shop, "shop/sales/orders", {"EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"]})
    assert list(tables) == ["shop_sales_orders"]
    orders = tables["shop_sales_orders"]
    assert orders["Description"] == "what was sold"
    columns = {column["Name"]: column for column in orders["StorageDescriptor"]["Columns"]}
    assert columns["id"] == {"Name": "id", "Type": "int", "Comment": "the key", "Parameters": {"rawType": "integer"}}
    assert columns["prices"]["Parameters"] == {"rawType": "numeric(8,3)[]"}
    assert columns["n"]["Parameters"] == {"rawType": "sales.net"} and "Comment" not in columns["n"]


CHANGES = """
ALTER TABLE sales.orders DROP COLUMN tags, ADD COLUMN added date;
ALTER TABLE sales.orders ALTER COLUMN small TYPE bigint;
DROP MATERIALIZED VIEW sales.totals;
CREATE TABLE sales.more (id int);
GRANT SELECT ON sales.more TO reader;
"""
CHANGED_ORDERS = {**{name: kind for name, kind in POSTGRESQL_ORDERS.items() if name != "tags"},
                  "small": "bigint", "added": "date"}


@databases.needs_postgresql
@pytest.mark.parametrize("update, configuration, orders", [
    ("UPDATE_IN_DATABASE", None, CHANGED_ORDERS),
    ("LOG", None, POSTGRESQL_ORDERS),
    # Merging is for tables of S3: those of databases follow the update behavior.
    ("UPDATE_IN_DATABASE", {"Version": 1.0, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "MergeNewColumns"}}},
     CHANGED_ORDERS),
])
def test_changed_tables(glue, crawl, shop, update, configuration, orders):
    options = {"Configuration": json.dumps(configuration)} if configuration else {}
    policy = {"UpdateBehavior": update, "DeleteBehavior": "LOG"}
    before = crawl(shop, "shop/sales/%", SchemaChangePolicy=policy, **options)
    shop.sql(CHANGES, "shop")
    after = crawl()
    assert types(after["shop_sales_orders"]) == orders
    assert after["shop_sales_more"]["Parameters"]["UPDATED_BY_CRAWLER"] == "c", "new tables are added whatever it is"
    assert after["shop_sales_totals"] == before["shop_sales_totals"], "the delete behavior is LOG"
    versions = glue.get_table_versions(DatabaseName="db", TableName="shop_sales_orders")["TableVersions"]
    assert len(versions) == (1 if update == "LOG" else 2)


@databases.needs_postgresql
@pytest.mark.parametrize("delete", ["DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"])
def test_tables_that_are_gone(glue, crawl, shop, delete):
    policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": delete}
    crawl(shop, "shop/sales/%", SchemaChangePolicy=policy)
    glue.create_table(DatabaseName="db", TableInput={
        "Name": "mine", "StorageDescriptor": {"Location": "shop.sales.mine"}, "Parameters": {"connectionName": "conn"}})
    shop.sql(CHANGES, "shop")
    after = crawl()
    assert "DEPRECATED_BY_CRAWLER" not in after["mine"]["Parameters"], "another's table is left alone"
    if delete == "DELETE_FROM_DATABASE":
        assert set(after) == {"mine", "shop_sales_orders", "shop_sales_big_orders", "shop_sales_more"}
        return
    totals = after["shop_sales_totals"]
    assert totals["Parameters"]["DEPRECATED_BY_CRAWLER"].isdigit()
    assert totals["StorageDescriptor"]["Parameters"] == totals["Parameters"]
    shop.sql("CREATE TABLE sales.totals (total int); GRANT SELECT ON sales.totals TO reader", "shop")
    totals = crawl()["shop_sales_totals"]
    assert "DEPRECATED_BY_CRAWLER" not in totals["Parameters"] and types(totals) == {"total": "int"}
    assert totals["Parameters"]["typeOfData"] == "table"


@databases.needs_postgresql
def test_failures(glue, crawl, shop):
    before = crawl(shop, "shop/sales/%")

    def failure():
        last = polling.crawl(glue, "c")["LastCrawl"]
        assert last["Status"] == "FAILED"
        return last["ErrorMessage"]

    properties = {"JDBC_CONNECTION_URL": shop.url("shop"), "USERNAME": "reader", "PASSWORD": "wrong"}

    def connection(**changed):
        glue.update_connection(Name="conn", ConnectionInput={
            "Name": "conn", "ConnectionType": "JDBC", "ConnectionProperties": {**properties, **changed}})

    connection()
    assert failure() == ('Cannot crawl through connection conn: the server refused: password authentication failed for '
                         'user "reader" (28P01)')
    connection(JDBC_CONNECTION_URL=f"jdbc:postgresql://localhost:{databases.free_port()}/shop")
    assert "Cannot crawl through connection conn: cannot connect to localhost:" in failure()
    connection(JDBC_CONNECTION_URL="jdbc:postgresql://db.example.com/shop")
    assert "'db.example.com' is not on this machine" in failure()
    glue.delete_connection(ConnectionName="conn")
    assert failure() == "Connection conn not found."
    assert {table["Name"]: table for table in glue.get_tables(DatabaseName="db")["TableList"]} == before
    states = [crawl["State"] for crawl in glue.list_crawls(CrawlerName="c")["Crawls"]]
    assert states == ["FAILED"] * 4 + ["COMPLETED"]


@databases.needs_postgresql
def test_two_servers_with_the_same_names(glue, crawl, shop):
    crawl.connect(shop, "one")
    crawl.connect(shop, "two")
    glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets={"JdbcTargets": [
        {"ConnectionName": name, "Path": "shop/sales/orders"} for name in ("one", "two")]})
    tables = crawl()
    assert [table["Parameters"]["connectionName"] for _, table in sorted(tables.items())] == ["one", "two"]
    first, second = sorted(tables)
    assert first == "shop_sales_orders" and len(second) == len(first) + 33
    assert crawl() == tables, "each is found again"


@databases.needs_postgresql
def test_jdbc_beside_s3(glue, crawl, s3, bucket, shop):
    s3.put_object(Bucket=bucket, Key="x/orders/a.csv", Body="id,name\n1,oak\n2,ash\n")
    crawl.connect(shop)
    glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets={
        "S3Targets": [{"Path": f"s3://{bucket}/x/"}],
        "JdbcTargets": [{"ConnectionName": "conn", "Path": "shop/sales/orders"}]})
    assert set(crawl()) == {"orders", "shop_sales_orders"}


@databases.needs_mariadb
def test_s55_mariadb(crawl, mariadb):
    mariadb.sql("DROP DATABASE IF EXISTS shop; DROP DATABASE IF EXISTS other; DROP USER IF EXISTS 'reader'@'%'")
    mariadb.sql(MARIADB)
    target = {"Exclusions": ["HR*"], "EnableAdditionalMetadata": ["COMMENTS", "RAWTYPES"]}
    tables = crawl(mariadb, target=target)
    kinds = {name: table["Parameters"]["typeOfData"] for name, table in tables.items()}
    assert kinds == {"shop_orders": "table", "shop_big_orders": "view", "shop_mixed_name": "table"}
    orders = tables["shop_orders"]
    assert types(orders) == MARIADB_ORDERS
    assert orders["StorageDescriptor"]["Location"] == "shop.orders"
    assert (orders["Parameters"]["classification"], orders["Description"]) == ("mysql", "what was sold")
    assert orders["StorageDescriptor"]["Columns"][0] == {
        "Name": "id", "Type": "bigint", "Comment": "the key", "Parameters": {"rawType": "int(10) unsigned"}}
    assert "Description" not in tables["shop_big_orders"]

    mariadb.sql("ALTER TABLE orders DROP COLUMN bl, ADD COLUMN added date FIRST; DROP VIEW big_orders", "shop")
    after = crawl()
    assert list(types(after["shop_orders"]))[:2] == ["added", "id"] and "bl" not in types(after["shop_orders"])
    assert "DEPRECATED_BY_CRAWLER" in after["shop_big_orders"]["Parameters"]


@databases.needs_mariadb
def test_an_engine_by_its_url(glue, crawl, mariadb):
    mariadb.sql("CREATE DATABASE IF NOT EXISTS shop; CREATE TABLE IF NOT EXISTS shop.t (id int)")
    url = mariadb.url("shop").replace("jdbc:mysql", "jdbc:mariadb")
    crawl.connect(mariadb, url=url, USERNAME="u")
    glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets={
        "JdbcTargets": [{"ConnectionName": "conn", "Path": "shop/t"}]})
    assert crawl()["shop_t"]["Parameters"]["classification"] == "mariadb"


def test_what_is_refused(glue):
    glue.create_database(DatabaseInput={"Name": "db"})
    for name, kind, url in [("pg", "JDBC", "jdbc:postgresql://localhost/shop"), ("my", "JDBC", "jdbc:mysql://localhost/shop"),
                            ("ora", "JDBC", "jdbc:oracle:thin://@localhost/x"), ("net", "NETWORK", None)]:
        properties = {"JDBC_CONNECTION_URL": url, "USERNAME": "u", "PASSWORD": "p"} if url else {}
        glue.create_connection(ConnectionInput={
            "Name": name, "ConnectionType": kind, "ConnectionProperties": properties})
    for target, text in [
        ({"Path": "shop/%"}, "ConnectionName must be given for JDBC targets."),
        ({"ConnectionName": "nope", "Path": "shop/%"}, "Connection nope not found."),
        ({"ConnectionName": "pg", "Path": "shop"}, "'shop' is not valid: it must be database/schema/table"),
        ({"ConnectionName": "pg", "Path": "%/public/%"}, "% cannot stand for the database"),
        ({"ConnectionName": "pg", "Path": "a/b/c/d"}, "'a/b/c/d' is not valid"),
        ({"ConnectionName": "my", "Path": "shop/public/%"}, "mysql has no schemas, so it must be database/table"),
        ({"ConnectionName": "pg", "Path": "shop/%", "Exclusions": ["["]}, "The exclusion pattern '[' is not valid"),
        ({"ConnectionName": "ora", "Path": "x/%"}, "the database engine 'oracle' is not supported"),
        ({"ConnectionName": "net", "Path": "x/%"}, "the connection type NETWORK is not supported"),
    ]:
        with pytest.raises(glue.exceptions.InvalidInputException) as error:
            glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets={"JdbcTargets": [target]})
        assert text in str(error.value)
    with pytest.raises(glue.exceptions.InvalidInputException) as error:
        glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets={
            "JdbcTargets": [{"ConnectionName": "pg", "Path": "shop/%"}]}, RecrawlPolicy={
            "RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}, SchemaChangePolicy={
            "UpdateBehavior": "LOG", "DeleteBehavior": "LOG"})
    assert 'RecrawlBehavior "Crawl new folders only" can only apply to Amazon S3 target.' in str(error.value)
    for kind, target in [("MongoDBTargets", {"ConnectionName": "pg", "Path": "a/b"}), ("DynamoDBTargets", {"Path": "t"})]:
        with pytest.raises(glue.exceptions.InvalidInputException) as error:
            glue.create_crawler(Name="c", Role="role", DatabaseName="db", Targets={kind: [target]})
        assert kind in str(error.value)
