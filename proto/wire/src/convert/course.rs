//! The threads of a letter.

use canonical::course::{Course, Episode, Follows, Hop, HopEntity, HopWhat};

use super::closed::Closed;
use super::part::{each, given, read_each, read_given};
use crate::v1::hop_entity::What;
use crate::{Error, v1};

impl From<&Course> for v1::Course {
    fn from(course: &Course) -> Self {
        let Course { episodes, notification, conversation, referral, follows, hops } = course;
        Self {
            episodes: each(episodes),
            notification: notification.clone(),
            conversation: conversation.clone(),
            referral: referral.clone(),
            follows: each(follows),
            hops: each(hops),
        }
    }
}

impl TryFrom<v1::Course> for Course {
    type Error = Error;

    fn try_from(message: v1::Course) -> Result<Self, Error> {
        let v1::Course { episodes, notification, conversation, referral, follows, hops } = message;
        let (episodes, follows, hops) = (read_each(episodes)?, read_each(follows)?, read_each(hops)?);
        Ok(Self { episodes, notification, conversation, referral, follows, hops })
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

impl From<&Hop> for v1::Hop {
    fn from(hop: &Hop) -> Self {
        let Hop { letter_id, activity, occurred, recorded, sender, entities } = hop;
        Self {
            letter_id: letter_id.clone(),
            activity: activity.clone(),
            occurred: given(occurred.as_ref()),
            recorded: given(recorded.as_ref()),
            sender: given(sender.as_deref()),
            entities: each(entities),
        }
    }
}

impl TryFrom<v1::Hop> for Hop {
    type Error = Error;

    fn try_from(message: v1::Hop) -> Result<Self, Error> {
        let v1::Hop { letter_id, activity, occurred, recorded, sender, entities } = message;
        Ok(Self {
            letter_id,
            activity,
            occurred: read_given(occurred)?,
            recorded: read_given(recorded)?,
            sender: read_given(sender)?.map(Box::new),
            entities: read_each(entities)?,
        })
    }
}

impl From<&HopEntity> for v1::HopEntity {
    fn from(entity: &HopEntity) -> Self {
        let HopEntity { role, what } = entity;
        let what = match what {
            HopWhat::Identifier(identifier) => What::Identifier(identifier.clone()),
            HopWhat::Letter(letter_id) => What::LetterId(letter_id.clone()),
        };
        Self { role: role.number(), what: Some(what) }
    }
}

impl TryFrom<v1::HopEntity> for HopEntity {
    type Error = Error;

    fn try_from(message: v1::HopEntity) -> Result<Self, Error> {
        let v1::HopEntity { role, what } = message;
        let what = match what.ok_or(Error::Missing { field: "HopEntity.what" })? {
            What::Identifier(identifier) => HopWhat::Identifier(identifier),
            What::LetterId(letter_id) => HopWhat::Letter(letter_id),
        };
        Ok(Self { role: Closed::read(role, "HopEntity.role")?, what })
    }
}
