//! Where a connection leads to.

use percent_encoding::percent_decode_str;
use url::Url;

use super::ProbeError;
use crate::ConnectionDefinition;

/// The servers that can be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Engine {
    PostgreSql,
    MySql,
}

/// A server, a database and a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Target {
    pub engine: Engine,
    pub host: String,
    pub port: u16,
    pub database: Option<String>,
    pub user: String,
    pub password: Option<String>,
}

const POSTGRESQL_PORT: u16 = 5_432;
const MYSQL_PORT: u16 = 3_306;

impl Target {
    pub fn of(definition: &ConnectionDefinition) -> Result<Self, ProbeError> {
        let get = |name: &str| definition.properties.get(name).map(String::as_str);
        let mut target = match (definition.kind.as_str(), get("JDBC_CONNECTION_URL")) {
            ("JDBC" | "POSTGRESQL" | "MYSQL", Some(url)) => from_url(url)?,
            ("JDBC", None) => from_parts(get("JDBC_ENGINE").unwrap_or_default(), &get)?,
            (kind @ ("POSTGRESQL" | "MYSQL"), None) => from_parts(kind, &get)?,
            (kind, _) => return Err(ProbeError::Unsupported(format!("the connection type {kind}"))),
        };
        if let Some(name) = get("SECRET_ID") {
            return Err(ProbeError::Unsupported(format!("SECRET_ID '{name}' (no secrets are kept here)")));
        }
        if definition.authentication.is_some() {
            return Err(ProbeError::Unsupported("AuthenticationConfiguration".to_owned()));
        }
        if get("JDBC_ENFORCE_SSL").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Err(ProbeError::Unsupported("JDBC_ENFORCE_SSL".to_owned()));
        }
        if let Some(user) = get("USERNAME") {
            user.clone_into(&mut target.user);
        }
        if let Some(password) = get("PASSWORD") {
            target.password = Some(password.to_owned());
        } else if get("ENCRYPTED_PASSWORD").is_some() {
            return Err(ProbeError::Unsupported("an ENCRYPTED_PASSWORD that was not sealed here".to_owned()));
        }
        let fields = [Some(&target.user), target.database.as_ref(), target.password.as_ref()];
        if fields.into_iter().flatten().any(|text| text.contains('\0')) {
            return Err(ProbeError::Incomplete("user, password and database cannot hold a zero byte".to_owned()));
        }
        match target.user.is_empty() {
            true => Err(ProbeError::Incomplete("the connection has no USERNAME".to_owned())),
            false => Ok(target),
        }
    }
}

fn engine(name: &str) -> Result<(Engine, u16), ProbeError> {
    match name.to_ascii_lowercase().as_str() {
        "postgresql" | "postgres" => Ok((Engine::PostgreSql, POSTGRESQL_PORT)),
        "mysql" => Ok((Engine::MySql, MYSQL_PORT)),
        "" => Err(ProbeError::Incomplete("the connection has neither JDBC_CONNECTION_URL nor JDBC_ENGINE".to_owned())),
        other => Err(ProbeError::Unsupported(format!("the database engine '{other}'"))),
    }
}

fn from_parts<'a>(name: &str, get: &dyn Fn(&str) -> Option<&'a str>) -> Result<Target, ProbeError> {
    let (engine, default_port) = engine(name)?;
    let host = get("HOST").ok_or_else(|| ProbeError::Incomplete("the connection has no HOST".to_owned()))?;
    let port = match get("PORT") {
        Some(text) => text.parse().map_err(|_| ProbeError::Incomplete(format!("PORT '{text}' is not a port")))?,
        None => default_port,
    };
    let database = get("DATABASE").map(str::to_owned);
    Ok(Target { engine, host: host.to_owned(), port, database, user: String::new(), password: None })
}

/// `jdbc:postgresql://host:port/database?user=u&password=p`
fn from_url(text: &str) -> Result<Target, ProbeError> {
    let unreadable = || ProbeError::Incomplete(format!("'{text}' is not jdbc:<engine>://<host>:<port>/<database>"));
    let plain = text.strip_prefix("jdbc:").ok_or_else(unreadable)?;
    let (engine, default_port) = engine(plain.split_once(':').ok_or_else(unreadable)?.0)?;
    let url = Url::parse(plain).map_err(|_| unreadable())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(unreadable)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| unreadable());
    let database = decoded(url.path().trim_start_matches('/'))?;
    let mut target = Target {
        engine,
        host: host.to_owned(),
        port: url.port().unwrap_or(default_port),
        database: Some(database).filter(|name| !name.is_empty()),
        user: decoded(url.username())?,
        password: url.password().map(decoded).transpose()?,
    };
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), value.as_ref()) {
            ("user", user) => target.user = user.to_owned(),
            ("password", password) => target.password = Some(password.to_owned()),
            ("ssl", "false") | ("sslmode", "disable" | "allow" | "prefer") => {}
            ("ssl" | "sslmode" | "useSSL" | "requireSSL", value) => {
                return Err(ProbeError::Unsupported(format!("{name}={value} (no TLS is spoken)")));
            }
            // What else a driver is told does not decide whether one can log in.
            _ => {}
        }
    }
    Ok(target)
}
