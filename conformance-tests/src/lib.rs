//! Black-box suite against a running Broen, and the rules of the house.
