"""The papers that are ready: for the elected members (DOCX) and for the room (PDF)."""
