"""What code written for Delighted sends and expects, put into our own words and back."""
