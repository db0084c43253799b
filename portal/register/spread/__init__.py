"""A newer template reaching an activity: joined, proposed, answered; never overwritten."""
