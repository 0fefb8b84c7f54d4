//! Notifications on their way from adapters to gateways.

use canonical::notification::{Notification, NotificationForm, ReceivedNotification};
use canonical::organisation::OrganisationId;

use super::{instant, timestamp};
use crate::Error;
use crate::transport::PublishedNotification;

impl From<&ReceivedNotification> for PublishedNotification {
    fn from(received: &ReceivedNotification) -> Self {
        let ReceivedNotification { notification, at, submitted_by } = received;
        let Notification { subscription, topic, form, events, numbers } = notification;
        Self {
            at: Some(timestamp(*at)),
            submitted_by: submitted_by.to_string(),
            subscription: subscription.clone(),
            topic: topic.clone(),
            form: form.word().to_owned(),
            events: *events,
            numbers: numbers.clone(),
        }
    }
}

impl TryFrom<PublishedNotification> for ReceivedNotification {
    type Error = Error;

    fn try_from(message: PublishedNotification) -> Result<Self, Error> {
        let PublishedNotification { at, submitted_by, subscription, topic, form, events, numbers } = message;
        let invalid = |field| Error::Invalid { field };
        let form = NotificationForm::from_word(&form).ok_or(invalid("PublishedNotification.form"))?;
        let submitted_by = OrganisationId::parse(&submitted_by).ok_or(invalid("PublishedNotification.submitted_by"))?;
        let at = instant(at.ok_or(Error::Missing { field: "PublishedNotification.at" })?)?;
        let notification = Notification { subscription, topic, form, events, numbers };
        Ok(Self { notification, at, submitted_by })
    }
}
