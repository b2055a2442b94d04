"""A language model to the rest of us: a prompt in, text out; counted, limited, failures named."""
