"""From a reading to what is published: findings, quotations, figures, corrections by people."""
