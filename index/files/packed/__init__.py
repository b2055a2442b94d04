"""Files that hold articles of other kinds: mail, mailboxes, web archives, ZIP, books."""
