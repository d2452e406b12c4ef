"""Payment providers: one small interface, one Stripe client, and a sandbox beneath it."""
