//! Requests and answers, as `worker_protocol.proto` has them.

use prost::Message;
use serde::{Deserialize, Serialize};

/// A request. What it is of no use for (the files that are read, how much is to be said) is passed over.
#[derive(Clone, PartialEq, Message, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct WorkRequest {
    /// The arguments, beside those that the process was started with.
    #[prost(string, repeated, tag = "1")]
    pub(super) arguments: Vec<String>,
    /// Its number; 0 where they come one by one.
    #[prost(int32, tag = "3")]
    pub(super) request_id: i32,
    /// Whether the request of this number isn't wanted any more.
    #[prost(bool, tag = "4")]
    pub(super) cancel: bool,
    /// The directory in which its files are, if it isn't the one of the process.
    #[prost(string, tag = "6")]
    pub(super) sandbox_dir: String,
}

/// An answer.
#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkResponse {
    /// The exit status of the action.
    #[prost(int32, tag = "1")]
    pub(super) exit_code: i32,
    /// What is shown to the user.
    #[prost(string, tag = "2")]
    pub(super) output: String,
    /// The number of the request.
    #[prost(int32, tag = "3")]
    pub(super) request_id: i32,
    /// Whether it was cancelled.
    #[prost(bool, tag = "4")]
    #[serde(skip_serializing_if = "is_not")]
    pub(super) was_cancelled: bool,
}

fn is_not(set: &bool) -> bool {
    !set
}
