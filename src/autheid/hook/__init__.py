"""Webhooks: what relying parties' servers are told of, how it is signed, and when it is tried again."""
