//! Receives a letter, has it translated and published, answers with a receipt.
