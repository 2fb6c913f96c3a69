import pytest

from tests.screens.tour import Visitor, make_visitor


@pytest.fixture
def visitor(transactional_db: None) -> Visitor:
    return make_visitor()
