"""The parts of scripts/kill-test."""
