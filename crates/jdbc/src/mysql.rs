//! MySQL and MariaDB.

mod guard;
mod relations;
mod types;

use std::net::{IpAddr, Ipv4Addr};

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder, Row, Value};

use self::guard::Guard;
use crate::session::{LOGIN_SECONDS_MAX, READ_SECONDS_MAX, in_time};
use crate::target::Target;
use crate::{Error, Refusal, Result, local};

/// A login, by way of the guard.
pub(crate) struct Session {
    connection: Conn,
    guard: Guard,
}

impl Session {
    pub async fn open(target: &Target) -> Result<Self> {
        let attempt = async {
            let guard = Guard::before(local::connect(target).await?).await?;
            match Conn::new(options(target, guard.port())).await {
                Ok(connection) => Ok(Self { connection, guard }),
                Err(error) => Err(guard.fact(error)),
            }
        };
        in_time(LOGIN_SECONDS_MAX, &target.address(), attempt).await
    }

    /// All rows of a query.
    async fn rows(&mut self, sql: &str, parameters: Vec<Value>) -> Result<Vec<Row>> {
        let mut rows = self.connection.exec_iter(sql, parameters).await.map_err(|error| self.guard.fact(error))?;
        let read = rows.collect::<Row>().await;
        read.map_err(|error| self.guard.fact(error))
    }

    /// Says farewell; a server that does not hear it changes nothing about what was read.
    pub async fn close(self) -> Result<()> {
        let farewell = async {
            self.connection.disconnect().await.ok();
            Ok(())
        };
        in_time(LOGIN_SECONDS_MAX, "", farewell).await
    }
}

/// No look at sockets that the server names, no files for it, no name to look up, and nothing asked of it unasked.
fn options(target: &Target, port: u16) -> OptsBuilder {
    OptsBuilder::default()
        .ip_or_hostname(Ipv4Addr::LOCALHOST.to_string())
        .resolved_ips(Some(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]))
        .tcp_port(port)
        .user(Some(target.user.clone()))
        .pass(target.password.clone())
        .db_name(target.database.clone())
        .prefer_socket(false)
        .max_allowed_packet(Some(guard::PACKET_BYTES_MAX))
        .wait_timeout(usize::try_from(READ_SECONDS_MAX.as_secs()).ok())
}

fn fact(error: mysql_async::Error) -> Error {
    match error {
        mysql_async::Error::Server(refused) => {
            let refusal = refusal(refused.code, &refused.state);
            Error::Refused { code: format!("{} {}", refused.code, refused.state), message: refused.message, refusal }
        }
        mysql_async::Error::Io(mysql_async::IoError::Io(error)) if is_end(&error) => {
            Error::Protocol(format!("the server broke the connection off: {error}"))
        }
        other => Error::Protocol(format!("the server does not speak MySQL's protocol: {other}")),
    }
}

/// Whether it is an end and not nonsense: the driver has both as failures of the stream.
fn is_end(error: &std::io::Error) -> bool {
    let text = error.to_string();
    error.raw_os_error().is_some() || text == "connection closed" || text == "bytes remaining on stream"
}

/// MySQL has one SQLSTATE for much that differs.
fn refusal(code: u16, state: &str) -> Refusal {
    match code {
        // ER_BAD_DB_ERROR
        1049 => Refusal::NotFound,
        // ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED
        1040 | 1203 | 1226 => Refusal::Busy,
        // ER_HOST_IS_BLOCKED, ER_HOST_NOT_PRIVILEGED
        1129 | 1130 => Refusal::Access,
        _ => Refusal::of_sql_state(state),
    }
}
