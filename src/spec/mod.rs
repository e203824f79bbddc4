//! The declarative specs, decoded from spanned trees with all their mistakes at once. One file a kind of spec.
//!
//! It reads; it neither renders nor checks what was rendered.

pub mod fields;
