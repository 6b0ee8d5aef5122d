"""What changes case studies, technologies and adoption records."""
