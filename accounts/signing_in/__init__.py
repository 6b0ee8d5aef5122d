"""Signing up, signing in and staying signed in: django-allauth, in this site's words and with its rules."""
