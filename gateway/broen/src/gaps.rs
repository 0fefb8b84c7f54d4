//! `broen gaps`: events of subscriptions at other servers that have not come. For operators.

use tonic::Status;
use wire::convert::instant;
use wire::v1;
use wire::v1::operations_service_client::OperationsServiceClient;

use crate::cli::CallerArgs;
use crate::client::{Caller, Errand, Error, Refused, channel};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};

/// Gaps asked for at once.
const PAGE: i32 = 500;

/// Lists all there are, page by page.
pub(crate) async fn run(terminal: Terminal, caller: CallerArgs) -> Exit {
    match list(terminal, &caller).await {
        Ok(Ok(0)) => {
            terminal.say("none");
            Exit::Done
        }
        Ok(Ok(_)) => Exit::Done,
        Ok(Err(status)) => {
            terminal.failure(format!("list: {}", Refused::from(&status)));
            Exit::Failed
        }
        Err(error) => {
            terminal.failure(error.to_string());
            error.exit()
        }
    }
}

async fn list(terminal: Terminal, caller: &CallerArgs) -> Result<Result<usize, Status>, Error> {
    let caller = Caller::from_args(caller, Errand::Entries)?;
    let mut client = OperationsServiceClient::new(channel(&caller).await?);
    let (mut page_token, mut count) = (String::new(), 0);
    loop {
        let request = v1::ListNotificationGapsRequest { page_size: PAGE, page_token };
        let v1::ListNotificationGapsResponse { gaps, next_page_token } =
            match client.list_notification_gaps(request).await {
                Ok(answer) => answer.into_inner(),
                Err(status) => return Ok(Err(status)),
            };
        count += gaps.len();
        gaps.iter().for_each(|gap| show(terminal, gap));
        page_token = next_page_token;
        if page_token.is_empty() {
            return Ok(Ok(count));
        }
    }
}

fn show(terminal: Terminal, gap: &v1::NotificationGap) {
    let v1::NotificationGap { organisation, subscription, topic, first_number, last_number, find_time } = gap;
    let since = find_time.and_then(|time| instant(time).ok()).map(|at| at.to_string()).unwrap_or_default();
    terminal.object(&serde_json::json!({
        "organisation": organisation, "subscription": subscription, "topic": topic,
        "first": first_number, "last": last_number, "since": since,
    }));
    terminal
        .mark(Mark::Bad, format!("{organisation}  {first_number} to {last_number} of {subscription}, since {since}"));
}
