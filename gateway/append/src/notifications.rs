//! Takes note of notifications, and says what is missing.

use canonical::notification::{Gap, Noted, ReceivedNotification};
use journal::Journal;
use telemetry::occurrences::append::NotificationsMissed;

/// Takes note of a notification. It is durable when this returns; the same one may come again.
///
/// # Errors
/// What the journal says.
pub async fn note(journal: &dyn Journal, received: ReceivedNotification) -> Result<Noted, journal::Error> {
    let organisation = received.submitted_by.clone();
    let noted = journal.note(received).await?;
    let missing = |gap: &Gap| gap.last.saturating_sub(gap.first).saturating_add(1);
    let events: u64 = noted.missing.iter().map(missing).sum();
    if events > 0 {
        NotificationsMissed { organisation: organisation.as_str(), events }.emit();
    }
    Ok(noted)
}
