//! Open-loop load through a whole Broen, measured beside the bare limits of its parts.
