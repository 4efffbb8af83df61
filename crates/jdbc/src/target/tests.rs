use super::*;
use crate::local;

pub(crate) fn jdbc(properties: &[(&str, &str)]) -> ConnectionDefinition {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    ConnectionDefinition {
        kind: "JDBC".to_owned(),
        properties: properties.iter().map(owned).collect(),
        ..ConnectionDefinition::default()
    }
}

fn target(url: &str) -> Result<Target> {
    Target::of(&jdbc(&[("JDBC_CONNECTION_URL", url), ("USERNAME", "u")]))
}

#[test]
fn urls() {
    use Engine::{MariaDb, MySql, PostgreSql};
    for (url, engine, host, port, database) in [
        ("jdbc:postgresql://localhost:5433/db", PostgreSql, "localhost", 5433, Some("db")),
        ("jdbc:postgresql://127.0.0.1/d%20b?sslmode=disable", PostgreSql, "127.0.0.1", 5432, Some("d b")),
        ("jdbc:postgresql://[::1]/", PostgreSql, "::1", 5432, None),
        ("jdbc:postgresql://[::1]:5433", PostgreSql, "::1", 5433, None),
        ("jdbc:postgresql://localhost/db?currentSchema=s", PostgreSql, "localhost", 5432, Some("db")),
        ("jdbc:postgresql:db", PostgreSql, "localhost", 5432, Some("db")),
        ("jdbc:postgresql:/", PostgreSql, "localhost", 5432, None),
        ("jdbc:postgresql:", PostgreSql, "localhost", 5432, None),
        ("jdbc:mysql://localhost/db?x=y", MySql, "localhost", 3306, Some("db")),
        ("jdbc:mysql://localhost:3307/db?useSSL=false&sslMode=PREFERRED", MySql, "localhost", 3307, Some("db")),
        ("jdbc:mysql://address=(host=localhost)(port=3307)/db", MySql, "localhost", 3307, Some("db")),
        ("jdbc:mysql://(host=127.0.0.1,port=3307)/db?x=y", MySql, "127.0.0.1", 3307, Some("db")),
        ("jdbc:mysql://(host=127.0.0.1)/", MySql, "127.0.0.1", 3306, None),
        ("jdbc:mariadb://localhost/db", MariaDb, "localhost", 3306, Some("db")),
    ] {
        let found = target(url).unwrap();
        assert_eq!(
            (found.engine, found.host.as_str(), found.port, found.database.as_deref(), found.user.as_str()),
            (engine, host, port, database, "u"),
            "{url}"
        );
    }
    let told = Target::of(&jdbc(&[("JDBC_CONNECTION_URL", "jdbc:mysql://me:a%20b@localhost/db")])).unwrap();
    assert_eq!((told.user.as_str(), told.password.as_deref()), ("me", Some("a b")));
    let told = "jdbc:postgresql://localhost/db?user=me&password=p%26q";
    let told = Target::of(&jdbc(&[("JDBC_CONNECTION_URL", told)])).unwrap();
    assert_eq!((told.user.as_str(), told.password.as_deref()), ("me", Some("p&q")));
}

#[test]
fn urls_that_lead_nowhere() {
    for (url, expected) in [
        ("jdbc:oracle:thin://@localhost:1521/x", "the database engine 'oracle' is not supported"),
        ("jdbc:sqlserver://localhost:1433;databaseName=x", "the database engine 'sqlserver' is not supported"),
        ("jdbc:postgresql://localhost/db?sslmode=require", "sslmode=require (no TLS is spoken) is not supported"),
        ("jdbc:mysql://localhost/db?useSSL=true", "useSSL=true (no TLS is spoken) is not supported"),
        ("jdbc:mysql://localhost/db?sslMode=VERIFY_CA", "sslMode=VERIFY_CA (no TLS is spoken)"),
        ("jdbc:mysql:loadbalance://localhost,127.0.0.1/db", "jdbc:mysql:loadbalance is not supported"),
        ("jdbc:mysql:replication://localhost/db", "jdbc:mysql:replication is not supported"),
        ("jdbc:mysql+srv://localhost/db", "the database engine 'mysql+srv' is not supported"),
        ("postgresql://localhost/db", "is not jdbc:<engine>"),
        ("jdbc:postgresql://a,b/db", "'a,b' is not on this machine"),
        ("jdbc:mysql://a,b/db", "'a,b' is not on this machine"),
        ("jdbc:mysql://(host=a)(host=b)/db", "is not jdbc:<engine>"),
        ("jdbc:mysql://(port=1)/db", "is not jdbc:<engine>"),
        ("jdbc:mysql://(host=a,port=x)/db", "is not jdbc:<engine>"),
        ("jdbc:mysql:db", "is not jdbc:<engine>"),
        ("jdbc:mysql://localhost:99999/db", "is not jdbc:<engine>"),
        ("jdbc:", "is not jdbc:<engine>"),
        ("", "is not jdbc:<engine>"),
    ] {
        let error = target(url).and_then(|target| local::addresses(&target.host, 1).map(drop)).unwrap_err().to_string();
        assert!(error.contains(expected), "{url}: {error}");
    }
}
