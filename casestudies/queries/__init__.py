"""What is asked of case studies, technologies and adoption records."""
