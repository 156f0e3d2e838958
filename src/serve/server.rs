//! Starting, running and ending the server, on threads of its own.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::connection::{self, Ends};
use super::error::Error;
use super::front::Front;
use super::host::Hosts;
use super::pages::Pages;
use super::settings::Settings;
use super::{browser, listen, routes, systemd};
use crate::live::board::Board;
use crate::live::stop::Stop;

/// Threads that answer; nothing that takes long is done on them.
const WORKERS: usize = 2;
/// Threads that read files.
const READERS: usize = 16;
/// How long to wait when the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(50);
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\
    Content-Length: 0\r\n\r\n";

/// A running server.
pub struct Server {
    addresses: Vec<SocketAddr>,
    stop: Stop,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Starts the server. When this returns, it listens; it ends when `stop` is asked for.
///
/// # Errors
/// If it cannot listen on an address asked for, or is asked for something impossible.
pub fn serve(settings: Settings, board: Arc<Board>, stop: Stop) -> Result<Server, Error> {
    let system = |source| Error::System { source };
    listen::allow_many_files();
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .max_blocking_threads(READERS)
        .thread_name("serve")
        .enable_all()
        .build()
        .map_err(system)?;
    let listeners = {
        let _context = runtime.enter();
        listen::listen(&settings.bind)?
    };
    let addresses: Result<Vec<_>, io::Error> = listeners.iter().map(TcpListener::local_addr).collect();
    let addresses = addresses.map_err(system)?;
    let (changed, changes) = watch::channel(board.number());
    let (end, ending) = watch::channel(false);
    let subscriptions = [
        board.subscribe(Box::new(move |number| {
            changed.send_replace(number);
        })),
        stop.on_stop(move || {
            end.send_replace(true);
        }),
    ];
    let open = settings.open;
    let front = Arc::new(Front {
        board,
        pages: Pages::load()?,
        hosts: Hosts::new(&settings.hosts)?,
        editor: settings.editor,
        token: token().map_err(system)?,
        out: settings.out,
        root: settings.root,
        limits: settings.limits,
        log: settings.log,
        changes,
        ending,
        streams: Arc::new(Semaphore::new(settings.limits.streams)),
        started: now(),
    });
    let log = Arc::clone(&front.log);
    let thread = thread::Builder::new()
        .name("serve".into())
        .spawn(move || {
            run(runtime, listeners, &front);
            drop(subscriptions);
        })
        .map_err(system)?;
    let server = Server { addresses, stop, thread: Mutex::new(Some(thread)) };
    if open && let Err(error) = browser::open(&server.url(), &log) {
        log(&format!("the browser cannot be opened ({error}): open {} yourself", server.url()));
    }
    Ok(server)
}

impl Server {
    /// The address of the start page.
    pub fn url(&self) -> String {
        let address = self.addresses[0];
        if address.ip().is_unspecified() {
            format!("http://localhost:{}/", address.port())
        } else {
            format!("http://{address}/")
        }
    }

    /// The addresses it listens on.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Asks it to end: streams end, open downloads get a moment. Returns at once.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// Waits until it has ended.
    pub fn wait(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            drop(thread.join());
        }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

fn run(runtime: Runtime, listeners: Vec<TcpListener>, front: &Arc<Front>) {
    let limits = front.limits;
    let room = Arc::new(Semaphore::new(limits.connections));
    runtime.block_on(async {
        let mut ending = front.ending.clone();
        let report = tokio::spawn(systemd::report(Arc::clone(front)));
        let routes = routes::routes(Arc::clone(front));
        for listener in listeners {
            tokio::spawn(accept(listener, routes.clone(), Arc::clone(front), Arc::clone(&room)));
        }
        drop(ending.wait_for(|ending| *ending).await);
        drop(report.await);
        // All room is free when no connection is left.
        let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
        drop(timeout(limits.grace, room.acquire_many(all)).await);
    });
    runtime.shutdown_timeout(Duration::from_millis(100));
}

async fn accept(listener: TcpListener, routes: Router, front: Arc<Front>, room: Arc<Semaphore>) {
    let mut ending = front.ending.clone();
    let mut said = String::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.wait_for(|ending| *ending) => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                let line = format!("no further connection can be accepted ({error})");
                if line != said {
                    (front.log)(&line);
                    said = line;
                }
                sleep(PAUSE).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            refuse(&stream);
            continue;
        };
        let Ok(local) = stream.local_addr() else { continue };
        // Messages are small and must not wait for each other.
        drop(stream.set_nodelay(true));
        let (routes, limits, ending) = (routes.clone(), front.limits, front.ending.clone());
        tokio::spawn(async move {
            connection::answer(stream, Ends { peer, local }, routes, limits, ending).await;
            drop(place);
        });
    }
}

/// Says that there is no room, if the client takes it at once.
fn refuse(stream: &TcpStream) {
    drop(stream.try_write(FULL));
}

/// 32 random hexadecimal digits.
fn token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

#[expect(clippy::disallowed_methods, reason = "tells when the server started; nothing published contains it")]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
