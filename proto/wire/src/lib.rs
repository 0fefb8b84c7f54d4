//! The public contract: generated messages and services, and their conversions.
