//! AMQP 0.9.1: sessions, topology, confirmed publishing, consuming; the only home of lapin.
