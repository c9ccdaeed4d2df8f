"""What is known about the subject and the sources of a text."""
