"""What people send about case studies, technologies and adoption, checked before anything is done."""
