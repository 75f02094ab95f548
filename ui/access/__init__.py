"""Who is asking, and what they may see: ways to sign in, roles, and the pages of those who may not."""
