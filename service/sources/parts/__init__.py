"""What the sources share: signatures, secrets, untrusted JSON, amounts, people, events."""
