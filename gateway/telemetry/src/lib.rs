//! Occurrences: the only place that writes log lines and metrics.
