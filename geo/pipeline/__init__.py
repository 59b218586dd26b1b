"""The order of the stages: the one place that knows it.

read → segment → recognise → resolve (+ corrections) → zones → features → store.
"""
