"""What changes what people wrote: each a transaction that is safe to repeat."""
