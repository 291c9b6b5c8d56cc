//! How does the server come up and go down? Opens the store, assembles the routes, listens, and on a signal lets everybody
//! finish.

mod furnish;
mod health;
mod observe;
mod pages;
mod router;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Listen, Store};
use crate::db::{Db, DbError};
use crate::keys::{KeyError, Keys};
use crate::private;
use crate::residents::reseal::{self, SealError};
use crate::residents::upgrade::complete_doors;
use crate::sales::display::live::Watched;
use crate::sales::queue::SaleQueue;
use crate::staff::{self, setup::SetupError};

pub use furnish::SHIPPED_POLICY;
pub use router::openapi;

/// How long requests under way may take once the server was told to stop.
const GRACE: Duration = Duration::from_secs(15);
/// How long the database may take to let go after that.
const FAREWELL: Duration = Duration::from_secs(3);

/// Why the server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data folder, an address or a certificate cannot be used.
    #[error("{what}: {cause}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        cause: std::io::Error,
    },
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The canteen's staff or keys are not as they should be.
    #[error(transparent)]
    Staff(#[from] SetupError),
    /// Texts that an older program kept in the clear.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The task that serves ended early.
    #[error("serving ended early: {0}")]
    Task(String),
}

/// A running server.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    handle: Handle<SocketAddr>,
    watched: Watched,
    task: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Lets requests under way finish, then stops.
    pub async fn stop(self) -> Result<(), ServeError> {
        self.watched.close();
        self.handle.graceful_shutdown(Some(GRACE));
        self.finished().await
    }

    /// Waits until the server has stopped.
    pub async fn finished(self) -> Result<(), ServeError> {
        match self.task.await {
            Ok(ended) => ended.map_err(io("serving")),
            Err(error) => Err(ServeError::Task(error.to_string())),
        }
    }
}

fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> ServeError {
    let what = what.into();
    move |cause| ServeError::Io { what, cause }
}

/// Opens the store: folder, database with its schema up to date, key file. Refuses a database whose canteen was created
/// under another key, and makes no new key for one whose key file is missing.
pub async fn open(store: &Store, clock: Clock, base_url: &str, is_https: bool) -> Result<App, ServeError> {
    private::make_folder(&store.data).map_err(io(store.data.display().to_string()))?;
    let db = Db::open(&store.database_url()).await?;
    let key_path = store.key_path();
    if Keys::load(&key_path)?.is_none() {
        staff::assert_no_canteen(&db, &key_path).await?;
    }
    let keys = Arc::new(Keys::load_or_create(&key_path)?);
    let program: Arc<Path> = std::env::current_exe().map_err(io("finding this program"))?.into();
    let app = App {
        db,
        clock,
        keys,
        base_url: base_url.into(),
        program,
        is_https,
    };
    staff::assert_key(&app).await?;
    reseal::seal_clear_texts(&app).await?;
    complete_doors(&app).await?;
    Ok(app)
}

/// Starts serving on a bound address and returns at once.
pub async fn start(app: App, listener: TcpListener, listen: &Listen) -> Result<Running, ServeError> {
    let address = listener.local_addr().map_err(io("binding"))?;
    listener.set_nonblocking(true).map_err(io("binding"))?;
    let queue = SaleQueue::new(app.db.clone());
    let watched = Watched::default();
    let service = router::router(&app, queue, watched.clone(), listen.patience()).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    tokio::spawn(observe::keep_up());
    let task = if let (Some(cert), Some(key)) = (&listen.tls_cert, &listen.tls_key) {
        // Installing the same provider twice is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = RustlsConfig::from_pem_file(cert, key)
            .await
            .map_err(io(cert.display().to_string()))?;
        let server = axum_server::from_tcp_rustls(listener, http1_only(&tls)).map_err(io("listening"))?;
        tokio::spawn(impatient(server, listen).handle(handle.clone()).serve(service))
    } else {
        let server = axum_server::from_tcp(listener).map_err(io("listening"))?;
        tokio::spawn(impatient(server, listen).handle(handle.clone()).serve(service))
    };
    Ok(Running {
        address,
        handle,
        watched,
        task,
    })
}

/// A server that waits neither for ever for a request's head, the first or the next, nor for one that comes byte by byte.
/// HTTP/1.1 only: in HTTP/2 nothing limits how long the head of a request may take, or a connection that asks for nothing.
fn impatient<A>(server: Server<SocketAddr, A>, listen: &Listen) -> Server<SocketAddr, A> {
    let mut server = server.http1_only();
    let timer = hyper_util::rt::TokioTimer::new();
    server.http_builder().http1().timer(timer).header_read_timeout(listen.patience());
    server
}

/// The same certificate, offered for HTTP/1.1 only.
fn http1_only(tls: &RustlsConfig) -> RustlsConfig {
    let mut config = tls.get_inner().as_ref().clone();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    RustlsConfig::from_config(Arc::new(config))
}

/// Takes as many open files as the system allows: with the usual 1,024 a thousand silent clients would keep everybody else out.
fn open_files() -> Result<(), ServeError> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).map_err(|error| io("raising the limit of open files")(error.into()))
}

/// Serves until the process is told to stop, then lets everybody finish.
pub async fn serve(app: App, listen: &Listen) -> Result<(), ServeError> {
    open_files()?;
    let listener = TcpListener::bind(listen.listen).map_err(io(listen.listen.to_string()))?;
    if let Some(link) = staff::setup_link(&app).await? {
        // To the console, never to the log: whoever has the link becomes the admin.
        println!(
            "第一次启动，请在浏览器打开这个链接（24 小时内、只能用一次）\nFirst start: open this link (within 24 hours, once)\n\n  {link}\n"
        );
    }
    let db = app.db.clone();
    let running = start(app, listener, listen).await?;
    let (handle, watched) = (running.handle.clone(), running.watched.clone());
    tokio::spawn(async move {
        told_to_stop().await;
        tracing::info!("stopping: requests under way are finished first");
        watched.close();
        handle.graceful_shutdown(Some(GRACE));
    });
    running.finished().await?;
    if tokio::time::timeout(FAREWELL, db.close()).await.is_err() {
        tracing::warn!("the database is still busy; what was acknowledged is safe");
    }
    Ok(())
}

/// Waits for Ctrl-C or the operating system's wish to stop.
async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
