"""What is laid over the signed text: notices, numbers, marks of sources."""
