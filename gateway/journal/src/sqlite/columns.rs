//! How the values of the model stand in columns.

use bytes::Bytes;
use canonical::digest::Digest;
use canonical::event::Standard;
use canonical::organisation::{OrganisationId, Role, Sector};
use canonical::receipt::{ReceiptForm, Verdict};
use canonical::relation::Basis;
use canonical::{EventId, Kind};
use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

use crate::PatientKey;
use crate::model::{AuditAction, LinkRelation, PushAck, PushFormat, Scope, StandardChoice, SubscriptionId, Unmatched};
use crate::packing::{Packed, packed, unpacked};

/// A value of the model as a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Col<T>(pub(super) T);

/// A count or position. Columns end at 2^63 - 1; a larger number from outside stands for "beyond everything".
impl ToSql for Col<u64> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Integer(i64::try_from(self.0).unwrap_or(i64::MAX))))
    }
}

impl FromSql for Col<u64> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        u64::try_from(number).map(Self).map_err(|_| FromSqlError::OutOfRange(number))
    }
}

/// A limit of rows.
impl ToSql for Col<usize> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Integer(i64::try_from(self.0).unwrap_or(i64::MAX))))
    }
}

/// Microseconds since 1970; anything finer is cut off.
impl ToSql for Col<Timestamp> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Integer(self.0.as_microsecond())))
    }
}

impl FromSql for Col<Timestamp> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let microseconds = value.as_i64()?;
        Timestamp::from_microsecond(microseconds).map(Self).map_err(|_| FromSqlError::OutOfRange(microseconds))
    }
}

impl ToSql for Col<SubscriptionId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Integer(self.0.0)))
    }
}

impl FromSql for Col<SubscriptionId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|id| Self(SubscriptionId(id)))
    }
}

/// Nanoseconds; 292 years and longer are one.
impl ToSql for Col<std::time::Duration> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Integer(i64::try_from(self.0.as_nanos()).unwrap_or(i64::MAX))))
    }
}

impl FromSql for Col<std::time::Duration> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Col::<u64>::column_result(value).map(|Col(nanoseconds)| Self(std::time::Duration::from_nanos(nanoseconds)))
    }
}

/// Values of a fixed number of bytes.
macro_rules! bytes_column {
    ($($type:ty: $as_bytes:expr, $from_bytes:expr;)+) => {$(
        impl ToSql for Col<$type> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let as_bytes: fn(&$type) -> &[u8] = $as_bytes;
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(as_bytes(&self.0))))
            }
        }

        impl FromSql for Col<$type> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                $from_bytes(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
            }
        }
    )+};
}

bytes_column! {
    Digest: |digest| &digest.0, Digest::from_slice;
    EventId: |id| id.as_bytes(), EventId::from_slice;
    PatientKey: |key| &key.0, |bytes: &[u8]| bytes.try_into().ok().map(PatientKey);
    [u8; 16]: |bytes| bytes, |bytes: &[u8]| bytes.try_into().ok();
    [u8; 32]: |bytes| bytes, |bytes: &[u8]| bytes.try_into().ok();
    Bytes: |bytes| bytes, |bytes: &[u8]| Some(Bytes::copy_from_slice(bytes));
}

/// Values that are words of a closed list, and lists of them, written with commas between.
macro_rules! word_column {
    ($($type:ty),+) => {$(
        impl ToSql for Col<$type> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0.word().as_bytes())))
            }
        }

        impl FromSql for Col<$type> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                <$type>::from_word(value.as_str()?).map(Self).ok_or(FromSqlError::InvalidType)
            }
        }

        impl ToSql for Col<&[$type]> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let words: Vec<_> = self.0.iter().map(|value| value.word()).collect();
                Ok(ToSqlOutput::Owned(Value::Text(words.join(","))))
            }
        }

        impl FromSql for Col<Vec<$type>> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let words = value.as_str()?.split(',').filter(|word| !word.is_empty());
                words.map(<$type>::from_word).collect::<Option<_>>().map(Self).ok_or(FromSqlError::InvalidType)
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

impl FromSql for Col<OrganisationId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        OrganisationId::parse(value.as_str()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// Several values in one column; see [`Packed`].
pub(super) struct Pack<T>(pub(super) T);

impl<T: Packed> ToSql for Pack<&T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(Value::Blob(packed(self.0))))
    }
}

impl<T: Packed> FromSql for Pack<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        unpacked(value.as_blob()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}
