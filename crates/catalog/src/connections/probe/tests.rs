use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

fn jdbc(properties: &[(&str, &str)]) -> ConnectionDefinition {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    ConnectionDefinition {
        kind: "JDBC".to_owned(),
        properties: properties.iter().map(owned).collect(),
        ..ConnectionDefinition::default()
    }
}

fn target(url: &str) -> Result<(Engine, String, u16, Option<String>, String), ProbeError> {
    let target = Target::of(&jdbc(&[("JDBC_CONNECTION_URL", url), ("USERNAME", "u")]))?;
    Ok((target.engine, target.host, target.port, target.database, target.user))
}

#[test]
fn targets() {
    let own = |engine, host: &str, port, database: Option<&str>| {
        Ok((engine, host.to_owned(), port, database.map(str::to_owned), "u".to_owned()))
    };
    for (url, expected) in [
        ("jdbc:postgresql://localhost:5433/db", own(Engine::PostgreSql, "localhost", 5433, Some("db"))),
        ("jdbc:postgresql://127.0.0.1/d%20b?sslmode=disable", own(Engine::PostgreSql, "127.0.0.1", 5432, Some("d b"))),
        ("jdbc:postgresql://[::1]/", own(Engine::PostgreSql, "::1", 5432, None)),
        ("jdbc:mysql://localhost/db?x=y", own(Engine::MySql, "localhost", 3306, Some("db"))),
    ] {
        assert_eq!(target(url), expected, "{url}");
    }
    for (url, expected) in [
        ("jdbc:oracle:thin://@localhost:1521/x", "database engine 'oracle' is not supported"),
        ("jdbc:postgresql://localhost/db?sslmode=require", "sslmode=require (no TLS is spoken) is not supported"),
        ("postgresql://localhost/db", "is not jdbc:<engine>"),
        ("jdbc:postgresql://a,b/db", "'a,b' is not on this machine"),
        ("jdbc:", "is not jdbc:<engine>"),
    ] {
        let error = target(url).and_then(|target| loopback(&target.1, 1).map(drop)).unwrap_err().to_string();
        assert!(error.contains(expected), "{url}: {error}");
    }
}

#[tokio::test]
async fn what_is_refused_by_name() {
    for (properties, expected) in [
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://db.example.com/x"), ("USERNAME", "u")], "'db.example.com'"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://10.0.0.1/x"), ("USERNAME", "u")], "'10.0.0.1'"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://0.0.0.0/x"), ("USERNAME", "u")], "'0.0.0.0'"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://localhost.evil.example/x"), ("USERNAME", "u")], "not on this"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:mysql://db.example.com/x"), ("USERNAME", "u")], "'db.example.com'"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:mysql://localhost/x"), ("USERNAME", "u")], "MySQL is not supported"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://localhost/x")], "no USERNAME"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://localhost/x"), ("SECRET_ID", "s")], "SECRET_ID 's'"),
        (vec![("JDBC_CONNECTION_URL", "jdbc:postgresql://localhost/x"), ("JDBC_ENFORCE_SSL", "true")], "ENFORCE_SSL"),
        (vec![("JDBC_ENGINE", "postgresql"), ("USERNAME", "u")], "no HOST"),
        (vec![("USERNAME", "u")], "neither JDBC_CONNECTION_URL nor JDBC_ENGINE"),
    ] {
        let error = probe(&jdbc(&properties)).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{properties:?}: {error}");
    }
    let kafka = ConnectionDefinition { kind: "KAFKA".to_owned(), ..jdbc(&[]) };
    assert!(probe(&kafka).await.unwrap_err().to_string().contains("the connection type KAFKA"));
}

fn message(letter: u8, body: &[u8]) -> Vec<u8> {
    let length = i32::try_from(body.len() + 4).unwrap();
    [&[letter], length.to_be_bytes().as_slice(), body].concat()
}

fn request(kind: i32, rest: &[u8]) -> Vec<u8> {
    message(b'R', &[kind.to_be_bytes().as_slice(), rest].concat())
}

/// A peer that says these things, each after having heard something. Real servers are met in the Python tests.
async fn against(said: Vec<Vec<u8>>, password: Option<&str>) -> Result<(), ProbeError> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let peer = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for words in said {
            let mut heard = [0; 1024];
            if stream.read(&mut heard).await.unwrap_or(0) == 0 || stream.write_all(&words).await.is_err() {
                return;
            }
        }
    });
    let mut properties = vec![("JDBC_ENGINE", "postgresql"), ("HOST", "127.0.0.1"), ("PORT", &port), ("USERNAME", "u")];
    properties.extend(password.map(|password| ("PASSWORD", password)));
    let outcome = probe(&jdbc(&properties)).await;
    peer.abort();
    outcome
}

#[tokio::test]
async fn what_a_server_may_say() {
    let ready = message(b'Z', b"I");
    let welcome = [request(0, b""), message(b'S', b"a\0b\0"), message(b'K', &[0; 8]), ready.clone()].concat();
    let refusal = message(b'E', b"SFATAL\0C28P01\0Mpassword authentication failed for user \"u\"\0\0");
    let refused = Err(ProbeError::Refused {
        code: "28P01".to_owned(),
        message: "password authentication failed for user \"u\"".to_owned(),
    });
    assert_eq!(against(vec![welcome.clone()], None).await, Ok(()), "trusted");
    assert_eq!(against(vec![request(3, b""), welcome.clone()], Some("p")).await, Ok(()), "clear text");
    assert_eq!(against(vec![request(5, b"salt"), welcome.clone()], Some("p")).await, Ok(()), "MD5");
    assert_eq!(against(vec![request(5, b"salt"), refusal.clone()], Some("p")).await, refused);
    for (said, password, expected) in [
        (vec![request(5, b"salt")], None, "the connection has none"),
        (vec![ready], None, "before anything was asked"),
        (vec![request(10, b"SCRAM-SHA-1\0\0")], Some("p"), "without SCRAM-SHA-256"),
        (vec![request(10, b"SCRAM-SHA-256\0\0"), welcome], Some("p"), "without having proved"),
        (vec![request(7, b"")], Some("p"), "authentication method 7"),
        (vec![request(11, b"r=x")], Some("p"), "not begun"),
        (vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()], None, "impossible length"),
        (vec![[b'R', 0xFF, 0xFF, 0xFF, 0xFF].to_vec()], None, "impossible length"),
        (vec![message(b'R', b"")], None, "cut off"),
        (vec![Vec::new()], None, "broke the connection off"),
    ] {
        let error = against(said, password).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[tokio::test]
async fn nobody_listens() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port().to_string();
    let properties = [("JDBC_ENGINE", "postgresql"), ("HOST", "127.0.0.1"), ("PORT", &free), ("USERNAME", "u")];
    let error = probe(&jdbc(&properties)).await.unwrap_err();
    assert!(matches!(error, ProbeError::Unreachable { .. }), "{error}");
}
