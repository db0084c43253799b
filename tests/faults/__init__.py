"""What survives kill -9: `./vigie faults`."""
