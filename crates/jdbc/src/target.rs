//! Where a connection leads to.

mod url;

use boathouse_catalog::ConnectionDefinition;

use crate::{Engine, Error, Result};

/// A server, a database and a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub engine: Engine,
    pub host: String,
    pub port: u16,
    pub database: Option<String>,
    pub user: String,
    pub password: Option<String>,
}

impl Target {
    pub fn of(definition: &ConnectionDefinition) -> Result<Self> {
        let get = |name: &str| definition.properties.get(name).map(String::as_str);
        let mut target = match (definition.kind.as_str(), get("JDBC_CONNECTION_URL")) {
            ("JDBC" | "POSTGRESQL" | "MYSQL", Some(url)) => url::read(url)?,
            ("JDBC", None) => from_parts(get("JDBC_ENGINE").unwrap_or_default(), &get)?,
            (kind @ ("POSTGRESQL" | "MYSQL"), None) => from_parts(kind, &get)?,
            (kind, _) => return Err(Error::Unsupported(format!("the connection type {kind}"))),
        };
        if let Some(name) = get("SECRET_ID") {
            return Err(Error::Unsupported(format!("SECRET_ID '{name}' (no secrets are kept here)")));
        }
        if definition.authentication.is_some() {
            return Err(Error::Unsupported("AuthenticationConfiguration".to_owned()));
        }
        if get("JDBC_ENFORCE_SSL").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Err(Error::Unsupported("JDBC_ENFORCE_SSL".to_owned()));
        }
        if let Some(user) = get("USERNAME") {
            user.clone_into(&mut target.user);
        }
        if let Some(password) = get("PASSWORD") {
            target.password = Some(password.to_owned());
        } else if get("ENCRYPTED_PASSWORD").is_some() {
            return Err(Error::Unsupported("an ENCRYPTED_PASSWORD that was not sealed here".to_owned()));
        }
        if target.user.is_empty() {
            return Err(Error::Incomplete("the connection has no USERNAME".to_owned()));
        }
        target.check()?;
        Ok(target)
    }

    /// Refuses what the protocols cannot carry: their texts end with a zero byte.
    pub fn check(&self) -> Result<()> {
        let fields = [Some(&self.user), self.database.as_ref(), self.password.as_ref()];
        match fields.into_iter().flatten().any(|text| text.contains('\0')) {
            true => Err(Error::Incomplete("user, password and database cannot hold a zero byte".to_owned())),
            false => Ok(()),
        }
    }

    /// Host and port, for people.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// A server without database and user.
    fn at(engine: Engine, host: &str, port: Option<u16>) -> Self {
        let port = port.unwrap_or_else(|| engine.default_port());
        Self { engine, host: host.to_owned(), port, database: None, user: String::new(), password: None }
    }
}

fn from_parts<'a>(name: &str, get: &dyn Fn(&str) -> Option<&'a str>) -> Result<Target> {
    let engine = Engine::named(name)?;
    let host = get("HOST").ok_or_else(|| Error::Incomplete("the connection has no HOST".to_owned()))?;
    let port = match get("PORT") {
        Some(text) => Some(text.parse().map_err(|_| Error::Incomplete(format!("PORT '{text}' is not a port")))?),
        None => None,
    };
    Ok(Target { database: get("DATABASE").map(str::to_owned), ..Target::at(engine, host, port) })
}

#[cfg(test)]
mod tests;
