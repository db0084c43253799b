"""The picture of an activity: who gives what, with which tools, to whom, and for how long."""
