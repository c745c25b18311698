//! Foreign formats: bytes to drafts and back. One format is one file and one line in the registry.
//!
//! Nothing here sees the store.
