//! The broker over real RabbitMQ nodes: what is confirmed is there, and what is not there is never confirmed.

mod consuming;
mod entering;
mod load;
mod losing;
mod publishing;
mod stage;
mod topology;
