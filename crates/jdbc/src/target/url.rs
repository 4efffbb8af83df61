//! JDBC URLs.
//!
//! - `jdbc:postgresql://host:port/database?user=u&password=p`, the same of `mysql` and `mariadb`;
//! - `jdbc:postgresql:database`, `jdbc:postgresql:/`: the server at the usual port of this machine;
//! - `jdbc:mysql://address=(host=h)(port=p)/database`, `jdbc:mysql://(host=h,port=p)/database`.

use percent_encoding::percent_decode_str;
use url::Url;

use super::Target;
use crate::{Engine, Error, Result};

/// What drivers are told when TLS need not be spoken.
const NO_TLS: &[&str] = &["false", "disable", "disabled", "allow", "prefer", "preferred"];

pub(super) fn read(text: &str) -> Result<Target> {
    let unreadable = || Error::Incomplete(format!("'{text}' is not jdbc:<engine>://<host>:<port>/<database>"));
    let plain = text.strip_prefix("jdbc:").ok_or_else(unreadable)?;
    let (word, rest) = plain.split_once(':').ok_or_else(unreadable)?;
    let engine = Engine::named(word)?;
    let (place, properties) = rest.split_once('?').unwrap_or((rest, ""));
    let mut target = match place.strip_prefix("//") {
        Some(place) if place.contains('(') => from_pairs(engine, place).ok_or_else(unreadable)?,
        Some(place) => from_authority(engine, place).ok_or_else(unreadable)?,
        None if engine == Engine::PostgreSql => {
            let database = decoded(place.trim_start_matches('/')).ok_or_else(unreadable)?;
            Target { database: some(database), ..Target::at(engine, "localhost", None) }
        }
        None => match place.split_once(':') {
            Some((way, _)) => return Err(Error::Unsupported(format!("jdbc:{word}:{way}"))),
            None => return Err(unreadable()),
        },
    };
    for (name, value) in url::form_urlencoded::parse(properties.as_bytes()) {
        let name_folded = name.to_ascii_lowercase();
        match name_folded.as_str() {
            "user" => target.user = value.into_owned(),
            "password" => target.password = Some(value.into_owned()),
            "ssl" | "sslmode" | "usessl" | "requiressl" if !NO_TLS.contains(&value.to_ascii_lowercase().as_str()) => {
                return Err(Error::Unsupported(format!("{name}={value} (no TLS is spoken)")));
            }
            // What else a driver is told does not decide whether one can log in and what one sees.
            _ => {}
        }
    }
    Ok(target)
}

/// `user:password@host:port/database`
fn from_authority(engine: Engine, place: &str) -> Option<Target> {
    // The scheme of no well-known protocol, so that nothing is known about it.
    let url = Url::parse(&format!("jdbc://{place}")).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let database = decoded(url.path().trim_start_matches('/'))?;
    let password = match url.password() {
        Some(password) => Some(decoded(password)?),
        None => None,
    };
    let user = decoded(url.username())?;
    Some(Target { database: some(database), user, password, ..Target::at(engine, host, url.port()) })
}

/// `address=(host=h)(port=p)/database` or `(host=h,port=p)/database`
fn from_pairs(engine: Engine, place: &str) -> Option<Target> {
    let (place, database) = match place.rfind(')') {
        Some(end) => (place.get(..=end)?, place.get(end + 1..)?),
        None => return None,
    };
    let place = place.strip_prefix("address=").unwrap_or(place);
    let mut target =
        Target { database: some(decoded(database.trim_start_matches('/'))?), ..Target::at(engine, "", None) };
    for pair in place.split(['(', ')', ',']).map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        match name.trim().to_ascii_lowercase().as_str() {
            // A second one would be another server.
            "host" if target.host.is_empty() => value.trim().clone_into(&mut target.host),
            "port" => target.port = value.trim().parse().ok()?,
            "user" => value.trim().clone_into(&mut target.user),
            "password" => target.password = Some(value.trim().to_owned()),
            _ => return None,
        }
    }
    Some(target).filter(|target| !target.host.is_empty())
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(String::from)
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
