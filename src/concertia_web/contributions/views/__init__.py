"""The screens: notes of a session, pastes and sheets, the session itself, papers with a number, documents."""
