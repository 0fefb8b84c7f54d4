//! Frames of AMQP 0.9.1, written by hand.

use crate::node::Published;

const METHOD: u8 = 1;
const HEADER: u8 = 2;
const BODY: u8 = 3;
const END: u8 = 0xce;

/// A frame of a method.
pub(crate) fn method(channel: u16, class: u16, method: u16, arguments: &[u8]) -> Vec<u8> {
    let mut payload = class.to_be_bytes().to_vec();
    payload.extend(method.to_be_bytes());
    payload.extend(arguments);
    frame(METHOD, channel, &payload)
}

fn frame(kind: u8, channel: u16, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![kind];
    frame.extend(channel.to_be_bytes());
    frame.extend(u32::try_from(payload.len()).unwrap().to_be_bytes());
    frame.extend(payload);
    frame.push(END);
    frame
}

pub(crate) fn short(text: &str) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(text.len()).unwrap()];
    bytes.extend(text.as_bytes());
    bytes
}

pub(crate) fn long(bytes: &[u8]) -> Vec<u8> {
    let mut long = u32::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    long.extend(bytes);
    long
}

/// The greeting of a node that can do everything.
pub(crate) fn start() -> Vec<u8> {
    let text = |name: &str, value: &str| [short(name), b"S".to_vec(), long(value.as_bytes())].concat();
    let able = |name: &str| [short(name), b"t\x01".to_vec()].concat();
    let able = ["basic.nack", "consumer_cancel_notify", "publisher_confirms"].map(able).concat();
    let able = [short("capabilities"), b"F".to_vec(), long(&able)].concat();
    let properties = [text("product", "RabbitMQ"), text("version", "3.10.8"), able].concat();
    method(0, 10, 10, &[vec![0, 9], long(&properties), long(b"PLAIN"), long(b"en_US")].concat())
}

pub(crate) fn ack(channel: u16, tag: u64, multiple: bool) -> Vec<u8> {
    method(channel, 60, 80, &[&tag.to_be_bytes()[..], &[u8::from(multiple)]].concat())
}

pub(crate) fn nack(channel: u16, tag: u64) -> Vec<u8> {
    method(channel, 60, 120, &[&tag.to_be_bytes()[..], &[0]].concat())
}

/// The end of a channel, by an error of the node's own.
pub(crate) fn close_channel(channel: u16) -> Vec<u8> {
    method(channel, 20, 40, &[&504_u16.to_be_bytes()[..], &short("CHANNEL_ERROR - by the script"), &[0; 4]].concat())
}

/// A message on its way back.
pub(crate) fn returned(message: &Published) -> Vec<u8> {
    let arguments = [&312_u16.to_be_bytes()[..], &short("NO_ROUTE"), &short(""), &short(&message.queue)].concat();
    [
        method(message.channel, 60, 50, &arguments),
        frame(HEADER, message.channel, &message.header),
        frame(BODY, message.channel, &message.body),
    ]
    .concat()
}
