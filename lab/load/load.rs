//! The lab's load generator: one thread, one epoll loop, standard library only (`rustc -O load.rs`).
//!
//! It speaks just enough HTTP/1.1 and WebSocket to load the lab's own servers on loopback, and refuses any other
//! address by not offering one. Every mode is bounded in connections, requests and seconds. Being one thread it caps
//! out at tens of thousands of requests a second: `sink` is a server that does nothing, against which that cap is measured.
//!
//! ```text
//! load http  PORT PATH CONNECTIONS WARM_S MEASURE_S    closed loop, keep-alive
//! load open  PORT PATH RATE MEASURE_S                  open loop, a fresh connection for every request
//! load ws    PORT PATH SOCKETS ROUNDS ROUND_LIMIT_S    open sockets, then broadcast when a line arrives on stdin
//! load sink  PORT SECONDS                              answers every request at once
//! ```
//! Results are one JSON object a line on stdout.

use std::io::{BufRead, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

const MAX_CONNECTIONS: usize = 12_000;
const MAX_SECONDS: f64 = 30.0;
const MAX_RATE: f64 = 500.0;
const OPENED_AT_ONCE: usize = 1_000;

/// The three epoll calls, bound by hand because the standard library has none and a crate would need a build.
mod epoll {
    #[repr(C, packed)]
    #[derive(Clone, Copy)]
    pub struct Event {
        pub events: u32,
        pub data: u64,
    }
    unsafe extern "C" {
        fn epoll_create1(flags: i32) -> i32;
        fn epoll_ctl(epoll: i32, operation: i32, descriptor: i32, event: *mut Event) -> i32;
        fn epoll_wait(epoll: i32, events: *mut Event, room: i32, timeout_ms: i32) -> i32;
    }
    pub struct Poll(i32);
    impl Poll {
        pub fn new() -> Self {
            // SAFETY: takes no pointer; the descriptor lives as long as the process.
            Self(unsafe { epoll_create1(0) })
        }
        /// Reports `descriptor` as readable under `token`; closing it ends the watch.
        pub fn watch(&self, descriptor: i32, token: usize) {
            let mut event = Event { events: 1, data: token as u64 };
            // SAFETY: `event` outlives the call, which only reads it.
            let failed = unsafe { epoll_ctl(self.0, 1, descriptor, &mut event) };
            assert_eq!(failed, 0, "epoll_ctl failed");
        }
        pub fn wait(&self, events: &mut [Event], timeout_ms: i32) -> usize {
            // SAFETY: the kernel writes at most `events.len()` entries.
            let n = unsafe { epoll_wait(self.0, events.as_mut_ptr(), events.len() as i32, timeout_ms) };
            n.max(0) as usize
        }
    }
}
use epoll::{Event, Poll};

const NO_EVENT: Event = Event { events: 0, data: 0 };

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["http", port, path, connections, warm, measure] => {
            closed_loop(number(port) as u16, path, count(connections), seconds(warm), seconds(measure));
        }
        ["open", port, path, rate, measure] => {
            open_loop(number(port) as u16, path, number(rate).min(MAX_RATE), seconds(measure));
        }
        ["ws", port, path, sockets, rounds, limit] => {
            broadcasts(number(port) as u16, path, count(sockets), number(rounds) as usize, seconds(limit));
        }
        ["sink", port, length] => sink(number(port) as u16, seconds(length)),
        _ => {
            eprintln!("usage: load http|open|ws|sink ... (see the head of load.rs)");
            std::process::exit(2);
        }
    }
}

fn number(word: &str) -> f64 {
    word.parse().unwrap_or_else(|_| panic!("`{word}` is not a number"))
}

fn count(word: &str) -> usize {
    (number(word) as usize).clamp(1, MAX_CONNECTIONS)
}

fn seconds(word: &str) -> Duration {
    Duration::from_secs_f64(number(word).clamp(0.0, MAX_SECONDS))
}

fn connect(port: u16) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// One HTTP connection and the response it is in the middle of.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    sent: Instant,
}

enum Progress {
    Waiting,
    Answered { ok: bool, close: bool },
    Broken,
}

impl Connection {
    fn open(port: u16, poll: &Poll, token: usize) -> std::io::Result<Self> {
        let stream = connect(port)?;
        stream.set_nonblocking(true)?;
        poll.watch(stream.as_raw_fd(), token);
        Ok(Self { stream, buffer: Vec::with_capacity(1024), sent: Instant::now() })
    }

    fn send(&mut self, request: &[u8]) -> bool {
        self.buffer.clear();
        self.sent = Instant::now();
        self.stream.write_all(request).is_ok()
    }

    /// Reads what there is; a response without a length ends where the server closes.
    fn read(&mut self) -> Progress {
        let mut chunk = [0u8; 65_536];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => return Progress::Broken,
                Ok(n) => {
                    self.buffer.extend_from_slice(&chunk[..n]);
                    if let Some((ok, close)) = complete(&self.buffer) {
                        return Progress::Answered { ok, close };
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Progress::Waiting,
                Err(_) => return Progress::Broken,
            }
        }
    }
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Whether `buffer` holds a whole response: (status 200, the server will close).
fn complete(buffer: &[u8]) -> Option<(bool, bool)> {
    let head_end = position(buffer, b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&buffer[..head_end]).to_ascii_lowercase();
    let body = &buffer[head_end..];
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name).map(str::trim).map(str::to_owned));
    let whole = match header("content-length:") {
        Some(length) => body.len() >= length.parse::<usize>().ok()?,
        None => body == b"0\r\n\r\n" || body.ends_with(b"\r\n0\r\n\r\n"),
    };
    whole.then(|| (head.split(' ').nth(1) == Some("200"), header("connection:").is_some_and(|value| value == "close")))
}

fn request(path: &str, keep_alive: bool) -> Vec<u8> {
    let connection = if keep_alive { "keep-alive" } else { "close" };
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n").into_bytes()
}

/// CPU seconds this process has used: close to the wall time means that the generator was the limit.
fn own_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Answered, failed and latencies of one measured stretch.
#[derive(Default)]
struct Tally {
    micros: Vec<u64>,
    failed: usize,
}

impl Tally {
    fn percentile(&self, share: f64) -> f64 {
        let last = self.micros.len().saturating_sub(1);
        self.micros.get((last as f64 * share).round() as usize).map_or(0.0, |micros| *micros as f64 / 1000.0)
    }

    fn print(mut self, wall: f64, cpu: f64) {
        self.micros.sort_unstable();
        println!(
            r#"{{"answered": {}, "failed": {}, "seconds": {wall:.4}, "rate": {:.2}, "p50": {:.3}, "p95": {:.3}, "p99": {:.3}, "client_cpu": {cpu:.2}}}"#,
            self.micros.len(),
            self.failed,
            self.micros.len() as f64 / wall,
            self.percentile(0.50),
            self.percentile(0.95),
            self.percentile(0.99),
        );
    }
}

/// Each connection sends its next request as soon as it has an answer, so the load adapts to the server.
/// Prints `measuring` when the warm-up ends, so that the caller can read the server's CPU over the same stretch.
fn closed_loop(port: u16, path: &str, connections: usize, warm: Duration, measure: Duration) {
    let poll = Poll::new();
    let request = request(path, true);
    let mut open: Vec<Connection> =
        (0..connections).map(|token| Connection::open(port, &poll, token).expect("connect")).collect();
    for connection in &mut open {
        connection.send(&request);
    }
    let warm_until = Instant::now() + warm;
    let (mut tally, mut start, mut cpu) = (Tally::default(), None, 0.0);
    let mut events = vec![NO_EVENT; 1024];
    loop {
        let now = Instant::now();
        if start.is_none() && now >= warm_until {
            println!("measuring");
            (start, cpu, tally) = (Some(now), own_cpu(), Tally::default());
        }
        if start.is_some_and(|begun| now - begun >= measure) {
            break;
        }
        let n = poll.wait(&mut events, 20);
        for event in &events[..n] {
            let token = event.data as usize;
            let connection = &mut open[token];
            let again = match connection.read() {
                Progress::Waiting => continue,
                Progress::Answered { ok, close } => {
                    if ok {
                        tally.micros.push(connection.sent.elapsed().as_micros() as u64);
                    } else {
                        tally.failed += 1;
                    }
                    !close && connection.send(&request)
                }
                Progress::Broken => {
                    tally.failed += 1;
                    false
                }
            };
            if !again {
                if let Ok(mut fresh) = Connection::open(port, &poll, token) {
                    fresh.send(&request);
                    open[token] = fresh;
                }
            }
        }
    }
    let wall = start.expect("begun").elapsed().as_secs_f64();
    tally.print(wall, own_cpu() - cpu);
}

/// Requests leave at fixed times whatever the server does, and latency counts from the time they were due.
fn open_loop(port: u16, path: &str, rate: f64, measure: Duration) {
    let poll = Poll::new();
    let request = request(path, false);
    let n_requests = (rate * measure.as_secs_f64()) as usize;
    let mut open: Vec<Option<(Connection, Instant)>> = Vec::with_capacity(n_requests);
    let (mut tally, mut done) = (Tally::default(), 0);
    let mut events = vec![NO_EVENT; 1024];
    let start = Instant::now();
    let give_up = start + measure + Duration::from_secs(10);
    while done < n_requests && Instant::now() < give_up {
        while open.len() < n_requests {
            let due = start + Duration::from_secs_f64(open.len() as f64 / rate);
            if Instant::now() < due {
                break;
            }
            match Connection::open(port, &poll, open.len()) {
                Ok(mut connection) => {
                    connection.send(&request);
                    open.push(Some((connection, due)));
                }
                Err(_) => {
                    (tally.failed, done) = (tally.failed + 1, done + 1);
                    open.push(None);
                }
            }
        }
        let n = poll.wait(&mut events, 1);
        for event in &events[..n] {
            let slot = &mut open[event.data as usize];
            let Some((connection, due)) = slot else { continue };
            match connection.read() {
                Progress::Waiting => continue,
                Progress::Answered { ok: true, .. } => tally.micros.push(due.elapsed().as_micros() as u64),
                _ => tally.failed += 1,
            }
            (*slot, done) = (None, done + 1);
        }
    }
    // What never came counts with the time it has been due: a lower bound, better than leaving it out.
    let overdue = open.iter().flatten().map(|(_, due)| due.elapsed().as_micros() as u64);
    tally.failed += n_requests - done;
    tally.micros.extend(overdue);
    tally.print(start.elapsed().as_secs_f64(), own_cpu());
}

/// One WebSocket, read as frames without a mask (servers never mask).
struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
    pings: usize,
}

impl Socket {
    fn ask(port: u16, path: &str) -> Option<TcpStream> {
        let mut stream = connect(port).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let upgrade = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIGxhYiBpcyBvcGVuIQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        stream.write_all(upgrade.as_bytes()).ok()?;
        Some(stream)
    }

    /// The socket, if the server agreed to the upgrade.
    fn open(mut stream: TcpStream) -> Option<Self> {
        let mut buffer = Vec::with_capacity(256);
        let mut chunk = [0u8; 1024];
        let head_end = loop {
            let n = stream.read(&mut chunk).ok().filter(|n| *n > 0)?;
            buffer.extend_from_slice(&chunk[..n]);
            if let Some(end) = position(&buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        buffer.starts_with(b"HTTP/1.1 101").then_some(())?;
        buffer.drain(..head_end);
        stream.set_nonblocking(true).ok()?;
        Some(Self { stream, buffer, pings: 0 })
    }

    /// Sends `text` masked with a zero mask, which leaves the payload as it is.
    fn say(&mut self, text: &str) {
        let mut frame = vec![0x81, 0x80 | text.len() as u8, 0, 0, 0, 0];
        frame.extend_from_slice(text.as_bytes());
        let _ = self.stream.write_all(&frame);
    }

    /// How many text frames ending in `mark` have arrived; older rounds' stragglers do not count.
    fn receive(&mut self, mark: &str) -> usize {
        let mut chunk = [0u8; 16_384];
        while let Ok(n) = self.stream.read(&mut chunk) {
            if n == 0 {
                break;
            }
            self.buffer.extend_from_slice(&chunk[..n]);
        }
        let mut n_marked = 0;
        while let Some((opcode, from, to)) = frame(&self.buffer) {
            n_marked += usize::from(opcode == 1 && self.buffer[from..to].ends_with(mark.as_bytes()));
            self.pings += usize::from(opcode == 9);
            self.buffer.drain(..to);
        }
        n_marked
    }
}

/// The first whole frame in `buffer`: opcode, start and end of its payload.
fn frame(buffer: &[u8]) -> Option<(u8, usize, usize)> {
    let (first, second) = (*buffer.first()?, *buffer.get(1)?);
    let (length, from) = match second & 0x7f {
        126 => (usize::from(*buffer.get(2)?) << 8 | usize::from(*buffer.get(3)?), 4),
        short => (usize::from(short), 2),
    };
    (buffer.len() >= from + length).then_some((first & 0x0f, from, from + length))
}

/// Opens all sockets in bursts, as clients come back after a restart, prints `open N`, then for every line on stdin has the first socket ask for a broadcast and
/// waits until every socket has it or the limit is reached.
fn broadcasts(port: u16, path: &str, n_sockets: usize, rounds: usize, limit: Duration) {
    let poll = Poll::new();
    let mut sockets: Vec<Socket> = Vec::with_capacity(n_sockets);
    let give_up = Instant::now() + Duration::from_secs(60);
    let mut asked = 0;
    while asked < n_sockets && Instant::now() < give_up {
        let burst = OPENED_AT_ONCE.min(n_sockets - asked);
        let streams: Vec<TcpStream> = (0..burst).filter_map(|_| Socket::ask(port, path)).collect();
        sockets.extend(streams.into_iter().filter_map(Socket::open));
        asked += burst;
    }
    for (token, socket) in sockets.iter().enumerate() {
        poll.watch(socket.stream.as_raw_fd(), token);
    }
    println!("open {}", sockets.len());
    let mut lines = std::io::stdin().lock().lines();
    let mut events = vec![NO_EVENT; 4096];
    for round in 0..rounds {
        if !matches!(lines.next(), Some(Ok(_))) || sockets.is_empty() {
            return;
        }
        let mark = format!("#{round:06}");
        let cpu = own_cpu();
        let start = Instant::now();
        sockets[0].say(&format!("go{mark}"));
        let (mut delivered, mut last) = (0, Duration::ZERO);
        while delivered < sockets.len() && start.elapsed() < limit {
            let n = poll.wait(&mut events, 20);
            for event in &events[..n] {
                let fresh = sockets[event.data as usize].receive(&mark);
                if fresh > 0 {
                    (delivered, last) = (delivered + fresh, start.elapsed());
                }
            }
        }
        println!(
            r#"{{"sockets": {}, "delivered": {delivered}, "last_ms": {:.2}, "client_cpu": {:.2}}}"#,
            sockets.len(),
            last.as_secs_f64() * 1000.0,
            own_cpu() - cpu
        );
    }
}

/// A server that costs next to nothing: what the generator reaches against it is the generator's cap.
fn sink(port: u16, length: Duration) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("bind");
    listener.set_nonblocking(true).expect("nonblocking");
    let poll = Poll::new();
    poll.watch(listener.as_raw_fd(), usize::MAX);
    let mut open: Vec<TcpStream> = Vec::new();
    let mut events = vec![NO_EVENT; 1024];
    let until = Instant::now() + length;
    let answer =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"hello\":\"world\"}";
    while Instant::now() < until {
        let n = poll.wait(&mut events, 50);
        for event in &events[..n] {
            let token = event.data as usize;
            if token == usize::MAX {
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true).expect("nonblocking");
                    poll.watch(stream.as_raw_fd(), open.len());
                    open.push(stream);
                }
            } else if matches!(open[token].read(&mut [0u8; 4096]), Ok(n) if n > 0) {
                let _ = open[token].write_all(answer);
            }
        }
    }
}
