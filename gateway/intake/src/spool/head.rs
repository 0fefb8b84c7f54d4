//! What is known of a kept document without reading it.

use canonical::digest::Digest;
use canonical::organisation::OrganisationId;
use jiff::Timestamp;
use prost::Message;

use super::error::Error;
use crate::labels::Lane;
use crate::publish::Channel;

/// Everything about a document but its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// What its sender can ask for its receipts with.
    pub(super) id: Digest,
    /// Who handed it over.
    pub(super) organisation: OrganisationId,
    /// The door it came through.
    pub(super) channel: Channel,
    /// When.
    pub(super) at: Timestamp,
    /// Its size in bytes.
    pub(super) bytes: u64,
    /// The lanes of its letters.
    pub(super) lanes: Vec<Lane>,
    /// What is asked for with it, in one writing; empty for letters.
    pub(super) request: String,
}

/// The head on disk.
#[derive(Clone, PartialEq, Message)]
struct Written {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    organisation: String,
    #[prost(string, tag = "3")]
    channel: String,
    #[prost(int64, tag = "4")]
    at_microseconds: i64,
    #[prost(uint64, tag = "5")]
    bytes: u64,
    #[prost(bytes = "vec", repeated, tag = "6")]
    lanes: Vec<Vec<u8>>,
    #[prost(string, tag = "7")]
    request: String,
}

impl Head {
    /// The id of a document: the same for the same document, asked for in the same way, from the same organisation through
    /// the same door.
    pub(super) fn id(
        organisation: &OrganisationId,
        channel: Channel,
        request: &str,
        Digest(content): Digest,
    ) -> Digest {
        let mut parts: Vec<&[u8]> = vec![organisation.as_str().as_bytes(), channel.word().as_bytes(), &content];
        if !request.is_empty() {
            parts.push(request.as_bytes());
        }
        Digest::of_parts("broen/kept/1", &parts)
    }

    /// What it takes of the capacity: its bytes, and what the disk needs around them.
    pub(super) const fn cost(&self) -> u64 {
        self.bytes.saturating_add(AROUND)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let Self { id: Digest(id), organisation, channel, at, bytes, lanes, request } = self;
        let written = Written {
            id: id.to_vec(),
            organisation: organisation.to_string(),
            channel: channel.word().to_owned(),
            at_microseconds: at.as_microsecond(),
            bytes: *bytes,
            lanes: lanes.iter().map(|Lane(lane)| lane.to_vec()).collect(),
            request: request.clone(),
        };
        written.encode_to_vec()
    }

    pub(super) fn read(written: &[u8]) -> Result<Self, Error> {
        let Written { id, organisation, channel, at_microseconds, bytes, lanes, request } =
            Written::decode(written).map_err(|_| Error::Damaged)?;
        let lane = |lane: &Vec<u8>| lane.as_slice().try_into().map(Lane).map_err(|_| Error::Damaged);
        Ok(Self {
            id: Digest::from_slice(&id).ok_or(Error::Damaged)?,
            organisation: OrganisationId::parse(&organisation).ok_or(Error::Damaged)?,
            channel: Channel::from_word(&channel).ok_or(Error::Damaged)?,
            at: Timestamp::from_microsecond(at_microseconds).map_err(|_| Error::Damaged)?,
            bytes,
            lanes: lanes.iter().map(lane).collect::<Result<_, _>>()?,
            request,
        })
    }
}

/// Two pages.
const AROUND: u64 = 8 * 1024;
