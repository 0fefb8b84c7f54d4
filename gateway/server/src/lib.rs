//! gRPC services, health and reflection; HTTP intake and metrics; mutual TLS.
