from django.urls import path

from importing import triage_views

urlpatterns = [
    path("people/sort/", triage_views.pick, name="pick"),
    path("people/sort/one/", triage_views.sort_one, name="sort_one"),
    path("people/sort/leave/", triage_views.leave_rest, name="leave_rest"),
]
