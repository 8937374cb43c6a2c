"""The XMPP servers that Sluice attaches to, and a witness of what they deliver."""
