"""What is offered to be asked, and has been asked before it is offered."""
