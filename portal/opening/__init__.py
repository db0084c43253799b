"""The first day: ten questions, the register they lay down, its confirmation."""
