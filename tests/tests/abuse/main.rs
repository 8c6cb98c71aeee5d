//! Attacks on the running stack, a file for each item of the OWASP API Security Top 10 (2023).
//!
//! What each item means for this service stands at the head of its file; what is defended where, in
//! THREAT_MODEL.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alone;
mod api01_object_level_authorization;
mod api02_authentication;
mod api03_object_property_level_authorization;
mod api04_resource_consumption;
mod api05_function_level_authorization;
mod api06_sensitive_business_flows;
mod api07_server_side_request_forgery;
mod api08_security_misconfiguration;
mod api09_inventory_management;
mod api10_unsafe_consumption_of_apis;
mod attack;
