"""The API's addresses of case studies, technologies, adoption and its effects: what the pages show, by whom they may
be seen."""
