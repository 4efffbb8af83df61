//! Servers that are none, or bad ones. Good ones are met in the Python tests.

use boathouse_catalog::ConnectionDefinition;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{Error, Refusal, Result, Wanted, probe, relations};

fn jdbc(properties: &[(&str, &str)]) -> ConnectionDefinition {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    ConnectionDefinition {
        kind: "JDBC".to_owned(),
        properties: properties.iter().map(owned).collect(),
        ..ConnectionDefinition::default()
    }
}

#[tokio::test]
async fn what_is_refused_by_name() {
    let url = |url: &'static str| ("JDBC_CONNECTION_URL", url);
    let user = ("USERNAME", "u");
    for (properties, expected) in [
        (vec![url("jdbc:postgresql://db.example.com/x"), user], "'db.example.com'"),
        (vec![url("jdbc:postgresql://10.0.0.1/x"), user], "'10.0.0.1'"),
        (vec![url("jdbc:postgresql://0.0.0.0/x"), user], "'0.0.0.0'"),
        (vec![url("jdbc:postgresql://localhost.evil.example/x"), user], "not on this"),
        (vec![url("jdbc:mysql://db.example.com/x"), user], "'db.example.com'"),
        (vec![url("jdbc:mysql://(host=10.0.0.1)/x"), user], "'10.0.0.1'"),
        (vec![url("jdbc:postgresql://localhost/x")], "no USERNAME"),
        (vec![url("jdbc:postgresql://localhost/x"), user, ("PASSWORD", "a\0b")], "zero byte"),
        (vec![url("jdbc:postgresql://localhost/x"), ("SECRET_ID", "s")], "SECRET_ID 's'"),
        (vec![url("jdbc:mysql://localhost/x"), ("SECRET_ID", "s")], "SECRET_ID 's'"),
        (vec![url("jdbc:postgresql://localhost/x"), ("JDBC_ENFORCE_SSL", "true")], "ENFORCE_SSL"),
        (vec![("JDBC_ENGINE", "postgresql"), user], "no HOST"),
        (vec![user], "neither JDBC_CONNECTION_URL nor JDBC_ENGINE"),
    ] {
        let error = probe(&jdbc(&properties)).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{properties:?}: {error}");
        let error = relations(&jdbc(&properties), &Wanted::all_of("x")).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{properties:?}: {error}");
    }
    let kafka = ConnectionDefinition { kind: "KAFKA".to_owned(), ..jdbc(&[]) };
    assert!(probe(&kafka).await.unwrap_err().to_string().contains("the connection type KAFKA"));
}

/// A peer that says these things, each after having heard something; with nothing to hear first if `greets`.
async fn against(engine: &str, greets: bool, said: Vec<Vec<u8>>, password: Option<&str>) -> (Result<()>, Result<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let peer = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            for (turn, words) in said.iter().enumerate() {
                let mut heard = [0; 1024];
                let is_first = greets && turn == 0;
                if (!is_first && stream.read(&mut heard).await.unwrap_or(0) == 0)
                    || stream.write_all(words).await.is_err()
                {
                    break;
                }
            }
        }
    });
    let mut properties = vec![("JDBC_ENGINE", engine), ("HOST", "127.0.0.1"), ("PORT", &port), ("USERNAME", "u")];
    properties.extend(password.map(|password| ("PASSWORD", password)));
    let definition = jdbc(&properties);
    let probed = probe(&definition).await;
    let read = relations(&definition, &Wanted::all_of("d")).await.map(drop);
    peer.abort();
    (probed, read)
}

mod postgres {
    use super::*;

    fn message(letter: u8, body: &[u8]) -> Vec<u8> {
        let length = i32::try_from(body.len() + 4).unwrap();
        [&[letter], length.to_be_bytes().as_slice(), body].concat()
    }

    fn request(kind: i32, rest: &[u8]) -> Vec<u8> {
        message(b'R', &[kind.to_be_bytes().as_slice(), rest].concat())
    }

    async fn told(said: Vec<Vec<u8>>, password: Option<&str>) -> Result<()> {
        against("postgresql", false, said, password).await.0
    }

    #[tokio::test]
    async fn what_a_server_may_say() {
        let ready = message(b'Z', b"I");
        let welcome = [request(0, b""), message(b'S', b"a\0b\0"), message(b'K', &[0; 8]), ready.clone()].concat();
        let refusal = message(b'E', b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"u\"\0\0");
        let refused = Err(Error::Refused {
            code: "28P01".to_owned(),
            message: "password authentication failed for user \"u\"".to_owned(),
            refusal: Refusal::Credentials,
        });
        assert_eq!(told(vec![welcome.clone()], None).await, Ok(()), "trusted");
        assert_eq!(told(vec![request(3, b""), welcome.clone()], Some("p")).await, Ok(()), "clear text");
        assert_eq!(told(vec![request(5, b"salt"), welcome.clone()], Some("p")).await, Ok(()), "MD5");
        assert_eq!(told(vec![request(5, b"salt"), refusal.clone()], Some("p")).await, refused);
        for (said, password, expected) in [
            (vec![request(5, b"salt")], None, "the connection has none"),
            (vec![ready], None, "unexpected message"),
            (vec![request(10, b"SCRAM-SHA-1\0\0")], Some("p"), "without SCRAM-SHA-256"),
            (vec![request(10, b"SCRAM-SHA-256\0\0"), welcome], Some("p"), "unexpected message"),
            (vec![request(7, b"")], Some("p"), "wants to be convinced is not supported"),
            (vec![request(11, b"r=x")], Some("p"), "unexpected message"),
            (vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()], None, "broke the connection off"),
            (vec![[b'R', 0xFF, 0xFF, 0xFF, 0xFF].to_vec()], None, "invalid message length"),
            (vec![message(b'R', b"")], None, "broke the connection off"),
            (vec![Vec::new()], None, "broke the connection off"),
        ] {
            let error = told(said, password).await.unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }

    #[tokio::test]
    async fn answers_that_make_no_sense() {
        let login = [request(0, b""), message(b'Z', b"I")].concat();
        let set = [message(b'C', b"SET\0"), message(b'Z', b"I")].concat();
        let wide = message(b'T', &[[0x7F, 0xFF].as_slice(), &[0; 40]].concat());
        for words in
            [wide, message(b'D', &[0x7F; 9]), message(b'G', &[0; 3]), message(b'T', b""), vec![b'D', 0x7F, 0, 0, 0]]
        {
            let (probed, read) = against("postgresql", false, vec![login.clone(), set.clone(), words], None).await;
            assert_eq!(probed, Ok(()));
            assert!(matches!(read, Err(Error::Protocol(_))), "{read:?}");
        }
    }
}

mod mysql {
    use super::*;

    fn packet(sequence: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [&length[..3], &[sequence], body].concat()
    }

    /// Protocol 10 with what a server of version 8 can do, but without TLS.
    fn greeting(plugin: &str) -> Vec<u8> {
        let capabilities: u32 = 0x00FF_F7FF & !(1 << 11);
        let halves = capabilities.to_le_bytes();
        let body = [
            &[10],
            b"8.0.36\0".as_slice(),
            &[1, 0, 0, 0],
            b"12345678\0",
            &halves[..2],
            &[45, 2, 0],
            &halves[2..],
            &[21],
            &[0; 10],
            b"123456789012\0",
            plugin.as_bytes(),
            &[0],
        ]
        .concat();
        packet(0, &body)
    }

    const OK: &[u8] = &[0, 0, 0, 2, 0, 0, 0];

    #[tokio::test]
    async fn what_a_server_may_say() {
        let native = greeting("mysql_native_password");
        let say = async |said: Vec<Vec<u8>>| against("mysql", true, said, Some("p")).await.0;
        assert_eq!(say(vec![native.clone(), packet(2, OK)]).await, Ok(()), "let in");
        let switch = [&[0xFE], b"mysql_native_password\0".as_slice(), &[7; 20], &[0]].concat();
        let sha = greeting("caching_sha2_password");
        assert_eq!(say(vec![sha.clone(), packet(2, &switch), packet(4, OK)]).await, Ok(()), "another plugin");
        let fast = [packet(2, &[1, 3]), packet(3, OK)].concat();
        assert_eq!(say(vec![sha.clone(), fast]).await, Ok(()), "a password that the server remembers");
        let refusal = [&[0xFF, 0x15, 0x04], b"#28000Access denied for user 'u'@'localhost'".as_slice()].concat();
        let refused = Err(Error::Refused {
            code: "1045 28000".to_owned(),
            message: "Access denied for user 'u'@'localhost'".to_owned(),
            refusal: Refusal::Credentials,
        });
        assert_eq!(say(vec![native.clone(), packet(2, &refusal)]).await, refused);
        let full = [&[0xFF, 0x10, 0x04], b"Too many connections".as_slice()].concat();
        let error = say(vec![packet(0, &full)]).await.unwrap_err();
        assert!(matches!(error, Error::Refused { refusal: Refusal::Busy, .. }), "{error}");
        let clear = [&[0xFE], b"mysql_clear_password\0".as_slice()].concat();
        let ed = [&[0xFE], b"client_ed25519\0".as_slice(), &[7; 32]].concat();
        let other = [&[0xFE], b"authentication_ldap\0".as_slice()].concat();
        for (said, expected) in [
            (vec![native.clone(), packet(2, &clear)], "'mysql_clear_password' is not supported"),
            (vec![native.clone(), packet(2, &ed)], "'client_ed25519' is not supported"),
            (vec![native.clone(), packet(2, &other)], "'authentication_ldap' is not supported"),
            (vec![native.clone(), packet(2, &[1, 9])], "does not speak MySQL's protocol"),
            (vec![native.clone(), packet(2, &[])], "does not speak MySQL's protocol"),
            (vec![sha.clone(), packet(2, &[1, 4]), packet(4, &[])], "failed on what the server said"),
            (vec![sha, packet(2, &[1, 4]), packet(4, b"\x01no key")], "failed on what the server said"),
            (vec![packet(0, b"")], "MySQL's protocol"),
            (vec![packet(0, b"\x0a8.0")], "MySQL's protocol"),
            (vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()], "a packet of 5526600 bytes"),
            (vec![packet(9, OK)], "MySQL's protocol"),
            (vec![Vec::new()], "broke the connection off"),
        ] {
            let error = say(said).await.unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }

    #[tokio::test]
    async fn answers_that_make_no_sense() {
        let prepared = packet(1, &[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        let many = |count: u64| packet(1, &[[0xFE].as_slice(), &count.to_le_bytes()].concat());
        for (words, expected) in [
            (many(1 << 40), "too many columns"),
            (many(u64::MAX), "too many columns"),
            (packet(1, &[0xFD, 0xFF, 0xFF, 0xFF]), "too many columns"),
            (packet(1, b"\xFB/etc/passwd"), "a file of this machine"),
            (prepared, ""),
            (packet(1, &[]), ""),
            ([packet(1, OK), packet(2, OK)].concat(), ""),
        ] {
            let said = vec![greeting("mysql_native_password"), packet(2, OK), words];
            let (probed, read) = against("mysql", true, said, None).await;
            assert_eq!(probed, Ok(()));
            match read {
                Err(Error::Protocol(text)) => assert!(text.contains(expected), "{expected}: {text}"),
                other => panic!("{expected}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn nobody_listens() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port().to_string();
    for engine in ["postgresql", "mysql", "mariadb"] {
        let definition = jdbc(&[("JDBC_ENGINE", engine), ("HOST", "127.0.0.1"), ("PORT", &free), ("USERNAME", "u")]);
        let error = probe(&definition).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }), "{engine}: {error}");
    }
}

/// The limits themselves are too long for a test.
#[tokio::test]
async fn a_server_that_says_nothing() {
    let limit = std::time::Duration::from_millis(1);
    let waiting = crate::session::in_time(limit, "localhost:1", std::future::pending::<Result<()>>());
    assert_eq!(waiting.await, Err(Error::TimedOut("localhost:1".to_owned())));
}
