"""Handlers, one file a noun. A file's ROUTES are found by the folder; a handler reads the request,
makes one call to the domain, and answers.
"""
