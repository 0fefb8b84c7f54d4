//! What stands behind the door with client certificates: letters over HTTP, and the gRPC services.

use axum::Router;
use axum::middleware::from_fn;

use crate::{callers, refuse};

/// Everything that asks for a known caller.
pub(crate) fn guarded(http: Router, grpc: Router) -> Router {
    http.merge(grpc.reset_fallback().layer(from_fn(refuse::grpc_only)))
        .method_not_allowed_fallback(refuse::method_not_allowed)
        .fallback(refuse::nothing_here)
        .layer(from_fn(callers::known_only))
}
