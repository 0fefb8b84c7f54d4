//! Who may hand letters over, and ask for what became of them.

use std::sync::Arc;

use axum::http::Extensions;
use canonical::organisation::Organisation;

use super::fault::Fault;
use crate::callers::Caller;
use crate::permission::{Permission, SENDERS};

/// The organisation that calls, if it is a sender.
pub(crate) async fn sender(permission: &Permission, extensions: &Extensions) -> Result<Arc<Organisation>, Fault> {
    let caller = extensions.get::<Caller>().cloned().ok_or(Fault::CertificateUnknown)?;
    if !caller.has_any(SENDERS) {
        permission.denied(&caller.0).await;
        return Err(Fault::RoleMissing);
    }
    Ok(caller.0)
}
