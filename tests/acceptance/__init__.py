"""What was promised before it was built, check by check, over real HTTP on both databases.

A is authentication of hooks, B is idempotency, C is malformed input. A17, the callbacks of Twilio,
comes with the delivery receipts.
"""
