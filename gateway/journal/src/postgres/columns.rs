//! How the values of the model stand in columns.

use bytes::{BufMut as _, BytesMut};
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::organisation::{OrganisationId, Role, Sector};
use canonical::receipt::{ReceiptForm, Verdict};
use canonical::relation::Basis;
use canonical::{EventId, Kind};
use jiff::Timestamp;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::failures::Unreadable;
use crate::PatientKey;
use crate::model::{
    AuditAction, LinkRelation, PushAck, PushFormat, RelationId, Scope, StandardChoice, SubscriptionId, Unmatched,
};
use crate::packing::{Packed, packed, unpacked};

/// The error that the foreign traits for columns prescribe; it comes back as the source of theirs, and ends in `failures`.
type Fault = Box<dyn Sync + Send + std::error::Error>;

/// A value of the model as a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Col<T>(pub(super) T);

/// Values that are one number.
macro_rules! number_column {
    ($($type:ty: $to:expr, $from:expr;)+) => {$(
        impl ToSql for Col<$type> {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
                let to: fn($type) -> i64 = $to;
                out.put_i64(to(self.0));
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::INT8
            }

            to_sql_checked!();
        }

        impl<'a> FromSql<'a> for Col<$type> {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
                let from: fn(i64) -> Option<$type> = $from;
                Ok(Self(from(i64::from_sql(ty, raw)?).ok_or(Unreadable)?))
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::INT8
            }
        }
    )+};
}

// A count or position: columns end at 2^63 - 1; a larger number from outside stands for "beyond everything". Times are
// microseconds since 1970; anything finer is cut off. Durations are nanoseconds; 292 years and longer are one.
number_column! {
    u64: |number| i64::try_from(number).unwrap_or(i64::MAX), |number| u64::try_from(number).ok();
    usize: |number| i64::try_from(number).unwrap_or(i64::MAX), |number| usize::try_from(number).ok();
    Timestamp: |at| at.as_microsecond(), |microseconds| Timestamp::from_microsecond(microseconds).ok();
    std::time::Duration: |duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX),
        |nanoseconds| u64::try_from(nanoseconds).ok().map(std::time::Duration::from_nanos);
    SubscriptionId: |id| id.0, |id| Some(SubscriptionId(id));
    RelationId: |id| id.0, |id| Some(RelationId(id));
}

/// A small count; one above 2^31 - 1 is that.
impl ToSql for Col<u32> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        out.put_i32(i32::try_from(self.0).unwrap_or(i32::MAX));
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::INT4
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Col<u32> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        Ok(Self(u32::try_from(i32::from_sql(ty, raw)?).map_err(|_| Unreadable)?))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::INT4
    }
}

/// Values of a fixed number of bytes.
macro_rules! bytes_column {
    ($($type:ty: $as_bytes:expr, $from_bytes:expr;)+) => {$(
        impl ToSql for Col<$type> {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
                let as_bytes: fn(&$type) -> &[u8] = $as_bytes;
                out.put_slice(as_bytes(&self.0));
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::BYTEA
            }

            to_sql_checked!();
        }

        impl<'a> FromSql<'a> for Col<$type> {
            fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
                let from_bytes: fn(&[u8]) -> Option<$type> = $from_bytes;
                Ok(Self(from_bytes(raw).ok_or(Unreadable)?))
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::BYTEA
            }
        }
    )+};
}

bytes_column! {
    Digest: |digest| &digest.0, Digest::from_slice;
    EventId: |id| id.as_bytes(), EventId::from_slice;
    PatientKey: |key| &key.0, |bytes| bytes.try_into().ok().map(PatientKey);
    [u8; 16]: |bytes| bytes, |bytes| bytes.try_into().ok();
    [u8; 32]: |bytes| bytes, |bytes| bytes.try_into().ok();
}

/// Values that are words of a closed list, and lists of them, written with commas between.
macro_rules! word_column {
    ($($type:ty),+) => {$(
        impl ToSql for Col<$type> {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
                out.put_slice(self.0.word().as_bytes());
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::TEXT
            }

            to_sql_checked!();
        }

        impl<'a> FromSql<'a> for Col<$type> {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
                Ok(Self(<$type>::from_word(<&str>::from_sql(ty, raw)?).ok_or(Unreadable)?))
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::TEXT
            }
        }

        impl<'a> FromSql<'a> for Col<Vec<$type>> {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
                let words = <&str>::from_sql(ty, raw)?.split(',').filter(|word| !word.is_empty());
                Ok(Self(words.map(<$type>::from_word).collect::<Option<_>>().ok_or(Unreadable)?))
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::TEXT
            }
        }
    )+};
}

word_column!(
    AuditAction,
    Basis,
    Kind,
    LinkRelation,
    PushAck,
    PushFormat,
    ReceiptForm,
    Role,
    Scope,
    Sector,
    Standard,
    StandardChoice,
    Unmatched,
    Verdict
);

/// A list of words as one column.
pub(super) fn words<T: Copy>(list: &[T], word: impl Fn(T) -> &'static str) -> String {
    list.iter().map(|value| word(*value)).collect::<Vec<_>>().join(",")
}

impl<'a> FromSql<'a> for Col<OrganisationId> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        Ok(Self(OrganisationId::parse(<&str>::from_sql(ty, raw)?).ok_or(Unreadable)?))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TEXT
    }
}

/// A text from outside. The server takes every character but U+0000, which no standard allows in what we keep as text;
/// should it come all the same, its picture U+2400 stands for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl ToSql for Text<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        if self.0.contains('\0') {
            out.put_slice(self.0.replace('\0', "\u{2400}").as_bytes());
        } else {
            out.put_slice(self.0.as_bytes());
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TEXT
    }

    to_sql_checked!();
}

/// Several values in one column; see [`Packed`].
#[derive(Debug)]
pub(super) struct Pack<T>(pub(super) T);

impl<T: Packed + std::fmt::Debug> ToSql for Pack<&T> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        out.put_slice(&packed(self.0));
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::BYTEA
    }

    to_sql_checked!();
}

impl<'a, T: Packed> FromSql<'a> for Pack<T> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        Ok(Self(unpacked(raw).ok_or(Unreadable)?))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::BYTEA
    }
}
