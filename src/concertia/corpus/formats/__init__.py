"""Import formats, one module each: ``detect`` says whether files are its own, ``read`` gives drafts."""
