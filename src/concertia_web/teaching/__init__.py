"""Teach the readings by example: people code some texts with a grid, and the next reading codes the rest."""
