//! MedCom XML letters to canonical events, and receipts back.
