//! Several receipts in one answer: `multipart/mixed`.
//!
//! Standard: RFC 2046, section 5.1.

use canonical::digest::Digest;
use canonical::letter::Receipt;

/// The media type with its boundary, and the body.
pub(crate) fn mixed(receipts: &[Receipt]) -> (String, Vec<u8>) {
    let boundary = boundary(receipts);
    let mut body = Vec::new();
    for Receipt { media_type, bytes } in receipts {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Type: {media_type}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/mixed; boundary={boundary}"), body)
}

/// A digest of the parts cannot occur in them, or they would hold their own digest.
fn boundary(receipts: &[Receipt]) -> String {
    let parts: Vec<&[u8]> = receipts.iter().map(|receipt| receipt.bytes.as_slice()).collect();
    let digest = Digest::of_parts("broen/boundary/1", &parts).to_string();
    // RFC 2046 allows 70 characters; half the digest is enough to be found nowhere else.
    digest.chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_receipt_is_a_part_with_its_own_media_type() {
        let receipts = [
            Receipt { media_type: "application/xml", bytes: b"<one/>".to_vec() },
            Receipt { media_type: "text/xml; charset=utf-8", bytes: b"<two/>".to_vec() },
        ];
        let (media_type, body) = mixed(&receipts);
        let boundary = media_type.strip_prefix("multipart/mixed; boundary=").expect("a boundary");
        let expected = format!(
            "--{boundary}\r\nContent-Type: application/xml\r\n\r\n<one/>\r\n\
             --{boundary}\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n<two/>\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8(body).expect("text"), expected);
    }

    #[test]
    fn the_same_receipts_give_the_same_body() {
        let receipts = [Receipt { media_type: "application/xml", bytes: b"<one/>".to_vec() }];
        assert_eq!(mixed(&receipts), mixed(&receipts));
    }
}
