//! The limits that keep one peer from taking what belongs to all.

use std::time::Duration;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Every limit of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Limits on connections.
    pub connections: ConnectionLimits,
    /// Limits on request bodies.
    pub bodies: BodyLimits,
    /// How long a drain waits for requests and streams to end before it cuts them. **Default** 25 s, which is less
    /// than the 30 s after which orchestrators kill.
    pub drain_time: Duration,
}

/// Limits on connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections served at the same time, at most half of them of one organisation, or of all
    /// whose certificates name none. Further ones are closed after their
    /// handshake. **Default** 512.
    pub open: usize,
    /// Handshakes under way at the same time. Further peers wait to be accepted. **Default** 128.
    pub handshakes: usize,
    /// The longest TLS handshake. **Default** 10 s.
    pub handshake_time: Duration,
    /// How long a connection may stay without a request. **Default** 10 min.
    pub idle_time: Duration,
    /// How long a connection may live before its peer is asked to make a new one. Certificates are verified only then, and
    /// what is under way gets `request_time` to end. **Default** 12 h.
    pub life_time: Duration,
    /// How long a connection without a request may take to close when it is asked to. **Default** 5 s.
    pub farewell_time: Duration,
    /// The longest wait for the headers of an HTTP/1.1 request. **Default** 15 s.
    pub header_time: Duration,
    /// The longest HTTP/1.1 request, until its answer is read. More than the time of a body. **Default** 15 min.
    pub request_time: Duration,
    /// The most bytes of headers in one request. **Default** 32 KiB.
    pub header_bytes: usize,
    /// Requests at the same time on one HTTP/2 connection. **Default** 100.
    pub streams: u32,
    /// The wait before a silent HTTP/2 peer is asked for a sign of life. **Default** 30 s.
    pub keep_alive: Duration,
}

/// Limits on request bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLimits {
    /// The largest document, in bytes. **Default** 100 MiB.
    pub document: usize,
    /// Bytes that the bodies of all requests may hold in memory at the same time. At least `document` plus 16 MiB are
    /// used. **Default** 116 MiB: one document of the largest size beside many of the usual one.
    pub budget: usize,
    /// How long a request waits for its share of the budget. **Default** 20 s.
    pub budget_wait: Duration,
    /// The longest silence within a body. **Default** 30 s.
    pub silence: Duration,
    /// The longest time a body may take. **Default** 5 min.
    pub time: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connections: ConnectionLimits::default(),
            bodies: BodyLimits::default(),
            drain_time: Duration::from_secs(25),
        }
    }
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            open: 512,
            handshakes: 128,
            handshake_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(600),
            life_time: Duration::from_secs(12 * 3600),
            farewell_time: Duration::from_secs(5),
            header_time: Duration::from_secs(15),
            request_time: Duration::from_secs(900),
            header_bytes: 32 * KIB,
            streams: 100,
            keep_alive: Duration::from_secs(30),
        }
    }
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self {
            document: 100 * MIB,
            budget: 116 * MIB,
            budget_wait: Duration::from_secs(20),
            silence: Duration::from_secs(30),
            time: Duration::from_secs(300),
        }
    }
}
