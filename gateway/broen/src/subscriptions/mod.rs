//! `broen subscriptions`: see and change subscriptions, and have their entries posted to systems without gRPC.

mod show;
mod wanted;

use prost_types::FieldMask;
use tonic::Status;
use wire::v1;
use wire::v1::subscriber_service_client::SubscriberServiceClient;

use crate::cli::{CallerArgs, CreateArgs, SubscriptionsCommand, UpdateArgs};
use crate::client::{Caller, Errand, Error, Refused, channel};
use crate::exit::Exit;
use crate::output::Terminal;

/// Subscriptions asked for at once.
const PAGE: i32 = 1000;

type Client = SubscriberServiceClient<tonic::transport::Channel>;

/// Carries it out.
pub(crate) async fn run(terminal: Terminal, command: SubscriptionsCommand) -> Exit {
    let done = match command {
        SubscriptionsCommand::Create(arguments) => create(terminal, *arguments).await,
        SubscriptionsCommand::Delete { name, caller } => delete(terminal, name, &caller).await,
        SubscriptionsCommand::Lane { name, number, skip, caller } => lane(terminal, name, number, skip, &caller).await,
        SubscriptionsCommand::List { caller } => list(terminal, &caller).await,
        SubscriptionsCommand::Show { name, caller } => one(terminal, name, &caller).await,
        SubscriptionsCommand::Update(arguments) => update(terminal, *arguments).await,
    };
    match done {
        Ok(Ok(())) => Exit::Done,
        Ok(Err(status)) => {
            terminal.failure(format!("do it: {}", Refused::from(&status)));
            Exit::Failed
        }
        Err(error) => {
            terminal.failure(error.to_string());
            error.exit()
        }
    }
}

/// Whether the gateway did it.
type Done = Result<Result<(), Status>, Error>;

async fn client(caller: &CallerArgs) -> Result<Client, Error> {
    let caller = Caller::from_args(caller, Errand::Entries)?;
    Ok(SubscriberServiceClient::new(channel(&caller).await?))
}

async fn create(terminal: Terminal, arguments: CreateArgs) -> Done {
    let mut client = client(&arguments.caller).await?;
    let created = client.create_subscription(wanted::creation(&arguments)).await;
    Ok(created.map(|answer| shown(terminal, answer.into_inner().subscription)))
}

async fn update(terminal: Terminal, arguments: UpdateArgs) -> Done {
    let mut client = client(&arguments.caller).await?;
    let name = arguments.name.clone();
    let there = match client.get_subscription(v1::GetSubscriptionRequest { name: name.clone() }).await {
        Ok(answer) => answer.into_inner().subscription.unwrap_or_default(),
        Err(status) => return Ok(Err(status)),
    };
    let push = wanted::changed(&arguments, there.push);
    let subscription = v1::Subscription { name, push, ..v1::Subscription::default() };
    let update_mask = Some(FieldMask { paths: vec!["push".to_owned()] });
    let request = v1::UpdateSubscriptionRequest { subscription: Some(subscription), update_mask };
    let updated = client.update_subscription(request).await;
    Ok(updated.map(|answer| shown(terminal, answer.into_inner().subscription)))
}

async fn one(terminal: Terminal, name: String, caller: &CallerArgs) -> Done {
    let mut client = client(caller).await?;
    let found = client.get_subscription(v1::GetSubscriptionRequest { name }).await;
    Ok(found.map(|answer| shown(terminal, answer.into_inner().subscription)))
}

async fn list(terminal: Terminal, caller: &CallerArgs) -> Done {
    let mut client = client(caller).await?;
    let mut page_token = String::new();
    let mut is_empty = true;
    loop {
        let request = v1::ListSubscriptionsRequest { page_size: PAGE, page_token };
        let v1::ListSubscriptionsResponse { subscriptions, next_page_token } =
            match client.list_subscriptions(request).await {
                Ok(answer) => answer.into_inner(),
                Err(status) => return Ok(Err(status)),
            };
        is_empty &= subscriptions.is_empty();
        subscriptions.iter().for_each(|subscription| show::print(terminal, subscription));
        page_token = next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if is_empty {
        terminal.say("none");
    }
    Ok(Ok(()))
}

async fn lane(terminal: Terminal, name: String, number: u64, skip: bool, caller: &CallerArgs) -> Done {
    let mut client = client(caller).await?;
    let changed = if skip {
        client.skip_lane(v1::SkipLaneRequest { name, number }).await.map(|_| "skipped")
    } else {
        client.resume_lane(v1::ResumeLaneRequest { name, number }).await.map(|_| "resumed")
    };
    Ok(changed.map(|what| {
        terminal.object(&serde_json::json!({ "lane": number, "change": what }));
        terminal.say(format!("{what} the lane at entry {number}"));
    }))
}

async fn delete(terminal: Terminal, name: String, caller: &CallerArgs) -> Done {
    let mut client = client(caller).await?;
    let deleted = client.delete_subscription(v1::DeleteSubscriptionRequest { name: name.clone() }).await;
    Ok(deleted.map(|_| {
        terminal.object(&serde_json::json!({ "deleted": name }));
        terminal.say(format!("deleted {name}"));
    }))
}

fn shown(terminal: Terminal, subscription: Option<v1::Subscription>) {
    subscription.iter().for_each(|subscription| show::print(terminal, subscription));
}
