"""What a reader who may see some street offices is shown, and that nothing else reaches them."""
