SELECT key_fingerprint FROM installation WHERE id = 1
