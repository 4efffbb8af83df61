//! What is done with a connection: from the definition to the answer, in bounded time.

use std::future::Future;
use std::time::Duration;

use boathouse_catalog::ConnectionDefinition;
use tokio::task::JoinSet;

use crate::relation::{Relation, Wanted};
use crate::target::Target;
use crate::{Engine, Error, Result, local, mysql, postgres};

/// From the first packet to the login's end.
pub(crate) const LOGIN_SECONDS_MAX: Duration = Duration::from_secs(10);
/// For all that is read after the login.
pub(crate) const READ_SECONDS_MAX: Duration = Duration::from_secs(120);

/// Connects as the definition says, proves who it is, and hangs up.
///
/// # Errors
/// Why that was not possible.
pub async fn probe(definition: &ConnectionDefinition) -> Result<()> {
    let target = Target::of(definition)?;
    local::addresses(&target.host, target.port)?;
    apart(async move {
        match target.engine {
            Engine::PostgreSql => postgres::Session::open(&target).await.map(drop),
            Engine::MySql | Engine::MariaDb => mysql::Session::open(&target).await?.close().await,
        }
    })
    .await
}

/// The tables and views of a database that the connection's login may see, by schema and name.
///
/// # Errors
/// Why they could not be read.
pub async fn relations(definition: &ConnectionDefinition, wanted: &Wanted) -> Result<Vec<Relation>> {
    let mut target = Target::of(definition)?;
    local::addresses(&target.host, target.port)?;
    target.database = Some(wanted.database.clone());
    target.check()?;
    let wanted = wanted.clone();
    apart(async move {
        let address = target.address();
        match target.engine {
            Engine::PostgreSql => {
                let session = postgres::Session::open(&target).await?;
                in_time(READ_SECONDS_MAX, &address, session.relations(&wanted)).await
            }
            Engine::MySql | Engine::MariaDb => {
                let mut session = mysql::Session::open(&target).await?;
                let relations = in_time(READ_SECONDS_MAX, &address, session.relations(&wanted)).await?;
                session.close().await.map(|()| relations)
            }
        }
    })
    .await
}

/// Waits no longer than that.
pub(crate) async fn in_time<T>(limit: Duration, address: &str, work: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::TimedOut(address.to_owned())),
    }
}

/// On a task of its own, which ends with the caller: a driver that panics on what a server said is a bad server.
async fn apart<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    let mut task = JoinSet::new();
    task.spawn(work);
    match task.join_next().await {
        Some(Ok(outcome)) => outcome,
        Some(Err(_)) | None => Err(Error::Protocol("the driver failed on what the server said".to_owned())),
    }
}
