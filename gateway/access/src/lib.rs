//! Pure decisions: who may see which event, and why.
