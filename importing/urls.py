from django.urls import include, path

app_name = "importing"
urlpatterns = [
    path("", include("importing.triage_urls")),
]
