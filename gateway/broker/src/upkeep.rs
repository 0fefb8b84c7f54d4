//! Keeps a session: connects, watches, and connects anew.

use std::sync::Arc;
use std::time::Duration;

use telemetry::occurrences::broker::{BrokerBlocked, BrokerConnected, BrokerLost, BrokerUnfit, BrokerUnreachable};
use tokio::sync::watch;

use crate::Topology;
use crate::links::{Links, Purpose};
use crate::outlet::Findings;
use crate::pauses::Pauses;
use crate::session::{Outlets, Session};
use crate::trouble::Trouble;

/// The longest pause between two rounds over the nodes.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How it stands with the broker.
#[derive(Clone)]
pub(crate) enum Standing {
    /// Connected, but an alarm stops publishers.
    Blocked,
    /// Closed by this program.
    Closed,
    /// Connecting, with the reason why the last attempt failed.
    Connecting(Option<Trouble>),
    /// Messages are taken. Sessions are numbered.
    Ready(u64, Outlets),
}

/// What the broker and its upkeep share.
pub(crate) struct Shared {
    /// The way to the nodes, or why the settings show none.
    pub(crate) links: Result<Links, Trouble>,
    pub(crate) topology: Topology,
    pub(crate) findings: Arc<Findings>,
    pub(crate) standing: watch::Sender<Standing>,
    pub(crate) ready: watch::Sender<bool>,
}

impl Shared {
    fn stand(&self, standing: Standing) {
        self.ready.send_if_modified(|ready| {
            let now = matches!(standing, Standing::Ready(..));
            std::mem::replace(ready, now) != now
        });
        self.standing.send_replace(standing);
    }
}

/// Connects until `closing` says so or is dropped.
pub(crate) async fn keep(shared: Arc<Shared>, mut closing: watch::Receiver<bool>) {
    let links = match &shared.links {
        Ok(links) => links,
        Err(trouble) => {
            say(trouble);
            shared.stand(Standing::Connecting(Some(trouble.clone())));
            closed(&mut closing).await;
            return shared.stand(Standing::Closed);
        }
    };
    let (mut pauses, mut said, mut number) = (Pauses::up_to(LONGEST_PAUSE), None, 0);
    loop {
        let opening = async {
            let (connection, node) = links.open(Purpose::Publish, &shared.topology).await?;
            Ok((Session::begin(connection, &shared.findings).await?, node))
        };
        let opened = tokio::select! {
            opened = opening => opened,
            () = closed(&mut closing) => break,
        };
        let (trouble, session) = match opened {
            Ok((session, node)) => {
                (pauses, said, number) = (Pauses::up_to(LONGEST_PAUSE), None, number + 1);
                BrokerConnected { node: &node, purpose: Purpose::Publish.word() }.emit();
                let over = last(&shared, session, number, &mut closing).await;
                links.move_on();
                match over {
                    Some(trouble) => (trouble, true),
                    None => break,
                }
            }
            Err(trouble) => (trouble, false),
        };
        if !session && said.as_ref() != Some(&trouble) {
            say(&trouble);
            said = Some(trouble.clone());
        }
        shared.stand(Standing::Connecting(Some(trouble)));
        tokio::select! {
            () = pauses.pause() => {}
            () = closed(&mut closing) => break,
        }
    }
    shared.stand(Standing::Closed);
}

/// Lets a session last; nothing if it was closed from here.
async fn last(
    shared: &Shared,
    mut session: Session,
    number: u64,
    closing: &mut watch::Receiver<bool>,
) -> Option<Trouble> {
    let outlets = session.outlets();
    shared.stand(Standing::Ready(number, outlets.clone()));
    let tell = |blocked| {
        BrokerBlocked { blocked }.emit();
        shared.stand(if blocked { Standing::Blocked } else { Standing::Ready(number, outlets.clone()) });
    };
    let over = tokio::select! {
        trouble = session.watch(&shared.topology, &shared.findings, tell) => Some(trouble),
        () = closed(closing) => None,
    };
    if matches!(*shared.standing.borrow(), Standing::Blocked) {
        BrokerBlocked { blocked: false }.emit();
    }
    let reason = over.as_ref().map_or("closed", Trouble::words);
    BrokerLost { purpose: Purpose::Publish.word(), reason }.emit();
    match &over {
        Some(_) => drop(session),
        None => session.end().await,
    }
    over
}

fn say(trouble: &Trouble) {
    match trouble {
        Trouble::Unfit(what) => BrokerUnfit { what }.emit(),
        Trouble::Unreachable(reason) => BrokerUnreachable { reason }.emit(),
    }
}

async fn closed(closing: &mut watch::Receiver<bool>) {
    // A dropped sender means the same.
    let _ = closing.wait_for(|closing| *closing).await;
}
