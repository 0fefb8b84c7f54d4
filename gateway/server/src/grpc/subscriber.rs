//! `SubscriberService`: durable, named interest in events, and their delivery.

use std::sync::Arc;

use canonical::organisation::{OrganisationId, Role};
use delivery::Engine;
use journal::{Backlog, Journal, LaneChange, Page, Push, SeekTarget, SubscriptionName, SubscriptionRow};
use push::{Endpoint, Hosts};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};
use wire::v1;
use wire::v1::seek_request::Target;
use wire::v1::subscriber_service_server::SubscriberService;

use super::context::Context;
use super::fields::Fields;
use super::page::{self, List};
use super::status::{self, Reason};
use super::{pull, subscription};

/// The service.
pub(crate) struct Subscriber {
    pub(crate) context: Arc<Context>,
    pub(crate) engine: Engine,
    /// Where the configuration lets be posted.
    pub(crate) hosts: Arc<Hosts>,
}

const ROLES: &[Role] = &[Role::Subscriber];

/// The most subscriptions of one organisation: each of them is matched against every letter.
const SUBSCRIPTIONS: usize = 200;

impl Subscriber {
    fn journal(&self) -> &dyn Journal {
        &*self.context.journal
    }

    /// The subscription with its state.
    async fn with_state(&self, row: SubscriptionRow) -> Result<v1::Subscription, Status> {
        let backlog = self.backlog(&row.name).await?;
        let health = match &row.push {
            Some(_) => self.journal().push_health(row.id).await.map_err(missing)?,
            None => None,
        };
        Ok(subscription::message(row, backlog, health))
    }

    async fn backlog(&self, name: &SubscriptionName) -> Result<Option<Backlog>, Status> {
        let backlogs = self.journal().backlogs(Some(name)).await.map_err(missing)?;
        Ok(backlogs.into_iter().next())
    }

    async fn has_room(&self, name: &SubscriptionName) -> Result<(), Status> {
        let page = Page { after: String::new(), size: SUBSCRIPTIONS };
        let rows = self.journal().subscriptions(name.organisation.as_str(), page).await.map_err(missing)?;
        // One that is there already may be created again.
        if rows.len() < SUBSCRIPTIONS || rows.iter().any(|row| row.name == *name) {
            return Ok(());
        }
        Err(status::status(Reason::SubscriptionLimit))
    }

    /// Whether the configuration lets something be posted there.
    fn allows(&self, push: Option<&Push>) -> Result<(), Status> {
        let allows = |push: &Push| Endpoint::parse(&push.endpoint).is_some_and(|there| self.hosts.allows(&there));
        if push.is_none_or(allows) { Ok(()) } else { Err(status::status(Reason::PushNotAllowed)) }
    }

    async fn change_lane(&self, name: SubscriptionName, number: u64, change: LaneChange) -> Result<(), Status> {
        self.journal().subscription(&name).await.map_err(missing)?;
        let changed = self.engine.change_lane(&name, number, change).await;
        changed.map_err(|error| status::delivery(&error, Reason::LaneNotParked))
    }
}

/// A failed call about a subscription.
fn missing(error: journal::Error) -> Status {
    status::journal(&error, Reason::SubscriptionNotFound)
}

#[tonic::async_trait]
impl SubscriberService for Subscriber {
    async fn create_subscription(
        &self,
        request: Request<v1::CreateSubscriptionRequest>,
    ) -> Result<Response<v1::CreateSubscriptionResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let new = subscription::new(&caller.id, request.into_inner(), self.context.clock.now())?;
        self.allows(new.push.as_ref())?;
        self.has_room(&new.name).await?;
        let row = self.journal().create_subscription(new).await.map_err(missing)?;
        let subscription = Some(self.with_state(row).await?);
        Ok(Response::new(v1::CreateSubscriptionResponse { subscription }))
    }

    async fn get_subscription(
        &self,
        request: Request<v1::GetSubscriptionRequest>,
    ) -> Result<Response<v1::GetSubscriptionResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::GetSubscriptionRequest { name } = request.into_inner();
        let name = subscription::name(&caller.id, name)?;
        let row = self.journal().subscription(&name).await.map_err(missing)?;
        let subscription = Some(self.with_state(row).await?);
        Ok(Response::new(v1::GetSubscriptionResponse { subscription }))
    }

    async fn list_subscriptions(
        &self,
        request: Request<v1::ListSubscriptionsRequest>,
    ) -> Result<Response<v1::ListSubscriptionsResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let list = List::new("ListSubscriptions", caller.id.as_str(), b"");
        let (after, size) = read_list(&list, request.into_inner())?;
        // One more than asked for tells whether there is a next page.
        let page = Page { after, size: size.saturating_add(1) };
        let mut rows = self.journal().subscriptions(caller.id.as_str(), page).await.map_err(missing)?;
        let more = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().filter(|_| more);
        let next_page_token = last.map(|row| list.token(row.name.name.as_bytes())).unwrap_or_default();
        let mut subscriptions = Vec::with_capacity(rows.len());
        for row in rows {
            subscriptions.push(self.with_state(row).await?);
        }
        Ok(Response::new(v1::ListSubscriptionsResponse { subscriptions, next_page_token }))
    }

    async fn update_subscription(
        &self,
        request: Request<v1::UpdateSubscriptionRequest>,
    ) -> Result<Response<v1::UpdateSubscriptionResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let (name, push) = subscription::update(&caller.id, request.into_inner())?;
        self.allows(push.as_ref())?;
        let row = self.journal().update_push(&name, push).await.map_err(missing)?;
        let subscription = Some(self.with_state(row).await?);
        Ok(Response::new(v1::UpdateSubscriptionResponse { subscription }))
    }

    async fn delete_subscription(
        &self,
        request: Request<v1::DeleteSubscriptionRequest>,
    ) -> Result<Response<v1::DeleteSubscriptionResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::DeleteSubscriptionRequest { name } = request.into_inner();
        let name = subscription::name(&caller.id, name)?;
        self.journal().delete_subscription(&name).await.map_err(missing)?;
        Ok(Response::new(v1::DeleteSubscriptionResponse {}))
    }

    type StreamingPullStream = ReceiverStream<Result<v1::StreamingPullResponse, Status>>;

    async fn streaming_pull(
        &self,
        request: Request<Streaming<v1::StreamingPullRequest>>,
    ) -> Result<Response<Self::StreamingPullStream>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let answers = pull::open(&self.engine, self.journal(), &caller.id, request.into_inner()).await?;
        Ok(Response::new(answers))
    }

    async fn seek(&self, request: Request<v1::SeekRequest>) -> Result<Response<v1::SeekResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let (name, target) = read_seek(&caller.id, request.into_inner())?;
        if let SeekTarget::Number(number) = target {
            let row = self.journal().subscription(&name).await.map_err(missing)?;
            let mut fields = Fields::default();
            let reachable = number <= row.last_number.saturating_add(1);
            fields.require(reachable, "number", "at most one more than the last number");
            fields.finish(|| Some(()))?;
        }
        let sought = self.engine.seek(&name, target).await;
        let next_number = sought.map_err(|error| status::delivery(&error, Reason::SubscriptionNotFound))?;
        Ok(Response::new(v1::SeekResponse { next_number }))
    }

    async fn resume_lane(
        &self,
        request: Request<v1::ResumeLaneRequest>,
    ) -> Result<Response<v1::ResumeLaneResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::ResumeLaneRequest { name, number } = request.into_inner();
        self.change_lane(subscription::name(&caller.id, name)?, number, LaneChange::Resume).await?;
        Ok(Response::new(v1::ResumeLaneResponse {}))
    }

    async fn skip_lane(&self, request: Request<v1::SkipLaneRequest>) -> Result<Response<v1::SkipLaneResponse>, Status> {
        let caller = self.context.caller(&request, ROLES).await?;
        let v1::SkipLaneRequest { name, number } = request.into_inner();
        self.change_lane(subscription::name(&caller.id, name)?, number, LaneChange::Skip).await?;
        Ok(Response::new(v1::SkipLaneResponse {}))
    }
}

/// After which name a page begins, and its size.
fn read_list(list: &List, request: v1::ListSubscriptionsRequest) -> Result<(String, usize), Status> {
    let v1::ListSubscriptionsRequest { page_size, page_token } = request;
    let mut fields = Fields::default();
    let size = page::size(page_size, 100, 1000, &mut fields);
    let place = list.place(&page_token, &mut fields);
    fields.finish(|| {
        let after = String::from_utf8(place?.unwrap_or_default()).ok()?;
        Some((after, size?))
    })
}

fn read_seek(
    organisation: &OrganisationId,
    request: v1::SeekRequest,
) -> Result<(SubscriptionName, SeekTarget), Status> {
    let v1::SeekRequest { name, target } = request;
    let mut fields = Fields::default();
    let name = fields.short_name(name, "name");
    let target = match fields.read(target, "target", "a number or a time") {
        Some(Target::Number(number)) => {
            fields.read((number > 0).then_some(number), "number", "1 or more").map(SeekTarget::Number)
        }
        Some(Target::Time(time)) => fields.optional_time(Some(time), "time").flatten().map(SeekTarget::Time),
        None => None,
    };
    fields.finish(|| Some((SubscriptionName { organisation: organisation.clone(), name: name? }, target?)))
}
