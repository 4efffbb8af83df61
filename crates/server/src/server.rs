//! The listener: connections, their limits, and an orderly end.

use std::net::{Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use boathouse::Boathouse;
use futures::FutureExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_rustls::server::TlsStream;

use crate::config::{CONNECTIONS_MAX, DRAIN_TIMEOUT, HEADER_BYTES_MAX, HEADER_TIMEOUT, ServerConfig};
use crate::reply::Answer;
use crate::services::Services;
use crate::{Error, Result, handle, tls};

/// What every request sees.
pub(crate) struct Shared {
    pub(crate) house: Boathouse,
    pub(crate) services: Services,
    pub(crate) config: ServerConfig,
}

/// A connection that has said how it speaks.
enum Opened {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Every service of a [`Boathouse`] on one port.
#[derive(Debug)]
pub struct Server;

/// A running server. Dropping it stops it at once; [`ServerHandle::shutdown`] lets running requests end.
#[derive(Debug)]
pub struct ServerHandle {
    addr: SocketAddr,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    /// Starts crawlers by their schedules.
    scheduler: JoinHandle<()>,
    /// Closed when the last connection is.
    connections: mpsc::Receiver<()>,
}

impl Server {
    /// Listens on 127.0.0.1 and serves until the handle says stop.
    ///
    /// # Errors
    /// When the port cannot be had or a service cannot start.
    pub async fn start(house: Boathouse, config: ServerConfig) -> Result<ServerHandle> {
        let port = config.port;
        let failed = |source| Error::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let services = Services::start(&house, &config)?;
        let scheduler = tokio::spawn(house.crawlers().clone().keep_schedules());
        let shared = Arc::new(Shared { house, services, config });
        let (stop, stopped) = watch::channel(false);
        let (alive, connections) = mpsc::channel(1);
        let accepting = tokio::spawn(accept(listener, shared, stopped, alive));
        Ok(ServerHandle { addr, stop, accepting, scheduler, connections })
    }
}

impl ServerHandle {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Stops accepting, gives running requests a few seconds to end, and ends.
    pub async fn shutdown(mut self) {
        self.stop.send(true).ok();
        self.scheduler.abort();
        tokio::time::timeout(DRAIN_TIMEOUT, self.connections.recv()).await.ok();
        self.accepting.abort();
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        self.stop.send(true).ok();
        self.scheduler.abort();
        self.accepting.abort();
    }
}

async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
    alive: mpsc::Sender<()>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let (shared, stopped, alive) = (Arc::clone(&shared), stopped.clone(), alive.clone());
                tokio::spawn(async move {
                    serve_stream(stream, shared, stopped).await;
                    drop((place, alive));
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: wait for some to be free.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
    }
}

/// Serves HTTP, or HTTPS when there is a certificate and the client begins so.
async fn serve_stream(stream: TcpStream, shared: Arc<Shared>, stopped: watch::Receiver<bool>) {
    stream.set_nodelay(true).ok();
    let Some(certified) = shared.config.tls.clone() else { return serve_connection(stream, shared, stopped).await };
    let opening = async {
        match tls::begins(&stream).await {
            Ok(true) => certified.acceptor().accept(stream).await.map(|stream| Opened::Tls(Box::new(stream))),
            Ok(false) => Ok(Opened::Plain(stream)),
            Err(error) => Err(error),
        }
    };
    match tokio::time::timeout(HEADER_TIMEOUT, opening).await {
        Ok(Ok(Opened::Tls(stream))) => serve_connection(*stream, shared, stopped).await,
        Ok(Ok(Opened::Plain(stream))) => serve_connection(stream, shared, stopped).await,
        Ok(Err(error)) => tracing::debug!(%error, "a connection broke before its first request"),
        Err(_) => tracing::debug!("a connection said nothing"),
    }
}

async fn serve_connection<S>(stream: S, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, std::convert::Infallible>(guarded(&shared, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_header_size(HEADER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    loop {
        tokio::select! {
            outcome = connection.as_mut() => {
                if let Err(error) = outcome {
                    tracing::debug!(%error, "a connection broke");
                }
                return;
            }
            changed = stopped.changed() => {
                connection.as_mut().graceful_shutdown();
                if changed.is_err() {
                    return;
                }
            }
        }
    }
}

/// A panic in a handler is the end of its request and of nothing else.
async fn guarded(shared: &Arc<Shared>, request: hyper::Request<Incoming>) -> Answer {
    let request_id = boathouse::new_id();
    match AssertUnwindSafe(handle::handle(shared, request, &request_id)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!(request_id, "a handler panicked");
            handle::panicked(&request_id)
        }
    }
}
