"""Training of the models that are shipped: see __main__."""
