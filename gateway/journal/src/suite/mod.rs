//! The tests that every implementation of [`Journal`] must pass.
//!
//! An implementation gives a [`Store`] and calls [`journal::suite!`](crate::suite!) with a function that makes one; each
//! test becomes a test of its own, on a store of its own.

// The suite is test code that other crates' tests compile.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, reason = "tests, whose names are their documentation")]

use std::sync::Arc;

use async_trait::async_trait;

use crate::Journal;

pub mod answering;
pub mod appending;
pub mod auditing;
pub mod awaiting;
pub mod catching_up;
pub mod delivering;
pub mod fencing;
pub mod late;
pub mod linking;
pub mod make;
pub mod moving;
pub mod notifying;
pub mod posting;
pub mod reading;
pub mod relating;
pub mod subscribing;
pub mod surviving;
mod unsteady;

pub use unsteady::{Trouble, Unsteady};

/// A place where a journal can be opened, closed and opened again. It is empty at first.
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens the journal. Whatever was opened before has been dropped.
    async fn open(&self) -> Arc<dyn Journal>;

    /// Changes the ground of an audit row, as somebody would who can reach the store behind the journal's back.
    async fn plant_in_audit(&self, sequence: u64);
}

/// Makes every test of the suite a test of this implementation; takes a function that makes a [`Store`].
#[macro_export]
macro_rules! suite {
    ($store:path) => {
        $crate::suite! { $store =>
            answering::a_receipt_is_kept_once_for_whoever_handed_it_over,
            answering::a_receipt_that_comes_again_may_find_what_it_answers,
            answering::an_envelope_is_found_under_each_of_its_names,
            answering::an_envelope_that_is_a_letters_own_is_not_taken_for_another,
            answering::an_envelope_used_again_for_another_document_is_flagged,
            answering::letters_are_found_by_their_identity,
            answering::what_a_receipt_says_is_read_by_event_in_order,
            answering::what_answers_nothing_is_listed_page_by_page,
            appending::a_dropped_call_is_carried_out_whole_or_not_at_all,
            appending::a_letter_twice_in_one_batch_is_one_event,
            appending::a_resend_adds_an_acceptance_and_nothing_else,
            appending::a_reused_letter_id_makes_an_event_of_its_own_with_a_link,
            appending::an_entry_for_nobody_writes_nothing,
            appending::concurrent_batches_are_all_numbered,
            appending::entries_have_numbers_without_gaps_and_a_chain_that_verifies,
            appending::naming_a_subscription_twice_enters_once,
            appending::stale_interests_write_nothing,
            auditing::a_planted_change_breaks_the_chain,
            auditing::rows_are_read_in_order_page_by_page,
            auditing::what_is_written_beside_other_things_is_in_the_chain,
            awaiting::an_event_says_who_has_settled_and_answered_it,
            awaiting::an_overdue_event_is_recorded_once_and_settled_once,
            awaiting::the_clock_only_moves_on,
            catching_up::a_subscription_created_meanwhile_misses_nothing,
            catching_up::a_subscription_from_the_beginning_gets_everything_in_order,
            catching_up::a_subscription_may_begin_at_a_time,
            catching_up::catching_up_twice_changes_nothing,
            catching_up::new_events_wait_while_older_ones_are_missing,
            delivering::a_parked_lane_is_resumed_or_skipped_at_its_head,
            delivering::acked_ranges_survive_reopening,
            delivering::attempts_last_until_the_entry_is_settled,
            delivering::a_moved_subscription_is_held_again_by_its_holder_alone,
            delivering::backlogs_count_what_is_not_settled,
            delivering::entries_are_read_with_heads_and_content,
            delivering::every_takeover_fences_the_holder_out,
            fencing::taking_the_right_to_append_fences_the_others_out,
            fencing::the_right_to_append_survives_reopening,
            fencing::what_is_set_aside_is_kept_once_and_in_order,
            late::late_receipts_are_found_by_event_and_by_document,
            late::what_is_decided_stays_so_until_it_is_taken,
            late::what_is_not_decided_says_who_has_settled_it,
            late::what_was_decided_of_an_event_holds_for_all_its_receipts,
            linking::a_guess_is_ambiguous_and_waits_for_nothing,
            linking::a_replacement_is_linked_to_the_only_event_that_stands,
            linking::a_replacement_of_one_of_several_is_ambiguous_and_replaces_none,
            linking::a_replacement_waits_for_an_event_that_it_overtook,
            linking::a_replacement_waits_for_nothing_that_was_written_after_it,
            linking::an_event_is_not_linked_to_itself,
            linking::letters_of_one_event_are_linked_whichever_comes_first,
            linking::links_lead_to_the_newest_earlier_event,
            linking::the_other_letter_of_an_event_is_found_where_it_has_an_entry,
            moving::a_seek_forgets_what_was_acked_and_parked,
            moving::a_seek_stays_within_the_subscription,
            moving::a_seek_to_a_time_finds_the_first_entry_since_then,
            notifying::a_gap_is_kept_until_it_is_filled,
            notifying::a_heartbeat_tells_of_a_gap,
            posting::a_push_is_part_of_what_a_name_stands_for,
            posting::only_one_takes_a_turn_and_keeps_it_by_its_beat,
            posting::what_a_receipt_says_of_a_posting_stays_unless_it_was_a_technical_error,
            posting::what_was_posted_belongs_to_no_attempt_once_it_is_delivered_afresh,
            posting::what_was_posted_is_found_by_entry_and_by_each_of_its_ids,
            reading::a_document_in_the_blob_store_is_known_by_its_size,
            reading::a_document_names_the_events_of_all_its_letters,
            reading::a_large_document_reads_back_whole,
            reading::a_timeline_gathers_all_keys_of_a_patient_page_by_page,
            reading::an_absent_content_comes_with_another_letter,
            reading::an_event_reads_back_as_it_was_written,
            reading::every_character_of_an_envelope_is_taken,
            reading::events_are_read_in_order_page_by_page,
            reading::originals_are_kept_once_and_bit_for_bit,
            reading::what_does_not_exist_is_not_found,
            relating::an_equal_relation_is_recorded_once,
            relating::relations_are_found_under_any_key_of_the_patient,
            relating::relations_end_once_and_never_later,
            subscribing::a_deleted_subscription_leaves_nothing_behind,
            subscribing::a_name_stands_for_one_interest,
            subscribing::organisations_are_remembered,
            subscribing::subscriptions_are_listed_by_name_page_by_page,
            subscribing::the_version_grows_with_every_change_of_interest,
            surviving::everything_answered_is_there_after_an_abrupt_end,
            surviving::times_are_kept_to_the_microsecond,
            surviving::what_delivery_may_want_to_see_is_hinted_at,
        }
    };
    ($store:path => $($room:ident::$name:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                $crate::suite::$room::$name(&$store()).await;
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_test_is_left_out_of_the_list() {
        let list = include_str!("mod.rs");
        let rooms = [
            ("answering", include_str!("answering.rs")),
            ("appending", include_str!("appending.rs")),
            ("auditing", include_str!("auditing.rs")),
            ("awaiting", include_str!("awaiting.rs")),
            ("catching_up", include_str!("catching_up.rs")),
            ("delivering", include_str!("delivering.rs")),
            ("fencing", include_str!("fencing.rs")),
            ("late", include_str!("late.rs")),
            ("linking", include_str!("linking.rs")),
            ("moving", include_str!("moving.rs")),
            ("notifying", include_str!("notifying.rs")),
            ("posting", include_str!("posting.rs")),
            ("reading", include_str!("reading.rs")),
            ("relating", include_str!("relating.rs")),
            ("subscribing", include_str!("subscribing.rs")),
            ("surviving", include_str!("surviving.rs")),
        ];
        for (room, source) in rooms {
            let names = source.lines().filter_map(|line| line.strip_prefix("pub async fn "));
            let names: Vec<_> = names.filter_map(|rest| rest.split('(').next()).collect();
            assert!(!names.is_empty(), "{room}");
            for name in names {
                assert!(list.contains(&format!("{room}::{name},")), "{room}::{name}");
            }
        }
    }
}
