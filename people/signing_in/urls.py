"""The addresses of signing in, under the names that django-allauth looks for.

Not here, so not there: sign-up, addresses, codes and new passwords by mail.
"""

from django.urls import path

from people.signing_in import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/passkey/", views.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("login/code/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("account/", views.devices, name="mfa_index"),
    path("account/confirm/", views.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", views.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name/", views.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/passkeys/question/", views.passkey_question, name="passkey_question"),
    path("account/app/add/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/codes/new/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/lost/stop/", views.stop_loss, name="device_loss_stop"),
    path("account/places/", views.places, name="usersessions_list"),
]
