//! The live state of the program: what is published, shown and wrong right now.
//!
//! [`run`] is the loop that keeps it current, [`board`] holds it, [`stop`] ends it, [`report`] says in
//! words what happens. Plain `std`: no HTTP and no asynchronous runtime.

pub mod board;
mod excerpts;
mod interest;
mod listeners;
mod pages;
mod parts;
mod pending;
mod projection;
pub mod report;
mod round;
mod rounds;
mod state;
pub mod stop;
mod update;
mod view;
mod view_pages;
mod viewer;
mod watching;

pub use rounds::run;
