from django.urls import path

from pages import (
    address_views,
    agenda_views,
    export_views,
    feed_views,
    insight_views,
    search_views,
    settings_views,
    status_views,
    views,
    welcome_views,
)

app_name = "pages"
urlpatterns = [
    path("welcome/", welcome_views.first_run, name="welcome"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/restore/", views.restore_person, name="restore_person"),
    path("people/<uuid:pk>/erase/", views.erase_person, name="erase_person"),
    path("feed/<str:secret>.ics", feed_views.feed, name="feed"),
    path("settings/calendar/", feed_views.calendar_settings, name="calendar_settings"),
    path("settings/calendar/feed/", feed_views.feed_make, name="feed_make"),
    path("settings/calendar/feed/end/", feed_views.feed_end, name="feed_end"),
    path("settings/calendar/address/", address_views.enter, name="address_enter"),
    path("settings/calendar/address/read/", address_views.read, name="address_read"),
    path("settings/calendar/address/end/", address_views.end, name="address_end"),
    path("settings/data/", settings_views.data, name="data"),
    path("settings/data/export/", export_views.make, name="export_make"),
    path("settings/data/export/<uuid:pk>/", export_views.file, name="export_file"),
    path("settings/data/erase/", export_views.erase, name="erase"),
    path("people/<uuid:pk>/introduced/", insight_views.introduced, name="introduced"),
    path("insights/", insight_views.page, name="insights"),
    path("insights/warmth/", insight_views.warmth, name="warmth"),
    path("insights/conversations/", insight_views.talks, name="insight_talks"),
    path("insights/favours/", insight_views.favours, name="insight_favours"),
    path("insights/people/", insight_views.people, name="insight_people"),
    path("search/", search_views.search, name="search"),
    path("calendar/", agenda_views.calendar, name="calendar"),
    path("status/", status_views.status_page, name="status"),
    path("metrics", status_views.metrics, name="metrics"),
    path("trash/", views.trash, name="trash"),
]
