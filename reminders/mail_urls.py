"""The mails' addresses; reminders.urls includes them in its own namespace."""

from django.urls import path, re_path

from reminders import mail_views

urlpatterns = [
    re_path(r"^d/(?P<token>[^/]+)/(?P<verb>done|snooze|notnow)/$", mail_views.act, name="act"),
    path("d/<str:token>/coffee.ics", mail_views.coffee, name="coffee_by_mail"),
    path("d/<str:token>/met/", mail_views.met, name="met"),
    path("u/<str:token>/", mail_views.unsubscribe, name="unsubscribe"),
    path("settings/mail/", mail_views.mails, name="mails"),
    path("settings/mail/test/", mail_views.test_mail, name="test_mail"),
    path("mail/<uuid:pk>/", mail_views.mail, name="mail"),
    path("mail/<uuid:pk>/again/", mail_views.send_again, name="send_again"),
]
