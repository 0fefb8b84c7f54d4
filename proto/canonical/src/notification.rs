//! Notifications of topic-based subscriptions at other servers, and which of them have come.
//!
//! Standard: HL7 Subscriptions R5 Backport 1.1, notifications: events of a subscription are numbered from 1 without gaps.

use jiff::Timestamp;

use crate::organisation::OrganisationId;
use crate::words::words;

/// What a notification says of its subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The address of the subscription.
    pub subscription: String,
    /// Its topic, if named.
    pub topic: Option<String>,
    /// Why it was sent.
    pub form: NotificationForm,
    /// How many events the subscription has had, if stated.
    pub events: Option<u64>,
    /// The numbers of the events it brings.
    pub numbers: Vec<u64>,
}

/// Why a notification is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationForm {
    /// Something happened.
    EventNotification,
    /// The subscription begins.
    Handshake,
    /// Nothing happened for a while.
    Heartbeat,
    /// Somebody asked for events again.
    QueryEvent,
    /// Somebody asked how the subscription is.
    QueryStatus,
}

words!(NotificationForm {
    EventNotification => "event-notification",
    Handshake => "handshake",
    Heartbeat => "heartbeat",
    QueryEvent => "query-event",
    QueryStatus => "query-status",
});

/// A notification with how it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedNotification {
    /// What it says.
    pub notification: Notification,
    /// When it was accepted.
    pub at: Timestamp,
    /// The organisation whose certificate handed it over: the names of its subscriptions are its own.
    pub submitted_by: OrganisationId,
}

/// Numbers that have not come, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

/// Which events of a subscription have come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The highest number that is known of.
    pub highest: u64,
    /// What is missing below it, in ascending order.
    pub gaps: Vec<Gap>,
}

/// What a notification told anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noted {
    /// Numbers that are missing, and were not known to be.
    pub missing: Vec<Gap>,
    /// Numbers that had come before.
    pub repeated: Vec<u64>,
    /// Whether the subscription has begun anew.
    pub restarted: bool,
}

/// The most gaps that are told apart; the oldest ones are then taken together.
const GAPS: usize = 256;

impl Standing {
    /// Takes note. What is heard of for the first time begins where it is: what was before it was never promised.
    #[must_use]
    pub fn begun(notification: &Notification) -> Self {
        let Notification { form, events, numbers, .. } = notification;
        let before_first = numbers.iter().min().map(|first| first.saturating_sub(1));
        let highest = match form {
            NotificationForm::Handshake => events.unwrap_or(0),
            _ => before_first.or(*events).unwrap_or(0),
        };
        Self { highest, gaps: Vec::new() }
    }

    /// Takes note of a notification.
    pub fn note(&mut self, notification: &Notification) -> Noted {
        let Notification { form, events, numbers, .. } = notification;
        let mut noted = Noted::default();
        if *form == NotificationForm::Handshake && events.unwrap_or(0) < self.highest {
            *self = Self { highest: events.unwrap_or(0), gaps: Vec::new() };
            noted.restarted = true;
        }
        let mut numbers = numbers.clone();
        numbers.sort_unstable();
        for number in numbers {
            self.come(number, &mut noted);
        }
        if let Some(events) = events.filter(|events| *events > self.highest) {
            self.miss(Gap { first: self.highest.saturating_add(1), last: events }, &mut noted);
            self.highest = events;
        }
        self.bound();
        noted
    }

    fn come(&mut self, number: u64, noted: &mut Noted) {
        if number > self.highest {
            if number > self.highest.saturating_add(1) {
                self.miss(Gap { first: self.highest.saturating_add(1), last: number.saturating_sub(1) }, noted);
            }
            self.highest = number;
            return;
        }
        let Some(at) = self.gaps.iter().position(|gap| (gap.first..=gap.last).contains(&number)) else {
            return noted.repeated.push(number);
        };
        let gap = self.gaps.remove(at);
        let before = Gap { first: gap.first, last: number.saturating_sub(1) };
        let after = Gap { first: number.saturating_add(1), last: gap.last };
        let left = [before, after].into_iter().filter(|gap| gap.first <= gap.last && gap.last > 0);
        self.gaps.splice(at..at, left);
    }

    fn miss(&mut self, gap: Gap, noted: &mut Noted) {
        self.gaps.push(gap);
        noted.missing.push(gap);
    }

    fn bound(&mut self) {
        while self.gaps.len() > GAPS {
            let second = self.gaps.remove(1);
            if let Some(first) = self.gaps.first_mut() {
                first.last = second.last;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(form: NotificationForm, events: Option<u64>, numbers: &[u64]) -> Notification {
        Notification { subscription: "s".to_owned(), topic: None, form, events, numbers: numbers.to_vec() }
    }

    fn event(number: u64) -> Notification {
        notification(NotificationForm::EventNotification, None, &[number])
    }

    #[test]
    fn what_is_missing_is_told_once_and_filled_when_it_comes() {
        let mut standing = Standing::begun(&notification(NotificationForm::Handshake, Some(0), &[]));
        assert_eq!(standing.note(&event(1)), Noted::default());
        let noted = standing.note(&event(5));
        assert_eq!(noted.missing, [Gap { first: 2, last: 4 }]);
        assert_eq!(standing.note(&event(3)), Noted::default());
        assert_eq!(standing.gaps, [Gap { first: 2, last: 2 }, Gap { first: 4, last: 4 }]);
        assert_eq!(standing.note(&event(3)).repeated, [3]);
        assert_eq!(standing.note(&notification(NotificationForm::QueryEvent, None, &[4, 2])), Noted::default());
        assert_eq!(standing, Standing { highest: 5, gaps: Vec::new() });
    }

    #[test]
    fn a_heartbeat_tells_of_what_was_lost_at_the_end() {
        let mut standing = Standing { highest: 2, gaps: Vec::new() };
        assert_eq!(standing.note(&notification(NotificationForm::Heartbeat, Some(2), &[])), Noted::default());
        let noted = standing.note(&notification(NotificationForm::Heartbeat, Some(4), &[]));
        assert_eq!(noted.missing, [Gap { first: 3, last: 4 }]);
        assert_eq!(standing.note(&event(4)), Noted::default());
        assert_eq!(standing.gaps, [Gap { first: 3, last: 3 }]);
    }

    #[test]
    fn a_subscription_that_is_made_again_counts_from_the_beginning() {
        let mut standing = Standing { highest: 9, gaps: vec![Gap { first: 3, last: 3 }] };
        let noted = standing.note(&notification(NotificationForm::Handshake, Some(0), &[]));
        assert!(noted.restarted);
        assert_eq!(standing.note(&event(1)), Noted::default());
        assert_eq!(standing, Standing { highest: 1, gaps: Vec::new() });
    }

    #[test]
    fn what_was_before_the_first_word_was_never_promised() {
        let mut standing = Standing::begun(&event(7));
        assert_eq!(standing.note(&event(7)), Noted::default());
        assert_eq!(standing.note(&event(8)), Noted::default());
        assert_eq!(standing.note(&event(6)).repeated, [6]);
    }

    #[test]
    fn gaps_are_bounded_and_none_is_forgotten() {
        let mut standing = Standing::default();
        for number in 1..=1000 {
            standing.note(&event(number * 2));
        }
        assert_eq!(standing.gaps.len(), GAPS);
        assert!(
            (1..=1000).all(|gap| standing.gaps.iter().any(|known| (known.first..=known.last).contains(&(gap * 2 - 1))))
        );
    }
}
