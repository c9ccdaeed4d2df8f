"""Mails of the house: an outbox that is written with the act, and a sender that can fail without losing anything."""
