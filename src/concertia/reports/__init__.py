"""Reports: one small document model, built from a reading's folder, rendered as HTML, DOCX and PDF."""
