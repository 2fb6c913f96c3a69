from django.urls import include, path

from reminders import draft_views, message_views, views

app_name = "reminders"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/others/", views.others, name="others"),
    path("today/more/", views.more, name="more"),
    path("today/<uuid:pk>/not-now/", views.not_now, name="not_now"),
    path("today/<uuid:pk>/snooze/", views.snooze, name="snooze"),
    path("today/<uuid:pk>/longer/", views.longer, name="longer"),
    path("today/<uuid:pk>/stop/", views.stop, name="stop"),
    path("today/<uuid:pk>/talked/", views.talked, name="talked"),
    path("today/<uuid:pk>/not-talked/", views.not_talked, name="not_talked"),
    path("reminders/<uuid:pk>/done/", views.reminder_done, name="reminder_done"),
    path("reminders/<uuid:pk>/pass/", views.reminder_pass, name="reminder_pass"),
    path("people/<uuid:pk>/coffee.ics", views.coffee, name="coffee"),
    path("people/<uuid:pk>/draft/", draft_views.draft, name="draft"),
    path("settings/messages/", message_views.messages, name="messages"),
    path("settings/messages/<slug:key>/", message_views.message, name="message"),
    path("settings/messages/<slug:key>/reset/", message_views.message_reset, name="message_reset"),
    path("", include("reminders.mail_urls")),
]
