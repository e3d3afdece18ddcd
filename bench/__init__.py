"""Measurements by ratio: everything is compared with something else in one run on one machine."""
