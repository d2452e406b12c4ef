"""The insides of the exact modes: transport, search and certificate, on whole numbers only."""
