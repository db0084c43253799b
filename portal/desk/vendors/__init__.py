"""The pages of the shared catalogue of vendors, and how a certificate reaches every client."""
