//! The threads of a letter.

use canonical::course::{Course, Episode, Follows};

use super::closed::Closed;
use super::part::{each, given, read_each, read_given};
use crate::{Error, v1};

impl From<&Course> for v1::Course {
    fn from(course: &Course) -> Self {
        let Course { episodes, notification, conversation, referral, follows } = course;
        Self {
            episodes: each(episodes),
            notification: notification.clone(),
            conversation: conversation.clone(),
            referral: referral.clone(),
            follows: each(follows),
        }
    }
}

impl TryFrom<v1::Course> for Course {
    type Error = Error;

    fn try_from(message: v1::Course) -> Result<Self, Error> {
        let v1::Course { episodes, notification, conversation, referral, follows } = message;
        Ok(Self { episodes: read_each(episodes)?, notification, conversation, referral, follows: read_each(follows)? })
    }
}

impl From<&Episode> for v1::Episode {
    fn from(episode: &Episode) -> Self {
        let Episode { system, value } = episode;
        Self { system: system.clone(), value: value.clone() }
    }
}

impl From<v1::Episode> for Episode {
    fn from(message: v1::Episode) -> Self {
        let v1::Episode { system, value } = message;
        Self { system, value }
    }
}

impl From<&Follows> for v1::Follows {
    fn from(follows: &Follows) -> Self {
        let Follows { relation, sender, letter_id } = follows;
        Self { relation: relation.number(), sender: given(sender.as_ref()), letter_id: letter_id.clone() }
    }
}

impl TryFrom<v1::Follows> for Follows {
    type Error = Error;

    fn try_from(message: v1::Follows) -> Result<Self, Error> {
        let v1::Follows { relation, sender, letter_id } = message;
        Ok(Self { relation: Closed::read(relation, "Follows.relation")?, sender: read_given(sender)?, letter_id })
    }
}
