//! `broen receipts`: what waits for a receipt, and which receipts answer nothing. For operators.

use tonic::Status;
use wire::convert::instant;
use wire::v1;
use wire::v1::operations_service_client::OperationsServiceClient;

use crate::cli::{CallerArgs, ReceiptsCommand};
use crate::client::{Caller, Errand, Error, Refused, channel};
use crate::exit::Exit;
use crate::output::{Mark, Terminal};

/// Letters or receipts asked for at once.
const PAGE: i32 = 500;

type Client = OperationsServiceClient<tonic::transport::Channel>;

/// Lists all there are, page by page.
pub(crate) async fn run(terminal: Terminal, command: ReceiptsCommand) -> Exit {
    let listed = match &command {
        ReceiptsCommand::Overdue { caller } => overdue(terminal, caller).await,
        ReceiptsCommand::Unmatched { caller } => unmatched(terminal, caller).await,
    };
    match listed {
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

async fn client(caller: &CallerArgs) -> Result<Client, Error> {
    let caller = Caller::from_args(caller, Errand::Entries)?;
    Ok(OperationsServiceClient::new(channel(&caller).await?))
}

/// How many were listed.
type Listed = Result<Result<usize, Status>, Error>;

async fn overdue(terminal: Terminal, caller: &CallerArgs) -> Listed {
    let mut client = client(caller).await?;
    let (mut page_token, mut count) = (String::new(), 0);
    loop {
        let request = v1::ListOverdueLettersRequest { page_size: PAGE, page_token };
        let v1::ListOverdueLettersResponse { letters, next_page_token } =
            match client.list_overdue_letters(request).await {
                Ok(answer) => answer.into_inner(),
                Err(status) => return Ok(Err(status)),
            };
        count += letters.len();
        for v1::OverdueLetter { event_id, accept_time, overdue_time, waits_for } in letters {
            let [accepted, since] =
                [accept_time, overdue_time].map(|time| written(time.and_then(|time| instant(time).ok())));
            terminal.object(&serde_json::json!({
                "event_id": event_id, "accepted": accepted, "overdue_since": since, "waits_for": waits_for,
            }));
            let who = if waits_for.is_empty() { "nobody any more".to_owned() } else { waits_for.join(", ") };
            terminal.mark(Mark::Bad, format!("{event_id}  accepted {accepted}, waits for {who}"));
        }
        page_token = next_page_token;
        if page_token.is_empty() {
            return Ok(Ok(count));
        }
    }
}

async fn unmatched(terminal: Terminal, caller: &CallerArgs) -> Listed {
    let mut client = client(caller).await?;
    let (mut page_token, mut count) = (String::new(), 0);
    loop {
        let request = v1::ListUnmatchedReceiptsRequest { page_size: PAGE, page_token };
        let v1::ListUnmatchedReceiptsResponse { receipts, next_page_token } =
            match client.list_unmatched_receipts(request).await {
                Ok(answer) => answer.into_inner(),
                Err(status) => return Ok(Err(status)),
            };
        count += receipts.len();
        receipts.iter().for_each(|receipt| show(terminal, receipt));
        page_token = next_page_token;
        if page_token.is_empty() {
            return Ok(Ok(count));
        }
    }
}

fn show(terminal: Terminal, receipt: &v1::UnmatchedReceipt) {
    let verdict = match receipt.verdict() {
        v1::ReceiptVerdict::Negative => "negative",
        v1::ReceiptVerdict::Positive => "positive",
        v1::ReceiptVerdict::Transient => "transient",
        v1::ReceiptVerdict::Unspecified => "unspecified",
    };
    let v1::UnmatchedReceipt {
        reason,
        accept_time,
        submitted_by,
        form,
        verdict: _,
        receipt_id,
        envelope_id,
        letter_id,
    } = receipt;
    let accepted = written(accept_time.and_then(|time| instant(time).ok()));
    terminal.object(&serde_json::json!({
        "reason": reason, "accepted": accepted, "submitted_by": submitted_by, "form": form, "verdict": verdict,
        "receipt_id": receipt_id, "envelope_id": envelope_id, "letter_id": letter_id,
    }));
    let line = format!("{reason}: {form} {receipt_id:?} of {submitted_by}, {verdict}, {accepted}, ");
    terminal.mark(Mark::Bad, format!("{line}envelope {envelope_id:?}, letter {letter_id:?}"));
}

/// A time as text; empty where there is none.
fn written(at: Option<jiff::Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}
