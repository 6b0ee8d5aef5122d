import pytest


@pytest.mark.parametrize("length", ["21000001", "-1", "many"])
def test_a_body_larger_than_any_release_is_refused_before_it_is_read(client, length):
    response = client.generic("POST", "/data/refreshes/", b"x", CONTENT_LENGTH=length)

    assert response.status_code == 413
    assert "21 MB" in response.content.decode()


@pytest.mark.django_db
def test_a_body_of_the_size_of_a_release_reaches_its_view(client):
    response = client.post("/data/refreshes/", {"reason": "x" * 2_000_000})

    assert response.status_code != 413
