"""Athena's JDBC driver, which speaks nothing but HTTPS, alone and under PyAthenaJDBC."""

import datetime
from decimal import Decimal
from pathlib import Path

import jpype
import pyathenajdbc
import pytest
from server import KEY, REGION, SECRET, Server

PASSWORD = "changeit"
TYPES = (
    ("1", "integer", "1"),
    ("BIGINT '-9223372036854775808'", "bigint", "-9223372036854775808"),
    ("CAST(3.5 AS double)", "double", "3.5"),
    ("CAST(1.25 AS decimal(5,2))", "decimal", "1.25"),
    ("true", "boolean", "1"),
    ("'Skua, ''é'''", "varchar", "Skua, 'é'"),
    ("DATE '2024-02-29'", "date", "2024-02-29"),
    ("TIMESTAMP '2024-01-01 01:02:03.004'", "timestamp", "2024-01-01 01:02:03.004"),
    ("X'00ff'", "varbinary", "00FF"),
    ("CAST(NULL AS bigint)", "bigint", None),
)


def has_java():
    try:
        return bool(jpype.getDefaultJVMPath())
    except (jpype.JVMNotFoundException, jpype.JVMNotSupportedException):
        return False


pytestmark = pytest.mark.skipif(not has_java(), reason="Java is not installed (package default-jre-headless)")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("jdbc"), "--tls") as server:
        yield server


@pytest.fixture(scope="module")
def driver(server):
    """A Java machine that trusts the server's certificate and can look up no name but this machine's."""
    folder = server.log.parent
    hosts, store = folder / "hosts", folder / "trust.p12"
    hosts.write_text("127.0.0.1 localhost\n")
    jar = Path(pyathenajdbc.__file__).with_name(pyathenajdbc.ATHENA_JAR)
    settings = {"jdk.net.hosts.file": hosts, "log4j.configuration": jar.with_name("log4j.properties").as_uri()}
    settings |= {f"javax.net.ssl.trustStore{name}": value for name, value in
                 (("", store), ("Password", PASSWORD), ("Type", "PKCS12"))}
    options = [f"-D{name}={value}" for name, value in settings.items()]
    jpype.startJVM(*options, classpath=[str(jar)], convertStrings=True)
    trust(store, folder / ".boathouse" / "tls" / "cert.pem")
    jpype.JClass(pyathenajdbc.ATHENA_DRIVER_CLASS_NAME)
    s3 = server.client("s3")
    for bucket in ("lake", "results"):
        s3.create_bucket(Bucket=bucket)
    yield {
        "User": KEY,
        "Password": SECRET,
        "AwsRegion": REGION,
        "S3OutputLocation": "s3://results/jdbc/",
        "EndpointOverride": f"localhost:{server.port}",
        # The driver would otherwise read results from a service of AWS's that no API describes, on port 444.
        "UseResultsetStreaming": "0",
        "MetadataRetrievalMethod": "ProxyAPI",
    }


def trust(store, certificate):
    """What `keytool -importcert` does."""
    java = jpype.java
    factory = java.security.cert.CertificateFactory.getInstance("X.509")
    trusted = java.security.KeyStore.getInstance("PKCS12")
    trusted.load(None, None)
    read = factory.generateCertificate(java.io.ByteArrayInputStream(certificate.read_bytes()))
    trusted.setCertificateEntry("boathouse", read)
    file = java.io.FileOutputStream(str(store))
    trusted.store(file, java.lang.String(PASSWORD).toCharArray())
    file.close()


def connect(driver, **settings):
    properties = jpype.java.util.Properties()
    for name, value in (driver | settings).items():
        properties.setProperty(name, value)
    return jpype.java.sql.DriverManager.getConnection(f"jdbc:awsathena://AwsRegion={REGION}", properties)


@pytest.fixture
def connection(driver):
    with connect(driver) as connection:
        yield connection


@pytest.fixture
def statement(connection):
    with connection.createStatement() as statement:
        yield statement


@pytest.fixture(scope="module")
def shop(driver):
    """A partitioned table and a view, made and filled by the driver."""
    with connect(driver) as connection, connection.createStatement() as statement:
        counts = {}
        for name, sql in (
            ("database", "CREATE DATABASE shop"),
            ("ctas", "CREATE TABLE shop.boats WITH (external_location = 's3://lake/boats/', "
             "partitioned_by = ARRAY['port']) AS SELECT 1 AS id, CAST('Skua' AS varchar) AS name, DATE '2024-05-01' AS built, "
             "CAST(1.5 AS decimal(10,2)) AS length, ARRAY[1] AS log, CAST('Oban' AS varchar) AS port"),
            ("insert", "INSERT INTO shop.boats VALUES (2, 'Tern', DATE '2024-05-02', 2.5, ARRAY[2, 3], 'Oban'), "
             "(3, NULL, NULL, NULL, NULL, 'Tarbert')"),
            ("view", "CREATE VIEW shop.named AS SELECT id, name FROM shop.boats WHERE name IS NOT NULL"),
        ):
            assert not statement.execute(sql), "no rows are to come"
            counts[name] = statement.getUpdateCount()
    return counts


def rows(result):
    names = range(1, result.getMetaData().getColumnCount() + 1)
    read = []
    while result.next():
        read.append(tuple(result.getString(name) for name in names))
    return read


def dicts(result):
    description = result.getMetaData()
    names = [description.getColumnName(number + 1) for number in range(description.getColumnCount())]
    return [dict(zip(names, row)) for row in rows(result)]


def test_every_type_has_its_name_and_text(statement):
    result = statement.executeQuery("SELECT " + ", ".join(sql for sql, _, _ in TYPES))
    description = result.getMetaData()
    names = [description.getColumnTypeName(number + 1) for number in range(len(TYPES))]
    assert list(zip(names, rows(result)[0])) == [(name, text) for _, name, text in TYPES]


def test_statements_that_write_say_how_many_rows(shop, statement):
    assert (shop["ctas"], shop["insert"]) == (1, 2)
    result = statement.executeQuery("SELECT id, name, built, length, port FROM shop.boats ORDER BY id")
    assert rows(result) == [
        ("1", "Skua", "2024-05-01", "1.50", "Oban"),
        ("2", "Tern", "2024-05-02", "2.50", "Oban"),
        ("3", None, None, None, "Tarbert"),
    ]


def test_utility_statements_have_rows(shop, statement):
    for sql, expected in (
        ("SHOW TABLES IN shop", [("boats",), ("named",)]),
        ("SHOW PARTITIONS shop.boats", [("port=Oban",), ("port=Tarbert",)]),
    ):
        assert rows(statement.executeQuery(sql)) == expected
    described = rows(statement.executeQuery("DESCRIBE shop.boats"))
    assert [cell.strip() for cell in described[3]] == ["length", "decimal(10,2)", ""]


def test_many_pages_are_read(statement):
    read = rows(statement.executeQuery("SELECT n FROM UNNEST(sequence(1, 3500)) AS t(n) ORDER BY n"))
    assert [int(cell) for (cell,) in read] == list(range(1, 3501))


def test_a_failed_query_tells_why(statement):
    with pytest.raises(jpype.java.sql.SQLException) as failed:
        statement.executeQuery("SELECT * FROM nowhere.boats")
    assert "SCHEMA_NOT_FOUND: line 1:15: Schema 'nowhere' does not exist" in failed.value.getMessage()


def test_a_query_that_takes_too_long_is_stopped(server, statement):
    statement.setQueryTimeout(1)
    with pytest.raises(jpype.java.sql.SQLException):
        statement.executeQuery("SELECT count(*) FROM " + ", ".join(
            f"UNNEST(sequence(1, 10000)) AS t{number}(n{number})" for number in range(4)) + " WHERE n0 + n1 + n2 = n3")
    athena = server.client("athena")
    newest = athena.list_query_executions(MaxResults=1)["QueryExecutionIds"][0]
    assert athena.get_query_execution(QueryExecutionId=newest)["QueryExecution"]["Status"]["State"] == "CANCELLED"


def test_what_is_there_is_told_by_the_metadata_operations(shop, connection):
    about = connection.getMetaData()
    assert rows(about.getCatalogs()) == [("AwsDataCatalog",)]
    assert {"TABLE_SCHEM": "shop", "TABLE_CATALOG": "AwsDataCatalog"} in dicts(about.getSchemas())
    tables = dicts(about.getTables("AwsDataCatalog", "shop", "%", None))
    assert [(table["TABLE_NAME"], table["TABLE_TYPE"]) for table in tables] == [
        ("boats", "EXTERNAL_TABLE"), ("named", "VIRTUAL_VIEW")]
    columns = dicts(about.getColumns("AwsDataCatalog", "shop", "boats", "%"))
    assert [(column["COLUMN_NAME"], column["TYPE_NAME"], column["DECIMAL_DIGITS"]) for column in columns] == [
        ("id", "integer", None), ("name", "string", None), ("built", "date", None), ("length", "decimal", "2"),
        ("log", "array", None), ("port", "string", None)]


def test_what_is_there_is_told_by_queries(shop, driver):
    with connect(driver, MetadataRetrievalMethod="Query") as connection:
        about = connection.getMetaData()
        assert [table["TABLE_NAME"] for table in dicts(about.getTables(None, "shop", "%", None))] == ["boats", "named"]
        columns = dicts(about.getColumns(None, "shop", "boats", "%"))
        assert [column["COLUMN_NAME"] for column in columns] == ["id", "name", "built", "length", "log", "port"]


def test_its_cursor_for_python(shop, driver):
    # It looks for keys where AWS's own programs do, unless it is told of another place.
    provider = "com.simba.athena.amazonaws.auth.PropertiesFileCredentialsProvider"
    settings = {name: value for name, value in driver.items() if name not in ("User", "Password")}
    keys = Path(jpype.java.lang.System.getProperty("javax.net.ssl.trustStore")).with_name("keys.properties")
    keys.write_text(f"accessKey={KEY}\nsecretKey={SECRET}\n")
    settings |= {"AwsCredentialsProviderClass": provider, "AwsCredentialsProviderArguments": str(keys)}
    with pyathenajdbc.connect(**settings) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, name, built, length FROM shop.boats WHERE port = %(port)s ORDER BY id", {"port": "Oban"})
        assert [column[0] for column in cursor.description] == ["id", "name", "built", "length"]
        assert cursor.fetchall() == [
            (1, "Skua", datetime.date(2024, 5, 1), Decimal("1.50")),
            (2, "Tern", datetime.date(2024, 5, 2), Decimal("2.50")),
        ]
