//! Private RabbitMQ nodes and PostgreSQL servers, for tests and measurements.
