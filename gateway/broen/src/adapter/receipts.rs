//! Receipts that follow, as an adapter knows them: of documents that were kept, from the spool; of letters whose receivers are
//! asked first, from a gateway.

use async_trait::async_trait;
use canonical::digest::Digest;
use canonical::letter::Receipt;
use canonical::organisation::OrganisationId;
use intake::spool::{Answered, Found, Spool};
use intake::{Channel, Following, Follows, Unavailable, known_media_type};
use server::{KeptDocument, LateAnswer, Receipts};
use tokio::sync::Mutex;
use tonic::transport::Channel as Connection;
use tonic::{Code, Status};
use wire::v1::receipt_service_client::ReceiptServiceClient;
use wire::v1::{
    AckReceiptsRequest, DueReceipt, GetDocumentReceiptsRequest, GetDocumentReceiptsResponse, ListReceiptsRequest,
};

use crate::client::{Caller, channel};

/// Asks the spool, and then a gateway.
pub(super) struct AdapterReceipts {
    spool: Spool,
    gateways: GatewayReceipts,
}

/// Asks one of the gateways, and the next when it does not answer.
pub(super) struct GatewayReceipts {
    gateways: Vec<Caller>,
    open: Mutex<Option<ReceiptServiceClient<Connection>>>,
}

/// A page holds large receipts too.
const LARGEST: usize = 64 << 20;

impl AdapterReceipts {
    /// Of these.
    pub(super) fn new(spool: Spool, gateways: Vec<Caller>) -> Self {
        Self { spool, gateways: GatewayReceipts::new(gateways) }
    }
}

impl GatewayReceipts {
    /// Connects when it is asked first.
    pub(super) fn new(gateways: Vec<Caller>) -> Self {
        Self { gateways, open: Mutex::new(None) }
    }

    async fn of_document(&self, organisation: &OrganisationId, document: Digest) -> Result<KeptDocument, Unavailable> {
        let request = GetDocumentReceiptsRequest {
            organisation: organisation.to_string(),
            document_sha256: document.0.to_vec().into(),
        };
        let mut client = self.client().await?;
        let answered = match client.get_document_receipts(request).await {
            Ok(answered) => answered.into_inner(),
            Err(status) if status.code() == Code::NotFound => return Ok(KeptDocument::Unknown),
            Err(status) => return Err(self.lost(&status).await),
        };
        let GetDocumentReceiptsResponse { waiting, receipts } = answered;
        if waiting {
            return Ok(KeptDocument::Waiting);
        }
        let numbers = receipts.iter().map(|due| due.number).collect();
        let events = receipts.iter().filter_map(|due| canonical::EventId::parse(&due.event_id)).collect();
        let receipts = receipts.into_iter().filter_map(|due| due.receipt).map(|receipt| Receipt {
            media_type: known_media_type(&receipt.media_type),
            bytes: receipt.content.to_vec(),
        });
        let answer = LateAnswer { events, receipts: receipts.collect(), ..LateAnswer::default() };
        // Whoever has asked has them. If that cannot be noted, they are brought another way too, and are the same.
        let _ = self.acks(organisation, numbers).await;
        Ok(KeptDocument::Answered(answer))
    }

    async fn acks(&self, organisation: &OrganisationId, numbers: Vec<u64>) -> Result<(), Unavailable> {
        let request = AckReceiptsRequest { organisation: organisation.to_string(), numbers };
        match self.client().await?.ack_receipts(request).await {
            Ok(_) => Ok(()),
            Err(status) => Err(self.lost(&status).await),
        }
    }

    async fn client(&self) -> Result<ReceiptServiceClient<Connection>, Unavailable> {
        let mut open = self.open.lock().await;
        if let Some(client) = open.as_ref() {
            return Ok(client.clone());
        }
        for gateway in &self.gateways {
            if let Ok(channel) = channel(gateway).await {
                let client = ReceiptServiceClient::new(channel).max_decoding_message_size(LARGEST);
                return Ok(open.insert(client).clone());
            }
        }
        Err(Unavailable { reason: "no-gateway" })
    }

    /// The next call may be answered by another gateway.
    async fn lost(&self, status: &Status) -> Unavailable {
        if matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded | Code::Unknown | Code::Cancelled) {
            *self.open.lock().await = None;
        }
        Unavailable { reason: "no-gateway" }
    }
}

#[async_trait]
impl Receipts for AdapterReceipts {
    async fn receipt(&self, organisation: &OrganisationId, id: Digest) -> Result<KeptDocument, Unavailable> {
        match self.spool.find(organisation, id).await? {
            Found::Answered(Answered { outcomes, events, receipts, later: Some(document) }) => {
                match self.gateways.of_document(organisation, document).await? {
                    // The gateways read the queue in their own time.
                    KeptDocument::Unknown | KeptDocument::Waiting => Ok(KeptDocument::Waiting),
                    KeptDocument::Answered(late) => {
                        let receipts = receipts.into_iter().chain(late.receipts).collect();
                        Ok(KeptDocument::Answered(LateAnswer { outcomes, events, receipts, ..late }))
                    }
                }
            }
            Found::Answered(Answered { outcomes, events, receipts, later: None }) => {
                Ok(KeptDocument::Answered(LateAnswer { outcomes, events, refusals: Vec::new(), receipts }))
            }
            Found::Unknown => self.gateways.of_document(organisation, id).await,
            Found::Waiting => Ok(KeptDocument::Waiting),
        }
    }
}

#[async_trait]
impl Following for GatewayReceipts {
    async fn due(&self, organisation: &OrganisationId, channel: Channel) -> Result<Vec<Follows>, Unavailable> {
        let (organisation, channel) = (organisation.to_string(), channel.word().to_owned());
        let request = ListReceiptsRequest { organisation, channel, ..ListReceiptsRequest::default() };
        let listed = match self.client().await?.list_receipts(request).await {
            Ok(listed) => listed.into_inner(),
            Err(status) => return Err(self.lost(&status).await),
        };
        let follows = |DueReceipt { number, receipt, .. }: DueReceipt| {
            let receipt = receipt?;
            Some(Follows { number, media_type: receipt.media_type, bytes: receipt.content.to_vec() })
        };
        Ok(listed.receipts.into_iter().filter_map(follows).collect())
    }

    async fn taken(&self, organisation: &OrganisationId, numbers: &[u64]) -> Result<(), Unavailable> {
        self.acks(organisation, numbers.to_vec()).await
    }
}
