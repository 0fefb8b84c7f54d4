//! `broen render`: writes an event as a letter, to standard output.

use tonic::Status;
use wire::v1::event_service_client::EventServiceClient;
use wire::v1::{LetterFormat, RenderEventRequest, RenderEventResponse};

use crate::cli::{FormatArg, RenderArgs};
use crate::client::{Caller, Errand, Error, Refused, channel};
use crate::exit::Exit;
use crate::output::Terminal;

/// Asks for the letter, and prints it as it is.
pub(crate) async fn run(terminal: Terminal, arguments: RenderArgs) -> Exit {
    match rendered(&arguments).await {
        Ok(Ok(RenderEventResponse { content, media_type, others })) => {
            let letter = String::from_utf8_lossy(&content);
            let others: Vec<_> = others.iter().map(|other| String::from_utf8_lossy(&other.content)).collect();
            terminal.object(&serde_json::json!({
                "event_id": arguments.event,
                "media_type": media_type,
                "letter": letter,
                "others": others,
            }));
            terminal.say(letter);
            others.into_iter().for_each(|other| terminal.say(other));
            Exit::Done
        }
        Ok(Err(status)) => {
            terminal.failure(format!("write the event as a letter: {}", Refused::from(&status)));
            Exit::Failed
        }
        Err(error) => {
            terminal.failure(error.to_string());
            error.exit()
        }
    }
}

async fn rendered(arguments: &RenderArgs) -> Result<Result<RenderEventResponse, Status>, Error> {
    let caller = Caller::from_args(&arguments.caller, Errand::Entries)?;
    let mut client = EventServiceClient::new(channel(&caller).await?).max_decoding_message_size(LARGEST_LETTER);
    let format = arguments.format.map_or(LetterFormat::Unspecified, format);
    let request = RenderEventRequest { event_id: arguments.event.clone(), format: format.into() };
    Ok(client.render_event(request).await.map(tonic::Response::into_inner))
}

const fn format(format: FormatArg) -> LetterFormat {
    match format {
        FormatArg::Medcom => LetterFormat::Medcom,
        FormatArg::Vans => LetterFormat::Vans,
        FormatArg::FhirJson => LetterFormat::FhirJson,
        FormatArg::FhirXml => LetterFormat::FhirXml,
    }
}

const LARGEST_LETTER: usize = 128 << 20;
