"""What readers get: publishing, framing, addresses, history."""
