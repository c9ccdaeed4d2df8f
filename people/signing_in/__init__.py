"""How somebody signs in: passkeys, passwords with a second factor, and where they are signed in.

django-allauth does the ceremonies. Here are the doors of it that are open, their frame, and the rules of this house.
"""
