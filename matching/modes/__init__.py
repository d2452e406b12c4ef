"""The modes of matching, one module each."""
