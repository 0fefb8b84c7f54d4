//! The one table of metrics: name, kind, labels and meaning.

use std::time::Duration;

/// What a metric measures with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Only grows while the process lives.
    Counter,
    /// How many things at once: a distribution of counts.
    Counts,
    /// How long: a distribution of seconds.
    Durations,
    /// Goes up and down.
    Gauge,
}

/// One label of one sample: a key of the table, and a word.
pub(crate) type Label<'a> = (&'static str, std::borrow::Cow<'a, str>);

macro_rules! table {
    ($($metric:ident, $kind:ident, $name:literal, [$($label:literal),*], $help:literal;)+) => {
        /// Every metric of the gateway. Names follow `broen_<noun>_<verb>_<unit>`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Metric {
            $(#[doc = $help] $metric),+
        }

        impl Metric {
            /// Every metric, in the order of their names.
            pub const ALL: &'static [Self] = &[$(Self::$metric),+];

            /// The name in the exposition.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$metric => $name),+ }
            }

            /// What it measures with.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$metric => Kind::$kind),+ }
            }

            /// The keys of its labels.
            #[must_use]
            pub const fn labels(self) -> &'static [&'static str] {
                match self { $(Self::$metric => &[$($label),*]),+ }
            }

            /// What it means, one sentence.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$metric => $help),+ }
            }
        }
    };
}

table! {
    AppendingActive, Gauge, "broen_appending_active", [], "1 while this process appends the events of the queue, 0 while it stands by.";
    BatchCommitDuration, Durations, "broen_batch_commit_duration_seconds", [], "Time to write one batch of letters and make it durable.";
    BatchSize, Counts, "broen_batch_committed_events", [], "Letters written in one batch.";
    BatchesDelayed, Counter, "broen_batches_delayed_total", [], "Times a batch had to wait because the journal could not take it.";
    BlobBytesKept, Counter, "broen_blob_kept_bytes_total", [], "Bytes of large files and documents that were kept in the blob store.";
    BlobStoreFailures, Counter, "broen_blob_store_failures_total", ["reason"], "Times the blob store could not take a file in, or give one out.";
    BlobsKept, Counter, "broen_blobs_kept_total", [], "Large files and documents that were kept in the blob store.";
    BrokerBlocked, Gauge, "broen_broker_blocked", [], "1 while an alarm in the broker stops publishers.";
    BrokerConnections, Gauge, "broen_broker_connections_open", ["purpose"], "Connections to the broker that are open.";
    BrokerFailures, Counter, "broen_broker_failures_total", ["reason"], "Times the broker could not be reached, or was not as it must be.";
    CallsDenied, Counter, "broen_calls_denied_total", ["reason"], "Calls refused for who makes them.";
    ConnectionsOpen, Gauge, "broen_connections_open", [], "Connections of known and unknown callers that are open.";
    DirectoryConfirmed, Gauge, "broen_directory_confirmed_timestamp_seconds", [], "When a gateway last said that the directory is in force, in seconds since 1970.";
    DirectoryWatches, Gauge, "broen_directory_watches_open", [], "Streams that watch the directory.";
    EntriesAcked, Counter, "broen_entries_acked_total", ["subscription"], "Entries a subscriber took responsibility for.";
    EntriesNacked, Counter, "broen_entries_nacked_total", ["subscription"], "Entries a subscriber gave back.";
    EntriesOffered, Counter, "broen_entries_offered_total", ["subscription"], "Entries sent to a subscriber, repeats included.";
    EntriesWithheld, Counter, "broen_entries_withheld_total", ["subscription", "reason"], "Entries sent without their content, by decision.";
    EnvelopesReused, Counter, "broen_envelopes_reused_total", [], "New letters in an envelope whose id their sender had used for another document.";
    EventCommitAge, Durations, "broen_event_commit_age_seconds", [], "Time from the acceptance of a letter by an adapter to the commit of its event.";
    EventsAppended, Counter, "broen_events_appended_total", ["kind", "outcome"], "Letters that reached the journal, new and resent.";
    EventsUndecodable, Counter, "broen_events_undecodable_total", [], "Events handed over for appending that could not be read.";
    FilesSettled, Counter, "broen_folder_files_settled_total", ["outcome"], "Files of watched folders that were answered and put away.";
    HandshakesFailed, Counter, "broen_handshakes_failed_total", ["reason"], "Connections that ended before the caller was known.";
    JournalCommitDuration, Durations, "broen_journal_commit_duration_seconds", [], "Time of one commit of the journal, of any kind.";
    JournalFailures, Counter, "broen_journal_failures_total", ["reason"], "Calls of the journal that failed for a reason of its own.";
    LanesParked, Counter, "broen_lanes_parked_total", ["subscription"], "Lanes set aside because their head kept failing.";
    LateReceipts, Counter, "broen_late_receipts_total", ["verdict"], "Receipts decided after the receivers of a letter were asked, by what they say.";
    LetterConversionDuration, Durations, "broen_letter_conversion_duration_seconds", ["standard"], "Time to read one document and translate all its letters.";
    LetterMessages, Counter, "broen_letter_messages_total", ["queue", "outcome"], "Messages of the queues of letters by what became of them.";
    LetterReceiveDuration, Durations, "broen_letter_receive_duration_seconds", ["standard"], "Time from having a document to having its answer.";
    LettersDoubted, Counter, "broen_letters_doubted_total", ["code"], "Doubts about letters that were read, each code once a letter; one that comes again counts again.";
    LettersOverdue, Gauge, "broen_letters_overdue", [], "Letters whose sender asked for a receipt and that a receiver has neither acked nor answered in time, now.";
    LettersOverdueFound, Counter, "broen_letters_overdue_total", [], "Letters found to be overdue, each once, by whichever gateway found it.";
    LettersReceived, Counter, "broen_letters_received_total", ["standard", "type", "outcome"], "Letters by what became of them.";
    LettersRefused, Counter, "broen_letters_refused_total", ["code"], "Reasons given to senders; one letter may have several.";
    LettersUnclaimed, Counter, "broen_letters_unclaimed_total", ["kind"], "Accepted letters of which a receiver has no subscription any more that takes them.";
    MessagePublishDuration, Durations, "broen_message_publish_duration_seconds", [], "Time from having a message for the broker to its confirm, repeats included.";
    MessagesPublished, Counter, "broen_messages_published_total", ["outcome"], "Messages for the broker by what became of them.";
    MessagesRepeated, Counter, "broen_messages_repeated_total", [], "Messages that lost their connection before the confirm and were sent again.";
    MessagesSetAside, Counter, "broen_messages_set_aside_total", ["reason"], "Messages of the event queue that could not be appended and are kept for an operator.";
    MessagesTaken, Counter, "broen_messages_taken_total", ["redelivered"], "Messages taken from the event queue.";
    MigrationsApplied, Counter, "broen_migrations_applied_total", [], "Changes of the journal's layout made at start.";
    NotificationsMissing, Counter, "broen_notifications_missing_total", [], "Events that subscriptions at other servers have told of and that have not come, each counted when it was found missing.";
    ProcessDraining, Gauge, "broen_process_draining", [], "1 from the moment the process stops taking new work.";
    ProcessStarted, Gauge, "broen_process_started_timestamp_seconds", ["version"], "When the process started, in seconds since 1970.";
    PushAwaiting, Gauge, "broen_push_awaiting_receipt_entries", ["subscription"], "Entries that were posted and wait for their receiver's receipt.";
    PushLookFailures, Counter, "broen_push_look_failures_total", ["reason"], "Times the journal could not say what is to be posted.";
    PushReceipts, Counter, "broen_push_receipts_total", ["subscription", "outcome"], "Receipts posted to the senders of letters: taken, refused, or unwell.";
    PushRepeats, Counter, "broen_push_repeats_total", ["subscription"], "Entries posted again without a receipt, or after a technical error of the receiver.";
    PushRequestDuration, Durations, "broen_push_request_duration_seconds", ["subscription"], "Time from posting an entry to having the answer, or giving it up.";
    PushRequests, Counter, "broen_push_requests_total", ["subscription", "outcome"], "Requests to receivers: taken, refused, or unwell.";
    PushTurn, Gauge, "broen_push_turn", ["subscription"], "1 while this process posts the subscription's entries.";
    PushUnwell, Gauge, "broen_push_unwell", ["subscription"], "1 while the receiver cannot be reached or does not work, and nothing is sent for a while.";
    ReceiptAnswers, Counter, "broen_receipt_answers_total", ["verdict", "outcome"], "Letters answered by receipts that came in, by what was said and whether the letter was found.";
    ReceiptsRepeated, Counter, "broen_receipts_repeated_total", [], "Receipts that came in again and were not kept again.";
    RequestsInFlight, Gauge, "broen_requests_in_flight", [], "Requests that hand over letters and are not answered yet.";
    RequestsRefused, Counter, "broen_requests_refused_total", ["reason"], "Requests turned away before a letter was looked at.";
    SetAsideMessages, Gauge, "broen_set_aside_messages", [], "Messages of the event queue that the journal keeps for an operator.";
    SpoolBytes, Gauge, "broen_spool_bytes", [], "What the kept documents take of the spool.";
    SpoolDocuments, Gauge, "broen_spool_documents", [], "Documents that are kept to be processed.";
    SpoolDocumentsPassed, Counter, "broen_spool_documents_total", ["outcome"], "Documents kept or not kept, and settled or postponed later.";
    StreamsOpen, Gauge, "broen_streams_open", ["subscription"], "Delivery streams that are open.";
    SubscriptionLag, Gauge, "broen_subscription_lag_entries", ["subscription"], "Entries not settled yet.";
    SubscriptionOldest, Gauge, "broen_subscription_oldest_unacked_age_seconds", ["subscription"], "Age of the oldest entry not settled yet, 0 without one.";
    SubscriptionParked, Gauge, "broen_subscription_parked_lanes", ["subscription"], "Lanes that are parked now.";
    TasksFailed, Counter, "broen_tasks_failed_total", ["task"], "Parts of the process that ended in a way they should not.";
}

impl Metric {
    /// Counts.
    pub(crate) fn count(self, count: u64, labels: &[Label<'_>]) {
        metrics::counter!(self.name(), self.checked(labels)).increment(count);
    }

    /// Sets a gauge; exact up to 2^53.
    pub(crate) fn set(self, value: u64, labels: &[Label<'_>]) {
        metrics::gauge!(self.name(), self.checked(labels)).set(value as f64);
    }

    /// Moves a gauge up or down.
    pub(crate) fn shift(self, by: i32, labels: &[Label<'_>]) {
        metrics::gauge!(self.name(), self.checked(labels)).increment(f64::from(by));
    }

    /// Adds a duration to its distribution.
    pub(crate) fn took(self, duration: Duration, labels: &[Label<'_>]) {
        metrics::histogram!(self.name(), self.checked(labels)).record(duration.as_secs_f64());
    }

    /// Adds a count to its distribution.
    pub(crate) fn size(self, size: u32, labels: &[Label<'_>]) {
        metrics::histogram!(self.name(), self.checked(labels)).record(f64::from(size));
    }

    /// Tells the recorder what each metric means.
    pub(crate) fn describe_all() {
        for metric in Self::ALL {
            match metric.kind() {
                Kind::Counter => metrics::describe_counter!(metric.name(), metric.help()),
                Kind::Counts | Kind::Durations => metrics::describe_histogram!(metric.name(), metric.help()),
                Kind::Gauge => metrics::describe_gauge!(metric.name(), metric.help()),
            }
        }
    }

    fn checked(self, labels: &[Label<'_>]) -> Vec<metrics::Label> {
        debug_assert!(
            labels.iter().map(|(key, _)| key).eq(self.labels()),
            "labels of {} are not its row's",
            self.name()
        );
        labels.iter().map(|(key, word)| metrics::Label::new(*key, word.clone().into_owned())).collect()
    }
}
