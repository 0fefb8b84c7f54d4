//! The shapes that fields come in: many, optional, required, personal, digests.

use bytes::Bytes;
use canonical::Personal;
use canonical::digest::Digest;

use crate::Error;

/// All of a repeated field, outwards.
pub(super) fn each<'a, C, W: From<&'a C>>(items: &'a [C]) -> Vec<W> {
    items.iter().map(W::from).collect()
}

/// An optional field, outwards.
pub(super) fn given<'a, C, W: From<&'a C>>(item: Option<&'a C>) -> Option<W> {
    item.map(W::from)
}

/// A part that is left out when it says nothing, outwards.
pub(super) fn unless_empty<'a, C: Default + PartialEq, W: From<&'a C>>(part: &'a C) -> Option<W> {
    (*part != C::default()).then(|| W::from(part))
}

/// An optional personal text, outwards.
pub(super) fn revealed(text: &Option<Personal<String>>) -> Option<String> {
    text.as_ref().map(|text| text.reveal().clone())
}

/// The bytes of a digest, outwards.
pub(super) fn digest_bytes(digest: &Digest) -> Bytes {
    Bytes::copy_from_slice(&digest.0)
}

/// All of a repeated field, inwards.
pub(super) fn read_each<W, C>(items: Vec<W>) -> Result<Vec<C>, Error>
where
    C: TryFrom<W>,
    Error: From<C::Error>,
{
    items.into_iter().map(|item| Ok(C::try_from(item)?)).collect()
}

/// An optional field, inwards.
pub(super) fn read_given<W, C>(item: Option<W>) -> Result<Option<C>, Error>
where
    C: TryFrom<W>,
    Error: From<C::Error>,
{
    Ok(item.map(C::try_from).transpose()?)
}

/// A field that is always set, inwards.
pub(super) fn read_required<W, C>(item: Option<W>, field: &'static str) -> Result<C, Error>
where
    C: TryFrom<W>,
    Error: From<C::Error>,
{
    Ok(C::try_from(item.ok_or(Error::Missing { field })?)?)
}

/// A part that is left out when it says nothing, inwards.
pub(super) fn read_or_empty<W, C>(item: Option<W>) -> Result<C, Error>
where
    C: TryFrom<W> + Default,
    Error: From<C::Error>,
{
    Ok(read_given(item)?.unwrap_or_default())
}

/// An optional personal text, inwards.
pub(super) fn personal(text: Option<String>) -> Option<Personal<String>> {
    text.map(Personal::new)
}

/// A digest, inwards.
pub(super) fn read_digest(bytes: &[u8], field: &'static str) -> Result<Digest, Error> {
    Digest::from_slice(bytes).ok_or(Error::Invalid { field })
}
