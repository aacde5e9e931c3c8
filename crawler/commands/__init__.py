"""What `scrapy` can do here beyond its own commands, and its own with our messages and exit statuses."""
