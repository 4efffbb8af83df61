//! PostgreSQL.

mod relations;
mod types;

use futures::TryStreamExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, NoTls, Row};

use crate::bounded::Bounded;
use crate::session::{LOGIN_SECONDS_MAX, READ_SECONDS_MAX, in_time};
use crate::target::Target;
use crate::{Error, Refusal, Result, local};

const APPLICATION: &str = "boathouse";

/// A login. The connection ends with it.
pub(crate) struct Session {
    client: Client,
    _connection: JoinSet<()>,
}

impl Session {
    pub async fn open(target: &Target) -> Result<Self> {
        let attempt = async { log_in(local::connect(target).await?, target).await };
        in_time(LOGIN_SECONDS_MAX, &target.address(), attempt).await
    }

    /// All rows of a query whose columns are texts.
    async fn rows(&self, sql: &str, parameters: &[Option<&str>]) -> Result<Vec<Row>> {
        let typed = parameters.iter().map(|text| (text as &(dyn ToSql + Sync), Type::TEXT));
        let rows = self.client.query_typed_raw(sql, typed).await.map_err(fact)?;
        rows.try_collect().await.map_err(fact)
    }

    /// So that the server does not go on with a query that nobody waits for.
    async fn limit_queries(&self) -> Result<()> {
        let sql = format!("SET statement_timeout = {}", READ_SECONDS_MAX.as_millis());
        self.client.batch_execute(&sql).await.map_err(fact)
    }
}

/// The driver gets a stream that is open already: it looks up no name, no service file and no environment.
async fn log_in(stream: TcpStream, target: &Target) -> Result<Session> {
    let mut config = Config::new();
    config.user(&target.user).dbname(target.database.as_ref().unwrap_or(&target.user));
    config.application_name(APPLICATION).ssl_mode(SslMode::Disable);
    if let Some(password) = &target.password {
        config.password(password);
    }
    let (client, connection) = config.connect_raw(Bounded::new(stream), NoTls).await.map_err(fact)?;
    let mut task = JoinSet::new();
    task.spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!("a connection to PostgreSQL ended: {error}");
        }
    });
    Ok(Session { client, _connection: task })
}

/// The driver's errors have kinds that only their texts tell.
fn fact(error: tokio_postgres::Error) -> Error {
    if let Some(refused) = error.as_db_error() {
        let (code, message) = (refused.code().code().to_owned(), refused.message().to_owned());
        let refusal = Refusal::of_sql_state(&code);
        return Error::Refused { code, message, refusal };
    }
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    match (error.to_string().as_str(), cause.as_deref()) {
        (_, Some("password missing")) => {
            Error::Incomplete("the server wants a password and the connection has none".to_owned())
        }
        (_, Some("unsupported SASL mechanism")) => Error::Unsupported("a server without SCRAM-SHA-256".to_owned()),
        (_, Some("unsupported authentication method")) => {
            Error::Unsupported("the way in which this PostgreSQL wants to be convinced".to_owned())
        }
        ("error communicating with the server" | "connection closed", cause) => {
            Error::Protocol(format!("the server broke the connection off: {}", cause.unwrap_or("it said nothing more")))
        }
        (what, cause) => {
            let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
            Error::Protocol(format!("the server does not speak PostgreSQL's protocol: {what}{cause}"))
        }
    }
}
