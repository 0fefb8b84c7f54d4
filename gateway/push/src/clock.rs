//! The clock of receipts: what to do about an entry that was posted and has to be answered: pure.

use std::time::Duration;

use canonical::receipt::Verdict;
use jiff::Timestamp;
use journal::{Options, Push, Sending};

/// What to do about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// All of it was taken over.
    Ack,
    /// Its receiver had a technical error: send it again, but not before then.
    Later(Timestamp),
    /// Part of it was refused.
    Nack,
    /// Nobody has answered, as often as it was sent.
    NoReceipt,
    /// Send it, for the so-many-th time after the first.
    Send(u32),
    /// Wait for the receipt until then.
    Wait(Timestamp),
}

/// An attempt at an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The number of the entry.
    pub(crate) number: u64,
    /// The so-many-th time, from 1.
    pub(crate) attempt: u32,
    /// How long its receipt is waited for.
    pub(crate) receipt_time: Duration,
}

/// What to do now about an entry in this attempt, of which this was posted, oldest first.
///
/// A letter that was taken over in an earlier attempt is taken over. What was refused is refused for its attempt: the
/// nack has ended that.
pub(crate) fn step(
    sendings: &[Sending],
    &Attempt { number: _, attempt, receipt_time }: &Attempt,
    (push, options): (&Push, &Options),
    now: Timestamp,
) -> Step {
    // What was forgotten says nothing of an entry that is delivered afresh.
    let sendings = || sendings.iter().filter(|sending| sending.sent.attempt > 0);
    let parts = sendings().map(|sending| sending.sent.part + 1).max().unwrap_or(0);
    let said = |verdict: Verdict| move |sending: &&Sending| sending.said.is_some_and(|(_, said)| said == verdict);
    // What is not known to have been taken is sent at once, under the same ids.
    let is_there = |sending: &&Sending| sending.posted || sending.said.is_some();
    let of_attempt = || sendings().filter(is_there).filter(move |sending| sending.sent.attempt == attempt);
    let is_taken = |part: u32| sendings().filter(said(Verdict::Positive)).any(|one| one.sent.part == part);
    if parts > 0 && (0..parts).all(is_taken) {
        return Step::Ack;
    }
    if of_attempt().any(|sending| said(Verdict::Negative)(&sending)) {
        return Step::Nack;
    }
    let Some(resend) = of_attempt().map(|sending| sending.sent.resend).max() else { return Step::Send(0) };
    let last = || of_attempt().filter(move |sending| sending.sent.resend == resend);
    if let Some(said_at) = last().filter(said(Verdict::Transient)).filter_map(|one| Some(one.said?.0)).max() {
        let errors = of_attempt().filter(|sending| sending.sent.part == 0 && sending.said.is_some()).count();
        let due = said_at.checked_add(back_off(options, errors)).unwrap_or(Timestamp::MAX);
        return if now < due { Step::Later(due) } else { Step::Send(resend.saturating_add(1)) };
    }
    let Some(sent) = last().map(|sending| sending.sent.at).max() else { return Step::Send(0) };
    let due = sent.checked_add(receipt_time).unwrap_or(Timestamp::MAX);
    // A sending of the distant future was written by a clock that was wrong.
    if now < due && sent.duration_since(now) <= jiff::SignedDuration::from_mins(1) {
        return Step::Wait(due);
    }
    // What the receiver asked to have again was no silence.
    let silent = of_attempt().filter(|sending| sending.sent.part == 0 && sending.said.is_none()).count();
    if silent > push.resends as usize { Step::NoReceipt } else { Step::Send(resend.saturating_add(1)) }
}

/// The wait after so many technical errors: doubles from the shortest to the longest.
fn back_off(options: &Options, errors: usize) -> Duration {
    let doublings = u32::try_from(errors.saturating_sub(1)).unwrap_or(u32::MAX);
    let doubled = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    options.min_backoff.saturating_mul(doubled).min(options.max_backoff)
}

#[cfg(test)]
mod tests {
    use canonical::EventId;
    use journal::{NewSending, PushAck, PushFormat, StandardChoice, SubscriptionId};

    use super::*;

    const OPTIONS: Options = Options {
        max_attempts: 3,
        min_backoff: Duration::from_secs(60),
        max_backoff: Duration::from_secs(480),
        standard: StandardChoice::Unstated,
    };

    fn now(sent: &[Sending], attempt: u32, at: Timestamp) -> Step {
        waited(sent, (attempt, push().receipt_time), at)
    }

    fn waited(sent: &[Sending], (attempt, receipt_time): (u32, Duration), at: Timestamp) -> Step {
        step(sent, &Attempt { number: 1, attempt, receipt_time }, (&push(), &OPTIONS), at)
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_750_000_000 + 60 * minute).expect("a time")
    }

    fn push() -> Push {
        Push {
            endpoint: "https://epj.example/".to_owned(),
            format: PushFormat::FhirJson,
            ack: PushAck::OnReceipt,
            paused: false,
            requests: 4,
            answer_time: Duration::from_secs(30),
            receipt_time: Duration::from_secs(1800),
            resends: 3,
            receipts: false,
        }
    }

    fn sending(part: u32, attempt: u32, resend: u32, minute: i64, said: Option<Verdict>) -> Sending {
        let sent = NewSending {
            subscription: SubscriptionId(1),
            number: 1,
            part,
            event: EventId::from_slice(&[1; 16]).expect("16 bytes"),
            attempt,
            resend,
            names: Vec::new(),
            at: at(minute),
        };
        Sending { sequence: 1, sent, posted: true, said: said.map(|verdict| (at(minute), verdict)) }
    }

    #[test]
    fn a_letter_without_a_receipt_is_sent_again_three_times_and_then_given_up() {
        let mut sent = Vec::new();
        assert_eq!(now(&sent, 1, at(0)), Step::Send(0));
        for resend in 0..4 {
            let minute = 30 * i64::from(resend);
            sent.push(sending(0, 1, resend, minute, None));
            assert_eq!(now(&sent, 1, at(minute + 29)), Step::Wait(at(minute + 30)));
            let next = if resend < 3 { Step::Send(resend + 1) } else { Step::NoReceipt };
            assert_eq!(now(&sent, 1, at(minute + 30)), next);
        }
        assert_eq!(now(&sent, 2, at(999)), Step::Send(0), "resumed by an operator");
    }

    #[test]
    fn a_converted_letter_is_sent_again_after_its_own_wait() {
        let sent = [sending(0, 1, 0, 0, None)];
        let converted = |minute| waited(&sent, (1, Duration::from_secs(7200)), at(minute));
        assert_eq!((converted(119), converted(120)), (Step::Wait(at(120)), Step::Send(1)));
    }

    #[test]
    fn any_copy_that_was_taken_over_settles_the_letter() {
        let sent = [sending(0, 1, 0, 0, Some(Verdict::Positive)), sending(0, 2, 0, 30, None)];
        assert_eq!(now(&sent, 2, at(31)), Step::Ack);
    }

    #[test]
    fn every_document_of_an_entry_has_to_be_taken_over() {
        let parts = |one, other| [sending(0, 1, 0, 0, one), sending(1, 1, 0, 0, other)];
        let (positive, negative) = (Some(Verdict::Positive), Some(Verdict::Negative));
        assert_eq!(now(&parts(positive, None), 1, at(1)), Step::Wait(at(30)));
        assert_eq!(now(&parts(positive, negative), 1, at(1)), Step::Nack);
        assert_eq!(now(&parts(positive, positive), 1, at(1)), Step::Ack);
    }

    #[test]
    fn what_is_not_known_to_have_arrived_is_sent_at_once() {
        let lost = |resend| Sending { posted: false, ..sending(0, 1, resend, 0, None) };
        assert_eq!(now(&[lost(0)], 1, at(0)), Step::Send(0));
        assert_eq!(now(&[sending(0, 1, 0, 0, None), lost(1)], 1, at(30)), Step::Send(1));
        let answered = Sending { said: Some((at(0), Verdict::Positive)), ..lost(0) };
        assert_eq!(now(&[answered], 1, at(0)), Step::Ack);
    }

    #[test]
    fn an_entry_that_is_delivered_afresh_is_sent_afresh() {
        let sent = [Verdict::Negative, Verdict::Positive].map(|verdict| sending(0, 0, 0, 0, Some(verdict)));
        assert_eq!(now(&sent, 1, at(1)), Step::Send(0));
    }

    #[test]
    fn a_refusal_ends_its_attempt_and_no_other() {
        let sent = [sending(0, 1, 0, 0, Some(Verdict::Negative))];
        assert_eq!(now(&sent, 1, at(1)), Step::Nack);
        assert_eq!(now(&sent, 2, at(1)), Step::Send(0));
    }

    #[test]
    fn a_technical_error_is_no_silence_and_is_waited_out() {
        let mut sent: Vec<_> = (0..3).map(|n| sending(0, 1, n, 9, Some(Verdict::Transient))).collect();
        assert_eq!(now(&sent, 1, at(9)), Step::Later(at(13)), "one minute, two, four");
        assert_eq!(now(&sent, 1, at(13)), Step::Send(3));
        sent.push(sending(0, 1, 3, 13, None));
        assert_eq!(now(&sent, 1, at(43)), Step::Send(4));
    }

    #[test]
    fn a_clock_that_was_wrong_holds_nothing_up() {
        let sent = [sending(0, 1, 0, 9999, None)];
        assert_eq!(now(&sent, 1, at(0)), Step::Send(1));
    }

    #[test]
    fn the_wait_after_technical_errors_doubles() {
        let waits = [0, 1, 2, 3, 4, 40].map(|errors| back_off(&OPTIONS, errors).as_secs() / 60);
        assert_eq!(waits, [1, 1, 2, 4, 8, 8]);
    }
}
