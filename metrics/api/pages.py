"""An answer of many rows, a page at a time."""

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """Pages of 100, or of up to 1,000 when asked. Headers say what CSV cannot: the total, and the next page."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= self.max_page_size):
            raise ValidationError({self.page_size_query_param: [f"Must be from 1 to {self.max_page_size}."]})
        return int(asked)

    def get_paginated_response(self, data: list) -> Response:
        response = super().get_paginated_response(data)
        response["X-Total-Count"] = self.page.paginator.count
        if following := self.get_next_link():
            response["Link"] = f'<{following}>; rel="next"'
        return response
