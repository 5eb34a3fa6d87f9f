"""A publication that anyone can check: manifest, archive, verification, receipts, redactions, signature."""
