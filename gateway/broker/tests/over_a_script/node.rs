//! A node that lets everybody in and answers what is published by a script.

use std::collections::HashMap;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::frames::{method, start};

/// A message that came.
pub(crate) struct Published {
    pub(crate) channel: u16,
    /// Its number on the channel.
    pub(crate) tag: u64,
    /// Channels that something was published on before this one.
    pub(crate) channels_before: usize,
    pub(crate) queue: String,
    pub(crate) header: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

/// What to answer to the messages that are not answered yet; `None` is to wait for more.
pub(crate) type Script = fn(&[Published]) -> Option<Vec<u8>>;

pub(crate) async fn listen(script: Script) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((caller, _)) = listener.accept().await {
            // Ends with its connection.
            tokio::spawn(async move { Line { caller, script, channels: HashMap::new(), left: 0 }.serve().await.ok() });
        }
    });
    address
}

struct Line {
    caller: TcpStream,
    script: Script,
    channels: HashMap<u16, Channel>,
    /// Channels that were closed after something was published on them.
    left: usize,
}

#[derive(Default)]
struct Channel {
    published: u64,
    unanswered: Vec<Published>,
    /// What is on its way: the queue, then the header as well.
    coming: Option<(String, Option<Vec<u8>>)>,
}

impl Line {
    async fn serve(mut self) -> std::io::Result<()> {
        let mut header = [0; 8];
        self.caller.read_exact(&mut header).await?;
        self.caller.write_all(&start()).await?;
        loop {
            let mut head = [0; 7];
            self.caller.read_exact(&mut head).await?;
            let channel = u16::from_be_bytes([head[1], head[2]]);
            let size = u32::from_be_bytes([head[3], head[4], head[5], head[6]]);
            let mut payload = vec![0; usize::try_from(size).unwrap() + 1];
            self.caller.read_exact(&mut payload).await?;
            payload.pop();
            let answer = match head[0] {
                1 => self.method(channel, &payload),
                2 => self.header(channel, payload),
                3 => self.body(channel, payload),
                _ => Vec::new(),
            };
            self.caller.write_all(&answer).await?;
        }
    }

    fn method(&mut self, channel: u16, payload: &[u8]) -> Vec<u8> {
        let number = |place: usize| u16::from_be_bytes([payload[place], payload[place + 1]]);
        let answer = |answer: u16, arguments: &[u8]| method(channel, number(0), answer, arguments);
        match (number(0), number(2)) {
            (10, 11) => answer(30, &[0, 0, 0, 2, 0, 0, 0, 0]),
            (10, 40) => answer(41, &[0]),
            (10, 50) => answer(51, &[]),
            (20, 10) => answer(11, &[0; 4]),
            (20, 40) => self.forget(channel, answer(41, &[])),
            (20, 41) => self.forget(channel, Vec::new()),
            (85, 10) => answer(11, &[]),
            (60, 40) => {
                let exchange = usize::from(payload[6]);
                let queue = &payload[7 + exchange..];
                let queue = String::from_utf8(queue[1..=usize::from(queue[0])].to_vec()).expect("text");
                self.channels.entry(channel).or_default().coming = Some((queue, None));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn forget(&mut self, channel: u16, answer: Vec<u8>) -> Vec<u8> {
        self.left += usize::from(self.channels.remove(&channel).is_some());
        answer
    }

    fn header(&mut self, channel: u16, header: Vec<u8>) -> Vec<u8> {
        if let Some((_, coming)) = &mut self.channels.entry(channel).or_default().coming {
            *coming = Some(header);
        }
        Vec::new()
    }

    /// Bodies are small enough for one frame.
    fn body(&mut self, number: u16, body: Vec<u8>) -> Vec<u8> {
        let channels_before = self.left;
        let channel = self.channels.entry(number).or_default();
        let Some((queue, Some(header))) = channel.coming.take() else { return Vec::new() };
        channel.published += 1;
        let tag = channel.published;
        channel.unanswered.push(Published { channel: number, tag, channels_before, queue, header, body });
        let answer = (self.script)(&channel.unanswered);
        if answer.is_some() {
            channel.unanswered.clear();
        }
        answer.unwrap_or_default()
    }
}
