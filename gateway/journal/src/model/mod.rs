//! What the journal keeps, as its callers see it.

mod audit;
mod choice;
mod delivery;
mod event;
mod late_receipt;
mod notification;
mod number;
mod posting;
mod push;
mod receipt;
mod relation;
mod sealed;
mod subscription;

pub use audit::{AuditAction, AuditRow};
pub use choice::StandardChoice;
pub use delivery::{Attempt, EntryHead, Hold, LaneChange, Offer, Park, Progress, SeekTarget, Settlement, StoredEntry};
pub(crate) use delivery::{next_reign, reign};
pub use event::{
    Acceptance, Appended, Content, Document, EventRow, Labels, Link, LinkRelation, NetworkIds, NewEntry, NewEvent,
    Original, SetAside, Stored,
};
pub use late_receipt::{Decided, Decision, LateReceipt};
pub use notification::NotificationGap;
pub use number::{EventPosition, SubscriptionId};
pub use posting::{NewSending, PushDuty, PushHealth, PushTurn, Pusher, Sending};
pub use push::{Push, PushAck, PushFormat};
pub use receipt::{Answer, Awaited, Enveloped, Found, NamedEnvelope, NewAnswer, NewReceipt, Unmatched};
pub use relation::{RelationId, RelationRow};
pub use sealed::Sealed;
pub use subscription::{
    Backlog, Filter, Interests, LaneState, NewSubscription, Options, Page, Scope, Start, SubscriptionName,
    SubscriptionRow,
};
