"""The first pages: home, where to start, this week, and the components of the style."""
