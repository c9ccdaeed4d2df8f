"""The policy of the house, and the risk it is graded by."""
