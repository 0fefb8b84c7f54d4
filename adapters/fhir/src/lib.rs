//! MedCom FHIR messages to canonical events, and acknowledgements back.
