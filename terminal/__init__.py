"""What a person types and sees: one verb a file, its flags declared once, screens drawn from what the stages answer."""
