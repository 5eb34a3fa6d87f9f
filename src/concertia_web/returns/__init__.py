"""The remontée: what a territory sends to the network, and the mirror that comes back."""
